#ifndef NET_DEPTHWISE_H
#define NET_DEPTHWISE_H

/*
 * net_depthwise: the part of net_kernel.c that convolves channel by channel.
 *
 * 3 x 3 windows within the input are taken four at a time, with the nine
 * weights in registers along a whole row; all others one by one.
 */

#include <stdbool.h>

#include "face/net_vector.h"

#define DEPTHWISE_SIDE ((size_t)3)
#define DEPTHWISE_TILE ((size_t)4) /* pixels */

/* One output pixel whose window may reach over the left or right edge. */
static ALWAYS_INLINE vector
depthwise_pixel(
    const struct net_step *step, const float *const rows[], size_t x,
    size_t channel)
{
	vector sum = load(step->bias + channel);
	const float *weights = step->weights + channel;

	for (size_t ky = 0; ky < step->kernel_height; ky++) {
		for (size_t kx = 0; kx < step->kernel_width; kx++) {
			size_t at = x * step->kernel_stride + kx;

			if (at >= step->pad_left &&
			    at < step->input.width + step->pad_left)
				sum += load(
					   rows[ky] +
					   (at - step->pad_left) *
					       step->input.stride +
					   channel) *
				       load(weights);
			weights += step->output.stride;
		}
	}
	return sum;
}

/* The nine weights and the bias of a vector of channels. */
struct filter {
	vector weights[DEPTHWISE_SIDE * DEPTHWISE_SIDE];
	vector bias;
};

/*
 * Four neighbouring outputs.  `stride` is a constant wherever it is called;
 * the first and the last column may be outside the input and are left out.
 */
static ALWAYS_INLINE void
depthwise_tile(
    const float *const at[], const struct filter *filter, size_t pixel_floats,
    const size_t stride, const bool has_first, const bool has_last,
    vector sums[])
{
	const size_t columns = (DEPTHWISE_TILE - 1) * stride + DEPTHWISE_SIDE;

	UNROLL
	for (size_t p = 0; p < DEPTHWISE_TILE; p++)
		sums[p] = filter->bias;
	UNROLL
	for (size_t ky = 0; ky < DEPTHWISE_SIDE; ky++) {
		const vector *w = &filter->weights[ky * DEPTHWISE_SIDE];

		UNROLL
		for (size_t x = 0; x < columns; x++) {
			vector v;

			if ((x == 0 && !has_first) ||
			    (x == columns - 1 && !has_last))
				continue;
			v = load(at[ky] + (x - !has_first) * pixel_floats);
			UNROLL
			for (size_t p = 0; p < DEPTHWISE_TILE; p++)
				if (x >= p * stride &&
				    x - p * stride < DEPTHWISE_SIDE)
					sums[p] += v * w[x - p * stride];
		}
	}
}

/* One row of outputs, four at a time; the last four may overlap others. */
static ALWAYS_INLINE void
depthwise_tiles(
    const struct net_step *step, const float *const rows[], size_t channel,
    float *to, const size_t stride)
{
	const size_t pixel_floats = step->input.stride;
	const size_t columns = (DEPTHWISE_TILE - 1) * stride + DEPTHWISE_SIDE;
	size_t width = step->output.width;
	struct filter filter = { .bias = load(step->bias + channel) };

	for (size_t i = 0; i < DEPTHWISE_SIDE * DEPTHWISE_SIDE; i++)
		filter.weights[i] =
		    load(step->weights + i * step->output.stride + channel);
	for (size_t x = 0; x < width; x += DEPTHWISE_TILE) {
		size_t tile_x =
		    x + DEPTHWISE_TILE <= width ? x : width - DEPTHWISE_TILE;
		size_t column = tile_x * stride; /* in the padded input */
		bool has_first = column >= step->pad_left;
		size_t start = has_first ? column - step->pad_left : 0;
		bool has_last =
		    column + columns <= step->input.width + step->pad_left;
		const float *at[DEPTHWISE_SIDE];
		vector sums[DEPTHWISE_TILE];

		UNROLL
		for (size_t ky = 0; ky < DEPTHWISE_SIDE; ky++)
			at[ky] = rows[ky] + start * pixel_floats + channel;
		if (has_first && has_last)
			depthwise_tile(
			    at, &filter, pixel_floats, stride, true, true,
			    sums);
		else if (has_last)
			depthwise_tile(
			    at, &filter, pixel_floats, stride, false, true,
			    sums);
		else if (has_first)
			depthwise_tile(
			    at, &filter, pixel_floats, stride, true, false,
			    sums);
		else
			depthwise_tile(
			    at, &filter, pixel_floats, stride, false, false,
			    sums);
		UNROLL
		for (size_t p = 0; p < DEPTHWISE_TILE; p++)
			store(
			    to + (tile_x + p) * step->output.stride + channel,
			    activate(
				sums[p], step->activation,
				step->slopes + channel));
	}
}

/* May the row be taken in tiles, with a column outside on each side at most? */
static bool
is_tiled(const struct net_step *step)
{
	size_t reach = step->input.width + step->pad_left;

	return step->kernel_height == DEPTHWISE_SIDE &&
	       step->kernel_width == DEPTHWISE_SIDE &&
	       step->kernel_stride <= 2 && step->pad_left <= 1 &&
	       step->output.width >= DEPTHWISE_TILE &&
	       (step->output.width - 1) * step->kernel_stride +
		       DEPTHWISE_SIDE <=
		   reach + 1;
}

/* One row of outputs, for one vector of channels. */
static ALWAYS_INLINE void
depthwise_row(
    const struct net_step *step, const float *const rows[], size_t channel,
    float *to)
{
	if (is_tiled(step) && step->kernel_stride == 1) {
		depthwise_tiles(step, rows, channel, to, 1);
		return;
	}
	if (is_tiled(step)) {
		depthwise_tiles(step, rows, channel, to, 2);
		return;
	}
	for (size_t x = 0; x < step->output.width; x++)
		store(
		    to + x * step->output.stride + channel,
		    activate(
			depthwise_pixel(step, rows, x, channel),
			step->activation, step->slopes + channel));
}

static void
depthwise(const struct net_step *step)
{
	const float *rows[NET_FORMAT_KERNEL_MAX];
	const struct net_map *in = &step->input, *out = &step->output;

	for (size_t y = 0; y < out->height; y++) {
		float *to = out->data + y * out->width * out->stride;

		for (size_t ky = 0; ky < step->kernel_height; ky++) {
			size_t at = y * step->kernel_stride + ky;

			rows[ky] = at >= step->pad_top &&
					   at < in->height + step->pad_top
				       ? in->data + (at - step->pad_top) *
							in->width * in->stride
				       : step->zeros;
		}
		for (size_t c = 0; c < out->stride; c += LANES)
			depthwise_row(step, rows, c, to);
	}
}

#endif
