#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "wire/form.h"
#include "wire/message.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static struct arena arena;
static struct message message;
static struct json_error error;

/* Parse from a heap copy of exactly that size, gone before we look. */
static enum status
parse(const char *text, size_t len)
{
	char *copy = malloc(len > 0 ? len : 1);
	enum status s;

	assert_non_null(copy);
	memcpy(copy, text, len);
	memset(&error, 'x', sizeof(error));
	arena_reset(&arena);
	s = message_parse(slice_of(copy, len), &arena, &error, &message);
	free(copy);
	return s;
}

static void
accepts(const char *text)
{
	assert_string_equal(
	    status_name(parse(text, strlen(text))), status_name(STATUS_OK));
}

static void
score_whole(void **state)
{
	const struct message_score *score = &message.score;

	(void)state;
	accepts("{\"type\":\"score\",\"id\":7,"
		"\"picture\":{\"bytes\":\"/9j/\",\"key\":\"facebook:1_n.jpg\"},"
		"\"account\":{\"platform\":\"facebook\",\"id\":\"100\","
		"\"url\":\"https://www.facebook.com/profile.php?id=100\"},"
		"\"page\":{\"url\":\"https://www.facebook.com/groups/9\"},"
		"\"later\":[1,{\"x\":null}]}");
	assert_int_equal(message.id, 7);
	assert_int_equal(message.kind, MESSAGE_SCORE);
	assert_int_equal(score->picture.len, 3);
	assert_memory_equal(score->picture.data, "\xff\xd8\xff", 3);
	assert_string_equal(score->key, "facebook:1_n.jpg");
	assert_string_equal(score->account.platform, "facebook");
	assert_string_equal(score->account.id, "100");
	assert_string_equal(
	    score->account.url, "https://www.facebook.com/profile.php?id=100");
	assert_string_equal(
	    score->page_url, "https://www.facebook.com/groups/9");
}

static void
score_least(void **state)
{
	const struct message_score *score = &message.score;

	(void)state;
	accepts("{\"id\":9007199254740991,\"picture\":{\"bytes\":\"AA==\"},"
		"\"type\":\"score\",\"page\":{}}");
	assert_int_equal(message.id, MESSAGE_ID_MAX);
	assert_int_equal(score->picture.len, 1);
	assert_null(score->key);
	assert_null(score->account.platform);
	assert_null(score->account.id);
	assert_null(score->account.url);
	assert_null(score->page_url);
}

static void
lookup(void **state)
{
	(void)state;
	accepts("{\"type\":\"lookup\",\"id\":8,\"keys\":[\"facebook:1.jpg\","
		"\"x:\\u00e9\"]}");
	assert_int_equal(message.kind, MESSAGE_LOOKUP);
	assert_int_equal(message.lookup.key_count, 2);
	assert_string_equal(message.lookup.keys[0], "facebook:1.jpg");
	assert_string_equal(message.lookup.keys[1], "x:\xc3\xa9");
}

static void
forget(void **state)
{
	(void)state;
	accepts("{\"type\":\"forget\",\"id\":1,\"what\":{\"all\":true}}");
	assert_int_equal(message.kind, MESSAGE_FORGET);
	assert_int_equal(message.forget.what, FORGET_ALL);

	accepts("{\"type\":\"forget\",\"id\":1,\"what\":{\"account\":"
		"{\"platform\":\"x\",\"id\":\"a b\"}}}");
	assert_int_equal(message.forget.what, FORGET_ACCOUNT);
	assert_string_equal(message.forget.account.platform, "x");
	assert_string_equal(message.forget.account.id, "a b");

	accepts("{\"type\":\"forget\",\"id\":1,\"what\":{\"key\":\"x:1\"}}");
	assert_int_equal(message.forget.what, FORGET_KEY);
	assert_string_equal(message.forget.key, "x:1");

	accepts("{\"type\":\"forget\",\"id\":1,\"what\":"
		"{\"page\":\"https://x.com/a\"}}");
	assert_int_equal(message.forget.what, FORGET_PAGE);
	assert_string_equal(message.forget.page_url, "https://x.com/a");

	accepts("{\"type\":\"forget\",\"id\":1,\"what\":{\"span\":"
		"{\"from\":1700000000,\"to\":1700086400}}}");
	assert_int_equal(message.forget.what, FORGET_SPAN);
	assert_int_equal(message.forget.from_s, 1700000000);
	assert_int_equal(message.forget.to_s, 1700086400);
}

static void
hello(void **state)
{
	(void)state;
	accepts("{\"type\":\"hello\",\"id\":1,\"protocol\":{\"major\":1,"
		"\"minor\":99},\"version\":\"0.1.0\"}");
	assert_int_equal(message.kind, MESSAGE_HELLO);
	accepts("{\"type\":\"hello\",\"id\":1,\"protocol\":{\"major\":1}}");
}

#define ID(rest) "{\"id\":5," rest "}"
#define SCORE(rest) ID("\"type\":\"score\"," rest)
#define PICTURE "\"picture\":{\"bytes\":\"AAAA\"}"
#define ACCOUNT(rest) SCORE(PICTURE ",\"account\":" rest)
#define PAGE(url) SCORE(PICTURE ",\"page\":{\"url\":" url "}")
#define LOOKUP(keys) ID("\"type\":\"lookup\",\"keys\":" keys)
#define FORGET(what) ID("\"type\":\"forget\",\"what\":" what)
#define HELLO(protocol) ID("\"type\":\"hello\",\"protocol\":" protocol)

static void
refuses(void **state)
{
	static const struct {
		const char *text;
		int64_t id;
		enum status status;
		const char *at;
	} cases[] = {
		{ "", 0, STATUS_JSON_SYNTAX, "byte 0" },
		{ "{\"id\":5,", 0, STATUS_JSON_SYNTAX, "byte 8" },
		{ "{\"id\":5}{", 0, STATUS_JSON_TRAILING, "byte 8" },
		{ "[]", 0, STATUS_JSON_TYPE, "" },
		{ "5", 0, STATUS_JSON_TYPE, "" },
		{ "{}", 0, STATUS_JSON_MISSING, "/id" },
		{ "{\"id\":\"5\"}", 0, STATUS_JSON_TYPE, "/id" },
		{ "{\"id\":null}", 0, STATUS_JSON_TYPE, "/id" },
		{ "{\"id\":0}", 0, STATUS_JSON_NUMBER, "/id" },
		{ "{\"id\":-5}", 0, STATUS_JSON_NUMBER, "/id" },
		{ "{\"id\":5}", 5, STATUS_JSON_MISSING, "/type" },
		{ ID("\"type\":1"), 5, STATUS_JSON_TYPE, "/type" },
		{ ID("\"type\":\"\""), 5, STATUS_JSON_LENGTH, "/type" },
		{ ID("\"type\":\"Score\""), 5, STATUS_MESSAGE_UNKNOWN,
		  "/type" },
		{ ID("\"type\":\"scores\""), 5, STATUS_MESSAGE_UNKNOWN,
		  "/type" },
		/* score */
		{ ID("\"type\":\"score\""), 5, STATUS_JSON_MISSING,
		  "/picture" },
		{ SCORE("\"picture\":[]"), 5, STATUS_JSON_TYPE, "/picture" },
		{ SCORE("\"picture\":{}"), 5, STATUS_JSON_MISSING,
		  "/picture/bytes" },
		{ SCORE("\"picture\":{\"bytes\":1}"), 5, STATUS_JSON_TYPE,
		  "/picture/bytes" },
		{ SCORE("\"picture\":{\"bytes\":\"\"}"), 5, STATUS_JSON_LENGTH,
		  "/picture/bytes" },
		{ SCORE("\"picture\":{\"bytes\":\"A\"}"), 5,
		  STATUS_MESSAGE_BASE64, "/picture/bytes" },
		{ SCORE("\"picture\":{\"bytes\":\"AA=\"}"), 5,
		  STATUS_MESSAGE_BASE64, "/picture/bytes" },
		{ SCORE("\"picture\":{\"bytes\":\"AB==\"}"), 5,
		  STATUS_MESSAGE_BASE64, "/picture/bytes" },
		{ SCORE("\"picture\":{\"bytes\":\"AA==\\n\"}"), 5,
		  STATUS_MESSAGE_BASE64, "/picture/bytes" },
		{ SCORE("\"picture\":{\"bytes\":\"A-_A\"}"), 5,
		  STATUS_MESSAGE_BASE64, "/picture/bytes" },
		{ SCORE("\"picture\":{\"bytes\":\"AAAA\",\"key\":1}"), 5,
		  STATUS_JSON_TYPE, "/picture/key" },
		{ SCORE("\"picture\":{\"bytes\":\"AAAA\",\"key\":\"\"}"), 5,
		  STATUS_JSON_LENGTH, "/picture/key" },
		{ SCORE("\"picture\":{\"bytes\":\"AAAA\",\"key\":\"a\\n\"}"), 5,
		  STATUS_MESSAGE_TEXT, "/picture/key" },
		{ ACCOUNT("null"), 5, STATUS_JSON_TYPE, "/account" },
		{ ACCOUNT("{\"id\":\"1\"}"), 5, STATUS_JSON_MISSING,
		  "/account/platform" },
		{ ACCOUNT("{\"platform\":\"x\"}"), 5, STATUS_JSON_MISSING,
		  "/account/id" },
		{ ACCOUNT("{\"platform\":\"X\",\"id\":\"1\"}"), 5,
		  STATUS_MESSAGE_TEXT, "/account/platform" },
		{ ACCOUNT("{\"platform\":\"x\",\"id\":1}"), 5, STATUS_JSON_TYPE,
		  "/account/id" },
		{ ACCOUNT("{\"platform\":\"x\",\"id\":\"\\u202e1\"}"), 5,
		  STATUS_MESSAGE_TEXT, "/account/id" },
		{ ACCOUNT("{\"platform\":\"x\",\"id\":\"1\",\"url\":\"x\"}"), 5,
		  STATUS_MESSAGE_TEXT, "/account/url" },
		{ SCORE(PICTURE ",\"page\":1"), 5, STATUS_JSON_TYPE, "/page" },
		{ PAGE("\"http://x.com/\""), 5, STATUS_MESSAGE_TEXT,
		  "/page/url" },
		{ PAGE("\"javascript:alert(1)\""), 5, STATUS_MESSAGE_TEXT,
		  "/page/url" },
		/* lookup */
		{ ID("\"type\":\"lookup\""), 5, STATUS_JSON_MISSING, "/keys" },
		{ LOOKUP("{}"), 5, STATUS_JSON_TYPE, "/keys" },
		{ LOOKUP("[]"), 5, STATUS_JSON_LENGTH, "/keys" },
		{ LOOKUP("[\"a\",1]"), 5, STATUS_JSON_TYPE, "/keys/1" },
		{ LOOKUP("[\"a\",\"b\",\"\"]"), 5, STATUS_JSON_LENGTH,
		  "/keys/2" },
		{ LOOKUP("[\"\\u0085\"]"), 5, STATUS_MESSAGE_TEXT, "/keys/0" },
		/* forget */
		{ ID("\"type\":\"forget\""), 5, STATUS_JSON_MISSING, "/what" },
		{ FORGET("\"all\""), 5, STATUS_JSON_TYPE, "/what" },
		{ FORGET("{}"), 5, STATUS_JSON_LENGTH, "/what" },
		{ FORGET("{\"all\":true,\"key\":\"a\"}"), 5, STATUS_JSON_LENGTH,
		  "/what" },
		{ FORGET("{\"all\":true,\"but\":1}"), 5, STATUS_JSON_LENGTH,
		  "/what" },
		{ FORGET("{\"but\":1}"), 5, STATUS_MESSAGE_UNKNOWN, "/what" },
		{ FORGET("{\"all\":false}"), 5, STATUS_JSON_TYPE, "/what/all" },
		{ FORGET("{\"all\":1}"), 5, STATUS_JSON_TYPE, "/what/all" },
		{ FORGET("{\"account\":{\"platform\":\"x\"}}"), 5,
		  STATUS_JSON_MISSING, "/what/account/id" },
		{ FORGET("{\"key\":\"\"}"), 5, STATUS_JSON_LENGTH,
		  "/what/key" },
		{ FORGET("{\"page\":\"x\"}"), 5, STATUS_MESSAGE_TEXT,
		  "/what/page" },
		{ FORGET("{\"span\":{\"from\":1}}"), 5, STATUS_JSON_MISSING,
		  "/what/span/to" },
		{ FORGET("{\"span\":{\"from\":2,\"to\":1}}"), 5,
		  STATUS_JSON_NUMBER, "/what/span/to" },
		{ FORGET("{\"span\":{\"from\":0,\"to\":0}}"), 5,
		  STATUS_JSON_NUMBER, "/what/span/to" },
		{ FORGET("{\"span\":{\"from\":-1,\"to\":1}}"), 5,
		  STATUS_JSON_NUMBER, "/what/span/from" },
		/* hello */
		{ ID("\"type\":\"hello\""), 5, STATUS_JSON_MISSING,
		  "/protocol" },
		{ HELLO("1"), 5, STATUS_JSON_TYPE, "/protocol" },
		{ HELLO("{}"), 5, STATUS_JSON_MISSING, "/protocol/major" },
		{ HELLO("{\"major\":2,\"minor\":0}"), 5,
		  STATUS_PROTOCOL_MISMATCH, "/protocol/major" },
		{ HELLO("{\"major\":0}"), 5, STATUS_PROTOCOL_MISMATCH,
		  "/protocol/major" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum status s = parse(cases[i].text, strlen(cases[i].text));

		if (s != cases[i].status)
			print_error("%s\n", cases[i].text);
		assert_string_equal(
		    status_name(s), status_name(cases[i].status));
		assert_string_equal(error.at, cases[i].at);
		assert_int_equal(message.id, cases[i].id);
	}
}

/* Parse `text` with `count` times `c` for its '#'. */
static enum status
parse_filled(const char *text, char c, size_t count)
{
	size_t before = strcspn(text, "#");
	size_t len = strlen(text) - 1 + count;
	char *filled = malloc(len);
	enum status s;

	assert_non_null(filled);
	memcpy(filled, text, before);
	memset(filled + before, c, count);
	memcpy(
	    filled + before + count, text + before + 1, len - before - count);
	s = parse(filled, len);
	free(filled);
	return s;
}

/* One less than too long, and too long. */
static void
lengths(void **state)
{
	static const struct {
		const char *text;
		char c;
		size_t most;
		const char *at;
	} cases[] = {
		{ SCORE("\"picture\":{\"bytes\":\"AAAA\",\"key\":\"#\"}"), 'k',
		  512, "/picture/key" },
		{ ACCOUNT("{\"platform\":\"#\",\"id\":\"1\"}"), 'p', 32,
		  "/account/platform" },
		{ ACCOUNT("{\"platform\":\"x\",\"id\":\"#\"}"), 'i', 128,
		  "/account/id" },
		{ PAGE("\"https://#\""), 'u', 2048 - 8, "/page/url" },
		{ LOOKUP("[\"#\"]"), 'k', 512, "/keys/0" },
		{ FORGET("{\"key\":\"#\"}"), 'k', 512, "/what/key" },
		/* 700 KiB are 238,933 quads of three bytes and one of one. */
		{ SCORE("\"picture\":{\"bytes\":\"#AA==\"}"), 'A', 955732,
		  "/picture/bytes" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t over = cases[i].c == 'A' ? 4 : 1;

		assert_string_equal(
		    status_name(
			parse_filled(cases[i].text, cases[i].c, cases[i].most)),
		    "ok");
		assert_int_equal(
		    parse_filled(
			cases[i].text, cases[i].c, cases[i].most + over),
		    STATUS_JSON_LENGTH);
		assert_string_equal(error.at, cases[i].at);
		assert_int_equal(message.id, 5);
	}
	assert_int_equal(
	    parse_filled(
		SCORE("\"picture\":{\"bytes\":\"#AA==\"}"), 'A', 955732),
	    STATUS_OK);
	assert_int_equal(message.score.picture.len, 700 << 10);
	assert_int_equal(
	    parse_filled(
		SCORE("\"picture\":{\"bytes\":\"#AAA=\"}"), 'A', 955732),
	    STATUS_JSON_LENGTH);
}

static void
lookup_many(void **state)
{
	char text[64 + 4 * (MESSAGE_LOOKUP_MAX + 1)];

	(void)state;
	for (size_t n = MESSAGE_LOOKUP_MAX; n <= MESSAGE_LOOKUP_MAX + 1; n++) {
		size_t len = (size_t)sprintf(
		    text, "{\"id\":5,\"type\":\"lookup\",\"keys\":[\"k\"");

		for (size_t i = 1; i < n; i++)
			len += (size_t)sprintf(text + len, ",\"k\"");
		len += (size_t)sprintf(text + len, "]}");
		assert_int_equal(
		    parse(text, len),
		    n > MESSAGE_LOOKUP_MAX ? STATUS_JSON_LENGTH : STATUS_OK);
	}
}

static void
forms(void **state)
{
	static const char *const printable[] = {
		"",
		"a b~",
		"\xc2\xa0",
		"\xc3\xa9",
		"\xe2\x80\x8d",
		"\xe2\x80\xaf",
		"\xe2\x81\xaa",
		"\xf0\x9f\x98\x80",
		"\xd8\xa7",
		"<img onerror>",
	};
	static const char *const hidden[] = {
		"\x01",		"a\x1f",	"\x7f",		"\xc2\x80",
		"\xc2\x9f",	"\xd8\x9c",	"\xe2\x80\x8e", "\xe2\x80\x8f",
		"\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaa", "\xe2\x80\xae",
		"\xe2\x81\xa6", "\xe2\x81\xa9", "\x80",		"a\xff",
		"\xc3",
	};
	static const char *const urls[] = {
		"https://a",
		"https://x.com/a?b=c&d|e{f}#g'h",
		"https://[::1]:8/%20",
	};
	static const char *const no_urls[] = {
		"",
		"https:",
		"https://",
		"https:///etc",
		"HTTPS://a",
		"http://a",
		" https://a",
		"https://a b",
		"https://a\"",
		"https://a<",
		"https://a>",
		"https://a\n",
		"https://a\x7f",
		"https://\xc3\xa9",
		"data:text/html,x",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(printable); i++)
		assert_true(form_is_printable(printable[i]));
	for (size_t i = 0; i < COUNT(hidden); i++)
		assert_false(form_is_printable(hidden[i]));
	for (size_t i = 0; i < COUNT(urls); i++)
		assert_true(form_is_url(urls[i]));
	for (size_t i = 0; i < COUNT(no_urls); i++)
		assert_false(form_is_url(no_urls[i]));
	assert_true(form_is_platform("a-9"));
	assert_false(form_is_platform("a_9"));
	assert_false(form_is_platform("\xc3\xa9"));
}

/* A full arena is said so, wherever it happens. */
static void
full_arena(void **state)
{
	static const char text[] =
	    "{\"id\":5,\"type\":\"score\",\"picture\":{\"bytes\":\"AAAA\","
	    "\"key\":\"k\"},\"account\":{\"platform\":\"x\",\"id\":\"1\"}}";
	struct arena small;
	size_t failed = 0;

	(void)state;
	assert_int_equal(arena_open(&small, 4096), STATUS_OK);
	for (size_t room = 0; room <= 512; room += ARENA_ALIGN) {
		enum status s;

		arena_reset(&small);
		assert_non_null(arena_alloc(&small, 4096 - room));
		s = message_parse(
		    slice_of_text(text), &small, &error, &message);
		assert_true(s == STATUS_OK || s == STATUS_NO_MEMORY);
		failed += s == STATUS_NO_MEMORY;
	}
	assert_int_equal(failed, 4); /* bytes, key, platform and id */
	arena_close(&small);
}

static int
open_all(void **state)
{
	(void)state;
	return crypto_open() == STATUS_OK &&
		       arena_open(&arena, (size_t)4 << 20) == STATUS_OK
		   ? 0
		   : -1;
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
		cmocka_unit_test(score_whole), cmocka_unit_test(score_least),
		cmocka_unit_test(lookup),      cmocka_unit_test(forget),
		cmocka_unit_test(hello),       cmocka_unit_test(refuses),
		cmocka_unit_test(lengths),     cmocka_unit_test(lookup_many),
		cmocka_unit_test(forms),       cmocka_unit_test(full_arena),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
