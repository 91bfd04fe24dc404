#include "annotation/jcs.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "wire/json_text.h"

/* Counts while `out` is NULL, writes when it is there: the same code does
 * both, so the two can not disagree. */
struct sink {
	uint8_t *out;
	size_t len;
};

static void
put(struct sink *sink, const void *bytes, size_t len)
{
	if (sink->out != NULL)
		memcpy(sink->out + sink->len, bytes, len);
	sink->len += len;
}

/* RFC 8785, 3.2.2.2 is how json_text escapes. */
static void
put_text(struct sink *sink, const char *text)
{
	char *at = sink->out != NULL ? (char *)sink->out + sink->len : NULL;

	sink->len += json_text_escape(text, at);
}

/*
 * UTF-8 sorts by code point.  UTF-16 code units differ from that in one thing
 * only: what needs surrogates (lead byte 0xF0 and up in UTF-8) comes before
 * U+E000..U+FFFF (lead bytes 0xEE and 0xEF).  So those two are moved up.
 */
static int
utf16_rank(char c)
{
	int byte = (unsigned char)c;

	return byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte;
}

static int
compare_members(const void *a, const void *b)
{
	const char *x = json_key(*(const struct json *const *)a);
	const char *y = json_key(*(const struct json *const *)b);

	while (*x != '\0' && *x == *y) {
		x++;
		y++;
	}
	return utf16_rank(*x) - utf16_rank(*y);
}

static enum status
put_value(struct sink *sink, const struct json *json, struct arena *arena);

static enum status
put_object(struct sink *sink, const struct json *json, struct arena *arena)
{
	size_t count = json_count(json), n = 0;
	const struct json **member =
	    arena_array(arena, count + 1, sizeof(const struct json *));
	enum status s = STATUS_OK;

	if (member == NULL)
		return STATUS_NO_MEMORY;
	for (const struct json *m = json_first(json); m; m = json_next(m))
		member[n++] = m;
	assert(n == count);
	qsort(member, count, sizeof(const struct json *), compare_members);
	put(sink, "{", 1);
	for (size_t i = 0; i < count && s == STATUS_OK; i++) {
		if (i > 0)
			put(sink, ",", 1);
		put_text(sink, json_key(member[i]));
		put(sink, ":", 1);
		s = put_value(sink, member[i], arena);
	}
	put(sink, "}", 1);
	return s;
}

static enum status
put_list(struct sink *sink, const struct json *json, struct arena *arena)
{
	enum status s = STATUS_OK;

	put(sink, "[", 1);
	for (const struct json *item = json_first(json);
	     item != NULL && s == STATUS_OK; item = json_next(item)) {
		s = put_value(sink, item, arena);
		if (json_next(item) != NULL)
			put(sink, ",", 1);
	}
	put(sink, "]", 1);
	return s;
}

static enum status
put_value(struct sink *sink, const struct json *json, struct arena *arena)
{
	struct slice literal = { 0 };
	char number[24];
	enum status s;

	if (json_is_object(json))
		return put_object(sink, json, arena);
	if (json_is_list(json))
		return put_list(sink, json, arena);
	if (json_is_text(json)) {
		put_text(sink, json_text(json));
		return STATUS_OK;
	}
	if (json_is_integer(json)) {
		int len = snprintf(
		    number, sizeof(number), "%" PRId64, json_integer(json));

		put(sink, number, (size_t)len);
		return STATUS_OK;
	}
	/* true, false and null are written in one way only. */
	s = json_print(json, arena, &literal);
	put(sink, literal.data, literal.len);
	return s;
}

enum status
jcs_write(const struct json *json, struct arena *arena, struct slice *text)
{
	struct sink sink = { 0 };
	enum status s = put_value(&sink, json, arena);
	size_t len = sink.len;

	if (s != STATUS_OK)
		return s;
	sink = (struct sink){ .out = arena_alloc(arena, len) };
	if (sink.out == NULL)
		return STATUS_NO_MEMORY;
	s = put_value(&sink, json, arena);
	assert(s != STATUS_OK || sink.len == len);
	*text = slice_of(sink.out, len);
	return s;
}
