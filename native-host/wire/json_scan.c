#include "wire/json_scan.h"

#include <stdlib.h>

#include "wire/json.h"
#include "wire/json_text.h"

#define KEYS_FIRST ((size_t)64)

/* What a key says, and where it stands: objects are numbered as met. */
struct key {
	size_t object;
	size_t at;	    /* of its opening quote */
	struct slice bytes; /* escapes undone */
};

struct scan {
	struct slice text;
	size_t at;
	size_t depth;
	size_t value_count;
	size_t object_count;
	struct key *keys;
	size_t key_count, key_room;
	uint8_t *unescaped; /* keys that had escapes, one after another */
	size_t unescaped_len;
};

static enum status scan_value(struct scan *scan);

/* The byte at hand; -1 at the end. */
static int
peek(const struct scan *scan)
{
	return scan->at < scan->text.len ? scan->text.data[scan->at] : -1;
}

static void
skip_space(struct scan *scan)
{
	int c;

	while ((c = peek(scan)) == ' ' || c == '\t' || c == '\n' || c == '\r')
		scan->at++;
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* JSON's "-0", fractions and exponents are numbers, but none of ours. */
static enum status
scan_number(struct scan *scan)
{
	size_t first = scan->at;
	bool is_negative = peek(scan) == '-';
	bool fits = true;
	int64_t value = 0;
	int c;

	if (is_negative)
		scan->at++;
	if (!is_digit(peek(scan)))
		return STATUS_JSON_SYNTAX;
	if (peek(scan) == '0') {
		scan->at++;
		if (is_digit(peek(scan)))
			return STATUS_JSON_SYNTAX;
		fits = !is_negative;
	}
	for (; is_digit(c = peek(scan)); scan->at++) {
		if (fits)
			value = value * 10 + (c - '0');
		if (value > JSON_INTEGER_MAX)
			fits = false;
	}
	if (fits && c != '.' && c != 'e' && c != 'E')
		return STATUS_OK;
	scan->at = first;
	return STATUS_JSON_NUMBER;
}

static enum status
scan_word(struct scan *scan, const char *word)
{
	for (; *word != '\0'; word++, scan->at++)
		if (peek(scan) != *word)
			return STATUS_JSON_SYNTAX;
	return STATUS_OK;
}

/* No escape is shorter than what it stands for, so the text's length is room.
 */
static enum status
unescape(struct scan *scan, struct slice *key)
{
	uint8_t *to;
	size_t len;

	if (scan->unescaped == NULL)
		scan->unescaped = malloc(scan->text.len);
	if (scan->unescaped == NULL)
		return STATUS_NO_MEMORY;
	to = scan->unescaped + scan->unescaped_len;
	len = json_text_unescape(*key, to);
	scan->unescaped_len += len;
	*key = slice_of(to, len);
	return STATUS_OK;
}

static enum status
add_key(struct scan *scan, struct key key)
{
	if (scan->key_count == scan->key_room) {
		/* At most JSON_VALUES_MAX of them: each has a value. */
		size_t room =
		    scan->key_room > 0 ? scan->key_room * 2 : KEYS_FIRST;
		struct key *keys = realloc(scan->keys, room * sizeof(*keys));

		if (keys == NULL)
			return STATUS_NO_MEMORY;
		scan->keys = keys;
		scan->key_room = room;
	}
	scan->keys[scan->key_count++] = key;
	return STATUS_OK;
}

/* A key and its colon. */
static enum status
scan_key(struct scan *scan, size_t object)
{
	struct key key = { .object = object, .at = scan->at };
	bool has_escape;
	enum status s;

	if (peek(scan) != '"')
		return STATUS_JSON_SYNTAX;
	if ((s = json_text_scan(scan->text, &scan->at, &has_escape)) !=
	    STATUS_OK)
		return s;
	key.bytes =
	    slice_of(scan->text.data + key.at + 1, scan->at - key.at - 2);
	if (has_escape && (s = unescape(scan, &key.bytes)) != STATUS_OK)
		return s;
	skip_space(scan);
	if (peek(scan) != ':')
		return STATUS_JSON_SYNTAX;
	scan->at++;
	return add_key(scan, key);
}

/* A list or an object, from its opening bracket. */
static enum status
scan_inside(struct scan *scan, bool is_object)
{
	int close = is_object ? '}' : ']';
	size_t object = scan->object_count;
	enum status s;
	int c;

	if (scan->depth == JSON_DEPTH_MAX)
		return STATUS_JSON_DEPTH;
	scan->depth++;
	scan->object_count += is_object;
	scan->at++;
	skip_space(scan);
	c = peek(scan) == close ? close : ',';
	while (c != close) {
		skip_space(scan);
		if (is_object && (s = scan_key(scan, object)) != STATUS_OK)
			return s;
		if ((s = scan_value(scan)) != STATUS_OK)
			return s;
		c = peek(scan);
		if (c != close && c != ',')
			return STATUS_JSON_SYNTAX;
		scan->at += c == ',';
	}
	scan->at++;
	scan->depth--;
	return STATUS_OK;
}

/* A value and the space around it. */
static enum status
scan_value(struct scan *scan)
{
	enum status s;
	bool has_escape;
	int c;

	skip_space(scan);
	if (scan->value_count == JSON_VALUES_MAX)
		return STATUS_JSON_ITEMS;
	scan->value_count++;
	c = peek(scan);
	if (c == '{' || c == '[')
		s = scan_inside(scan, c == '{');
	else if (c == '"')
		s = json_text_scan(scan->text, &scan->at, &has_escape);
	else if (c == 't')
		s = scan_word(scan, "true");
	else if (c == 'f')
		s = scan_word(scan, "false");
	else if (c == 'n')
		s = scan_word(scan, "null");
	else
		s = scan_number(scan);
	if (s == STATUS_OK)
		skip_space(scan);
	return s;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	size_t len = x->bytes.len < y->bytes.len ? x->bytes.len : y->bytes.len;
	int order = 0;

	if (x->object != y->object)
		return x->object < y->object ? -1 : 1;
	if (len > 0)
		order = memcmp(x->bytes.data, y->bytes.data, len);
	if (order == 0 && x->bytes.len != y->bytes.len)
		order = x->bytes.len < y->bytes.len ? -1 : 1;
	if (order == 0 && x->at != y->at)
		order = x->at < y->at ? -1 : 1;
	return order;
}

/*
 * Sorting, not hashing: no choice of keys makes it slow.  All keys together
 * are no longer than the text, so comparing costs its length times log n.
 */
static enum status
find_duplicate(struct scan *scan)
{
	size_t first = SIZE_MAX;

	if (scan->key_count > 1)
		qsort(
		    scan->keys, scan->key_count, sizeof(*scan->keys),
		    compare_keys);
	for (size_t i = 1; i < scan->key_count; i++) {
		const struct key *a = &scan->keys[i - 1], *b = &scan->keys[i];

		if (a->object == b->object && b->at < first &&
		    slice_is_equal(a->bytes, b->bytes))
			first = b->at;
	}
	if (first == SIZE_MAX)
		return STATUS_OK;
	scan->at = first;
	return STATUS_JSON_DUPLICATE;
}

enum status
json_scan(struct slice text, size_t *at_byte)
{
	struct scan scan = { .text = text };
	enum status s = scan_value(&scan);

	if (s == STATUS_OK && scan.at < text.len)
		s = STATUS_JSON_TRAILING;
	if (s == STATUS_OK)
		s = find_duplicate(&scan);
	*at_byte = scan.at;
	free(scan.keys);
	free(scan.unescaped);
	return s;
}
