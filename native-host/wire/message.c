#include "wire/message.h"

#include <stdio.h>

#include "base/crypto.h"
#include "wire/form.h"

/* Base64 is four characters for every three bytes begun. */
#define PICTURE_MAX_CHARS ((MESSAGE_PICTURE_MAX_BYTES + 2) / 3 * 4)

/* What every step needs: where texts go, and where to say what is wrong. */
struct reader {
	struct arena *arena;
	struct json_error *error;
};

static enum status
fail_at(struct reader *reader, const char *name, enum status s)
{
	reader->error->at[0] = '\0';
	json_error_below(reader->error, name);
	return s;
}

static enum status
keep_text(struct reader *reader, const char *text, const char **kept)
{
	size_t size_bytes = strlen(text) + 1;
	char *copy = arena_alloc(reader->arena, size_bytes);

	if (copy == NULL)
		return STATUS_NO_MEMORY;
	memcpy(copy, text, size_bytes);
	*kept = copy;
	return STATUS_OK;
}

/* A required text of 1 to `most` bytes and of an allowed form. */
static enum status
take_form(
    struct reader *reader, const struct json *object, const char *name,
    size_t most, bool (*is_form)(const char *text), const char **kept)
{
	const char *text;
	enum status s =
	    json_take_text(object, name, 1, most, reader->error, &text);

	if (s != STATUS_OK)
		return s;
	if (!is_form(text))
		return fail_at(reader, name, STATUS_MESSAGE_TEXT);
	return keep_text(reader, text, kept);
}

/* The same where it may be missing: then NULL. */
static enum status
take_form_if(
    struct reader *reader, const struct json *object, const char *name,
    size_t most, bool (*is_form)(const char *text), const char **kept)
{
	*kept = NULL;
	if (json_member(object, name) == NULL)
		return STATUS_OK;
	return take_form(reader, object, name, most, is_form, kept);
}

static enum status
take_account(
    struct reader *reader, const struct json *object,
    struct message_account *account)
{
	const struct json *json;
	enum status s;

	s = json_take(object, "account", JSON_OBJECT, reader->error, &json);
	if (s != STATUS_OK)
		return s;
	s = take_form(
	    reader, json, "platform", MESSAGE_PLATFORM_MAX_BYTES,
	    form_is_platform, &account->platform);
	if (s == STATUS_OK)
		s = take_form(
		    reader, json, "id", MESSAGE_ACCOUNT_MAX_BYTES,
		    form_is_printable, &account->id);
	if (s == STATUS_OK)
		s = take_form_if(
		    reader, json, "url", MESSAGE_URL_MAX_BYTES, form_is_url,
		    &account->url);
	if (s != STATUS_OK)
		json_error_below(reader->error, "account");
	return s;
}

static enum status
take_picture(
    struct reader *reader, const struct json *object,
    struct message_score *score)
{
	const struct json *json;
	const char *bytes;
	enum status s;

	s = json_take(object, "picture", JSON_OBJECT, reader->error, &json);
	if (s != STATUS_OK)
		return s;
	s = json_take_text(
	    json, "bytes", 1, PICTURE_MAX_CHARS, reader->error, &bytes);
	if (s == STATUS_OK) {
		s = crypto_base64_decode(
		    slice_of_text(bytes), reader->arena, &score->picture);
		/* The last quad may hold two bytes more than are allowed. */
		if (s == STATUS_OK &&
		    score->picture.len > MESSAGE_PICTURE_MAX_BYTES)
			s = STATUS_JSON_LENGTH;
		if (s != STATUS_OK)
			s = fail_at(reader, "bytes", s);
	}
	if (s == STATUS_OK)
		s = take_form_if(
		    reader, json, "key", MESSAGE_KEY_MAX_BYTES,
		    form_is_printable, &score->key);
	if (s != STATUS_OK)
		json_error_below(reader->error, "picture");
	return s;
}

static enum status
take_page(
    struct reader *reader, const struct json *object,
    struct message_score *score)
{
	const struct json *json;
	enum status s;

	s = json_take(object, "page", JSON_OBJECT, reader->error, &json);
	if (s != STATUS_OK)
		return s;
	s = take_form_if(
	    reader, json, "url", MESSAGE_URL_MAX_BYTES, form_is_url,
	    &score->page_url);
	if (s != STATUS_OK)
		json_error_below(reader->error, "page");
	return s;
}

static enum status
take_score(
    struct reader *reader, const struct json *json, struct message_score *score)
{
	enum status s = take_picture(reader, json, score);

	if (s == STATUS_OK && json_member(json, "account") != NULL)
		s = take_account(reader, json, &score->account);
	if (s == STATUS_OK && json_member(json, "page") != NULL)
		s = take_page(reader, json, score);
	return s;
}

/* "/keys/3", for the item of a list. */
static enum status
fail_at_key(struct reader *reader, size_t index, enum status s)
{
	char number[24];

	(void)snprintf(number, sizeof(number), "%zu", index);
	(void)fail_at(reader, number, s);
	json_error_below(reader->error, "keys");
	return s;
}

static enum status
take_lookup(
    struct reader *reader, const struct json *json,
    struct message_lookup *lookup)
{
	const struct json *list;
	enum status s;
	size_t i = 0;

	s = json_take(json, "keys", JSON_LIST, reader->error, &list);
	if (s != STATUS_OK)
		return s;
	lookup->key_count = json_count(list);
	if (lookup->key_count < 1 || lookup->key_count > MESSAGE_LOOKUP_MAX)
		return fail_at(reader, "keys", STATUS_JSON_LENGTH);
	for (const struct json *item = json_first(list); item != NULL;
	     item = json_next(item), i++) {
		const char *text = json_text(item);

		if (text == NULL)
			return fail_at_key(reader, i, STATUS_JSON_TYPE);
		if (*text == '\0' || strlen(text) > MESSAGE_KEY_MAX_BYTES)
			return fail_at_key(reader, i, STATUS_JSON_LENGTH);
		if (!form_is_printable(text))
			return fail_at_key(reader, i, STATUS_MESSAGE_TEXT);
		if ((s = keep_text(reader, text, &lookup->keys[i])) !=
		    STATUS_OK)
			return s;
	}
	return STATUS_OK;
}

static enum status
take_span(
    struct reader *reader, const struct json *object,
    struct message_forget *forget)
{
	const struct json *json;
	enum status s;

	s = json_take(object, "span", JSON_OBJECT, reader->error, &json);
	if (s != STATUS_OK)
		return s;
	s = json_take_integer(
	    json, "from", 0, JSON_INTEGER_MAX, reader->error, &forget->from_s);
	if (s == STATUS_OK)
		/* A span of 0 to 0 would be no restriction (ledger.h). */
		s = json_take_integer(
		    json, "to", forget->from_s > 0 ? forget->from_s : 1,
		    JSON_INTEGER_MAX, reader->error, &forget->to_s);
	if (s != STATUS_OK)
		json_error_below(reader->error, "span");
	return s;
}

static enum status
take_all(struct reader *reader, const struct json *object)
{
	const struct json *json;
	enum status s;

	s = json_take(object, "all", JSON_BOOLEAN, reader->error, &json);
	if (s == STATUS_OK && !json_boolean(json))
		s = fail_at(reader, "all", STATUS_JSON_TYPE);
	return s;
}

static enum status
take_what(
    struct reader *reader, const struct json *what,
    struct message_forget *forget)
{
	const char *name = json_key(json_first(what));

	if (strcmp(name, "all") == 0) {
		forget->what = FORGET_ALL;
		return take_all(reader, what);
	}
	if (strcmp(name, "account") == 0) {
		forget->what = FORGET_ACCOUNT;
		return take_account(reader, what, &forget->account);
	}
	if (strcmp(name, "key") == 0) {
		forget->what = FORGET_KEY;
		return take_form(
		    reader, what, "key", MESSAGE_KEY_MAX_BYTES,
		    form_is_printable, &forget->key);
	}
	if (strcmp(name, "page") == 0) {
		forget->what = FORGET_PAGE;
		return take_form(
		    reader, what, "page", MESSAGE_URL_MAX_BYTES, form_is_url,
		    &forget->page_url);
	}
	if (strcmp(name, "span") == 0) {
		forget->what = FORGET_SPAN;
		return take_span(reader, what, forget);
	}
	/* Not our name, so it is not put into the path. */
	reader->error->at[0] = '\0';
	return STATUS_MESSAGE_UNKNOWN;
}

/*
 * Here alone an unknown member is not ignored: it may have been meant to
 * spare something, and what is forgotten is gone.
 */
static enum status
take_forget(
    struct reader *reader, const struct json *json,
    struct message_forget *forget)
{
	const struct json *what;
	enum status s;

	s = json_take(json, "what", JSON_OBJECT, reader->error, &what);
	if (s != STATUS_OK)
		return s;
	if (json_count(what) != 1)
		return fail_at(reader, "what", STATUS_JSON_LENGTH);
	s = take_what(reader, what, forget);
	if (s != STATUS_OK)
		json_error_below(reader->error, "what");
	return s;
}

static enum status
take_hello(struct reader *reader, const struct json *json)
{
	const struct json *protocol;
	int64_t major = 0;
	enum status s;

	s = json_take(json, "protocol", JSON_OBJECT, reader->error, &protocol);
	if (s != STATUS_OK)
		return s;
	s = json_take_integer(
	    protocol, "major", 0, JSON_INTEGER_MAX, reader->error, &major);
	if (s == STATUS_OK && major != MESSAGE_PROTOCOL)
		s = fail_at(reader, "major", STATUS_PROTOCOL_MISMATCH);
	if (s != STATUS_OK)
		json_error_below(reader->error, "protocol");
	return s;
}

static enum status
take_request(
    struct reader *reader, const struct json *json, struct message *message)
{
	const char *type;
	enum status s;

	s = json_take_integer(
	    json, "id", 1, MESSAGE_ID_MAX, reader->error, &message->id);
	if (s != STATUS_OK) {
		message->id = 0;
		return s;
	}
	s = json_take_text(json, "type", 1, SIZE_MAX, reader->error, &type);
	if (s != STATUS_OK)
		return s;
	if (strcmp(type, "score") == 0) {
		message->kind = MESSAGE_SCORE;
		return take_score(reader, json, &message->score);
	}
	if (strcmp(type, "lookup") == 0) {
		message->kind = MESSAGE_LOOKUP;
		return take_lookup(reader, json, &message->lookup);
	}
	if (strcmp(type, "forget") == 0) {
		message->kind = MESSAGE_FORGET;
		return take_forget(reader, json, &message->forget);
	}
	if (strcmp(type, "hello") == 0) {
		message->kind = MESSAGE_HELLO;
		return take_hello(reader, json);
	}
	return fail_at(reader, "type", STATUS_MESSAGE_UNKNOWN);
}

enum status
message_parse(
    struct slice text, struct arena *arena, struct json_error *error,
    struct message *message)
{
	struct reader reader = { .arena = arena, .error = error };
	struct json *json = NULL;
	enum status s;

	*message = (struct message){ 0 };
	error->at[0] = '\0';
	s = json_parse(text, error, &json);
	if (s == STATUS_OK)
		s = take_request(&reader, json, message);
	json_free(json);
	return s;
}
