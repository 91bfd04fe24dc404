/* text and inflate, icc and iptc: the small readers. */

#include "builder.h"

#include "metadata/icc.h"
#include "metadata/iptc.h"
#include "metadata/text.h"

#define ARENA_BYTES ((size_t)4 << 20)
#define BYTES(text) text, sizeof(text) - 1

static struct arena arena;
static struct builder b;

static enum status
read_part(enum container_kind kind, struct guarded g, struct text *text)
{
	struct container_part part = { .kind = kind,
				       .data = slice_of(g.data, g.len) };

	arena_reset(&arena);
	return kind == CONTAINER_ICC ? text_unpack_profile(&part, &arena, text)
				     : text_read(&part, &arena, text);
}

static void
put_packed(const void *data, size_t len)
{
	uLongf packed = (uLongf)(BUILDER_BYTES - b.len);

	assert_int_equal(
	    compress(b.data + b.len, &packed, data, (uLong)len), Z_OK);
	b.len += packed;
}

static void
reads_every_kind_of_text(void **state)
{
	static const struct {
		enum container_kind kind;
		const char *head;
		size_t head_len;
		bool is_packed, is_utf8;
	} CASES[] = {
		{ CONTAINER_TEXT, BYTES("Comment\0"), false, false },
		{ CONTAINER_TEXT_PACKED, BYTES("Comment\0\0"), true, false },
		{ CONTAINER_TEXT_UTF8, BYTES("Comment\0\0\0en\0Note\0"), false,
		  true },
		{ CONTAINER_TEXT_UTF8, BYTES("Comment\0\1\0\0\0"), true, true },
		{ CONTAINER_ICC, BYTES("Comment\0\0"), true, false },
	};

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct guarded g;
		struct text text;

		b.len = 0;
		put(&b, CASES[n].head, CASES[n].head_len);
		if (CASES[n].is_packed)
			put_packed("what it says", 12);
		else
			put_text(&b, "what it says");
		g = guarded_copy(b.data, b.len);
		assert_int_equal(read_part(CASES[n].kind, g, &text), STATUS_OK);
		assert_true(slice_is_text(text.keyword, "Comment"));
		assert_true(slice_is_text(text.value, "what it says"));
		assert_int_equal(text.is_utf8, CASES[n].is_utf8);
		assert_false(text.is_cut);
		guarded_free(&g);
		/* Cut anywhere, never over-read; packed, never half read. */
		for (size_t len = 0; len < b.len; len++) {
			enum status s;

			g = guarded_copy(b.data, len);
			s = read_part(CASES[n].kind, g, &text);
			assert_true(s == STATUS_OK || s == STATUS_UNREADABLE);
			if (CASES[n].is_packed)
				assert_int_equal(s, STATUS_UNREADABLE);
			guarded_free(&g);
		}
	}
}

static void
refuses_what_is_no_text(void **state)
{
	static const struct {
		enum container_kind kind;
		const char *bytes;
		size_t len;
	} CASES[] = {
		{ CONTAINER_TEXT, BYTES("no end of the keyword") },
		{ CONTAINER_TEXT, BYTES("\0no keyword") },
		{ CONTAINER_TEXT,
		  BYTES("a keyword of more letters than the seventy-nine that"
			" the standard lets a keyword have.\0x") },
		{ CONTAINER_TEXT_PACKED, BYTES("k\0\1x") }, /* method */
		{ CONTAINER_TEXT_PACKED, BYTES("k\0\0not deflated") },
		{ CONTAINER_TEXT_PACKED, BYTES("k\0\0") },
		{ CONTAINER_TEXT_UTF8, BYTES("k\0\2\0\0\0x") }, /* flag */
		{ CONTAINER_TEXT_UTF8, BYTES("k\0\0\1\0\0x") },
		{ CONTAINER_TEXT_UTF8, BYTES("k\0\0\0en") },
	};

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct guarded g = guarded_copy(CASES[n].bytes, CASES[n].len);
		struct text text;

		if (read_part(CASES[n].kind, g, &text) != STATUS_UNREADABLE)
			fail_msg("case %zu is read", n);
		guarded_free(&g);
	}
}

static void
unpacks_a_bomb_no_further_than_the_limit(void **state)
{
	const size_t bomb_bytes = (size_t)64 << 20;
	uint8_t *zeros = calloc(1, bomb_bytes);
	struct guarded g;
	struct text text;

	(void)state;
	assert_non_null(zeros);
	b.len = 0;
	put(&b, BYTES("Comment\0\0"));
	put_packed(zeros, bomb_bytes);
	free(zeros);
	g = guarded_copy(b.data, b.len);
	assert_int_equal(read_part(CONTAINER_TEXT_PACKED, g, &text), STATUS_OK);
	assert_true(text.is_cut);
	assert_int_equal(text.value.len, TEXT_UNPACKED_MAX_BYTES);
	assert_true(arena.used_bytes <= TEXT_UNPACKED_MAX_BYTES + ARENA_ALIGN);
	guarded_free(&g);
}

static void
put_profile(const void *tag, size_t tag_len, uint32_t at, uint32_t len)
{
	b.len = 128;
	memset(b.data, 0, b.len);
	put_number(&b, 1, 4, false);
	put(&b, "desc", 4);
	put_number(&b, at, 4, false);
	put_number(&b, len, 4, false);
	put(&b, tag, tag_len);
}

static bool
name_of(char name[ICC_NAME_BYTES])
{
	struct guarded g = guarded_copy(b.data, b.len);
	bool is_named = icc_name(slice_of(g.data, g.len), name);

	guarded_free(&g);
	return is_named;
}

static void
reads_the_name_of_a_profile(void **state)
{
	static const char OLD[] = "desc\0\0\0\0\0\0\0\5sRGB";
	static const char NEW[] = "mluc\0\0\0\0\0\0\0\1\0\0\0\x0c"
				  "enUS"
				  "\0\0\0\x08\0\0\0\x1c"
				  "\0P\0\xe9\1\2\0!";
	char name[ICC_NAME_BYTES];

	(void)state;
	put_profile(OLD, sizeof(OLD), 144, sizeof(OLD));
	assert_true(name_of(name));
	assert_string_equal(name, "sRGB");
	put_profile(NEW, sizeof(NEW) - 1, 144, sizeof(NEW) - 1);
	assert_true(name_of(name));
	assert_string_equal(name, "P\?\?!");
	for (size_t whole = b.len; b.len > 0; b.len--)
		if (b.len < whole)
			(void)name_of(name);
	put_profile(OLD, sizeof(OLD), 144, 0xffffffff);
	assert_false(name_of(name));
	put_profile(OLD, sizeof(OLD), 0xfffffff0, 20);
	assert_false(name_of(name));
	assert_string_equal(name, "");
}

static void
reads_captions(void **state)
{
	/* A resource before, of odd length and with a name. */
	static const char PHOTOSHOP[] = "8BIM\3\xed\3abc\0\0\0\3xyz\0"
					"8BIM\4\4\0\0\0\0\0\x1a"
					"\x1c\2\x28\0\5FBMD0"
					"\x1c\2\x50\x80\4\0\0\0\2me"
					"\x1c\2\x6e\0\0";
	struct guarded g = guarded_copy(BYTES(PHOTOSHOP));
	struct slice photoshop = slice_of(g.data, g.len);
	struct slice stream = iptc_stream(photoshop);
	struct iptc_dataset dataset;
	size_t at = 0;

	(void)state;
	assert_int_equal(stream.len, 26);
	assert_true(slice_is_text(iptc_resource(photoshop, 0x3ed), "xyz"));
	assert_int_equal(iptc_resource(photoshop, 0x3ee).len, 0);
	assert_true(slice_is_text(
	    iptc_find(stream, IPTC_APPLICATION, IPTC_INSTRUCTIONS), "FBMD0"));
	assert_true(slice_is_text(
	    iptc_find(stream, IPTC_APPLICATION, IPTC_BYLINE), "me"));
	assert_int_equal(
	    iptc_find(stream, IPTC_APPLICATION, IPTC_CAPTION).len, 0);
	for (int i = 0; i < 3; i++)
		assert_true(iptc_next(stream, &at, &dataset));
	assert_int_equal(dataset.number, IPTC_CREDIT);
	assert_false(iptc_next(stream, &at, &dataset));
	guarded_free(&g);
	for (size_t len = 0; len < sizeof(PHOTOSHOP) - 1; len++) {
		g = guarded_copy(PHOTOSHOP, len);
		assert_int_equal(iptc_stream(slice_of(g.data, len)).len, 0);
		guarded_free(&g);
	}
}

static void
ends_a_damaged_stream(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} CASES[] = {
		{ BYTES("\x1b\2\x28\0\0") },
		{ BYTES("\x1c\2\x28\0\1") },
		{ BYTES("\x1c\2\x28\x80\0") },
		{ BYTES("\x1c\2\x28\x80\5\0\0\0\0\1x") },
		{ BYTES("\x1c\2\x28\x80\4\xff\xff\xff\xffx") },
		{ BYTES("\x1c\2\x28\x80\4\0\0") },
	};

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct guarded g = guarded_copy(CASES[n].bytes, CASES[n].len);
		struct iptc_dataset dataset;
		size_t at = 0;

		if (iptc_next(slice_of(g.data, g.len), &at, &dataset))
			fail_msg("case %zu is read", n);
		guarded_free(&g);
	}
}

static int
open_arena(void **state)
{
	(void)state;
	return arena_open(&arena, ARENA_BYTES) == STATUS_OK ? 0 : -1;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_kind_of_text),
		cmocka_unit_test(refuses_what_is_no_text),
		cmocka_unit_test(unpacks_a_bomb_no_further_than_the_limit),
		cmocka_unit_test(reads_the_name_of_a_profile),
		cmocka_unit_test(reads_captions),
		cmocka_unit_test(ends_a_damaged_stream),
	};

	return cmocka_run_group_tests_name(
	    "text", tests, open_arena, close_arena);
}
