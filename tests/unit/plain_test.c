#include "unit.h"

#include "guarded.h"

#include "base/plain.h"

static void
table(void **state)
{
	static const struct {
		const char *text;
		size_t size;
		const char *plain;
	} cases[] = {
		{ "", 8, "" },
		{ "ComfyUI", 8, "ComfyUI" },
		{ "ComfyUI", 7, "ComfyU" },
		{ "\xc3\xa9\xc3\xa9", 4, "\xc3\xa9" }, /* never half of one */
		{ "a\tb\x1b[0m\x7f", 16, "a?b?[0m?" },
		{ "\xc2\x9b", 8, "?" }, /* C1 */
		{ "\xe2\x80\xae"
		  "AI",
		  8, "?AI" },			/* U+202E */
		{ "\xd8\x9c", 8, "?" },		/* U+061C */
		{ "\xef\xbb\xbf", 8, "?" },	/* U+FEFF */
		{ "\xf3\xa0\x81\x81", 8, "?" }, /* a tag, U+E0041 */
		{ "\xf0\x9f\x98\x80", 8, "\xf0\x9f\x98\x80" },
		{ "\xc0\x80"
		  "x",
		  8, "??x" },		      /* too long a form */
		{ "\xed\xa0\x80", 8, "???" }, /* half a pair */
		{ "\xf5", 8, "?" },
		{ "a\xe2\x80", 8, "a??" }, /* cut short */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t len = strlen(cases[i].text);
		struct guarded g = guarded_copy(cases[i].text, len);
		char to[16];

		memset(to, 'x', sizeof(to));
		plain_copy(slice_of(g.data, g.len), to, cases[i].size);
		assert_string_equal(to, cases[i].plain);
		assert_true(plain_is_valid(to, cases[i].size));
		for (size_t k = strlen(to); k < cases[i].size; k++)
			assert_int_equal(to[k], 0);
		/* Whatever was changed, and not only cut, was not valid. */
		assert_int_equal(
		    plain_is_valid(cases[i].text, len + 1),
		    strncmp(cases[i].text, to, strlen(to)) == 0);
		guarded_free(&g);
	}
}

static void
needs_an_end(void **state)
{
	char text[4] = { 'a', 'b', 'c', 'd' };

	(void)state;
	assert_false(plain_is_valid(text, sizeof(text)));
	text[3] = '\0';
	assert_true(plain_is_valid(text, sizeof(text)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(needs_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
