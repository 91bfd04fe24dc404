/*
 * Compiled once for each vector width: NET_LANES is 4 or 8.
 *
 * Loops over channels inside loops over pixels, since channels lie side by
 * side.  What is worth registers is kept in small arrays that the compiler
 * unrolls away; the constant arguments of the always-inlined functions are
 * what makes it do so.
 */
#include "face/net_step.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define LANES ((size_t)NET_LANES)
#define BLOCK_VECTORS (NET_BLOCK / LANES)

#define ALWAYS_INLINE inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

typedef float vector __attribute__((vector_size(NET_LANES * sizeof(float))));
typedef int32_t mask __attribute__((vector_size(NET_LANES * sizeof(float))));

static ALWAYS_INLINE vector
load(const float *data)
{
	vector v;

	memcpy(&v, data, sizeof(v));
	return v;
}

static ALWAYS_INLINE void
store(float *data, vector v)
{
	memcpy(data, &v, sizeof(v));
}

static ALWAYS_INLINE vector
splat(float x)
{
	return x - (vector){ 0 };
}

/* Lane by lane: `a` where the mask is all ones, `b` where it is zero. */
static ALWAYS_INLINE vector
choose(mask where, vector a, vector b)
{
	return (vector)((where & (mask)a) | (~where & (mask)b));
}

static ALWAYS_INLINE vector
greater(vector a, vector b)
{
	return choose(a > b, a, b);
}

static ALWAYS_INLINE vector
activate(vector v, enum net_activation activation, const float *slopes)
{
	const vector zero = { 0 };

	if (activation == NET_LINEAR)
		return v;
	if (activation == NET_RELU)
		return (vector)((mask)v & (v > zero));
	return choose(v > zero, v, v * load(slopes));
}

/* Where a convolution finds the windows of some pixels. */
struct windows {
	const float *start[NET_TILE_MAX];
	size_t row_step[NET_TILE_MAX]; /* floats from row to row */
};

/* Add a row of `pixels` windows into the sums of `vectors` vectors each. */
static ALWAYS_INLINE void
add_row(
    const struct windows *windows, size_t row, size_t row_floats,
    const float *weights, size_t block_floats, const size_t pixels,
    const size_t vectors, vector sums[])
{
	const float *in[NET_TILE_MAX];

	UNROLL
	for (size_t p = 0; p < pixels; p++)
		in[p] = windows->start[p] + row * windows->row_step[p];
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
    const struct net_step *step, const struct windows *windows, size_t pixel,
    size_t channel, const size_t pixels, const size_t vectors)
{
	size_t row_floats = net_row_floats(
	    step->kernel_width, step->input.stride, step->input.channels);
	size_t block_floats = step->kernel_height * row_floats * NET_BLOCK;
	const float *weights =
	    step->weights + channel / NET_BLOCK * block_floats;
	float *out = step->output.data + pixel * step->output.stride + channel;
	vector sums[24];

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
 * The window of one output pixel.  One that reaches over the edge is copied
 * to `patch` with zeros around it; the others are taken where they lie.
 */
static void
find_window(
    const struct net_step *step, size_t pixel, size_t index,
    struct windows *windows)
{
	const struct net_map *in = &step->input;
	size_t y = pixel / step->output.width * step->kernel_stride;
	size_t x = pixel % step->output.width * step->kernel_stride;
	size_t row_step = in->width * in->stride;
	size_t patch_step = step->kernel_width * in->stride;
	size_t first, count;
	float *patch;

	if (y >= step->pad_top && x >= step->pad_left &&
	    y + step->kernel_height <= in->height + step->pad_top &&
	    x + step->kernel_width <= in->width + step->pad_left) {
		windows->start[index] = in->data +
					(y - step->pad_top) * row_step +
					(x - step->pad_left) * in->stride;
		windows->row_step[index] = row_step;
		return;
	}
	patch = step->patches + index * step->kernel_height * patch_step;
	windows->start[index] = patch;
	windows->row_step[index] = patch_step;
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
}

/* All channels of `pixels` outputs from `pixel` on, blocks by `vectors`. */
static ALWAYS_INLINE void
convolve_pixels(const struct net_step *step, size_t pixel, const size_t pixels)
{
	struct windows windows;
	size_t channel = 0;

	for (size_t p = 0; p < pixels; p++)
		find_window(step, pixel + p, p, &windows);
#if NET_LANES == 8
	for (; channel + 2 * LANES <= step->output.stride; channel += 2 * LANES)
		convolve_tile(step, &windows, pixel, channel, pixels, 2);
	if (channel < step->output.stride)
		convolve_tile(step, &windows, pixel, channel, pixels, 1);
#else
	for (; channel < step->output.stride; channel += 2 * LANES)
		convolve_tile(step, &windows, pixel, channel, pixels, 2);
#endif
}

static void
convolve(const struct net_step *step)
{
	size_t count = step->output.height * step->output.width;
	size_t pixel = 0;

	for (; pixel + 6 <= count; pixel += 6)
		convolve_pixels(step, pixel, 6);
	for (; pixel < count; pixel++)
		convolve_pixels(step, pixel, 1);
}

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
		for (size_t x = 0; x < out->width; x++)
			for (size_t c = 0; c < out->stride; c += LANES)
				store(
				    to + x * out->stride + c,
				    activate(
					depthwise_pixel(step, rows, x, c),
					step->activation, step->slopes + c));
	}
}

/* The largest of a window, clipped to the input. */
static ALWAYS_INLINE vector
pool_pixel(const struct net_step *step, size_t y, size_t x, size_t channel)
{
	const struct net_map *in = &step->input;
	vector most = splat(-INFINITY);

	for (size_t ky = 0; ky < step->kernel_height; ky++) {
		for (size_t kx = 0; kx < step->kernel_width; kx++) {
			size_t at_y = y * step->kernel_stride + ky;
			size_t at_x = x * step->kernel_stride + kx;

			if (at_y < step->pad_top || at_x < step->pad_left ||
			    at_y >= in->height + step->pad_top ||
			    at_x >= in->width + step->pad_left)
				continue;
			at_y -= step->pad_top;
			at_x -= step->pad_left;
			most = greater(
			    load(
				in->data +
				(at_y * in->width + at_x) * in->stride +
				channel),
			    most);
		}
	}
	return most;
}

static void
max_pool(const struct net_step *step)
{
	const struct net_map *out = &step->output;

	for (size_t y = 0; y < out->height; y++)
		for (size_t x = 0; x < out->width; x++)
			for (size_t c = 0; c < out->stride; c += LANES)
				store(
				    out->data +
					(y * out->width + x) * out->stride + c,
				    pool_pixel(step, y, x, c));
}

static void
add(const struct net_step *step)
{
	const struct net_map *a = &step->input, *b = &step->second;
	size_t count = a->height * a->width;

	for (size_t pixel = 0; pixel < count; pixel++) {
		for (size_t c = 0; c < a->stride; c += LANES) {
			vector sum = load(a->data + pixel * a->stride + c);

			if (c < b->stride)
				sum += load(b->data + pixel * b->stride + c);
			store(
			    step->output.data + pixel * a->stride + c,
			    activate(sum, step->activation, step->slopes + c));
		}
	}
}

/* Between two neighbours: which, and how much of the second. */
struct between {
	size_t low, high;
	float share;
};

static struct between
between_at(size_t out, size_t out_size, size_t in_size)
{
	float at =
	    ((float)out + 0.5F) * (float)in_size / (float)out_size - 0.5F;
	struct between b = { 0 };

	if (at < 0)
		at = 0;
	b.low = (size_t)at;
	if (b.low > in_size - 1)
		b.low = in_size - 1;
	b.high = b.low + 1 < in_size ? b.low + 1 : b.low;
	b.share = at - (float)b.low;
	return b;
}

/* One output pixel from four neighbours. */
static ALWAYS_INLINE void
blend(const struct net_map *in, struct between y, struct between x, float *out)
{
	const float *top = in->data + y.low * in->width * in->stride;
	const float *bottom = in->data + y.high * in->width * in->stride;
	vector share_x = splat(x.share), share_y = splat(y.share);

	for (size_t c = 0; c < in->stride; c += LANES) {
		size_t low = x.low * in->stride + c;
		size_t high = x.high * in->stride + c;
		vector a = load(top + low), b = load(bottom + low);

		a += (load(top + high) - a) * share_x;
		b += (load(bottom + high) - b) * share_x;
		store(out + c, a + (b - a) * share_y);
	}
}

static void
resize(const struct net_step *step)
{
	const struct net_map *in = &step->input, *out = &step->output;
	float *to = out->data;

	for (size_t y = 0; y < out->height; y++) {
		struct between row = between_at(y, out->height, in->height);

		for (size_t x = 0; x < out->width; x++) {
			blend(
			    in, row, between_at(x, out->width, in->width), to);
			to += out->stride;
		}
	}
}

static void
mean(const struct net_step *step)
{
	const struct net_map *in = &step->input;
	size_t count = in->height * in->width;

	for (size_t c = 0; c < in->stride; c += LANES) {
		vector sum = { 0 };

		for (size_t pixel = 0; pixel < count; pixel++)
			sum += load(in->data + pixel * in->stride + c);
		store(step->output.data + c, sum / splat((float)count));
	}
}

/* `at` is no number or beyond the first or last pixel: nothing there. */
static bool
find_between(float at, size_t size, struct between *b)
{
	if (!(at >= 0 && at <= (float)(size - 1)))
		return false;
	b->low = (size_t)at;
	b->high = b->low + 1 < size ? b->low + 1 : b->low;
	b->share = at - (float)b->low;
	return true;
}

/* The matrix is for pixel centres at half numbers: T(-1/2) M T(1/2). */
static void
sample(const struct net_step *step)
{
	const struct net_map *in = &step->input, *out = &step->output;
	const float *m = step->second.data;
	float *to = out->data;

	for (size_t y = 0; y < out->height; y++) {
		for (size_t x = 0; x < out->width; x++) {
			float at_x = (float)x + 0.5F, at_y = (float)y + 0.5F;
			struct between row, column;

			if (find_between(
				m[4] * at_x + m[5] * at_y + m[7] - 0.5F,
				in->height, &row) &&
			    find_between(
				m[0] * at_x + m[1] * at_y + m[3] - 0.5F,
				in->width, &column))
				blend(in, row, column, to);
			else
				memset(to, 0, out->stride * sizeof(*to));
			to += out->stride;
		}
	}
}

#define TABLE_NAME(lanes) net_kernel_##lanes
#define TABLE(lanes) TABLE_NAME(lanes)

const struct net_kernel TABLE(NET_LANES) = {
	.convolve = convolve,
	.depthwise = depthwise,
	.max_pool = max_pool,
	.add = add,
	.resize = resize,
	.mean = mean,
	.sample = sample,
};
