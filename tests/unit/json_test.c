#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "wire/json.h"
#include "wire/json_text.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static struct arena arena;

/* Parse from a heap copy of exactly that size, so that over-reads crash. */
static enum status
parse(struct slice text, struct json_error *error, struct json **json)
{
	uint8_t *copy = malloc(text.len > 0 ? text.len : 1);
	enum status s;

	assert_non_null(copy);
	if (text.len > 0)
		memcpy(copy, text.data, text.len);
	memset(error, 0, sizeof(*error));
	s = json_parse(slice_of(copy, text.len), error, json);
	free(copy);
	return s;
}

static void
refuses(struct slice text, enum status expected, size_t at)
{
	struct json_error error;
	struct json *json;
	char expected_at[32];

	(void)snprintf(expected_at, sizeof(expected_at), "byte %zu", at);
	assert_string_equal(
	    status_name(parse(text, &error, &json)), status_name(expected));
	assert_null(json);
	assert_string_equal(error.at, expected_at);
}

static char *
prints(const char *text)
{
	struct json_error error;
	struct json *json;
	struct slice printed;
	char *copy;

	assert_int_equal(parse(slice_of_text(text), &error, &json), STATUS_OK);
	assert_int_equal(json_print(json, &arena, &printed), STATUS_OK);
	json_free(json);
	copy = strndup((const char *)printed.data, printed.len);
	assert_non_null(copy);
	return copy;
}

/* What is accepted, and what it prints as (NULL: as it stands). */
static void
accepts(void **state)
{
	static const char *const cases[][2] = {
		{ "{}", NULL },
		{ "[]", NULL },
		{ "null", NULL },
		{ "true", NULL },
		{ "false", NULL },
		{ "0", NULL },
		{ "-1", NULL },
		{ "9007199254740991", NULL },
		{ "-9007199254740991", NULL },
		{ "9007199254740990", NULL },
		{ "1234567890123456", NULL },
		{ "\"\"", NULL },
		{ " \t\r\n1 \t\r\n", "1" },
		{ " { \"a\" : [ 1 , 2 ] , \"b\" : { } } ",
		  "{\"a\":[1,2],\"b\":{}}" },
		{ "{\"b\":1,\"a\":2,\"B\":3}", NULL },
		{ "{\"\":1}", NULL },
		{ "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", NULL },
		{ "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}", NULL },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
		  "\"\\\"\\\\/\\b\\f\\n\\r\\t\"" },
		{ "\"\\u0001\\u001F\\u007f\"", "\"\\u0001\\u001f\x7f\"" },
		{ "\"\\u00e9\\u20AC\"", "\"\xc3\xa9\xe2\x82\xac\"" },
		{ "\"\\ud83d\\uDE00\"", "\"\xf0\x9f\x98\x80\"" },
		{ "\"\\uffff\\ue000\\ud7ff\"",
		  "\"\xef\xbf\xbf\xee\x80\x80\xed\x9f\xbf\"" },
		{ "\"\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\"", NULL },
		{ "\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"", NULL },
		{ "\"\xed\x9f\xbf\xee\x80\x80\"", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = prints(cases[i][0]);

		assert_string_equal(
		    text, cases[i][1] != NULL ? cases[i][1] : cases[i][0]);
		free(text);
	}
	arena_reset(&arena);
}

/*
 * Each text has a mark under the byte that is refused:
 *     text   {"a":01}
 *     mark        ^
 */
static void
refuses_at(void **state)
{
	static const struct {
		const char *text, *mark;
		enum status status;
	} cases[] = {
		{ "", "^", STATUS_JSON_SYNTAX },
		{ "  ", "  ^", STATUS_JSON_SYNTAX },
		{ "{", " ^", STATUS_JSON_SYNTAX },
		{ "[1,", "   ^", STATUS_JSON_SYNTAX },
		{ "[1,]", "   ^", STATUS_JSON_SYNTAX },
		{ "[,1]", " ^", STATUS_JSON_SYNTAX },
		{ "[1 2]", "   ^", STATUS_JSON_SYNTAX },
		{ "[1}", "  ^", STATUS_JSON_SYNTAX },
		{ "{'a':1}", " ^", STATUS_JSON_SYNTAX },
		{ "{a:1}", " ^", STATUS_JSON_SYNTAX },
		{ "{\"a\"}", "    ^", STATUS_JSON_SYNTAX },
		{ "{\"a\" 1}", "     ^", STATUS_JSON_SYNTAX },
		{ "{\"a\":}", "     ^", STATUS_JSON_SYNTAX },
		{ "{\"a\":1,}", "       ^", STATUS_JSON_SYNTAX },
		{ "{\"a\":1]", "      ^", STATUS_JSON_SYNTAX },
		{ "{,}", " ^", STATUS_JSON_SYNTAX },
		{ "\xef\xbb\xbf{}", "^", STATUS_JSON_SYNTAX },
		{ "\v1", "^", STATUS_JSON_SYNTAX },
		{ "/**/1", "^", STATUS_JSON_SYNTAX },
		{ "nul", "   ^", STATUS_JSON_SYNTAX },
		{ "nulL", "   ^", STATUS_JSON_SYNTAX },
		{ "True", "^", STATUS_JSON_SYNTAX },
		{ "NaN", "^", STATUS_JSON_SYNTAX },
		{ "-Infinity", " ^", STATUS_JSON_SYNTAX },
		{ "-", " ^", STATUS_JSON_SYNTAX },
		{ "+1", "^", STATUS_JSON_SYNTAX },
		{ "01", " ^", STATUS_JSON_SYNTAX },
		{ "-01", "  ^", STATUS_JSON_SYNTAX },
		{ "0x10", " ^", STATUS_JSON_TRAILING },
		{ ".5", "^", STATUS_JSON_SYNTAX },
		{ "[1,-0]", "   ^", STATUS_JSON_NUMBER },
		{ "[1.0]", " ^", STATUS_JSON_NUMBER },
		{ "1e2", "^", STATUS_JSON_NUMBER },
		{ "1E2", "^", STATUS_JSON_NUMBER },
		{ "9007199254740992", "^", STATUS_JSON_NUMBER },
		{ " -9007199254740992", " ^", STATUS_JSON_NUMBER },
		{ "18446744073709551617", "^", STATUS_JSON_NUMBER },
		{ "99999999999999999999999999999999999999999999999999", "^",
		  STATUS_JSON_NUMBER },
		{ "\"", " ^", STATUS_JSON_SYNTAX },
		{ "\"a", "  ^", STATUS_JSON_SYNTAX },
		{ "\"a\nb\"", "  ^", STATUS_JSON_SYNTAX },
		{ "\"a\x1f\"", "  ^", STATUS_JSON_SYNTAX },
		{ "\"\\", " ^", STATUS_JSON_SYNTAX },
		{ "\"\\x\"", " ^", STATUS_JSON_SYNTAX },
		{ "\"\\'\"", " ^", STATUS_JSON_SYNTAX },
		{ "\"\\u12\"", " ^", STATUS_JSON_SYNTAX },
		{ "\"\\u12g4\"", " ^", STATUS_JSON_SYNTAX },
		{ "\"\\U0041\"", " ^", STATUS_JSON_SYNTAX },
		{ "\"\\u0000\"", " ^", STATUS_JSON_SYNTAX },
		{ "\"a\\ud800\"", "  ^", STATUS_JSON_UTF8 },
		{ "\"\\udc00\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\\udc00\\ud800\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\\ud800\\ud800\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\\ud800\\u0041\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\\ud800x", " ^", STATUS_JSON_UTF8 },
		{ "\"\\ud800\\udc0", " ^", STATUS_JSON_UTF8 },
		{ "\"\x80\"", " ^", STATUS_JSON_UTF8 },
		{ "\"a\xc0\xaf\"", "  ^", STATUS_JSON_UTF8 },
		{ "\"\xc1\xbf\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\xe0\x9f\xbf\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\xed\xa0\x80\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\xed\xbf\xbf\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\xf0\x8f\xbf\xbf\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\xf4\x90\x80\x80\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\xf5\x80\x80\x80\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\xff\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\xc3\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\xe2\x82\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\xf0\x9f\x98\"", " ^", STATUS_JSON_UTF8 },
		{ "\"\xf0\x9f", " ^", STATUS_JSON_UTF8 },
		{ "{\"\xff\":1}", "  ^", STATUS_JSON_UTF8 },
		{ "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "                ^",
		  STATUS_JSON_DEPTH },
		{ "[[[[[[[[[[[[[[[[{", "                ^", STATUS_JSON_DEPTH },
		{ "{\"a\":1,\"a\":1}", "       ^", STATUS_JSON_DUPLICATE },
		{ "{\"a\":1,\"b\":2,\"\\u0061\":3}", "             ^",
		  STATUS_JSON_DUPLICATE },
		{ "{\"\\u0061\":1,\"a\":3}", "            ^",
		  STATUS_JSON_DUPLICATE },
		{ "{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":3}",
		  "                  ^", STATUS_JSON_DUPLICATE },
		{ "{\"\\n\":1,\"\\u000a\":3}", "        ^",
		  STATUS_JSON_DUPLICATE },
		{ "{\"/\":1,\"\\/\":3}", "       ^", STATUS_JSON_DUPLICATE },
		{ "{\"\":1,\"\":2}", "      ^", STATUS_JSON_DUPLICATE },
		{ "{\"b\":{\"x\":1,\"x\":2},\"b\":3}", "            ^",
		  STATUS_JSON_DUPLICATE },
		{ "{\"a\":{\"a\":1},\"a\":2}", "             ^",
		  STATUS_JSON_DUPLICATE },
		{ "{} {}", "   ^", STATUS_JSON_TRAILING },
		{ "1]", " ^", STATUS_JSON_TRAILING },
		{ "{}\x01", "  ^", STATUS_JSON_TRAILING },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		refuses(
		    slice_of_text(cases[i].text), cases[i].status,
		    strlen(cases[i].mark) - 1);
	/* A NUL is a byte like another. */
	refuses(slice_of("1\0", 2), STATUS_JSON_TRAILING, 1);
	refuses(slice_of("\"a\0b\"", 5), STATUS_JSON_SYNTAX, 2);
	refuses(slice_of("[\0]", 3), STATUS_JSON_SYNTAX, 1);
	refuses(slice_of("\"\\\0\"", 4), STATUS_JSON_SYNTAX, 1);
}

/* No prefix of a text is a text (but of a number), and none crashes. */
static void
cut_anywhere(void **state)
{
	static const char text[] = "{\"a\":[1,-20,true,null],\"\\u00e9\\n\":"
				   "\"\\ud83d\\ude00\xc3\xa9\"}";
	struct json_error error;
	struct json *json;

	(void)state;
	for (size_t len = 0; len < sizeof(text) - 1; len++) {
		assert_int_not_equal(
		    parse(slice_of(text, len), &error, &json), STATUS_OK);
		assert_null(json);
	}
	assert_int_equal(parse(slice_of_text(text), &error, &json), STATUS_OK);
	json_free(json);
}

/* `before`, then `count` times `item` (with %zu its number), then `after`. */
static struct slice
repeat(const char *before, const char *item, size_t count, const char *after)
{
	size_t room =
	    strlen(before) + count * (strlen(item) + 8) + strlen(after) + 1;
	char *text = malloc(room);
	size_t len;

	assert_non_null(text);
	len = (size_t)sprintf(text, "%s", before);
	for (size_t i = 0; i < count; i++) {
		const char *number = strchr(item, '#');

		if (number == NULL)
			len += (size_t)sprintf(text + len, "%s", item);
		else
			len += (size_t)sprintf(
			    text + len, "%.*s%zu%s", (int)(number - item), item,
			    i, number + 1);
	}
	len += (size_t)sprintf(text + len, "%s", after);
	return slice_of(text, len);
}

static double
now_s(void)
{
	struct timespec t;

	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t), 0);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Texts made to be slow or large are answered at once. */
static void
bombs(void **state)
{
	static const struct {
		const char *before, *item;
		size_t count;
		const char *after;
		enum status status;
	} cases[] = {
		{ "", "[", 1000000, "", STATUS_JSON_DEPTH },
		{ "", "{\"a\":", 1000000, "", STATUS_JSON_DEPTH },
		{ "{", "\"#\":0,", 1000000, "\"\":0}", STATUS_JSON_ITEMS },
		{ "[", "0,", 1000000, "0]", STATUS_JSON_ITEMS },
		{ "[", "[],", 1000000, "0]", STATUS_JSON_ITEMS },
		{ "[", "0,", 65535, "0]", STATUS_JSON_ITEMS },
		{ "[", "0,", 65534, "0]", STATUS_OK },
		{ "{", "\"#\":0,", 65534, "\"\":0}", STATUS_OK },
		{ "{", "\"#\":0,", 65533, "\"\":0,\"\":0}",
		  STATUS_JSON_DUPLICATE },
		{ "{", "\"\\u0061#\":0,", 65534, "\"\":0}", STATUS_OK },
		{ "{", "\"a\":0,", 65534, "\"\":0}", STATUS_JSON_DUPLICATE },
		{ "[", "{\"a\":0},", 32767, "0]", STATUS_OK },
		{ "[", "{\"a\":0},", 32768, "0]", STATUS_JSON_ITEMS },
		{ "", "9", 1000000, "", STATUS_JSON_NUMBER },
		{ "-", "0", 1000000, "", STATUS_JSON_SYNTAX },
		{ "1e", "9", 1000000, "", STATUS_JSON_NUMBER },
		{ "", " ", 1000000, "", STATUS_JSON_SYNTAX },
		{ "\"", "\\", 1000000, "\"", STATUS_OK },
		{ "\"", "\\u00e9", 170000, "\"", STATUS_OK },
		{ "{\"", "\\u00e9", 170000, "\":0}", STATUS_OK },
		{ "{\"", "a", 500000, "\":0,\"\":0}", STATUS_OK },
	};
	struct json_error error;
	struct json *json;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice text = repeat(
		    cases[i].before, cases[i].item, cases[i].count,
		    cases[i].after);
		double start_s = now_s();
		enum status s = json_parse(text, &error, &json);

		/* 20 ms and less measured; valgrind and ASan take longer. */
		assert_true(now_s() - start_s < 5.0);
		assert_string_equal(
		    status_name(s), status_name(cases[i].status));
		json_free(json);
		free((void *)(uintptr_t)text.data);
	}
}

static void
reads(void **state)
{
	struct json_error error;
	struct json *json;
	const struct json *list, *item;
	const char *text = NULL;
	int64_t value = 0;

	(void)state;
	assert_int_equal(
	    parse(
		slice_of_text(
		    "{\"t\":\"abc\",\"n\":7,\"l\":[1,\"x\",{},[],null,"
		    "true,false],\"T\":\"other\"}"),
		&error, &json),
	    STATUS_OK);
	assert_true(json_is_object(json));
	assert_int_equal(json_count(json), 4);
	assert_null(json_member(json, "x"));
	assert_null(json_member(json_member(json, "l"), "t"));
	assert_null(json_member(NULL, "t"));
	assert_string_equal(json_key(json_first(json)), "t");
	assert_string_equal(json_text(json_member(json, "t")), "abc");
	assert_null(json_text(json_member(json, "n")));
	assert_null(json_text(NULL));
	assert_int_equal(json_integer(json_member(json, "n")), 7);
	assert_int_equal(json_integer(json_member(json, "t")), 0);

	list = json_member(json, "l");
	assert_int_equal(json_count(list), 7);
	item = json_first(list);
	assert_true(json_is_integer(item));
	item = json_next(item);
	assert_true(json_is_text(item));
	item = json_next(item);
	assert_true(json_is_object(item));
	assert_null(json_first(item));
	item = json_next(item);
	assert_true(json_is_list(item));
	item = json_next(item);
	assert_int_equal(json_kind(item), JSON_NULL);
	item = json_next(item);
	assert_true(json_boolean(item));
	item = json_next(item);
	assert_int_equal(json_kind(item), JSON_BOOLEAN);
	assert_false(json_boolean(item));
	assert_null(json_next(item));

	assert_int_equal(
	    json_take_text(json, "t", 1, 3, &error, &text), STATUS_OK);
	assert_string_equal(text, "abc");
	assert_int_equal(
	    json_take_integer(json, "n", 7, 7, &error, &value), STATUS_OK);
	assert_int_equal(value, 7);
	json_free(json);
}

static void
takes_or_says_where(void **state)
{
	struct json_error error;
	struct json *json;
	const struct json *member;
	const char *text;
	int64_t value;

	(void)state;
	assert_int_equal(
	    parse(slice_of_text("{\"t\":\"abc\",\"n\":7}"), &error, &json),
	    STATUS_OK);
	assert_int_equal(
	    json_take_text(json, "t", 4, 9, &error, &text), STATUS_JSON_LENGTH);
	assert_string_equal(error.at, "/t");
	assert_int_equal(
	    json_take_text(json, "t", 0, 2, &error, &text), STATUS_JSON_LENGTH);
	assert_int_equal(
	    json_take_text(json, "n", 0, 9, &error, &text), STATUS_JSON_TYPE);
	assert_string_equal(error.at, "/n");
	assert_int_equal(
	    json_take_text(json, "x", 0, 9, &error, &text),
	    STATUS_JSON_MISSING);
	json_error_below(&error, "above");
	assert_string_equal(error.at, "/above/x");
	assert_int_equal(
	    json_take_integer(json, "n", 8, 9, &error, &value),
	    STATUS_JSON_NUMBER);
	assert_int_equal(
	    json_take_integer(json, "n", 0, 6, &error, &value),
	    STATUS_JSON_NUMBER);
	assert_int_equal(
	    json_take_integer(json, "t", 0, 9, &error, &value),
	    STATUS_JSON_TYPE);
	assert_int_equal(
	    json_take(json, "t", JSON_OBJECT, &error, &member),
	    STATUS_JSON_TYPE);
	assert_int_equal(
	    json_take(json_member(json, "t"), "t", JSON_TEXT, &error, &member),
	    STATUS_JSON_TYPE);
	assert_string_equal(error.at, "");
	json_free(json);
}

static void
builds(void **state)
{
	struct json *object = json_new_object();
	struct json *list = json_new_list();
	struct json *copy, *taken;
	struct slice text;
	struct arena small;

	(void)state;
	assert_true(json_add_text(object, "t", "a\"\\\x01\xc3\xa9"));
	assert_true(json_add_integer(object, "n", JSON_INTEGER_MAX));
	assert_true(json_add_null(object, "z"));
	assert_true(json_add_boolean(list, NULL, true));
	assert_true(json_add_integer(list, NULL, -JSON_INTEGER_MAX));
	assert_true(json_add(object, "l", list));
	assert_true(
	    json_add_printed(object, "p", slice_of("{\"x\":[1]}junk", 9)));
	copy = json_copy(object);
	assert_non_null(copy);
	taken = json_detach(object, "n");
	assert_int_equal(json_integer(taken), JSON_INTEGER_MAX);
	json_free(taken);
	assert_null(json_detach(object, "n"));
	assert_int_equal(json_print(object, &arena, &text), STATUS_OK);
	assert_true(slice_is_text(
	    text, "{\"t\":\"a\\\"\\\\\\u0001\xc3\xa9\",\"z\":null,"
		  "\"l\":[true,-9007199254740991],\"p\":{\"x\":[1]}}"));
	json_free(object);
	assert_int_equal(json_print(copy, &arena, &text), STATUS_OK);
	assert_true(slice_is_text(
	    text, "{\"t\":\"a\\\"\\\\\\u0001\xc3\xa9\",\"n\":9007199254740991,"
		  "\"z\":null,\"l\":[true,-9007199254740991],"
		  "\"p\":{\"x\":[1]}}"));
	assert_int_equal(arena_open(&small, 4096), STATUS_OK);
	assert_non_null(arena_alloc(&small, 4090));
	assert_int_equal(json_print(copy, &small, &text), STATUS_NO_MEMORY);
	arena_close(&small);
	json_free(copy);
	arena_reset(&arena);
}

/* Every sequence of up to four bytes from the edges of table 3-7. */
static void
utf8_is_unicodes(void **state)
{
	static const uint8_t edges[] = {
		0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf,
		0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
		0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
	};
	size_t n = COUNT(edges);

	(void)state;
	for (size_t i = 0; i < n * n * n * n; i++) {
		const uint8_t b[4] = { edges[i % n], edges[i / n % n],
				       edges[i / n / n % n],
				       edges[i / n / n / n] };
		/* A different way: decode what the first byte promises. */
		size_t len = b[0] < 0x80	     ? 1
			     : (b[0] & 0xe0) == 0xc0 ? 2
			     : (b[0] & 0xf0) == 0xe0 ? 3
			     : (b[0] & 0xf8) == 0xf0 ? 4
						     : 0;
		static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
		uint32_t point = len > 1 ? b[0] & (0xffU >> (len + 1)) : b[0];

		for (size_t j = 1; j < len; j++) {
			if ((b[j] & 0xc0) != 0x80)
				point = 0xffffff;
			point = point << 6 | (b[j] & 0x3f);
		}
		if (point < least[len] || point > 0x10ffff ||
		    (point >= 0xd800 && point <= 0xdfff))
			len = 0;
		assert_int_equal(json_text_sequence(slice_of(b, 4)), len);
		if (len > 0)
			assert_int_equal(
			    json_text_sequence(slice_of(b, len - 1)), 0);
	}
}

static int
open_all(void **state)
{
	(void)state;
	return arena_open(&arena, (size_t)16 << 20) == STATUS_OK ? 0 : -1;
}

static int
close_all(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts),
		cmocka_unit_test(refuses_at),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(bombs),
		cmocka_unit_test(reads),
		cmocka_unit_test(takes_or_says_where),
		cmocka_unit_test(builds),
		cmocka_unit_test(utf8_is_unicodes),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
