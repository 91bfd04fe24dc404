/* fbmd: right and wrong tables in progressive files of our own making. */

#include "builder.h"
#include "picture_file.h"

#include "metadata/container.h"
#include "metadata/fbmd.h"
#include "metadata/iptc.h"

#define ARENA_BYTES ((size_t)4 << 20)
#define HEX "0123456789abcdef"

static struct arena arena;
static struct builder b;
static struct jpeg_layout layout;

static void
put_hex(struct builder *to, uint32_t n, size_t digits)
{
	for (size_t i = digits; i > 0; i--)
		put(to, &HEX[n >> (4 * (i - 1)) & 15], 1);
}

/* Photoshop's resource with IPTC's instructions. */
static void
put_instructions(struct builder *to, const struct builder *text)
{
	put(to,
	    "Photoshop 3.0\0"
	    "8BIM\4\4\0\0",
	    22);
	put_number(to, (uint32_t)(5 + text->len), 4, false);
	put(to, "\x1c\2\x28", 3);
	put_number(to, (uint32_t)text->len, 2, false);
	put(to, text->data, text->len);
	if (((5 + text->len) & 1) != 0)
		put(to, "", 1);
}

/* The picture with a table which says what is true of it with the table. */
static void
make_facebook_file(const char *name)
{
	struct guarded g = picture_file("tests/data/pictures", name);
	static struct builder table, segment;
	uint32_t moved;

	assert_true(jpeg_layout_read(slice_of(g.data, g.len), &layout));
	table.len = segment.len = b.len = 0;
	/* Its length does not depend on what it says. */
	moved = (uint32_t)(4 + 22 + 4 + 5 + 10 + 8 * (layout.scan_count + 1));
	moved += moved & 1; /* padding */
	put_text(&table, "FBMD01");
	put_hex(&table, (uint32_t)layout.scan_count, 4);
	for (size_t i = 0; i < layout.scan_count; i++)
		put_hex(
		    &table,
		    __builtin_bswap32((uint32_t)layout.scan_at[i] + moved), 8);
	put_hex(&table, __builtin_bswap32((uint32_t)g.len + moved), 8);
	put_instructions(&segment, &table);
	put(&b, g.data, 2);
	put_segment(&b, 0xed, segment.data, segment.len, "", 0);
	assert_int_equal(b.len, 2 + moved);
	put(&b, g.data + 2, g.len - 2);
	guarded_free(&g);
}

static struct fbmd
check_file(struct slice file)
{
	const struct container_part *part;
	struct container container;
	struct slice instructions = { 0 };
	struct fbmd fbmd;

	arena_reset(&arena);
	assert_int_equal(
	    container_read(file, IMAGE_JPEG, &arena, &container), STATUS_OK);
	part = container_find(&container, CONTAINER_PHOTOSHOP);
	if (part != NULL)
		instructions = iptc_find(
		    iptc_stream(part->data), IPTC_APPLICATION,
		    IPTC_INSTRUCTIONS);
	fbmd_check(
	    instructions, jpeg_layout_read(file, &layout) ? &layout : NULL,
	    file.len, &fbmd);
	return fbmd;
}

static struct fbmd
check(void)
{
	struct guarded g = guarded_copy(b.data, b.len);
	struct fbmd fbmd = check_file(slice_of(g.data, g.len));

	guarded_free(&g);
	return fbmd;
}

static size_t
table_at(void)
{
	for (size_t at = 0; at + 4 < b.len; at++)
		if (memcmp(b.data + at, "FBMD", 4) == 0)
			return at;
	fail_msg("no table");
	return 0;
}

static void
knows_an_untouched_file(void **state)
{
	static const char *const NAMES[] = { "420-progressive.jpg",
					     "444-progressive.jpg",
					     "400-progressive.jpg", "420.jpg" };

	(void)state;
	for (size_t n = 0; n < sizeof(NAMES) / sizeof(NAMES[0]); n++) {
		struct fbmd fbmd;

		make_facebook_file(NAMES[n]);
		fbmd = check();
		assert_int_equal(fbmd.state, FBMD_UNTOUCHED);
		assert_int_equal(fbmd.file_bytes, b.len);
		assert_int_equal(fbmd.scan_count, layout.scan_count);
	}
}

static void
knows_a_file_saved_again(void **state)
{
	size_t whole;

	(void)state;
	make_facebook_file("420-progressive.jpg");
	whole = b.len;
	put_text(&b, "x"); /* a byte more */
	assert_int_equal(check().state, FBMD_RESAVED);
	assert_int_equal(check().file_bytes, whole);
	b.len = whole - 1; /* a byte less: no end of the picture */
	assert_int_equal(check().state, FBMD_RESAVED);

	b.len = whole; /* the same length, one scan elsewhere */
	b.data[table_at() + 11] ^= 1;
	assert_int_equal(check().state, FBMD_RESAVED);

	/* The table of one file in another. */
	make_facebook_file("420-progressive.jpg");
	(void)check();
	b.data[layout.scan_at[0] + 16] ^= 1; /* compressed: says nothing */
	assert_int_equal(check().state, FBMD_UNTOUCHED);
	b.data[b.len - 2] = 0; /* no EOI */
	assert_int_equal(check().state, FBMD_RESAVED);
}

static void
knows_a_damaged_table(void **state)
{
	static const struct {
		size_t at;
		char byte;
		enum fbmd_state state;
	} CASES[] = {
		{ 0, 'f', FBMD_ABSENT },  /* another name */
		{ 4, 'g', FBMD_DAMAGED }, /* hex it is not */
		{ 6, ' ', FBMD_DAMAGED },
		{ 6, 'f', FBMD_DAMAGED }, /* 61440 scans and more */
		{ 9, '0', FBMD_RESAVED }, /* none */
		{ 10, 'x', FBMD_DAMAGED },
	};

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		make_facebook_file("420-progressive.jpg");
		b.data[table_at() + CASES[n].at] = (uint8_t)CASES[n].byte;
		if (check().state != CASES[n].state)
			fail_msg("case %zu: %d", n, (int)check().state);
	}
}

/* Cut anywhere, a table is damaged or absent, and never over-read. */
static void
survives_a_cut_table(void **state)
{
	static const char TABLE[] = "FBMD010001000000000d000000";

	(void)state;
	for (size_t len = 0; len < sizeof(TABLE); len++) {
		struct guarded g = guarded_copy(TABLE, len);
		struct fbmd fbmd;

		fbmd_check(slice_of(g.data, g.len), NULL, 13, &fbmd);
		assert_int_equal(
		    fbmd.state, len < 4			  ? FBMD_ABSENT
				: len < sizeof(TABLE) - 1 ? FBMD_DAMAGED
							  : FBMD_RESAVED);
		guarded_free(&g);
	}
}

static void
agrees_with_facebook(void **state)
{
	const char *shared = getenv("FACETELL_SHARED");
	char folder[256], path[300];
	struct guarded g;
	FILE *f;

	(void)state;
	snprintf(
	    folder, sizeof(folder), "%s/fixtures/fbmd",
	    shared == NULL ? "../shared" : shared);
	snprintf(path, sizeof(path), "%s/small.jpg", folder);
	if ((f = fopen(path, "rb")) == NULL) {
		print_message("no %s: skipped\n", path);
		skip();
	}
	fclose(f);
	g = picture_file(folder, "small.jpg");
	assert_int_equal(
	    check_file(slice_of(g.data, g.len)).state, FBMD_UNTOUCHED);
	assert_int_equal(
	    check_file(slice_of(g.data, g.len - 1)).state, FBMD_RESAVED);
	assert_int_equal(
	    check_file(slice_of(g.data, g.len - 1)).file_bytes, g.len);
	guarded_free(&g);
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
		cmocka_unit_test(knows_an_untouched_file),
		cmocka_unit_test(knows_a_file_saved_again),
		cmocka_unit_test(knows_a_damaged_table),
		cmocka_unit_test(survives_a_cut_table),
		cmocka_unit_test(agrees_with_facebook),
	};

	return cmocka_run_group_tests_name(
	    "fbmd", tests, open_arena, close_arena);
}
