#ifndef PLAIN_H
#define PLAIN_H

/*
 * plain: text of strangers, made fit to be shown.
 *
 *   takes   any bytes at all
 *   gives   valid UTF-8 of a bounded length, on one line, in which nothing
 *           hides or turns round what stands beside it
 */

#include "base/slice.h"

/*
 * plain_copy(text, to, size):
 * Control characters, marks that turn or hide text and what is no UTF-8 become
 * '?'.  Cut between letters to `size` with the final NUL; the rest of `to` is
 * zeros.
 */
void plain_copy(struct slice text, char *to, size_t size);

/* Could plain_copy have made it?  For text that came over a pipe. */
bool plain_is_valid(const char *text, size_t size);

#endif
