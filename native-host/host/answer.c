#include "host/answer.h"

#include "base/version.h"
#include "face/score.h"
#include "wire/frame.h"
#include "wire/message.h"

#define PROTOCOL_MINOR 0
#define IN_FLIGHT_MAX 256 /* what the extension may have asked at once */
#define ROTATIONS_MAX 8	  /* PROTOCOL.md, "hello" */

/* An answer begun: its type and id.  NULL: no memory. */
static struct json *
begin(const char *type, int64_t id)
{
	struct json *answer = json_new_object();

	if (answer == NULL)
		return NULL;
	if (json_add_text(answer, "type", type) &&
	    (id > 0 ? json_add_integer(answer, "id", id)
		    : json_add_null(answer, "id")))
		return answer;
	json_free(answer);
	return NULL;
}

/* A member that is an object or a list; hands over `value` whatever happens. */
static bool
put(struct json *to, const char *name, struct json *value)
{
	if (value != NULL && json_add(to, name, value))
		return true;
	json_free(value);
	return false;
}

static enum status
end(struct json *answer, bool ok, struct arena *arena, struct slice *text)
{
	enum status s = ok ? json_print(answer, arena, text) : STATUS_NO_MEMORY;

	json_free(answer);
	return s;
}

/* Integers by name. */
struct number {
	const char *name;
	int64_t value;
};

static struct json *
numbers(const struct number *number, size_t count)
{
	struct json *object = json_new_object();

	for (size_t i = 0; object != NULL && i < count; i++)
		if (!json_add_integer(
			object, number[i].name, number[i].value)) {
			json_free(object);
			object = NULL;
		}
	return object;
}

static struct json *
capabilities(void)
{
	static const char *const names[] = { "score", "lookup", "forget" };
	struct json *list = json_new_list();

	for (size_t i = 0; list != NULL && i < sizeof(names) / sizeof(names[0]);
	     i++)
		if (!json_add_text(list, NULL, names[i])) {
			json_free(list);
			list = NULL;
		}
	return list;
}

static struct json *
rotations(const struct key *key)
{
	size_t count = key_rotation_count(key);
	size_t first = count > ROTATIONS_MAX ? count - ROTATIONS_MAX : 0;
	struct json *list = json_new_list();

	for (size_t i = first; list != NULL && i < count; i++)
		if (!json_add_printed(
			list, NULL, slice_of_text(key_rotation(key, i)))) {
			json_free(list);
			list = NULL;
		}
	return list;
}

static struct json *
states(const struct answer_state *state)
{
	struct json *object = json_new_object();

	if (object == NULL)
		return NULL;
	if (json_add_text(object, "ledger", status_name(state->ledger)) &&
	    json_add_text(object, "model", status_name(state->model)))
		return object;
	json_free(object);
	return NULL;
}

enum status
answer_hello(
    int64_t id, const struct key *key, const struct answer_state *state,
    struct arena *arena, struct slice *text)
{
	static const struct number protocol[] = { { "major", MESSAGE_PROTOCOL },
						  { "minor", PROTOCOL_MINOR } };
	static const struct number limits[] = {
		{ "messageBytes", (int64_t)FRAME_IN_MAX_BYTES },
		{ "pictureBytes", (int64_t)MESSAGE_PICTURE_MAX_BYTES },
		{ "inFlight", IN_FLIGHT_MAX },
		{ "lookupKeys", MESSAGE_LOOKUP_MAX },
	};
	struct json *hello = begin("hello", id);
	bool ok = hello != NULL &&
		  put(hello, "protocol", numbers(protocol, 2)) &&
		  json_add_text(hello, "version", VERSION_TEXT) &&
		  json_add_text(hello, "key", key_did(key)) &&
		  json_add_text(hello, "model", SCORE_MODEL) &&
		  put(hello, "limits", numbers(limits, 4)) &&
		  put(hello, "capabilities", capabilities()) &&
		  put(hello, "state", states(state)) &&
		  put(hello, "rotations", rotations(key));

	return end(hello, ok, arena, text);
}

enum status
answer_error(
    int64_t id, enum status status, const char *at, struct arena *arena,
    struct slice *text)
{
	struct json *answer = begin("error", id);
	struct json *error = json_new_object();
	bool ok = error != NULL &&
		  json_add_text(error, "name", status_name(status)) &&
		  json_add_integer(error, "number", (int64_t)status) &&
		  json_add_text(error, "text", status_text(status)) &&
		  json_add_text(error, "at", at);

	if (!ok || answer == NULL) {
		json_free(error);
		ok = false;
	} else {
		ok = put(answer, "error", error);
	}
	return end(answer, ok, arena, text);
}

enum status
answer_annotation(
    int64_t id, bool remembered, struct slice annotation, struct arena *arena,
    struct slice *text)
{
	struct json *answer = begin("annotation", id);
	bool ok = answer != NULL &&
		  json_add_boolean(answer, "remembered", remembered) &&
		  json_add_printed(answer, "annotation", annotation);

	return end(answer, ok, arena, text);
}

enum status
answer_annotations(
    int64_t id, const struct slice *annotations, size_t count, bool more,
    struct arena *arena, struct slice *text)
{
	struct json *answer = begin("annotations", id);
	struct json *list = json_new_list();
	bool ok = answer != NULL && list != NULL;

	for (size_t i = 0; ok && i < count; i++)
		ok = json_add_printed(list, NULL, annotations[i]);
	if (ok) {
		ok = put(answer, "annotations", list) &&
		     json_add_boolean(answer, "more", more);
	} else {
		json_free(list);
	}
	return end(answer, ok, arena, text);
}

enum status
answer_forgotten(
    int64_t id, size_t count, struct arena *arena, struct slice *text)
{
	struct json *answer = begin("forgotten", id);
	bool ok =
	    answer != NULL && json_add_integer(answer, "count", (int64_t)count);

	return end(answer, ok, arena, text);
}
