#ifndef JSON_TEXT_H
#define JSON_TEXT_H

/*
 * json_text: what stands between the quotes of a JSON text.
 *
 * UTF-8 as Unicode has it (no overlong form, no surrogate), and escapes, both
 * ways.  Allocates nothing.
 */

#include "base/slice.h"
#include "base/status.h"

/* The bytes of the UTF-8 sequence that `text` begins with; 0: it is none. */
size_t json_text_sequence(struct slice text);

/*
 * Pass a text, `*at` from its opening quote to the byte after the closing one,
 * or to the byte that is wrong.
 *
 * STATUS_JSON_SYNTAX   a control character, "\u0000", no escape, no end
 * STATUS_JSON_UTF8     not UTF-8, or an escaped half of a surrogate pair
 */
MUST_USE enum status
json_text_scan(struct slice text, size_t *at, bool *has_escape);

/*
 * Undo the escapes of a text that json_text_scan has passed, without its
 * quotes.  Gives the length, which is never more than it was.
 */
size_t json_text_unescape(struct slice inside, uint8_t *to);

/*
 * Write `text` with its quotes, escaping as little as RFC 8785, 3.2.2.2 does.
 * Gives the length; only measures when `to` is NULL.
 */
size_t json_text_escape(const char *text, char *to);

#endif
