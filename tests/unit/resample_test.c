/* resample against the same mathematics written plainly, in doubles. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>

#include "guarded.h"
#include "image/resample.h"

#define SIDE_MAX 64
#define LEVELS 1e-3 /* of 255: what float rounding may cost */

static uint32_t
noise(uint32_t *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 24;
}

static struct guarded
noise_picture(struct image *image, size_t width_px, size_t height_px)
{
	struct guarded g = guarded_copy(NULL, 3 * width_px * height_px);
	uint32_t state = 7;

	for (size_t i = 0; i < g.len; i++)
		g.data[i] = (uint8_t)noise(&state);
	*image = (struct image){ .width_px = width_px,
				 .height_px = height_px,
				 .rgb = g.data };
	return g;
}

static double
pixel(const struct image *image, double x, double y, size_t channel)
{
	if (x < 0 || y < 0 || x >= (double)image->width_px ||
	    y >= (double)image->height_px)
		return 0;
	return image
	    ->rgb[3 * ((size_t)y * image->width_px + (size_t)x) + channel];
}

static double
bilinear(const struct image *image, double x, double y, size_t channel)
{
	double x0 = floor(x - 0.5), y0 = floor(y - 0.5);
	double fx = x - 0.5 - x0, fy = y - 0.5 - y0;

	return (1 - fy) * ((1 - fx) * pixel(image, x0, y0, channel) +
			   fx * pixel(image, x0 + 1, y0, channel)) +
	       fy * ((1 - fx) * pixel(image, x0, y0 + 1, channel) +
		     fx * pixel(image, x0 + 1, y0 + 1, channel));
}

/* Where the header says that output column i, row j is taken. */
static double
expected(
    const struct image *image, const struct resample_square *s, double side,
    double i, double j, size_t channel)
{
	double a = (double)s->side_px * ((i + 0.5) / side - 0.5);
	double b = (double)s->side_px * ((j + 0.5) / side - 0.5);
	double c = cos((double)s->roll_rad), d = sin((double)s->roll_rad);

	return bilinear(
	    image, (double)s->centre_x_px + a * c - b * d,
	    (double)s->centre_y_px + a * d + b * c, channel);
}

static void
follows_the_formula(void **state)
{
	static const struct {
		size_t width_px, height_px, side;
		struct resample_square square;
	} CASES[] = {
		{ 20, 20, 20, { 10, 10, 20, 0 } }, /* as it is */
		{ 20, 20, 40, { 10, 10, 20, 0 } }, /* enlarged */
		{ 33, 17, 16, { 15, 9, 31, 0 } },  /* over the edges */
		{ 33, 17, 24, { 12.3F, 8.1F, 9.7F, 1 } },
		{ 50, 40, 32, { 25, 20, 60, -2.5F } },
		{ 9, 9, 8, { 4.5F, 4.5F, 9, 3.14159265F } },
		{ 1, 1, 8, { 0.5F, 0.5F, 3, 0.5F } }, /* one pixel */
		{ 1, 30, 8, { 0.5F, 15, 8, 0 } },
		{ 30, 1, 8, { 15, 0.5F, 8, 0.2F } },
		{ 20, 20, 16, { -30, 5, 20, 0 } }, /* outside: black */
	};
	static float out[3 * SIDE_MAX * SIDE_MAX];

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		size_t side = CASES[n].side;
		struct image image;
		struct guarded g = noise_picture(
		    &image, CASES[n].width_px, CASES[n].height_px);

		resample_square(&image, &CASES[n].square, side, 0, 255, out);
		for (size_t k = 0; k < 3 * side * side; k++) {
			double want = expected(
			    &image, &CASES[n].square, (double)side,
			    (double)(k / 3 % side), (double)(k / 3 / side),
			    k % 3);

			if (fabs((double)out[k] - want) > LEVELS)
				fail_msg(
				    "case %zu, float %zu: %f, not %f", n, k,
				    (double)out[k], want);
		}
		guarded_free(&g);
	}
}

static void
maps_to_the_range_asked_for(void **state)
{
	uint8_t rgb[3] = { 0, 51, 255 };
	struct image image = { .width_px = 1, .height_px = 1, .rgb = rgb };
	struct resample_square whole = { 0.5F, 0.5F, 1, 0 };
	float out[3];

	(void)state;
	resample_square(&image, &whole, 1, -1, 1, out);
	assert_float_equal(out[0], -1, 1e-6F);
	assert_float_equal(out[1], -0.6F, 1e-6F);
	assert_float_equal(out[2], 1, 1e-6F);
}

/* A positive roll turns the square clockwise as seen, y downwards. */
static void
turns_clockwise(void **state)
{
	uint8_t rgb[12] = { 10, 0, 0, 20, 0, 0, 30, 0, 0, 40, 0, 0 };
	struct image image = { .width_px = 2, .height_px = 2, .rgb = rgb };
	struct resample_square quarter = { 1, 1, 2, 1.57079633F };
	float out[12];

	(void)state;
	resample_square(&image, &quarter, 2, 0, 255, out);
	assert_float_equal(out[0], 20, 0.01F); /* its top left: our top right */
	assert_float_equal(out[3], 40, 0.01F);
	assert_float_equal(out[6], 10, 0.01F);
	assert_float_equal(out[9], 30, 0.01F);
}

/* Whatever the shrinking, one bright pixel leaves its share everywhere. */
static void
skips_no_pixel(void **state)
{
	static const float ROLL[] = { 0, 0.3F };
	static float out[3 * 16];
	const size_t wide = 64;

	(void)state;
	for (size_t n = 0; n < 2 * wide * wide; n++) {
		struct guarded g = guarded_copy(NULL, 3 * wide * wide);
		struct image image = { .width_px = wide,
				       .height_px = wide,
				       .rgb = g.data };
		struct resample_square square = { 32, 32, 100, ROLL[n % 2] };
		double sum = 0, share;

		g.data[3 * (n / 2)] = 255;
		resample_square(&image, &square, 4, 0, 255, out);
		for (size_t k = 0; k < 3 * 16; k += 3)
			sum += (double)out[k];
		share = sum / 255 * (25.0 * 25.0);
		if (share < 0.5 || share > 1.8)
			fail_msg("pixel %zu counts %f", n / 2, share);
		guarded_free(&g);
	}
}

static void
keeps_the_mean_when_shrinking(void **state)
{
	static float out[3 * 16];
	struct image image;
	struct guarded g = noise_picture(&image, 512, 512);
	struct resample_square whole = { 256, 256, 512, 0 };
	double mean = 0, want = 0;

	(void)state;
	resample_square(&image, &whole, 4, 0, 1, out);
	for (size_t k = 0; k < 3 * 16; k++)
		mean += (double)out[k] / (3 * 16);
	for (size_t k = 0; k < g.len; k++)
		want += g.data[k] / 255.0 / (double)g.len;
	assert_true(fabs(mean - want) < 1e-3);
	guarded_free(&g);
}

static void
survives_senseless_squares(void **state)
{
	static const struct resample_square CASES[] = {
		{ NAN, 0, 1, 0 },      { 0, NAN, 1, 0 },
		{ 0, 0, NAN, 0 },      { 0, 0, 1, NAN },
		{ INFINITY, 0, 1, 0 }, { 0, 0, INFINITY, 0 },
		{ 0, 0, 1, INFINITY }, { 1e30F, 0, 1, 0 },
		{ 0, 0, 1e30F, 0 },    { 0, 0, -1, 0 },
		{ 0, 0, 1e6F, 0 },     { 1e6F, -1e6F, 1, 0 },
	};
	static float out[3 * 16];

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct image image;
		struct guarded g = noise_picture(&image, 5, 5);

		resample_square(&image, &CASES[n], 4, -1, 1, out);
		for (size_t k = 0; k < 3 * 16; k++)
			assert_true(out[k] >= -1 && out[k] <= 1);
		if (n < 10)
			assert_float_equal(out[17], -1, 0);
		guarded_free(&g);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_the_formula),
		cmocka_unit_test(maps_to_the_range_asked_for),
		cmocka_unit_test(turns_clockwise),
		cmocka_unit_test(skips_no_pixel),
		cmocka_unit_test(keeps_the_mean_when_shrinking),
		cmocka_unit_test(survives_senseless_squares),
	};

	return cmocka_run_group_tests_name("resample", tests, NULL, NULL);
}
