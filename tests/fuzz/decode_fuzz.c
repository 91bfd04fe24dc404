/*
 * Any bytes through the whole of image/: told apart, decoded, turned upright,
 * hashed, and cut out turned for the networks.  Every pixel is read.
 */

#include <stdlib.h>

#include "image/decode.h"
#include "image/orientation.h"
#include "image/phash.h"
#include "image/resample.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define PIXELS_MAX ((size_t)1 << 20) /* larger ones only slow it down */
#define SIDE 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct arena arena;

static void
use(const struct image *image)
{
	float centre_x = (float)image->width_px / 2;
	float centre_y = (float)image->height_px / 2;
	struct resample_square square = { centre_x, centre_y, centre_x,
					  centre_y };
	static float out[3 * SIDE * SIDE];
	struct phash phash;
	enum status s = phash_compute(image, &arena, &phash);

	if (s != STATUS_OK && s != STATUS_NO_MEMORY)
		abort();
	if (s == STATUS_OK && (phash.quality < 0 || phash.quality > 100))
		abort();
	resample_square(image, &square, SIDE, 0, 1, out);
	for (size_t i = 0; i < 3 * SIDE * SIDE; i++)
		if (!(out[i] >= -0.001F && out[i] <= 1.001F))
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice file = slice_of(data, len);
	struct image image;
	enum status s;

	if (arena.base == NULL && arena_open(&arena, ARENA_BYTES) != STATUS_OK)
		abort();
	for (enum image_format f = IMAGE_UNKNOWN; f < IMAGE_FORMAT_COUNT; f++)
		(void)orientation_find(file, f);
	s = decode_image(file, &arena, &image);
	if (s == STATUS_OK && image.width_px * image.height_px <= PIXELS_MAX)
		use(&image);
	if (s != STATUS_OK && image.rgb != NULL)
		abort();
	arena_reset(&arena);
	return 0;
}
