#include "image/resample.h"

#include <math.h>

/*
 * Positions are fixed point, 32 bits of whole pixels and 32 of fraction: exact
 * steps, the same on every machine, and a floor that is a shift.
 */
#define ONE_PX 4294967296.0 /* 2^32 */
#define FRACTION_BITS 32

/*
 * When shrinking, taps lie at most this far apart.  A bilinear tap reaches one
 * pixel to each side, so below 2 every pixel counts; at 4/3 the most and the
 * least counted differ by a quarter from the mean.
 */
#define TAP_STEP_MAX_PX (4.0 / 3.0)
#define SHRINK_BILINEAR_MAX 2.0 /* up to here one tap a pixel will do */
#define TAPS_MAX 64.0 /* 8192 px at 96: more is black around a speck */

typedef float lanes __attribute__((vector_size(16)));
typedef int32_t ints __attribute__((vector_size(16)));

/*
 * A pixel is its 24 bits in every lane, masked: red as it is, green times 2^8,
 * blue times 2^16.  The powers are exact in a float and all that follows is
 * linear, so they are taken out once, at the end.
 */
static const ints CHANNEL = { 0xff, 0xff00, 0xff0000, 0 };
static const lanes UNSCALE = { 1.0F, 0x1p-8F, 0x1p-16F, 0 };

struct position {
	int64_t x, y; /* of pixel centres: 0 is the centre of the first pixel */
};

/* A position and the two ways to go from it. */
struct grid {
	struct position start, right, down;
};

static int64_t
fixed(double px)
{
	return (int64_t)llrint(px * ONE_PX);
}

static inline lanes
widen(uint32_t pixel)
{
	int32_t n = (int32_t)(pixel & 0xffffff);

	return __builtin_convertvector((ints){ n, n, n, n } & CHANNEL, lanes);
}

/* Any four bytes; compilers see one load. */
static inline uint32_t
load_le32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/* Two neighbours in a row, blended; reads their six bytes and no more. */
static inline lanes
blend_row(const uint8_t *two, lanes along)
{
	lanes left = widen(load_le32(two));
	lanes right = widen(load_le32(two + 2) >> 8);

	return left + (right - left) * along;
}

static lanes
pixel_or_black(const struct image *image, int64_t x, int64_t y)
{
	const uint8_t *p;

	if (x < 0 || y < 0 || x >= (int64_t)image->width_px ||
	    y >= (int64_t)image->height_px)
		return (lanes){ 0 };
	p = image->rgb + 3 * ((size_t)y * image->width_px + (size_t)x);
	return widen(
	    (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16);
}

/* The picture at `at`, by bilinear interpolation; the fourth lane is junk. */
static inline lanes
tap(const struct image *image, struct position at)
{
	int64_t x = at.x >> FRACTION_BITS, y = at.y >> FRACTION_BITS;
	float fx = (float)((uint32_t)at.x >> 8) * 0x1p-24F;
	float fy = (float)((uint32_t)at.y >> 8) * 0x1p-24F;
	lanes along = { fx, fx, fx, fx }, upper, lower;

	if ((uint64_t)x < image->width_px - 1 &&
	    (uint64_t)y < image->height_px - 1) {
		const uint8_t *p =
		    image->rgb + 3 * ((size_t)y * image->width_px + (size_t)x);

		upper = blend_row(p, along);
		lower = blend_row(p + 3 * image->width_px, along);
	} else {
		lanes a = pixel_or_black(image, x, y);
		lanes b = pixel_or_black(image, x + 1, y);
		lanes c = pixel_or_black(image, x, y + 1);
		lanes d = pixel_or_black(image, x + 1, y + 1);

		upper = a + (b - a) * along;
		lower = c + (d - c) * along;
	}
	return upper + (lower - upper) * fy;
}

/* The sum of `taps` x `taps` taps around an output pixel. */
static inline lanes
tap_sum(const struct image *image, const struct grid *grid, size_t taps)
{
	lanes sum = { 0 };
	struct position row = grid->start;

	for (size_t j = 0; j < taps; j++) {
		struct position at = row;

		for (size_t i = 0; i < taps; i++) {
			sum += tap(image, at);
			at.x += grid->right.x;
			at.y += grid->right.y;
		}
		row.x += grid->down.x;
		row.y += grid->down.y;
	}
	return sum;
}

static bool
is_near(const struct resample_square *square)
{
	/* NaN fails every comparison. */
	return fabsf(square->centre_x_px) <= RESAMPLE_FAR_PX &&
	       fabsf(square->centre_y_px) <= RESAMPLE_FAR_PX &&
	       square->side_px >= 0 && square->side_px <= RESAMPLE_FAR_PX &&
	       isfinite(square->roll_rad);
}

/* The taps of the whole square: `count` to a side, from the top left one. */
static struct grid
lay_grid(const struct resample_square *square, size_t count)
{
	double step = (double)square->side_px / (double)count;
	double right_x = step * cos((double)square->roll_rad);
	double right_y = step * sin((double)square->roll_rad);
	double half = 0.5 * ((double)count - 1);

	return (struct grid){
		.right = { fixed(right_x), fixed(right_y) },
		.down = { fixed(-right_y), fixed(right_x) },
		.start = { fixed(
			       (double)square->centre_x_px - 0.5 -
			       half * (right_x - right_y)),
			   fixed(
			       (double)square->centre_y_px - 0.5 -
			       half * (right_y + right_x)) },
	};
}

void
resample_square(
    const struct image *image, const struct resample_square *square,
    size_t side, float low, float high, float *out)
{
	double shrink = (double)square->side_px / (double)side;
	size_t taps = 1;
	struct grid grid, at;
	lanes scale;

	if (!is_near(square) || image->width_px == 0 || image->height_px == 0) {
		for (size_t i = 0; i < 3 * side * side; i++)
			out[i] = low;
		return;
	}
	if (shrink > SHRINK_BILINEAR_MAX)
		taps = (size_t)fmin(ceil(shrink / TAP_STEP_MAX_PX), TAPS_MAX);
	scale = UNSCALE * ((high - low) / (255.0F * (float)(taps * taps)));
	grid = lay_grid(square, side * taps);
	at = grid;
	for (size_t j = 0; j < side; j++) {
		at.start.x = grid.start.x + (int64_t)(j * taps) * grid.down.x;
		at.start.y = grid.start.y + (int64_t)(j * taps) * grid.down.y;
		for (size_t i = 0; i < side; i++) {
			lanes sum = taps == 1 ? tap(image, at.start)
					      : tap_sum(image, &at, taps);

			sum = low + sum * scale;
			*out++ = sum[0];
			*out++ = sum[1];
			*out++ = sum[2];
			at.start.x += (int64_t)taps * grid.right.x;
			at.start.y += (int64_t)taps * grid.right.y;
		}
	}
}
