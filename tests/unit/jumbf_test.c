/* jumbf: boxes that are what they say, and boxes that lie. */

#include "builder.h"

#include "metadata/jumbf.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define UUID "c2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71"

/* A description is "jumd", UUID, toggles, and what follows. */
#define JUMD(len, toggles, rest) "\0\0\0" len "jumd" UUID toggles rest
#define CASE(name, text, is_good, label)                                       \
	{                                                                      \
		name, text, sizeof(text) - 1, is_good, label                   \
	}

static void
test_super(void **state)
{
	static const struct {
		const char *name, *bytes;
		size_t len;
		bool is_good;
		const char *label;
	} cases[] = {
		CASE(
		    "a label", "\0\0\0\x23jumb" JUMD("\x1b", "\3", "a\0"), true,
		    "a"),
		CASE(
		    "no label", "\0\0\0\x21jumb" JUMD("\x19", "\1", ""), true,
		    ""),
		CASE(
		    "a long length",
		    "\0\0\0\1jumb\0\0\0\0\0\0\0\x2b" JUMD("\x1b", "\3", "a\0"),
		    true, "a"),
		CASE(
		    "a label and an id",
		    "\0\0\0\x27jumb" JUMD("\x1f", "\7", "a\0\1\2\3\4"), true,
		    "a"),
		CASE(
		    "a private box",
		    "\0\0\0\x2bjumb" JUMD(
			"\x23", "\x13",
			"a\0\0\0\0\x8"
			"salt"),
		    true, "a"),

		CASE("nothing", "", false, NULL),
		CASE("a head", "\0\0\0\x8jumb", false, NULL),
		CASE("shorter than its head", "\0\0\0\7jumb", false, NULL),
		CASE(
		    "longer than what it is in",
		    "\0\0\0\x24jumb" JUMD("\x1b", "\3", "a\0"), false, NULL),
		CASE(
		    "to the end", "\0\0\0\0jumb" JUMD("\x1b", "\3", "a\0"),
		    false, NULL),
		CASE("half a long length", "\0\0\0\1jumb\0\0\0\0", false, NULL),
		CASE(
		    "2^64 - 1 bytes",
		    "\0\0\0\1jumb\xff\xff\xff\xff\xff\xff\xff\xff", false,
		    NULL),
		CASE(
		    "a description that is longer",
		    "\0\0\0\x23jumb" JUMD("\x1c", "\3", "a\0"), false, NULL),
		CASE(
		    "a label without an end",
		    "\0\0\0\x23jumb" JUMD("\x1b", "\3", "aa"), false, NULL),
		CASE(
		    "more after the label than is told",
		    "\0\0\0\x24jumb" JUMD("\x1c", "\3", "a\0b"), false, NULL),
		CASE(
		    "half an id",
		    "\0\0\0\x25jumb" JUMD("\x1d", "\7", "a\0\1\2"), false,
		    NULL),
		CASE(
		    "a path as label",
		    "\0\0\0\x25jumb" JUMD("\x1d", "\3", "a/b\0"), false, NULL),
		CASE(
		    "no description first",
		    "\0\0\0\x10jumb\0\0\0\x8"
		    "cbor",
		    false, NULL),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct guarded g = guarded_copy(cases[i].bytes, cases[i].len);
		struct slice rest = slice_of(g.data, g.len);
		struct jumbf_super super = { 0 };
		bool is_good = jumbf_next_super(&rest, &super);

		if (is_good != cases[i].is_good ||
		    (is_good && !slice_is_text(super.label, cases[i].label)))
			fail_msg("%s", cases[i].name);
		if (is_good)
			assert_int_equal(rest.len, 0);
		guarded_free(&g);
	}
}

static void
test_find(void **state)
{
	static const char one[] = "\0\0\0\x23jumb" JUMD("\x1b", "\3", "a\0");
	static const char two[] =
	    "\0\0\0\x2cjumb" JUMD("\x1b", "\3", "b\0") "\0\0\0\x9"
						       "cborx";
	static struct builder b;
	struct jumbf_super super;
	struct slice all;

	(void)state;
	b.len = 0;
	put(&b, one, sizeof(one) - 1);
	put(&b,
	    "\0\0\0\x8"
	    "free",
	    8);
	put(&b, two, sizeof(two) - 1);
	put(&b, one, sizeof(one) - 1);
	all = slice_of(b.data, b.len);
	assert_int_equal(jumbf_find(all, slice_of_text("a"), &super), 2);
	assert_int_equal(jumbf_find(all, slice_of_text("c"), &super), 0);
	assert_int_equal(jumbf_find(all, slice_of_text("b"), &super), 1);
	assert_int_equal(super.hashed.len, sizeof(two) - 1 - 8);
	assert_true(slice_is_text(jumbf_part(super.content, JUMBF_CBOR), "x"));
	assert_int_equal(jumbf_part(super.content, JUMBF_SUPER).len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_super),
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
