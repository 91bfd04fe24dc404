#ifndef PLAIN_H
#define PLAIN_H

/*
 * plain: text of strangers, made fit to be shown.
 *
 *   takes   any bytes at all
 *   gives   valid UTF-8 of a bounded length, on one line
 */

#include "base/slice.h"

/*
 * plain_copy(text, to, size):
 * Control characters, marks that turn or hide text (U+200B..U+200F,
 * U+2028..U+202E, U+2060..U+206F, U+FEFF) and what is no UTF-8 become '?'.
 * Cut between letters to `size` with the final NUL.
 */
void plain_copy(struct slice text, char *to, size_t size);

#endif
