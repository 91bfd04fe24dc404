/* decode over files that are cut, damaged or made to harm. */

#include "picture_file.h"

#include <dirent.h>
#include <time.h>

#include "image/decode.h"

#define FOLDER "tests/data/pictures"
#define ARENA_BYTES ((size_t)1 << 20)
#define WIDE 24
#define HIGH 16

static struct arena arena;

static enum status
decode(struct guarded g, struct image *image)
{
	arena_reset(&arena);
	return decode_image(slice_of(g.data, g.len), &arena, image);
}

/* Over every picture of the folder, before an unreadable page. */
static void
for_each_picture(void (*check)(const char *name, struct guarded g))
{
	DIR *folder = opendir(FOLDER);
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		struct guarded g;

		if (entry->d_name[0] == '.')
			continue;
		g = picture_file(FOLDER, entry->d_name);
		check(entry->d_name, g);
		guarded_free(&g);
		count++;
	}
	closedir(folder);
	assert_true(count > 60);
}

/*
 * Cut after any byte: unreadable, or, where only a PNG's trailer is missing,
 * the same pixels as ever.
 */
static void
check_cuts(const char *name, struct guarded g)
{
	static uint8_t whole[3 * WIDE * HIGH];
	struct image image;

	if (strncmp(name, "bomb", 4) == 0)
		return;
	assert_int_equal(decode(g, &image), STATUS_OK);
	memcpy(whole, image.rgb, sizeof(whole));
	for (size_t len = 0; len < g.len; len++) {
		struct guarded cut = guarded_copy(g.data, len);
		enum status s = decode(cut, &image);

		if (s == STATUS_OK
			? image.format != IMAGE_PNG ||
			      memcmp(whole, image.rgb, sizeof(whole)) != 0
			: s != STATUS_UNREADABLE || image.rgb != NULL)
			fail_msg(
			    "%s cut at %zu: %s", name, len, status_name(s));
		guarded_free(&cut);
	}
}

static void
refuses_a_cut_file(void **state)
{
	(void)state;
	for_each_picture(check_cuts);
}

/* Damaged anywhere: some outcome, and never a size over the arena's. */
static void
check_flips(const char *name, struct guarded g)
{
	static const uint8_t FLIPS[] = { 0x01, 0xff, 0x80 };

	(void)name;
	for (size_t at = 0; at < g.len; at++) {
		uint8_t flip = FLIPS[at % sizeof(FLIPS)];
		struct image image;

		g.data[at] ^= flip;
		if (decode(g, &image) == STATUS_OK)
			assert_true(
			    image.width_px * image.height_px <=
			    ARENA_BYTES / 3);
		g.data[at] ^= flip;
	}
}

static void
survives_a_damaged_file(void **state)
{
	(void)state;
	for_each_picture(check_flips);
}

static void
refuses_a_bomb_by_its_header(void **state)
{
	static const struct {
		const char *name;
		size_t side_px;
	} BOMBS[] = {
		{ "bomb.png", 65535 },
		{ "bomb-65500.jpg", 65500 },
		{ "bomb-65535.jpg", 0 }, /* more than libjpeg reads */
	};

	(void)state;
	for (size_t n = 0; n < sizeof(BOMBS) / sizeof(BOMBS[0]); n++) {
		struct guarded g = picture_file(FOLDER, BOMBS[n].name);
		struct image image;

		assert_int_equal(decode(g, &image), STATUS_TOO_LARGE);
		assert_int_equal(image.width_px, BOMBS[n].side_px);
		assert_int_equal(image.height_px, BOMBS[n].side_px);
		assert_int_equal(arena.used_bytes, 0);
		assert_null(image.rgb);
		guarded_free(&g);
	}
}

/* A WebP canvas of 64 k x 64 k contradicts the picture in it. */
static void
refuses_a_canvas_that_lies(void **state)
{
	struct guarded g = picture_file(FOLDER, "bomb.webp");
	struct image image;
	enum status s = decode(g, &image);

	(void)state;
	assert_true(s == STATUS_UNREADABLE || s == STATUS_TOO_LARGE);
	assert_int_equal(arena.used_bytes, 0);
	guarded_free(&g);
}

static size_t
find_last_scan(struct guarded g)
{
	for (size_t at = g.len - 1; at > 0; at--)
		if (g.data[at - 1] == 0xff && g.data[at] == 0xda)
			return at - 1;
	fail_msg("no scan");
	return 0;
}

/* The same picture with its last scan `count` times more. */
static struct guarded
with_more_scans(size_t count)
{
	struct guarded g = picture_file(FOLDER, "444-progressive.jpg");
	size_t at = find_last_scan(g), scan_bytes = g.len - 2 - at;
	size_t len = g.len + count * scan_bytes;
	struct guarded more = guarded_copy(NULL, len);

	memcpy(more.data, g.data, g.len - 2);
	for (size_t i = g.len - 2; i < len - 2; i += scan_bytes)
		memcpy(more.data + i, g.data + at, scan_bytes);
	memcpy(more.data + len - 2, "\xff\xd9", 2);
	guarded_free(&g);
	return more;
}

static void
refuses_ten_thousand_scans(void **state)
{
	struct guarded bomb = with_more_scans(10000);
	struct image image;

	(void)state;
	assert_int_equal(decode(bomb, &image), STATUS_UNREADABLE);
	guarded_free(&bomb);
}

/* 400 scans are within libjpeg's limit; on 16 megapixels they take seconds. */
static void
refuses_many_scans_of_a_large_picture_at_once(void **state)
{
	struct guarded bomb = with_more_scans(400);
	struct arena large;
	struct image image;
	size_t at = 0;
	clock_t start;

	(void)state;
	while (bomb.data[at] != 0xff || bomb.data[at + 1] != 0xc2)
		at++;
	memcpy(bomb.data + at + 5, "\x0f\xa0\x0f\xa0", 4); /* 4000 x 4000 */
	assert_int_equal(arena_open(&large, DECODE_ARENA_BYTES), STATUS_OK);
	start = clock();
	assert_int_equal(
	    decode_image(slice_of(bomb.data, bomb.len), &large, &image),
	    STATUS_UNREADABLE);
	assert_true(clock() - start < CLOCKS_PER_SEC / 4);
	assert_int_equal(image.width_px, 4000);
	arena_close(&large);
	guarded_free(&bomb);
}

static void
refuses_a_file_over_the_limit(void **state)
{
	struct guarded g = picture_file(FOLDER, "rgb8.png");
	struct guarded big = guarded_copy(NULL, DECODE_FILE_MAX_BYTES + 1);
	struct image image;

	(void)state;
	memcpy(big.data, g.data, g.len);
	assert_int_equal(decode(big, &image), STATUS_TOO_LARGE);
	assert_int_equal(image.format, IMAGE_PNG);
	guarded_free(&big);
	guarded_free(&g);
}

static void
says_when_the_arena_is_full(void **state)
{
	static const char *const NAMES[] = { "rgb8.png", "444.jpg",
					     "lossy.webp",
					     "orientation-6.jpg" };

	(void)state;
	for (size_t n = 0; n < sizeof(NAMES) / sizeof(NAMES[0]); n++) {
		struct guarded g = picture_file(FOLDER, NAMES[n]);
		struct arena small = arena;
		struct image image;

		arena_reset(&arena);
		small.used_bytes = 0;
		/* The turned copy of the last one is what does not fit. */
		small.size_bytes = n == 3 ? 3 * WIDE * HIGH + 64 : 1024;
		assert_int_equal(
		    decode_image(slice_of(g.data, g.len), &small, &image),
		    STATUS_NO_MEMORY);
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
		cmocka_unit_test(refuses_a_cut_file),
		cmocka_unit_test(survives_a_damaged_file),
		cmocka_unit_test(refuses_a_bomb_by_its_header),
		cmocka_unit_test(refuses_a_canvas_that_lies),
		cmocka_unit_test(refuses_ten_thousand_scans),
		cmocka_unit_test(refuses_many_scans_of_a_large_picture_at_once),
		cmocka_unit_test(refuses_a_file_over_the_limit),
		cmocka_unit_test(says_when_the_arena_is_full),
	};

	return cmocka_run_group_tests_name(
	    "decode damage", tests, open_arena, close_arena);
}
