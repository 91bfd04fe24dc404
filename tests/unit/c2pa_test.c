/*
 * c2pa: stores that are none, names made plain, codes.  What signed files
 * amount to is tested in tests/host/c2pa.test.js, where they can be signed.
 */

#include "unit.h"

#include "base/plain.h"
#include "guarded.h"
#include "metadata/asset_boxes.h"
#include "metadata/c2pa.h"

#define ARENA_BYTES ((size_t)8 << 20)
#define NOW_S 1795400000 /* 2026-11-23 */

static struct arena arena;
static struct c2pa *c2pa;

static void
test_no_store(void **state)
{
	static const struct {
		const char *name, *store;
		size_t len;
		enum c2pa_state state;
	} cases[] = {
		{ "none", "", 0, C2PA_ABSENT },
		{ "a byte", "x", 1, C2PA_UNCHECKABLE },
		{ "a box that lies", "\0\0\1\0jumb", 8, C2PA_UNCHECKABLE },
		{ "a box of something else",
		  "\0\0\0\x8"
		  "free",
		  8, C2PA_UNCHECKABLE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct guarded g = guarded_copy(cases[i].store, cases[i].len);
		struct c2pa_result result;

		memset(&result, 0xff, sizeof(result));
		assert_int_equal(
		    c2pa_validate(
			c2pa, slice_of(g.data, g.len), IMAGE_JPEG,
			slice_of(g.data, g.len), NOW_S, &arena, &result),
		    STATUS_OK);
		if (result.state != (int32_t)cases[i].state)
			fail_msg("%s: %d", cases[i].name, result.state);
		/* Never silence: a reason for whatever is not absent. */
		assert_int_equal(
		    result.finding_count,
		    cases[i].state == C2PA_ABSENT ? 0 : 1);
		assert_int_equal(result.signer[0], '\0');
		guarded_free(&g);
		arena_reset(&arena);
	}
}

static void
test_codes(void **state)
{
	(void)state;
	for (int a = 0; a < C2PA_CODE_COUNT; a++)
		for (int b = 0; b < a; b++)
			assert_string_not_equal(
			    c2pa_code_name((enum c2pa_code)a),
			    c2pa_code_name((enum c2pa_code)b));
	assert_string_equal(
	    c2pa_code_name(C2PA_URI_MISMATCH), "assertion.hashedURI.mismatch");
	assert_int_equal(c2pa_code_weight(C2PA_URI_MISMATCH), C2PA_FAILURE);
	assert_int_equal(c2pa_code_weight(C2PA_CODE_COUNT), C2PA_STOP);
	assert_string_equal(c2pa_code_name(C2PA_CODE_COUNT), "general.error");
}

static void
test_plain(void **state)
{
	static const struct {
		const char *text, *plain;
	} cases[] = {
		{ "", "" },
		{ "Ngu\xe1\xbb\x85n", "Ngu\xe1\xbb\x85n" },
		{ "two\nlines\x7f", "two?lines?" },
		{ "\xe2\x80\xae"
		  "txt.exe",
		  "?txt.exe" },
		{ "\xef\xbb\xbfx\xe2\x81\xa6", "?x?" },
		{ "\xff\xc3", "??" },
		{ "\xed\xa0\x80", "???" },
		{ "\xc2\x85", "?" },
		{ "1234567890123456", "12345678901" },
		{ "1234567890\xe1\xbb\x85", "1234567890" },
	};
	char plain[12];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		plain_copy(slice_of_text(cases[i].text), plain, sizeof(plain));
		assert_string_equal(plain, cases[i].plain);
	}
}

/* "name name ..." of the boxes, in order. */
static void
test_boxes(void **state)
{
	static const struct {
		enum image_format format;
		const char *bytes;
		size_t len;
		const char *names;
		bool is_whole;
	} cases[] = {
#define BYTES(text) text, sizeof(text) - 1
		{ IMAGE_JPEG,
		  BYTES("\xff\xd8\xff\xe0\0\4ab\xff\xdb\0\2\xff\xda\0\2x\xff\0y"
			"\xff\xd0z\xff\xd9"),
		  "SOI APP0 DQT SOS EOI ", true },
		{ IMAGE_JPEG, BYTES("\xff\xd8\xff\xe0\0\4ab\xff\xd9more"),
		  "SOI APP0 EOI ", false },
		{ IMAGE_JPEG, BYTES("\xff\xd8\xff\xe0\0\5ab"), "SOI ", false },
		{ IMAGE_JPEG, BYTES("\xff\xd8\xff\xe0\0\1ab"), "SOI ", false },
		{ IMAGE_JPEG, BYTES("\xff\xd8\xff\xda\0\2x"), "SOI SOS ",
		  true },
		{ IMAGE_PNG,
		  BYTES("\x89PNG\r\n\x1a\n\0\0\0\1caBXxCRC_\0\0\0\0IENDCRC_"),
		  "PNGh C2PA IEND ", true },
		{ IMAGE_PNG, BYTES("\x89PNG\r\n\x1a\n\0\0\0\2IDATxCRC_"),
		  "PNGh ", false },
		{ IMAGE_WEBP,
		  BYTES("RIFF\0\0\0\0WEBPVP8 \1\0\0\0x\0C2PA\0\0\0\0"), "C2PA ",
		  false },
#undef BYTES
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct guarded g = guarded_copy(cases[i].bytes, cases[i].len);
		struct asset_boxes boxes;
		char names[128] = "";

		assert_int_equal(
		    asset_boxes_read(
			slice_of(g.data, g.len), cases[i].format, &arena,
			&boxes),
		    STATUS_OK);
		for (size_t k = 0; k < boxes.count; k++) {
			strcat(names, boxes.box[k].name);
			strcat(names, " ");
		}
		assert_string_equal(names, cases[i].names);
		assert_int_equal(boxes.is_whole, cases[i].is_whole);
		guarded_free(&g);
		arena_reset(&arena);
	}
}

static void
test_trust_list(void **state)
{
	struct c2pa *other = NULL;

	(void)state;
	assert_int_equal(
	    c2pa_open(slice_of_text("no certificate at all"), &other),
	    STATUS_OK);
	c2pa_close(other);
	assert_int_equal(
	    c2pa_open(slice_of("", C2PA_TRUST_MAX_BYTES + 1), &other),
	    STATUS_TOO_LARGE);
	assert_null(other);
	c2pa_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_store),   cmocka_unit_test(test_codes),
		cmocka_unit_test(test_plain),	   cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_trust_list),
	};
	int failed;

	if (arena_open(&arena, ARENA_BYTES) != STATUS_OK ||
	    c2pa_open(slice_of(NULL, 0), &c2pa) != STATUS_OK)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	c2pa_close(c2pa);
	arena_close(&arena);
	return failed;
}
