#ifndef JSON_SCAN_H
#define JSON_SCAN_H

/*
 * json_scan: is this text the strict JSON of wire/json.h?
 *
 *   takes   bytes from anyone
 *   gives   yes, or the first byte that is wrong
 *   knows   nothing of cJSON; allocates only a list of where the keys are
 *
 * Time is n log n in the length at most, whatever the text.
 */

#include "base/slice.h"
#include "base/status.h"

/*
 * json_scan(text, at_byte):
 * On failure `at_byte` is the byte: the one that cannot stand there, the first
 * of a number, the opening quote of a key that stood there before, or the
 * length of a text that ends too early.
 *
 * STATUS_JSON_SYNTAX .. STATUS_JSON_NUMBER, STATUS_NO_MEMORY
 */
MUST_USE enum status json_scan(struct slice text, size_t *at_byte);

#endif
