#include "unit.h"

#include <stdio.h>

#include "annotation/jcs.h"

static struct arena arena;

struct pair {
	const char *what, *in, *out;
};

static const struct pair pairs[] = {
	/* RFC 8785, 3.2.3: sorted by UTF-16 code units, not by code points:
	 * the smiley (surrogates D83D DE00) comes before the Hebrew letter. */
	{ "the RFC's sorting example",
	  "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\","
	  "\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\","
	  "\"\\ud83d\\ude00\":\"Emoji: Grinning Face\","
	  "\"\\u0080\":\"Control\","
	  "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
	  "{\"\\r\":\"Carriage Return\",\"1\":\"One\","
	  "\"\xc2\x80\":\"Control\","
	  "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
	  "\"\xe2\x82\xac\":\"Euro Sign\","
	  "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
	  "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}" },
	/* RFC 8785, 3.2.2: its example without the fractions. */
	{ "the RFC's escapes",
	  "{\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\"
	  "\\\"\\/\",\"literals\":[null,true,false]}",
	  "{\"literals\":[null,true,false],"
	  "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}" },
	/* The test data that the RFC refers to (appendix G): weird, french,
	 * structures, unicode, arrays; 56 where it has 56.0. */
	{ "weird.json",
	  "{ \"\\u20ac\": \"Euro Sign\", \"1\": \"One\",\n"
	  "  \"\\u0080\": \"Control\\u007f\",\n"
	  "  \"\\ud83d\\ude02\": \"Smiley\",\n"
	  "  \"\\u00f6\": \"Latin Small Letter O With Diaeresis\",\n"
	  "  \"\\ufb33\": \"Hebrew Letter Dalet With Dagesh\",\n"
	  "  \"</script>\": \"Browser Challenge\" }\n",
	  "{\"1\":\"One\",\"</script>\":\"Browser Challenge\","
	  "\"\xc2\x80\":\"Control\x7f\","
	  "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\","
	  "\"\xe2\x82\xac\":\"Euro Sign\","
	  "\"\xf0\x9f\x98\x82\":\"Smiley\","
	  "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}" },
	{ "french.json",
	  "{ \"peach\": \"This sorting order\",\n"
	  "  \"p\xc3\xa9"
	  "ch\xc3\xa9\": \"is wrong according to French\",\n"
	  "  \"p\xc3\xaa"
	  "che\": \"but canonicalization MUST\",\n"
	  "  \"sin\":   \"ingnore locale\" }\n",
	  "{\"peach\":\"This sorting order\","
	  "\"p\xc3\xa9"
	  "ch\xc3\xa9\":\"is wrong according to French\","
	  "\"p\xc3\xaa"
	  "che\":\"but canonicalization MUST\","
	  "\"sin\":\"ingnore locale\"}" },
	{ "structures.json",
	  "{ \"1\": {\"f\": {\"f\": \"hi\",\"F\": 5} ,\"\\n\": 56},\n"
	  "  \"10\": { }, \"\": \"empty\", \"a\": { },\n"
	  "  \"111\": [ { } ], \"A\": { } }",
	  "{\"\":\"empty\",\"1\":{\"\\n\":56,\"f\":{\"F\":5,\"f\":\"hi\"}},"
	  "\"10\":{},\"111\":[{}],\"A\":{},\"a\":{}}" },
	{ "unicode.json", "{ \"Unnormalized Unicode\":\"A\\u030a\" }",
	  "{\"Unnormalized Unicode\":\"A\xcc\x8a\"}" },
	{ "arrays.json", "[ 56, { \"d\": true, \"10\": null, \"1\": [ ] } ]",
	  "[56,{\"1\":[],\"10\":null,\"d\":true}]" },
	/* Our own. */
	{ "every control character",
	  "[\"\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\u0008"
	  "\\u0009\\u000a\\u000b\\u000c\\u000d\\u000e\\u000f\\u0010\\u0011"
	  "\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001A"
	  "\\u001B\\u001C\\u001D\\u001E\\u001F \\u007F\"]",
	  "[\"\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n"
	  "\\u000b\\f\\r\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014"
	  "\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d"
	  "\\u001e\\u001f \x7f\"]" },
	{ "integers", "[0, -1, 9007199254740991, -9007199254740991]",
	  "[0,-1,9007199254740991,-9007199254740991]" },
	{ "a prefix comes first", "{\"ab\":1,\"a\":2,\"\":3}",
	  "{\"\":3,\"a\":2,\"ab\":1}" },
	/* U+D7FF, U+10000, U+10FFFF, U+E000, U+EFFF, U+F000, U+FFFF: code
	 * points in the order of their UTF-16 code units. */
	{ "around the surrogates",
	  "{\"\xef\xbf\xbf\":7,\"\xef\x80\x80\":6,\"\xee\xbf\xbf\":5,"
	  "\"\xee\x80\x80\":4,\"\xf4\x8f\xbf\xbf\":3,"
	  "\"\xf0\x90\x80\x80\":2,\"\xed\x9f\xbf\":1}",
	  "{\"\xed\x9f\xbf\":1,\"\xf0\x90\x80\x80\":2,"
	  "\"\xf4\x8f\xbf\xbf\":3,\"\xee\x80\x80\":4,\"\xee\xbf\xbf\":5,"
	  "\"\xef\x80\x80\":6,\"\xef\xbf\xbf\":7}" },
	{ "surrogates after the same start",
	  "{\"a\xee\x80\x80\":3,\"a\xf0\x90\x80\x80\":2,\"a\":1}",
	  "{\"a\":1,\"a\xf0\x90\x80\x80\":2,\"a\xee\x80\x80\":3}" },
	{ "a text alone", "\"x\"", "\"x\"" },
};

static struct json *
parse(const char *text)
{
	struct json_error error;
	struct json *json = NULL;

	assert_int_equal(
	    json_parse(slice_of_text(text), &error, &json), STATUS_OK);
	return json;
}

static void
is_canonical(const char *what, const char *in, const char *out)
{
	struct json *json = parse(in);
	struct slice text;

	arena_reset(&arena);
	assert_int_equal(jcs_write(json, &arena, &text), STATUS_OK);
	print_message("# %s\n", what);
	assert_int_equal(text.len, strlen(out));
	assert_memory_equal(text.data, out, text.len);
	json_free(json);
}

static void
published(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		is_canonical(pairs[i].what, pairs[i].in, pairs[i].out);
		is_canonical("again", pairs[i].out, pairs[i].out);
	}
}

/* 200 keys, in a scrambled order: 7 generates every residue mod 200. */
static void
many_members(void **state)
{
	struct json *json = json_new_object();
	struct slice text;
	const char *at;

	(void)state;
	for (unsigned i = 0; i < 200; i++) {
		char key[8];

		(void)snprintf(key, sizeof(key), "k%03u", i * 7 % 200);
		assert_true(json_add_integer(json, key, 1));
	}
	arena_reset(&arena);
	assert_int_equal(jcs_write(json, &arena, &text), STATUS_OK);
	assert_int_equal(text.len, 200 * strlen("\"k000\":1,") + 1);
	at = (const char *)text.data + 1;
	for (unsigned i = 0; i < 200; i++, at += strlen("\"k000\":1,")) {
		char key[16];

		(void)snprintf(key, sizeof(key), "\"k%03u\":1", i);
		assert_memory_equal(at, key, strlen(key));
	}
	json_free(json);
}

static void
full_arena(void **state)
{
	struct json *json = parse(pairs[0].in);
	struct arena small;
	struct slice text;

	(void)state;
	assert_int_equal(arena_open(&small, 4096), STATUS_OK);
	while (arena_alloc(&small, 64) != NULL)
		continue;
	assert_int_equal(jcs_write(json, &small, &text), STATUS_NO_MEMORY);
	arena_close(&small);
	json_free(json);
}

static int
open_all(void **state)
{
	(void)state;
	return arena_open(&arena, (size_t)1 << 20) == STATUS_OK ? 0 : -1;
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
		cmocka_unit_test(published),
		cmocka_unit_test(many_members),
		cmocka_unit_test(full_arena),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
