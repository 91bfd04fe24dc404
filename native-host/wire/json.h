#ifndef JSON_H
#define JSON_H

/*
 * json: one strict reader and one builder over cJSON.
 *
 * Strict: UTF-8 is checked, depth and number of values are bounded, a key may
 * stand once in an object, nothing may follow the value, numbers are integers
 * of at most 2^53 - 1 (no fraction, no exponent, no -0), "\u0000" is refused
 * (our texts are C strings).  All of that is checked on the bytes, before
 * cJSON allocates anything, by wire/json_scan.
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
MUST_USE enum status
json_parse(struct slice text, struct json_error *error, struct json **json);

/* Free a value that was parsed, made or detached; NULL is fine. */
void json_free(struct json *json);

/* --- Reading */

enum json_kind {
	JSON_NULL,
	JSON_BOOLEAN,
	JSON_INTEGER,
	JSON_TEXT,
	JSON_LIST,
	JSON_OBJECT,
};

enum json_kind json_kind(const struct json *json);

/* Is it one?  A member that is missing (NULL) is none. */
static inline bool
json_is(const struct json *json, enum json_kind kind)
{
	return json != NULL && json_kind(json) == kind;
}

static inline bool
json_is_object(const struct json *json)
{
	return json_is(json, JSON_OBJECT);
}

static inline bool
json_is_list(const struct json *json)
{
	return json_is(json, JSON_LIST);
}

static inline bool
json_is_text(const struct json *json)
{
	return json_is(json, JSON_TEXT);
}

static inline bool
json_is_integer(const struct json *json)
{
	return json_is(json, JSON_INTEGER);
}

/* The member of an object, or NULL; also NULL when `json` is no object. */
const struct json *json_member(const struct json *json, const char *name);

/* Items of a list or members of an object; 0 for anything else.  Counts. */
size_t json_count(const struct json *json);

/* First child and the one after, to walk a list or an object in order. */
const struct json *json_first(const struct json *json);
const struct json *json_next(const struct json *json);

/* The key of a member that json_first or json_next gave. */
const char *json_key(const struct json *json);

/* The text (NULL when it, or `json`, is none); lives as long as the value. */
const char *json_text(const struct json *json);

/* The integer (0 when it is none). */
int64_t json_integer(const struct json *json);

/* The truth value (false when it is none). */
bool json_boolean(const struct json *json);

/*
 * json_take(object, name, kind, error, value):
 * A required member of that kind.
 *
 * STATUS_JSON_MISSING, STATUS_JSON_TYPE (also when `object` is no object) with
 * error->at set to the member's path below `object` ("/name").
 */
MUST_USE enum status json_take(
    const struct json *object, const char *name, enum json_kind kind,
    struct json_error *error, const struct json **value);

/*
 * json_take_text(object, name, least, most, error, text):
 * A required member that is a text of `least` to `most` bytes.
 *
 * As json_take, and STATUS_JSON_LENGTH.
 */
MUST_USE enum status json_take_text(
    const struct json *object, const char *name, size_t least, size_t most,
    struct json_error *error, const char **text);

/* The same for an integer of `least` to `most` (else STATUS_JSON_NUMBER). */
MUST_USE enum status json_take_integer(
    const struct json *object, const char *name, int64_t least, int64_t most,
    struct json_error *error, int64_t *value);

/* Put "/name" before the path of an error that came from below it. */
void json_error_below(struct json_error *error, const char *name);

/* --- Building.  NULL or false: out of memory, and nothing was changed. */

struct json *json_new_object(void);
struct json *json_new_list(void);
struct json *json_copy(const struct json *json);

/*
 * Add to an object (a name it does not have yet) or a list (name NULL).  Texts
 * are UTF-8 (json_text_sequence tells), integers within JSON_INTEGER_MAX.
 */
MUST_USE bool
json_add_text(struct json *to, const char *name, const char *text);
MUST_USE bool
json_add_integer(struct json *to, const char *name, int64_t value);
MUST_USE bool json_add_boolean(struct json *to, const char *name, bool value);
MUST_USE bool json_add_null(struct json *to, const char *name);

/* Add text that is JSON already, as it is; never from outside unchecked. */
MUST_USE bool
json_add_printed(struct json *to, const char *name, struct slice text);

/* Add and hand over `value`; on false the caller still owns it. */
MUST_USE bool json_add(struct json *to, const char *name, struct json *value);

/* Take a member out of an object and hand it to the caller, or NULL. */
struct json *json_detach(struct json *object, const char *name);

/*
 * json_print(json, arena, text):
 * Write without white space, keys in the order they were added.
 *
 * STATUS_NO_MEMORY   the arena is full
 */
MUST_USE enum status
json_print(const struct json *json, struct arena *arena, struct slice *text);

#endif
