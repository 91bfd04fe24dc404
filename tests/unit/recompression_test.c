/* recompression on a drawn picture, saved once and twice by TurboJPEG. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <turbojpeg.h>

#include "metadata/recompression.h"

#define SIDE 256
#define ARENA_BYTES ((size_t)8 << 20)

static struct arena arena;

/* Waves of many lengths with noise on them: not a bad photo, to a cosine. */
static void
draw(uint8_t *rgb)
{
	uint32_t noise = 3;

	for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) {
		double x = (double)(i % SIDE), y = (double)(i / SIDE);
		double v = 128 + 40 * sin(x / 29 + y / 47) +
			   25 * sin(x / 7.3) * cos(y / 11.1) +
			   15 * sin(x * y / 900);

		noise = noise * 1664525U + 1013904223U;
		v += (double)(noise >> 27) - 16;
		rgb[3 * i] = (uint8_t)v;
		rgb[3 * i + 1] = (uint8_t)(0.9 * v + 5);
		rgb[3 * i + 2] = (uint8_t)(0.8 * v + 9);
	}
}

/* Save `rgb` at a quality, read it back into `rgb`, and keep the tables. */
static void
save(uint8_t *rgb, int quality, struct jpeg_layout *layout)
{
	tjhandle in = tjInitCompress(), out = tjInitDecompress();
	unsigned char *file = NULL;
	unsigned long len = 0;

	assert_int_equal(
	    tjCompress2(
		in, rgb, SIDE, 0, SIDE, TJPF_RGB, &file, &len, TJSAMP_420,
		quality, 0),
	    0);
	assert_true(jpeg_layout_read(slice_of(file, len), layout));
	assert_int_equal(
	    tjDecompress2(out, file, len, rgb, SIDE, 0, SIDE, TJPF_RGB, 0), 0);
	tjFree(file);
	tjDestroy(in);
	tjDestroy(out);
}

static struct recompression
look(int earlier, int quality)
{
	static uint8_t rgb[3 * SIDE * SIDE];
	struct image image = { .format = IMAGE_JPEG,
			       .width_px = SIDE,
			       .height_px = SIDE,
			       .rgb = rgb };
	struct recompression recompression;
	struct jpeg_layout layout;

	draw(rgb);
	if (earlier > 0)
		save(rgb, earlier, &layout);
	save(rgb, quality, &layout);
	arena_reset(&arena);
	assert_int_equal(
	    recompression_read(&image, &layout, &arena, &recompression),
	    STATUS_OK);
	assert_true(recompression.is_tried);
	return recompression;
}

static void
says_nothing_of_a_file_saved_once(void **state)
{
	(void)state;
	for (int quality = 55; quality <= 95; quality += 5)
		assert_true(look(0, quality).score < RECOMPRESSION_SCORE_MIN);
}

static void
finds_a_lower_quality_before(void **state)
{
	static const int CASES[][2] = {
		{ 50, 75 }, { 60, 85 }, { 70, 90 }, { 60, 95 }, { 55, 71 }
	};

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct recompression r = look(CASES[n][0], CASES[n][1]);

		if (r.score < RECOMPRESSION_SCORE_MIN ||
		    abs(r.earlier_quality - CASES[n][0]) > 3)
			fail_msg(
			    "%d then %d: quality %d, score %d", CASES[n][0],
			    CASES[n][1], r.earlier_quality, r.score);
	}
}

/* Nothing was lost the second time: nothing is to be seen. */
static void
says_nothing_of_the_same_quality_twice(void **state)
{
	(void)state;
	assert_true(look(75, 75).score < RECOMPRESSION_SCORE_MIN);
	assert_true(look(90, 90).score < RECOMPRESSION_SCORE_MIN);
}

static void
does_not_try_what_is_too_small(void **state)
{
	static uint8_t rgb[3 * 63 * 200];
	struct image image = { .width_px = 63, .height_px = 200, .rgb = rgb };
	struct jpeg_layout layout = { .component_count = 1,
				      .has_table = { true } };
	struct recompression r;

	(void)state;
	assert_int_equal(
	    recompression_read(&image, &layout, &arena, &r), STATUS_OK);
	assert_false(r.is_tried);
	image.width_px = 100;
	image.height_px = 100;
	layout.has_table[0] = false;
	assert_int_equal(
	    recompression_read(&image, &layout, &arena, &r), STATUS_OK);
	assert_false(r.is_tried);
}

/* Tables of zeros and of the largest steps, on nothing but black. */
static void
survives_senseless_tables(void **state)
{
	static uint8_t rgb[3 * 64 * 64];
	static const uint16_t STEPS[] = { 0, 1, 100, 101, 255, 65535 };
	struct image image = { .width_px = 64, .height_px = 64, .rgb = rgb };
	struct jpeg_layout layout = { .component_count = 1,
				      .has_table = { true } };
	struct recompression r;

	(void)state;
	for (size_t n = 0; n < 2 * sizeof(STEPS) / sizeof(STEPS[0]); n++) {
		memset(rgb, n % 2 == 0 ? 0 : 255, sizeof(rgb) / 2);
		for (size_t i = 0; i < JPEG_LAYOUT_TABLE_VALUES; i++)
			layout.table[0][i] = STEPS[n / 2];
		arena_reset(&arena);
		assert_int_equal(
		    recompression_read(&image, &layout, &arena, &r), STATUS_OK);
		assert_true(r.score >= 0);
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
		cmocka_unit_test(says_nothing_of_a_file_saved_once),
		cmocka_unit_test(finds_a_lower_quality_before),
		cmocka_unit_test(says_nothing_of_the_same_quality_twice),
		cmocka_unit_test(does_not_try_what_is_too_small),
		cmocka_unit_test(survives_senseless_tables),
	};

	return cmocka_run_group_tests_name(
	    "recompression", tests, open_arena, close_arena);
}
