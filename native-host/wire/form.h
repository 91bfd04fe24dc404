#ifndef FORM_H
#define FORM_H

/*
 * form: what the texts of a request may look like.
 *
 * They end up in a signed annotation, in the ledger, on a terminal and in a
 * page, so what could hide or turn round what stands beside it is refused.
 */

#include <stdbool.h>

/*
 * UTF-8 without control characters (C0, C1, DEL), line separators and
 * Unicode's bidirectional controls.
 */
bool form_is_printable(const char *text);

/* [a-z0-9-]* */
bool form_is_platform(const char *text);

/*
 * "https://", a host, and no byte that a browser's own URLs never hold: only
 * ASCII, no space, no control character, no `"`, `<` or `>`.
 */
bool form_is_url(const char *text);

#endif
