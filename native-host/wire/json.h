#ifndef JSON_H
#define JSON_H

/*
 * json: one strict reader and one builder over cJSON.
 *
 * Strict: UTF-8 is checked, depth and number of values are bounded, a key may
 * stand once in an object, nothing may follow the value, numbers are integers
 * of at most 2^53 - 1 (no fraction, no exponent, no -0), "\u0000" is refused
 * (our texts are C strings).  All of that is checked on the bytes, before
 * cJSON allocates anything.
 *
 * A `struct json` is one value; a value inside another is borrowed from it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

#define JSON_DEPTH_MAX 16
#define JSON_VALUES_MAX 65536
#define JSON_INTEGER_MAX 9007199254740991LL /* 2^53 - 1: RFC 8785, 3.2.2.3 */
#define JSON_AT_BYTES 160

struct json;

/* Where it went wrong: "byte 17" in the text, or a path "/picture/bytes". */
struct json_error {
	char at[JSON_AT_BYTES];
};

/*
 * json_parse(text, error, json):
 * Read one value.  On failure `error->at` says where.
 *
 * STATUS_JSON_SYNTAX .. STATUS_JSON_NUMBER, STATUS_NO_MEMORY
 */
MUST_USE enum status json_parse(
    struct slice text, struct json_error *error, struct json **json);

/* Free a value that was parsed, made or detached; NULL is fine. */
void json_free(struct json *json);

/* --- Reading.  The setters of `error` append to no list: first error wins. */

bool json_is_object(const struct json *json);
bool json_is_list(const struct json *json);
bool json_is_text(const struct json *json);
bool json_is_integer(const struct json *json);

/* The member of an object, or NULL; also NULL when `json` is no object. */
const struct json *json_member(const struct json *json, const char *name);

/* Items of a list or members of an object; 0 for anything else. */
size_t json_count(const struct json *json);
const struct json *json_item(const struct json *json, size_t index);

/* First child and the one after, to walk a list or an object in order. */
const struct json *json_first(const struct json *json);
const struct json *json_next(const struct json *json);

/* The key of a member that json_first or json_next gave. */
const char *json_key(const struct json *json);

/* The text (NULL when it is none); lives as long as the value. */
const char *json_text(const struct json *json);

/* The integer (0 when it is none). */
int64_t json_integer(const struct json *json);

/*
 * json_take_text(object, name, least, most, error, text):
 * A required member that is a text of `least` to `most` bytes.
 *
 * STATUS_JSON_MISSING, STATUS_JSON_TYPE, STATUS_JSON_LENGTH with error->at set
 * to the member's path below `object` ("/name").
 */
MUST_USE enum status json_take_text(
    const struct json *object, const char *name, size_t least, size_t most,
    struct json_error *error, const char **text);

/* The same for an integer of `least` to `most` (else STATUS_JSON_NUMBER). */
MUST_USE enum status json_take_integer(
    const struct json *object, const char *name, int64_t least, int64_t most,
    struct json_error *error, int64_t *value);

/* --- Building.  NULL means out of memory; a failed child frees nothing. */

struct json *json_new_object(void);
struct json *json_new_list(void);
struct json *json_copy(const struct json *json);

/* Add to an object (name given) or a list (name NULL); false: no memory. */
MUST_USE bool
json_add_text(struct json *to, const char *name, const char *text);
MUST_USE bool
json_add_integer(struct json *to, const char *name, int64_t value);
MUST_USE bool json_add_boolean(struct json *to, const char *name, bool value);

/* Add and hand over `value`; on false the caller still owns it. */
MUST_USE bool
json_add(struct json *to, const char *name, struct json *value);

/* Take a member out of an object and hand it to the caller, or NULL. */
struct json *json_detach(struct json *object, const char *name);

/*
 * json_print(json, arena, text):
 * Write without white space, keys in the order they were added.
 *
 * STATUS_NO_MEMORY   the arena is full
 */
MUST_USE enum status json_print(
    const struct json *json, struct arena *arena, struct slice *text);

#endif
