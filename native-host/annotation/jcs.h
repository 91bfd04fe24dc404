#ifndef JCS_H
#define JCS_H

/*
 * jcs: RFC 8785 canonical JSON.
 *
 * Our documents hold integers only (wire/json refuses the rest), so number
 * formatting is plain; keys are sorted by UTF-16 code units, texts escaped as
 * the RFC says.
 */

#include "wire/json.h"

/* STATUS_NO_MEMORY when the arena is full. */
MUST_USE enum status
jcs_write(const struct json *json, struct arena *arena, struct slice *text);

#endif
