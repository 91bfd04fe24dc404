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

#include "face/net_convolve.h"
#include "face/net_depthwise.h"
#include "face/net_vector.h"

/* How much of a window's side is inside the input. */
struct side {
	size_t first, end; /* in the input */
};

static struct side
side_at(size_t out, size_t stride, size_t kernel, size_t before, size_t size)
{
	size_t at = out * stride; /* in the padded input */

	return (struct side){
		.first = at < before ? 0 : at - before,
		.end =
		    at + kernel < size + before ? at + kernel - before : size,
	};
}

static void
max_pool(const struct net_step *step)
{
	const struct net_map *in = &step->input, *out = &step->output;
	float *to = out->data;

	for (size_t i = 0; i < out->height * out->width; i++) {
		struct side rows = side_at(
		    i / out->width, step->kernel_stride, step->kernel_height,
		    step->pad_top, in->height);
		struct side columns = side_at(
		    i % out->width, step->kernel_stride, step->kernel_width,
		    step->pad_left, in->width);

		for (size_t c = 0; c < out->stride; c += LANES, to += LANES) {
			vector most = splat(-INFINITY);

			for (size_t y = rows.first; y < rows.end; y++)
				for (size_t x = columns.first; x < columns.end;
				     x++)
					most = greater(
					    load(
						in->data +
						(y * in->width + x) *
						    in->stride +
						c),
					    most);
			store(to, most);
		}
	}
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
