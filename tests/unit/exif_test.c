/* exif in both orders of bytes, and where its offsets lead astray. */

#include "builder.h"

#include "metadata/exif.h"

#define ARENA_BYTES ((size_t)4 << 20)

static struct arena arena;
static struct builder b;

/* A directory with room for values behind it; start_ and end_ around puts. */
struct directory {
	bool is_little;
	size_t count_at;
	uint32_t count;
	struct builder values;
	size_t values_at;
};

static struct directory d;

static void
number(uint32_t n, size_t bytes)
{
	put_number(&b, n, bytes, d.is_little);
}

static void
start_tiff(bool is_little)
{
	b.len = 0;
	d.is_little = is_little;
	put(&b, is_little ? "II*\0" : "MM\0*", 4);
	number(8, 4);
}

/* At most 20 entries: values start at a place known beforehand. */
static void
start_directory(void)
{
	d.count_at = b.len;
	d.count = 0;
	d.values.len = 0;
	d.values_at = b.len + 2 + 20 * 12 + 4;
	number(0, 2);
}

static void
entry(uint32_t tag, uint32_t type, uint32_t count, const void *v, size_t len)
{
	number(tag, 2);
	number(type, 2);
	number(count, 4);
	if (len <= 4) {
		put(&b, v, len);
		put(&b, "\0\0\0", 4 - len);
	} else {
		number((uint32_t)(d.values_at + d.values.len), 4);
		put(&d.values, v, len);
	}
	d.count++;
}

static void
entry_text(uint32_t tag, const char *text)
{
	entry(tag, 2, (uint32_t)strlen(text) + 1, text, strlen(text) + 1);
}

static void
entry_number(uint32_t tag, uint32_t type, uint32_t n)
{
	struct builder *value = test_malloc(sizeof(*value));

	value->len = 0;
	put_number(value, n, type == 3 ? 2 : 4, d.is_little);
	entry(tag, type, 1, value->data, value->len);
	test_free(value);
}

static void
end_directory(uint32_t next)
{
	size_t end;

	number(next, 4);
	while (b.len < d.values_at)
		put(&b, "", 1);
	put(&b, d.values.data, d.values.len);
	end = b.len;
	b.len = d.count_at;
	number(d.count, 2);
	b.len = end;
}

static struct exif
parse(void)
{
	struct guarded g = guarded_copy(b.data, b.len);
	static uint8_t kept[BUILDER_BYTES];
	struct exif exif;

	arena_reset(&arena);
	assert_int_equal(
	    exif_read(slice_of(g.data, g.len), &arena, &exif), STATUS_OK);
	/* Texts are views of the file: of a copy from here on. */
	memcpy(kept, g.data, g.len);
	for (struct slice *s = &exif.make; s <= &exif.taken_at; s++)
		if (s->len > 0)
			s->data = kept + (s->data - g.data);
	if (exif.comment.data >= g.data && exif.comment.data < g.data + g.len)
		exif.comment.data = kept + (exif.comment.data - g.data);
	guarded_free(&g);
	return exif;
}

static void
write_everything(bool is_little)
{
	start_tiff(is_little);
	start_directory();
	entry_text(0x010e, "a description");
	entry_text(0x010f, "Canon");
	entry_text(0x0110, "EOS");
	entry_number(0x0112, 3, 6);
	entry_text(0x0131, "Program 1.0  ");
	entry_text(0x013b, "Artist");
	entry_text(0x8298, "Owner");
	entry_number(0x8825, 4, 12345);
	entry_number(0x8769, 4, 1000);
	end_directory(2000);
	while (b.len < 1000)
		put(&b, "", 1);
	start_directory();
	entry(0x829a, 5, 1, "\0\0\0\1\0\0\0\x64", 8);
	entry_number(0x8827, 3, 400);
	entry_text(0x9003, "2026:11:23 18:00:00");
	entry(0x927c, 7, 6, "secret", 6);
	entry(
	    0x9286, 7, 16,
	    "ASCII\0\0\0"
	    "prompt\0",
	    16);
	entry_number(0xa002, 4, 640);
	entry_number(0xa003, 3, 480);
	entry_text(0xa434, "a lens");
	end_directory(0);
	while (b.len < 2000)
		put(&b, "", 1);
	start_directory();
	entry_number(0x0201, 4, 3000);
	end_directory(0);
}

static void
reads_both_orders_of_bytes(void **state)
{
	(void)state;
	for (int little = 0; little < 2; little++) {
		struct exif e;

		write_everything(little == 1);
		e = parse();
		assert_false(e.is_damaged);
		assert_true(slice_is_text(e.description, "a description"));
		assert_true(slice_is_text(e.make, "Canon"));
		assert_true(slice_is_text(e.model, "EOS"));
		assert_true(slice_is_text(e.software, "Program 1.0"));
		assert_true(slice_is_text(e.artist, "Artist"));
		assert_true(slice_is_text(e.copyright, "Owner"));
		assert_true(slice_is_text(e.taken_at, "2026:11:23 18:00:00"));
		assert_true(slice_is_text(e.lens, "a lens"));
		assert_true(slice_is_text(e.comment, "prompt"));
		assert_int_equal(e.orientation, 6);
		assert_int_equal(e.iso, 400);
		assert_int_equal(e.width_px, 640);
		assert_int_equal(e.height_px, 480);
		assert_true(e.has_exposure && e.has_maker_note);
		assert_true(e.has_gps && e.has_thumbnail);
	}
}

static void
write_comment(bool is_little, const char *bytes, size_t len)
{
	start_tiff(is_little);
	start_directory();
	entry_number(0x8769, 4, 1000);
	end_directory(0);
	while (b.len < 1000)
		put(&b, "", 1);
	start_directory();
	entry(0x9286, 7, (uint32_t)len, bytes, len);
	end_directory(0);
}

static void
decodes_comments(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		bool is_little;
		const char *want;
	} CASES[] = {
#define COMMENT(text) text, sizeof(text) - 1
		{ COMMENT("UNICODE\0h\0i\0"), true, "hi" },
		{ COMMENT("UNICODE\0\0h\0i"), true, "hi" }, /* A1111 */
		{ COMMENT("UNICODE\0\0h\0i"), false, "hi" },
		{ COMMENT("UNICODE\0h\0i\0"), false, "hi" },
		{ COMMENT("UNICODE\0\xff\xfeh\0"), false, "h" },
		{ COMMENT("UNICODE\0\xfe\xff\0h"), true, "h" },
		{ COMMENT("UNICODE\0\0h\0\0\0i"), true, "h" }, /* a NUL */
		{ COMMENT("UNICODE\0\xd8\x3d\xde\0\0h"), false,
		  "\xf0\x9f\x98\x80h" },
		{ COMMENT("UNICODE\0\xd8\x3d\0h"), false, "\xef\xbf\xbdh" },
		{ COMMENT("UNICODE\0\0\xe9\x20\xac\0h\0h"), false,
		  "\xc3\xa9\xe2\x82\xachh" },
		{ COMMENT("UNICODE\0\0h\xd8"), false, "h" },
		{ COMMENT("UNICODE\0h"), false, "" },
		{ COMMENT("ASCII\0\0\0text"), false, "text" },
		{ COMMENT("\0\0\0\0\0\0\0\0text  "), false, "text" },
		{ COMMENT("ASCII\0\0\0"), false, "" },
		{ COMMENT("short"), false, "" },
#undef COMMENT
	};

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct exif e;

		write_comment(CASES[n].is_little, CASES[n].bytes, CASES[n].len);
		e = parse();
		if (!slice_is_text(e.comment, CASES[n].want))
			fail_msg(
			    "case %zu: %.*s", n, (int)e.comment.len,
			    (const char *)e.comment.data);
	}
}

static void
ends_where_offsets_lead_astray(void **state)
{
	(void)state;
	start_tiff(true); /* the next directory is this one */
	start_directory();
	entry_number(0x8769, 4, 8);
	entry_text(0x010f, "Loop");
	end_directory(8);
	assert_true(slice_is_text(parse().make, "Loop"));

	start_tiff(false); /* values and directories outside the file */
	start_directory();
	number(0x010f, 2), number(2, 2), number(100, 4), number(1 << 20, 4);
	d.count++;
	entry_number(0x8769, 4, 0xffffffff);
	end_directory(0xfffffffe);
	assert_true(parse().is_damaged);
	assert_int_equal(parse().make.len, 0);

	start_tiff(false); /* a count that overflows */
	start_directory();
	number(0x010f, 2), number(12, 2), number(0xffffffff, 4), number(0, 4);
	d.count++;
	end_directory(0);
	assert_true(parse().is_damaged);

	start_tiff(false); /* more entries than there are bytes */
	number(0xffff, 2);
	assert_true(parse().is_damaged);
}

static void
refuses_what_is_no_tiff(void **state)
{
	static const char *const CASES[] = {
		"",	     "II*",	   "II*\0\0\0\0", "IM*\0\0\0\0\0",
		"MM*\0....", "Exif\0\0..."
	};
	struct exif exif;

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct guarded g = guarded_copy(CASES[n], strlen(CASES[n]));

		assert_int_equal(
		    exif_read(slice_of(g.data, g.len), &arena, &exif),
		    STATUS_UNREADABLE);
		guarded_free(&g);
	}
}

static void
survives_cuts_and_damage(void **state)
{
	size_t whole;

	(void)state;
	write_everything(true);
	whole = b.len;
	for (b.len = 8; b.len < whole; b.len += 3)
		(void)parse();
	b.len = whole;
	for (size_t at = 4; at < whole; at++) {
		b.data[at] ^= 0xff;
		(void)parse();
		b.data[at] ^= 0xff;
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
		cmocka_unit_test(reads_both_orders_of_bytes),
		cmocka_unit_test(decodes_comments),
		cmocka_unit_test(ends_where_offsets_lead_astray),
		cmocka_unit_test(refuses_what_is_no_tiff),
		cmocka_unit_test(survives_cuts_and_damage),
	};

	return cmocka_run_group_tests_name(
	    "exif", tests, open_arena, close_arena);
}
