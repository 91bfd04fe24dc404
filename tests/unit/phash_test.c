/*
 * phash: what a perceptual hash promises, on pictures drawn here, and Meta's
 * own values for Meta's own pictures, where those are at hand.
 */

#include "picture_file.h"

#include <math.h>

#include "image/decode.h"
#include "image/phash.h"

#define ARENA_BYTES DECODE_ARENA_BYTES
#define CONFORMANCE_BITS 10 /* ThreatExchange, pdq/README.md */

static struct arena arena;

#define CELLS 24

/* Random heights on a coarse lattice, smooth between: some of every frequency
 * that is hashed. */
static double
scene(double u, double v, size_t channel)
{
	static uint8_t height[CELLS + 1][CELLS + 1];
	double x = u * (CELLS - 1), y = v * (CELLS - 1);
	size_t i = (size_t)x, j = (size_t)y;
	double fx = x - (double)i, fy = y - (double)j;

	if (height[0][0] == 0) {
		uint32_t noise = 5;

		for (size_t n = 0; n < sizeof(height); n++) {
			noise = noise * 1664525U + 1013904223U;
			height[n / (CELLS + 1)][n % (CELLS + 1)] =
			    (uint8_t)(noise >> 24 | 1);
		}
	}
	(void)channel;
	return (1 - fy) * ((1 - fx) * height[j][i] + fx * height[j][i + 1]) +
	       fy * ((1 - fx) * height[j + 1][i] + fx * height[j + 1][i + 1]);
}

static struct guarded
draw(struct image *image, size_t width_px, size_t height_px)
{
	struct guarded g = guarded_copy(NULL, 3 * width_px * height_px);
	uint8_t *p = g.data;

	for (size_t y = 0; y < height_px; y++)
		for (size_t x = 0; x < width_px; x++)
			for (size_t c = 0; c < 3; c++)
				*p++ = (uint8_t)scene(
				    ((double)x + 0.5) / (double)width_px,
				    ((double)y + 0.5) / (double)height_px, c);
	*image = (struct image){ .width_px = width_px,
				 .height_px = height_px,
				 .rgb = g.data };
	return g;
}

static struct phash
hash(const struct image *image)
{
	struct phash phash;

	arena_reset(&arena);
	assert_int_equal(phash_compute(image, &arena, &phash), STATUS_OK);
	return phash;
}

static struct phash
hash_of_scene(size_t width_px, size_t height_px)
{
	struct image image;
	struct guarded g = draw(&image, width_px, height_px);
	struct phash phash = hash(&image);

	guarded_free(&g);
	return phash;
}

/* Half of the bits are above the median, by definition. */
static void
sets_half_of_the_bits(void **state)
{
	struct phash phash = hash_of_scene(100, 80), none = { 0 };

	(void)state;
	assert_int_equal(phash_distance(&phash, &none), 128);
	assert_true(phash.quality >= PHASH_QUALITY_MIN);
}

static void
is_the_same_at_another_size(void **state)
{
	static const size_t SIZES[][2] = { { 64, 64 },	 { 100, 100 },
					   { 128, 128 }, { 129, 257 },
					   { 320, 320 }, { 511, 384 },
					   { 512, 512 }, { 513, 100 },
					   { 640, 960 }, { 1024, 1024 } };
	struct phash full = hash_of_scene(320, 320);

	(void)state;
	for (size_t n = 0; n < sizeof(SIZES) / sizeof(SIZES[0]); n++) {
		struct phash other = hash_of_scene(SIZES[n][0], SIZES[n][1]);
		int bits = phash_distance(&full, &other);

		if (bits > PHASH_MATCH_BITS)
			fail_msg(
			    "%zu x %zu is %d bits away", SIZES[n][0],
			    SIZES[n][1], bits);
	}
}

static void
survives_noise_and_brightness(void **state)
{
	struct phash clean = hash_of_scene(320, 320), other;
	struct image image;
	struct guarded g = draw(&image, 320, 320);
	uint32_t noise = 1;

	(void)state;
	for (size_t i = 0; i < g.len; i++) {
		noise = noise * 1664525U + 1013904223U;
		g.data[i] =
		    (uint8_t)((double)g.data[i] * 0.8 + 20 + (noise >> 28));
	}
	other = hash(&image);
	assert_true(phash_distance(&clean, &other) <= 16);
	guarded_free(&g);
}

/* A mirrored picture flips every second column of frequencies. */
static void
tells_a_mirrored_picture_apart(void **state)
{
	struct phash straight, mirrored, foreseen;
	struct image image;
	struct guarded g = draw(&image, 320, 320);
	int bits = 0;

	(void)state;
	arena_reset(&arena);
	assert_int_equal(
	    phash_compute_both(&image, &arena, &straight, &foreseen),
	    STATUS_OK);
	for (size_t y = 0; y < 320; y++)
		for (size_t x = 0; x < 160; x++)
			for (size_t c = 0; c < 3; c++) {
				uint8_t *a = g.data + 3 * (320 * y + x) + c;
				uint8_t *b =
				    g.data + 3 * (320 * y + 319 - x) + c;
				uint8_t swap = *a;

				*a = *b;
				*b = swap;
			}
	mirrored = hash(&image);
	assert_true(phash_distance(&straight, &mirrored) > 80);
	assert_memory_equal(&foreseen, &mirrored, sizeof(mirrored));
	for (size_t i = 0; i < PHASH_BYTES; i++)
		mirrored.bits[i] ^= 0x55; /* the columns of odd frequency */
	bits = phash_distance(&straight, &mirrored);
	if (bits > 16)
		fail_msg("%d bits away when turned back", bits);
	guarded_free(&g);
}

static void
says_nothing_of_a_flat_or_tiny_picture(void **state)
{
	static const size_t SIZES[][2] = {
		{ 1, 1 }, { 4, 100 }, { 100, 4 }, { 5, 5 }, { 700, 700 }
	};

	(void)state;
	for (size_t n = 0; n < sizeof(SIZES) / sizeof(SIZES[0]); n++) {
		struct image image;
		struct guarded g = draw(&image, SIZES[n][0], SIZES[n][1]);

		memset(g.data, 77, g.len);
		assert_true(hash(&image).quality < PHASH_QUALITY_MIN);
		guarded_free(&g);
	}
}

static void
says_when_the_arena_is_full(void **state)
{
	struct image image;
	struct guarded g = draw(&image, 64, 64);
	struct arena small = arena;
	struct phash phash;

	(void)state;
	arena_reset(&arena);
	small.used_bytes = 0;
	small.size_bytes = 4096;
	assert_int_equal(
	    phash_compute(&image, &small, &phash), STATUS_NO_MEMORY);
	guarded_free(&g);
}

static void
from_hex(const char *hex, struct phash *phash)
{
	for (size_t i = 0; i < PHASH_BYTES; i++) {
		char two[3] = { hex[2 * i], hex[2 * i + 1], 0 };

		phash->bits[i] = (uint8_t)strtoul(two, NULL, 16);
	}
}

/* Each value is the reference program's, of exactly that file. */
static void
agrees_with_the_reference(void **state)
{
	static const struct {
		const char *name, *hex;
	} CASES[] = {
		{ "bridge-1-original.jpg", "f8f8f0cce0f4e84d0e370a22028f67f0"
					   "b36e2ed596623e1d33e6339c4e9c9b22" },
		{ "bridge-2-rotate-90.jpg",
		  "b0a10efd71cc3f429413d48d0ffffe12"
		  "e34e0e17ada952a9d29684210aa9e5af" },
		{ "bridge-3-rotate-180.jpg",
		  "adad5a64b5a142e55362a09057dacd5a"
		  "e63b847fc23794b766b319361fc93188" },
	};
	const char *shared = getenv("FACETELL_SHARED");
	char folder[256];

	(void)state;
	snprintf(
	    folder, sizeof(folder), "%s/fixtures/pdq",
	    shared == NULL ? "../shared" : shared);
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct phash want = { 0 }, got;
		struct image image;
		struct guarded g;
		char path[512];
		FILE *f;

		snprintf(path, sizeof(path), "%s/%s", folder, CASES[n].name);
		f = fopen(path, "rb");
		if (f == NULL) {
			print_message("no %s: skipped\n", path);
			skip();
		}
		fclose(f);
		g = picture_file(folder, CASES[n].name);
		arena_reset(&arena);
		assert_int_equal(
		    decode_image(slice_of(g.data, g.len), &arena, &image),
		    STATUS_OK);
		assert_int_equal(
		    phash_compute(&image, &arena, &got), STATUS_OK);
		from_hex(CASES[n].hex, &want);
		print_message(
		    "%s: %d bits away, quality %d\n", CASES[n].name,
		    phash_distance(&got, &want), got.quality);
		assert_true(phash_distance(&got, &want) <= CONFORMANCE_BITS);
		assert_int_equal(got.quality, 100);
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
		cmocka_unit_test(sets_half_of_the_bits),
		cmocka_unit_test(is_the_same_at_another_size),
		cmocka_unit_test(survives_noise_and_brightness),
		cmocka_unit_test(tells_a_mirrored_picture_apart),
		cmocka_unit_test(says_nothing_of_a_flat_or_tiny_picture),
		cmocka_unit_test(says_when_the_arena_is_full),
		cmocka_unit_test(agrees_with_the_reference),
	};

	return cmocka_run_group_tests_name(
	    "phash", tests, open_arena, close_arena);
}
