#ifndef NET_CONVOLVE_H
#define NET_CONVOLVE_H

/*
 * net_convolve: the part of net_kernel.c that convolves.
 *
 * A tile of output pixels times some vectors of output channels is summed in
 * registers, while its windows are walked through row by row.
 */

#include "face/net_vector.h"

/* What an output pixel is made from. */
struct window {
	const float *start;
	size_t row_step; /* floats from row to row */
};

/* Add a row of `pixels` windows into the sums of `vectors` vectors each. */
static ALWAYS_INLINE void
add_row(
    const struct window windows[], size_t row, size_t row_floats,
    const float *weights, size_t block_floats, const size_t pixels,
    const size_t vectors, vector sums[])
{
	const float *in[NET_TILE_MAX];

	UNROLL
	for (size_t p = 0; p < pixels; p++)
		in[p] = windows[p].start + row * windows[p].row_step;
	for (size_t k = 0; k < row_floats; k++) {
		vector w[3];

		UNROLL
		for (size_t v = 0; v < vectors; v++)
			w[v] = load(
			    weights + v / BLOCK_VECTORS * block_floats +
			    v % BLOCK_VECTORS * LANES + k * NET_BLOCK);
		UNROLL
		for (size_t p = 0; p < pixels; p++) {
			vector x = splat(in[p][k]);

			UNROLL
			for (size_t v = 0; v < vectors; v++)
				sums[p * vectors + v] += x * w[v];
		}
	}
}

/* `pixels` outputs of the `vectors` vectors from `channel` on. */
static ALWAYS_INLINE void
convolve_tile(
    const struct net_step *step, const struct window windows[], size_t pixel,
    size_t channel, const size_t pixels, const size_t vectors)
{
	size_t row_floats = net_row_floats(
	    step->kernel_width, step->input.stride, step->input.channels);
	size_t block_floats = step->kernel_height * row_floats * NET_BLOCK;
	const float *weights =
	    step->weights + channel / NET_BLOCK * block_floats;
	float *out = step->output.data + pixel * step->output.stride + channel;
	vector sums[2 * NET_TILE_MAX];

	UNROLL
	for (size_t p = 0; p < pixels; p++) {
		UNROLL
		for (size_t v = 0; v < vectors; v++)
			sums[p * vectors + v] =
			    load(step->bias + channel + v * LANES);
	}
	for (size_t row = 0; row < step->kernel_height; row++)
		add_row(
		    windows, row, row_floats,
		    weights + row * row_floats * NET_BLOCK, block_floats,
		    pixels, vectors, sums);
	UNROLL
	for (size_t v = 0; v < vectors; v++) {
		size_t c = channel + v * LANES;
		bool has_other =
		    step->second.data != NULL && c < step->second.stride;

		UNROLL
		for (size_t p = 0; p < pixels; p++) {
			vector sum = sums[p * vectors + v];

			if (has_other)
				sum += load(
				    step->second.data +
				    (pixel + p) * step->second.stride + c);
			store(
			    out + p * step->output.stride + v * LANES,
			    activate(sum, step->activation, step->slopes + c));
		}
	}
}

/*
 * The window of output pixel (x, y).  One that reaches over the edge is copied
 * to `patch` with zeros around it; the others are taken where they lie.
 */
static struct window
find_window(const struct net_step *step, size_t y, size_t x, float *patch)
{
	const struct net_map *in = &step->input;
	size_t row_step = in->width * in->stride;
	size_t patch_step = step->kernel_width * in->stride;
	size_t first, count;

	y *= step->kernel_stride; /* now in the padded input */
	x *= step->kernel_stride;
	if (y >= step->pad_top && x >= step->pad_left &&
	    y + step->kernel_height <= in->height + step->pad_top &&
	    x + step->kernel_width <= in->width + step->pad_left)
		return (struct window){
			.start = in->data + (y - step->pad_top) * row_step +
				 (x - step->pad_left) * in->stride,
			.row_step = row_step,
		};
	memset(patch, 0, step->kernel_height * patch_step * sizeof(*patch));
	first = x < step->pad_left ? step->pad_left - x : 0;
	count = in->width + step->pad_left - x;
	count =
	    (count < step->kernel_width ? count : step->kernel_width) - first;
	for (size_t ky = 0; ky < step->kernel_height; ky++) {
		if (y + ky < step->pad_top ||
		    y + ky >= in->height + step->pad_top)
			continue;
		memcpy(
		    patch + ky * patch_step + first * in->stride,
		    in->data + (y + ky - step->pad_top) * row_step +
			(x + first - step->pad_left) * in->stride,
		    count * in->stride * sizeof(*patch));
	}
	return (struct window){ .start = patch, .row_step = patch_step };
}

/*
 * All channels of `pixels` outputs from `pixel` on.  With eight lanes the last
 * three blocks are taken at once, for fewer pixels: registers are for twelve
 * sums, and fewer than eight would wait for each other.
 */
static ALWAYS_INLINE void
convolve_pixels(
    const struct net_step *step, const struct window windows[], size_t pixel,
    const size_t pixels)
{
	size_t channel = 0;
#if NET_LANES == 8
	const size_t half = (pixels + 1) / 2;
	size_t left = step->output.stride / NET_BLOCK; /* blocks */

	for (; left >= 2 && left != 3; left -= 2, channel += 2 * NET_BLOCK)
		convolve_tile(step, windows, pixel, channel, pixels, 2);
	if (left == 1)
		convolve_tile(step, windows, pixel, channel, pixels, 1);
	if (left < 3)
		return;
	convolve_tile(step, windows, pixel, channel, half, 3);
	if (pixels > half)
		convolve_tile(
		    step, windows + half, pixel + half, channel, pixels - half,
		    3);
#else
	for (; channel < step->output.stride; channel += NET_BLOCK)
		convolve_tile(
		    step, windows, pixel, channel, pixels, BLOCK_VECTORS);
#endif
}

/* Find the windows of up to NET_TILE_MAX pixels from (y, x) on. */
static void
find_windows(
    const struct net_step *step, size_t y, size_t x, size_t count,
    struct window windows[])
{
	size_t patch_floats =
	    step->kernel_height * step->kernel_width * step->input.stride;

	for (size_t p = 0; p < count; p++) {
		windows[p] =
		    find_window(step, y, x, step->patches + p * patch_floats);
		if (++x == step->output.width) {
			x = 0;
			y++;
		}
	}
}

static void
convolve(const struct net_step *step)
{
	size_t count = step->output.height * step->output.width;
	size_t y = 0, x = 0, tile;
	struct window windows[NET_TILE_MAX];

	for (size_t pixel = 0; pixel < count; pixel += tile) {
		tile =
		    count - pixel < NET_TILE_MAX ? count - pixel : NET_TILE_MAX;
		find_windows(step, y, x, tile, windows);
		for (x += tile; x >= step->output.width; y++)
			x -= step->output.width;
		switch (tile) {
		case 6:
			convolve_pixels(step, windows, pixel, 6);
			break;
		case 5:
			convolve_pixels(step, windows, pixel, 5);
			break;
		case 4:
			convolve_pixels(step, windows, pixel, 4);
			break;
		case 3:
			convolve_pixels(step, windows, pixel, 3);
			break;
		case 2:
			convolve_pixels(step, windows, pixel, 2);
			break;
		default:
			convolve_pixels(step, windows, pixel, 1);
			break;
		}
	}
}

#endif
