#include "wire/json.h"

#include <assert.h>
#include <cJSON.h>
#include <inttypes.h>
#include <stdio.h>

#include "wire/json_scan.h"
#include "wire/json_text.h"

/* A struct json is a cJSON under another name, never declared itself. */
static cJSON *
node_of(struct json *json)
{
	return (cJSON *)json;
}

static const cJSON *
const_node_of(const struct json *json)
{
	return (const cJSON *)json;
}

static struct json *
json_of(cJSON *node)
{
	return (struct json *)node;
}

static const struct json *
const_json_of(const cJSON *node)
{
	return (const struct json *)node;
}

enum status
json_parse(struct slice text, struct json_error *error, struct json **json)
{
	size_t at_byte = 0;
	enum status s = json_scan(text, &at_byte);
	cJSON *node;

	*json = NULL;
	if (s != STATUS_OK) {
		(void)snprintf(
		    error->at, sizeof(error->at), "byte %zu", at_byte);
		return s;
	}
	/* The scan passed all there is, so only memory can be missing now. */
	node = cJSON_ParseWithLengthOpts(
	    (const char *)text.data, text.len, NULL, 0);
	if (node == NULL)
		return STATUS_NO_MEMORY;
	*json = json_of(node);
	return STATUS_OK;
}

void
json_free(struct json *json)
{
	cJSON_Delete(node_of(json));
}

enum json_kind
json_kind(const struct json *json)
{
	switch (const_node_of(json)->type & 0xff) {
	case cJSON_False:
	case cJSON_True:
		return JSON_BOOLEAN;
	case cJSON_Number:
		return JSON_INTEGER;
	case cJSON_String:
		return JSON_TEXT;
	case cJSON_Array:
		return JSON_LIST;
	case cJSON_Object:
		return JSON_OBJECT;
	default:
		return JSON_NULL;
	}
}

const struct json *
json_member(const struct json *json, const char *name)
{
	const struct json *member;

	if (!json_is_object(json))
		return NULL;
	for (member = json_first(json); member != NULL;
	     member = json_next(member))
		if (strcmp(json_key(member), name) == 0)
			break;
	return member;
}

size_t
json_count(const struct json *json)
{
	size_t count = 0;

	for (const struct json *item = json_first(json); item != NULL;
	     item = json_next(item))
		count++;
	return count;
}

const struct json *
json_first(const struct json *json)
{
	return const_json_of(const_node_of(json)->child);
}

const struct json *
json_next(const struct json *json)
{
	return const_json_of(const_node_of(json)->next);
}

const char *
json_key(const struct json *json)
{
	return const_node_of(json)->string;
}

const char *
json_text(const struct json *json)
{
	return json_is_text(json) ? const_node_of(json)->valuestring : NULL;
}

int64_t
json_integer(const struct json *json)
{
	/* Exact: a double holds every integer up to JSON_INTEGER_MAX. */
	return json_kind(json) == JSON_INTEGER
		   ? (int64_t)const_node_of(json)->valuedouble
		   : 0;
}

bool
json_boolean(const struct json *json)
{
	return json != NULL && (const_node_of(json)->type & 0xff) == cJSON_True;
}

void
json_error_below(struct json_error *error, const char *name)
{
	char at[JSON_AT_BYTES];
	int n = snprintf(at, sizeof(at), "/%s%.100s", name, error->at);

	assert(n > 0 && (size_t)n < sizeof(at));
	(void)n;
	memcpy(error->at, at, sizeof(at));
}

static enum status
fail(struct json_error *error, const char *name, enum status s)
{
	error->at[0] = '\0';
	json_error_below(error, name);
	return s;
}

enum status
json_take(
    const struct json *object, const char *name, enum json_kind kind,
    struct json_error *error, const struct json **value)
{
	if (!json_is_object(object)) {
		error->at[0] = '\0';
		return STATUS_JSON_TYPE;
	}
	*value = json_member(object, name);
	if (*value == NULL)
		return fail(error, name, STATUS_JSON_MISSING);
	if (json_kind(*value) != kind)
		return fail(error, name, STATUS_JSON_TYPE);
	return STATUS_OK;
}

enum status
json_take_text(
    const struct json *object, const char *name, size_t least, size_t most,
    struct json_error *error, const char **text)
{
	const struct json *value;
	enum status s = json_take(object, name, JSON_TEXT, error, &value);
	size_t len;

	if (s != STATUS_OK)
		return s;
	*text = json_text(value);
	len = strlen(*text);
	if (len < least || len > most)
		return fail(error, name, STATUS_JSON_LENGTH);
	return STATUS_OK;
}

enum status
json_take_integer(
    const struct json *object, const char *name, int64_t least, int64_t most,
    struct json_error *error, int64_t *value)
{
	const struct json *member;
	enum status s = json_take(object, name, JSON_INTEGER, error, &member);

	if (s != STATUS_OK)
		return s;
	*value = json_integer(member);
	if (*value < least || *value > most)
		return fail(error, name, STATUS_JSON_NUMBER);
	return STATUS_OK;
}

struct json *
json_new_object(void)
{
	return json_of(cJSON_CreateObject());
}

struct json *
json_new_list(void)
{
	return json_of(cJSON_CreateArray());
}

struct json *
json_copy(const struct json *json)
{
	return json_of(cJSON_Duplicate(const_node_of(json), 1));
}

bool
json_add(struct json *to, const char *name, struct json *value)
{
	assert((json_kind(to) == JSON_OBJECT) == (name != NULL));
	return name != NULL
		   ? cJSON_AddItemToObject(node_of(to), name, node_of(value))
		   : cJSON_AddItemToArray(node_of(to), node_of(value));
}

/* Add a node just made, or free it. */
static bool
add_node(struct json *to, const char *name, cJSON *node)
{
	if (node == NULL)
		return false;
	if (json_add(to, name, json_of(node)))
		return true;
	cJSON_Delete(node);
	return false;
}

bool
json_add_text(struct json *to, const char *name, const char *text)
{
	return add_node(to, name, cJSON_CreateString(text));
}

bool
json_add_integer(struct json *to, const char *name, int64_t value)
{
	assert(value >= -JSON_INTEGER_MAX && value <= JSON_INTEGER_MAX);
	return add_node(to, name, cJSON_CreateNumber((double)value));
}

bool
json_add_boolean(struct json *to, const char *name, bool value)
{
	return add_node(to, name, cJSON_CreateBool(value));
}

bool
json_add_null(struct json *to, const char *name)
{
	return add_node(to, name, cJSON_CreateNull());
}

bool
json_add_printed(struct json *to, const char *name, struct slice text)
{
	cJSON *node = cJSON_CreateNull();

	if (node == NULL)
		return false;
	node->valuestring = cJSON_malloc(text.len + 1);
	if (node->valuestring == NULL) {
		cJSON_Delete(node);
		return false;
	}
	memcpy(node->valuestring, text.data, text.len);
	node->valuestring[text.len] = '\0';
	node->type = cJSON_Raw;
	return add_node(to, name, node);
}

struct json *
json_detach(struct json *object, const char *name)
{
	return json_of(
	    cJSON_DetachItemFromObjectCaseSensitive(node_of(object), name));
}

/* Without `to` it only measures. */
struct printer {
	char *to;
	size_t len;
};

static void
print_bytes(struct printer *printer, const char *bytes, size_t len)
{
	if (printer->to != NULL)
		memcpy(printer->to + printer->len, bytes, len);
	printer->len += len;
}

static void
print_text(struct printer *printer, const char *text)
{
	char *to = printer->to != NULL ? printer->to + printer->len : NULL;

	printer->len += json_text_escape(text, to);
}

static void
print_integer(struct printer *printer, int64_t value)
{
	char digits[24]; /* "-9223372036854775808" and its NUL need 21 */
	int n = snprintf(digits, sizeof(digits), "%" PRId64, value);

	print_bytes(printer, digits, (size_t)n);
}

/* Recursion is bounded: nothing of more than JSON_DEPTH_MAX is ever made. */
static void
print_node(struct printer *printer, const cJSON *node)
{
	bool is_object = (node->type & 0xff) == cJSON_Object;

	switch (node->type & 0xff) {
	case cJSON_String:
		print_text(printer, node->valuestring);
		break;
	case cJSON_Number:
		print_integer(printer, (int64_t)node->valuedouble);
		break;
	case cJSON_True:
		print_bytes(printer, "true", 4);
		break;
	case cJSON_False:
		print_bytes(printer, "false", 5);
		break;
	case cJSON_Raw:
		print_bytes(
		    printer, node->valuestring, strlen(node->valuestring));
		break;
	case cJSON_Array:
	case cJSON_Object:
		print_bytes(printer, is_object ? "{" : "[", 1);
		for (const cJSON *c = node->child; c != NULL; c = c->next) {
			if (is_object) {
				print_text(printer, c->string);
				print_bytes(printer, ":", 1);
			}
			print_node(printer, c);
			if (c->next != NULL)
				print_bytes(printer, ",", 1);
		}
		print_bytes(printer, is_object ? "}" : "]", 1);
		break;
	default:
		print_bytes(printer, "null", 4);
		break;
	}
}

enum status
json_print(const struct json *json, struct arena *arena, struct slice *text)
{
	struct printer printer = { 0 };

	print_node(&printer, const_node_of(json));
	printer.to = arena_alloc(arena, printer.len);
	if (printer.to == NULL)
		return STATUS_NO_MEMORY;
	printer.len = 0;
	print_node(&printer, const_node_of(json));
	*text = slice_of(printer.to, printer.len);
	return STATUS_OK;
}
