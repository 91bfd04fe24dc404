/*
 * Each operation alone, in both widths, against plain loops or numbers worked
 * out by hand.
 */
#include <math.h>

#include "face/net.h"
#include "net_builder.h"
#include "unit.h"

#define DIFFERENCE_MAX 1e-4F
#define NONE NET_FORMAT_NONE

/* The input, twice over: as it is, and as the operation's second input. */
struct map {
	const float *data;
	size_t height, width, channels;
};

struct op_case {
	const char *name;
	enum net_kind kind;
	enum net_activation activation;
	size_t height, width, channels;		    /* in */
	size_t out_height, out_width, out_channels; /* out */
	size_t kernel_height, kernel_width, stride, top, left;
	size_t second_channels; /* 0: nothing is added */
};

static const struct op_case op_cases[] = {
	{ "one pixel, one channel", NET_CONVOLVE, NET_LINEAR, 1, 1, 1, 1, 1, 1,
	  1, 1, 1, 0, 0, 0 },
	{ "1x1, odd channels", NET_CONVOLVE, NET_RELU, 5, 7, 13, 5, 7, 11, 1, 1,
	  1, 0, 0, 0 },
	{ "1x1, 24 channels, added to", NET_CONVOLVE, NET_LEAKY, 4, 5, 8, 4, 5,
	  24, 1, 1, 1, 0, 0, 17 },
	{ "1x1, added in full", NET_CONVOLVE, NET_RELU, 3, 3, 9, 3, 3, 40, 1, 1,
	  1, 0, 0, 40 },
	{ "1x1, stride 2", NET_CONVOLVE, NET_LINEAR, 6, 5, 4, 3, 3, 6, 1, 1, 2,
	  0, 0, 0 },
	{ "3x3, padded", NET_CONVOLVE, NET_LEAKY, 9, 8, 5, 9, 8, 7, 3, 3, 1, 1,
	  1, 0 },
	{ "3x3, stride 2, padded at the end", NET_CONVOLVE, NET_RELU, 8, 8, 3,
	  4, 4, 16, 3, 3, 2, 0, 0, 0 },
	{ "5x5, stride 2", NET_CONVOLVE, NET_RELU, 16, 12, 3, 8, 6, 24, 5, 5, 2,
	  1, 1, 0 },
	{ "2x5, odd padding", NET_CONVOLVE, NET_LINEAR, 4, 6, 8, 5, 5, 3, 2, 5,
	  1, 1, 2, 3 },
	{ "the whole input", NET_CONVOLVE, NET_LINEAR, 3, 3, 32, 1, 1, 10, 3, 3,
	  3, 0, 0, 0 },
	{ "input smaller than the window", NET_CONVOLVE, NET_RELU, 2, 1, 4, 2,
	  1, 9, 5, 5, 1, 2, 2, 0 },
	{ "depthwise", NET_DEPTHWISE, NET_LINEAR, 7, 9, 13, 7, 9, 13, 3, 3, 1,
	  1, 1, 0 },
	{ "depthwise, wide", NET_DEPTHWISE, NET_RELU, 3, 24, 8, 3, 24, 8, 3, 3,
	  1, 1, 1, 0 },
	{ "depthwise, stride 2", NET_DEPTHWISE, NET_LEAKY, 8, 16, 20, 4, 8, 20,
	  3, 3, 2, 0, 0, 0 },
	{ "depthwise, stride 2, odd", NET_DEPTHWISE, NET_LINEAR, 7, 21, 8, 4,
	  11, 8, 3, 3, 2, 1, 1, 0 },
	{ "depthwise, no padding", NET_DEPTHWISE, NET_LINEAR, 6, 12, 9, 4, 10,
	  9, 3, 3, 1, 0, 0, 0 },
	{ "depthwise 5x4", NET_DEPTHWISE, NET_RELU, 6, 7, 5, 6, 7, 5, 5, 4, 1,
	  2, 1, 0 },
	{ "depthwise, one pixel", NET_DEPTHWISE, NET_LINEAR, 1, 1, 8, 1, 1, 8,
	  3, 3, 1, 1, 1, 0 },
	{ "depthwise, two pixels", NET_DEPTHWISE, NET_LINEAR, 2, 2, 8, 2, 2, 8,
	  3, 3, 1, 1, 1, 0 },
	{ "pool", NET_MAX_POOL, NET_LINEAR, 6, 8, 11, 3, 4, 11, 2, 2, 2, 0, 0,
	  0 },
	{ "pool, padded", NET_MAX_POOL, NET_LINEAR, 5, 5, 8, 3, 3, 8, 3, 3, 2,
	  1, 1, 0 },
	{ "add", NET_ADD, NET_LEAKY, 3, 4, 10, 3, 4, 10, 0, 0, 0, 0, 0, 10 },
	{ "add fewer", NET_ADD, NET_RELU, 3, 4, 20, 3, 4, 20, 0, 0, 0, 0, 0,
	  7 },
	{ "resize to twice", NET_RESIZE, NET_LINEAR, 3, 4, 9, 6, 8, 9, 0, 0, 0,
	  0, 0, 0 },
	{ "resize to other", NET_RESIZE, NET_LINEAR, 5, 4, 8, 3, 11, 8, 0, 0, 0,
	  0, 0, 0 },
	{ "mean", NET_MEAN, NET_LINEAR, 4, 3, 13, 1, 1, 13, 0, 0, 0, 0, 0, 0 },
};

static float
noise(void)
{
	static uint32_t state = 7;

	state = state * 1664525U + 1013904223U; /* Numerical Recipes */
	return (float)(state >> 8) / (float)(1U << 23) - 1;
}

/* The value of the half that net_builder_weight() last added. */
static float
add_noise(struct net_builder *b)
{
	/* Few bits, so that it is the same as fp16. */
	float number = roundf(noise() * 64) / 64;

	net_builder_weight(b, number);
	return number;
}

static float
value(const struct map *map, size_t y, size_t x, size_t channel)
{
	return map->data[(y * map->width + x) * map->channels + channel];
}

/* Weights of one operation as they were added: filter, bias, slopes. */
struct weights {
	float filter[NET_BUILDER_MAX];
	float bias[64], slopes[64];
};

static float
window_at(
    const struct op_case *c, const struct map *in, const struct weights *w,
    size_t y, size_t x, size_t channel)
{
	float result = c->kind == NET_MAX_POOL ? -INFINITY : w->bias[channel];

	for (size_t i = 0; i < c->kernel_height * c->kernel_width; i++) {
		size_t at_y = y * c->stride + i / c->kernel_width;
		size_t at_x = x * c->stride + i % c->kernel_width;

		if (at_y < c->top || at_x < c->left ||
		    at_y - c->top >= in->height || at_x - c->left >= in->width)
			continue;
		at_y -= c->top;
		at_x -= c->left;
		if (c->kind == NET_MAX_POOL)
			result = fmaxf(result, value(in, at_y, at_x, channel));
		if (c->kind == NET_DEPTHWISE)
			result += value(in, at_y, at_x, channel) *
				  w->filter[i * c->channels + channel];
		if (c->kind == NET_CONVOLVE)
			for (size_t k = 0; k < c->channels; k++)
				result += value(in, at_y, at_x, k) *
					  w->filter
					      [(i * c->channels + k) *
						   c->out_channels +
					       channel];
	}
	return result;
}

/* Between the two pixels around `at`, the outermost going on outside. */
static float
resized_at(const struct map *in, float at_y, float at_x, size_t channel)
{
	float sum = 0;

	at_y = fminf(fmaxf(at_y, 0), (float)(in->height - 1));
	at_x = fminf(fmaxf(at_x, 0), (float)(in->width - 1));
	for (size_t y = 0; y < in->height; y++)
		for (size_t x = 0; x < in->width; x++)
			sum += fmaxf(0, 1 - fabsf(at_y - (float)y)) *
			       fmaxf(0, 1 - fabsf(at_x - (float)x)) *
			       value(in, y, x, channel);
	return sum;
}

static float
mean_of(const struct map *in, size_t channel)
{
	float sum = 0;

	for (size_t i = 0; i < in->height * in->width; i++)
		sum += in->data[i * in->channels + channel];
	return sum / (float)(in->height * in->width);
}

static float
expected_at(
    const struct op_case *c, const struct map *in, const struct map *second,
    const struct weights *w, size_t y, size_t x, size_t channel)
{
	float result;

	if (c->kind == NET_ADD)
		result = value(in, y, x, channel);
	else if (c->kind == NET_MEAN)
		result = mean_of(in, channel);
	else if (c->kind == NET_RESIZE)
		result = resized_at(
		    in,
		    ((float)y + 0.5F) * (float)c->height /
			    (float)c->out_height -
			0.5F,
		    ((float)x + 0.5F) * (float)c->width / (float)c->out_width -
			0.5F,
		    channel);
	else
		result = window_at(c, in, w, y, x, channel);
	if (channel < c->second_channels)
		result += value(second, y, x, channel);
	if (c->activation == NET_LINEAR || result > 0)
		return result;
	return c->activation == NET_RELU ? 0 : result * w->slopes[channel];
}

/* A tensor with the channels of `from` again: 1x1 with weights of one. */
static uint32_t
add_copy(
    struct net_builder *b, uint32_t from, size_t height, size_t width,
    size_t in_channels, size_t out_channels)
{
	uint32_t to = net_builder_tensor(b, height, width, out_channels);
	uint32_t *op =
	    net_builder_op(b, NET_CONVOLVE, to, from, NONE, NET_LINEAR);

	op[5] = op[6] = op[7] = 1;
	for (size_t i = 0; i < in_channels * out_channels; i++)
		net_builder_weight(
		    b, i / out_channels == i % out_channels ? 1 : 0);
	for (size_t i = 0; i < out_channels; i++)
		net_builder_weight(b, 0);
	return to;
}

static void
add_weights(struct net_builder *b, const struct op_case *c, struct weights *w)
{
	size_t window = c->kernel_height * c->kernel_width;
	bool has_bias = c->kind == NET_CONVOLVE || c->kind == NET_DEPTHWISE;

	if (c->kind == NET_CONVOLVE)
		window *= c->out_channels;
	for (size_t i = 0; has_bias && i < window * c->channels; i++)
		w->filter[i] = add_noise(b);
	for (size_t i = 0; has_bias && i < c->out_channels; i++)
		w->bias[i] = add_noise(b);
	for (size_t i = 0; c->activation == NET_LEAKY && i < c->out_channels;
	     i++)
		w->slopes[i] = add_noise(b);
}

/*
 * The network of a case.  The operation works on a copy of the input, and
 * adds a copy resized to the output; both are outputs too, before its own.
 */
static void
build_case(struct net_builder *b, const struct op_case *c, struct weights *w)
{
	uint32_t in = net_builder_tensor(b, c->height, c->width, c->channels);
	uint32_t copy =
	    add_copy(b, in, c->height, c->width, c->channels, c->channels);
	uint32_t second = NONE, out;
	uint32_t *op;

	if (c->second_channels > 0) {
		uint32_t some = add_copy(
		    b, in, c->height, c->width, c->channels,
		    c->second_channels);

		second = net_builder_tensor(
		    b, c->out_height, c->out_width, c->second_channels);
		net_builder_op(b, NET_RESIZE, second, some, NONE, NET_LINEAR);
	}
	out =
	    net_builder_tensor(b, c->out_height, c->out_width, c->out_channels);
	op = net_builder_op(b, c->kind, out, copy, second, c->activation);
	op[5] = (uint32_t)c->kernel_height;
	op[6] = (uint32_t)c->kernel_width;
	op[7] = (uint32_t)c->stride;
	op[8] = (uint32_t)c->top;
	op[9] = (uint32_t)c->left;
	add_weights(b, c, w);
	net_builder_output(b, copy);
	net_builder_output(b, second == NONE ? copy : second);
	net_builder_output(b, out);
}

static struct net *
open_built(const struct net_builder *b, enum net_lanes lanes)
{
	struct slice section = net_builder_section(b);
	struct slice file = net_builder_file(section);
	struct net *net;

	assert_int_equal(
	    net_open(file, NET_BUILDER_NAME, lanes, &net), STATUS_OK);
	net_builder_free(section);
	net_builder_free(file);
	return net;
}

static void
check_case(const struct op_case *c, enum net_lanes lanes)
{
	struct net_builder b = { 0 };
	struct weights w = { 0 };
	struct net *net;
	size_t count;
	const float *out;

	build_case(&b, c, &w);
	net = open_built(&b, lanes);
	for (size_t i = 0; i < c->height * c->width * c->channels; i++)
		net_input(net)[i] = noise();
	net_run(net);
	out = net_output(net, 2, &count);
	assert_int_equal(count, c->out_height * c->out_width * c->out_channels);
	for (size_t i = 0; i < count; i++) {
		struct map in = { net_output(net, 0, &count), c->height,
				  c->width, c->channels };
		struct map second = { net_output(net, 1, &count), c->out_height,
				      c->out_width, c->second_channels };
		size_t pixel = i / c->out_channels;
		float expected = expected_at(
		    c, &in, &second, &w, pixel / c->out_width,
		    pixel % c->out_width, i % c->out_channels);

		count = c->out_height * c->out_width * c->out_channels;
		if (!(fabsf(out[i] - expected) <= DIFFERENCE_MAX))
			fail_msg(
			    "%s: %zu is %g, not %g", c->name, i, (double)out[i],
			    (double)expected);
	}
	net_close(net);
}

static void
operations_agree_with_plain_loops(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(op_cases); i++) {
		check_case(&op_cases[i], NET_LANES_4);
		check_case(&op_cases[i], NET_LANES_BEST);
	}
}

/* A tensor of numbers: a window over all of `in` whose weights are zero. */
static uint32_t
add_constant(
    struct net_builder *b, uint32_t in, const float *numbers, size_t count)
{
	const uint32_t *shape = &b->tensors[NET_FORMAT_TENSOR_WORDS * in];
	uint32_t to = net_builder_tensor(b, 1, 1, count);
	uint32_t *op =
	    net_builder_op(b, NET_CONVOLVE, to, in, NONE, NET_LINEAR);

	op[5] = shape[0];
	op[6] = shape[1];
	op[7] = 1;
	for (size_t i = 0; i < shape[0] * shape[1] * shape[2] * count; i++)
		net_builder_weight(b, 0);
	for (size_t i = 0; i < count; i++)
		net_builder_weight(b, numbers[i]);
	return to;
}

struct matrix_case {
	float points[9]; /* left, right, one more; x, y, z each */
	float rows[8];	 /* of the matrix expected, the first two */
};

/* Boxes of 1.5 times the points', for 16 x 8 pixels, points halved. */
static const struct matrix_case matrix_cases[] = {
	/*
	 * Upright: halved, the points are (5, 10), (15, 10), (9, 22), the box
	 * 10 wide and 12 high around (10, 16).  A pixel is 15 / 16 wide and
	 * 18 / 8 high, and (8, 4) is the middle.
	 */
	{ { 10, 20, 0, 30, 20, 0, 18, 44, 0 },
	  { 0.9375F, 0, 0, 2.5F, 0, 2.25F, 0, 7 } },
	/*
	 * Right below left: the picture's x is the points' y and its y minus
	 * their x.  Halved (0, 0), (0, 10), (4, 2): 10 wide, 4 high, around
	 * (2, 5).
	 */
	{ { 0, 0, 0, 0, 20, 0, 8, 4, 0 },
	  { 0, -0.75F, 0, 5, 0.9375F, 0, 0, -2.5F } },
	/*
	 * Right to the left of left: turned half around.  Halved (10, 4),
	 * (0, 4), (5, 0): 10 wide, 4 high, around (5, 2).
	 */
	{ { 20, 8, 5, 0, 8, 5, 10, 0, 5 },
	  { -0.9375F, 0, 0, 12.5F, 0, -0.75F, 0, 5 } },
};

static void
matrices_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(matrix_cases); i++) {
		const struct matrix_case *c = &matrix_cases[i];
		struct net_builder b = { 0 };
		uint32_t in = net_builder_tensor(&b, 1, 1, 1);
		uint32_t points = add_constant(&b, in, c->points, 9);
		uint32_t matrix = net_builder_tensor(&b, 1, 1, 16);
		struct net *net;
		const float *found;
		size_t count;

		net_builder_op(
		    &b, NET_FIND_MATRIX, matrix, points, NONE, NET_LINEAR);
		net_builder_parameter(&b, 0);
		net_builder_parameter(&b, 1);
		net_builder_parameter(&b, 8);
		net_builder_parameter(&b, 16);
		net_builder_parameter_float(&b, 1.5F);
		net_builder_parameter_float(&b, 1.5F);
		net_builder_parameter_float(&b, 0);
		net_builder_parameter_float(&b, 0.5F);
		for (uint32_t p = 0; p < 3; p++)
			net_builder_parameter(&b, p);
		net_builder_output(&b, matrix);
		net = open_built(&b, NET_LANES_BEST);
		net_run(net);
		found = net_output(net, 0, &count);
		for (size_t k = 0; k < 8; k++)
			assert_true(
			    fabsf(found[k] - c->rows[k]) <= DIFFERENCE_MAX);
		net_close(net);
	}
}

static void
points_are_moved(void **state)
{
	/* Twice x and 1 to the right, three times y and 1 up. */
	static const float matrix_rows[16] = { 2, 0, 0, 1, 0, 3, 0, -1 };
	static const float factors[8] = { 1, 1, 4, 4, 1, 1, 4, 4 };
	static const float input[] = { 1, 2, 3, 4, -1, 0.5F, 0, 0 };
	static const float moved[] = { 6, 2, 10, 8, 2, -2.5F, 4, -4 };
	struct net_builder b = { 0 };
	uint32_t in = net_builder_tensor(&b, 1, 1, 8);
	uint32_t matrix = add_constant(&b, in, matrix_rows, 16);
	uint32_t out = net_builder_tensor(&b, 1, 1, 8);
	struct net *net;
	size_t count;

	(void)state;
	net_builder_op(&b, NET_MOVE_POINTS, out, in, matrix, NET_LINEAR);
	for (size_t i = 0; i < 8; i++)
		net_builder_parameter_float(&b, factors[i]);
	net_builder_output(&b, out);
	net = open_built(&b, NET_LANES_BEST);
	memcpy(net_input(net), input, sizeof(input));
	net_run(net);
	assert_memory_equal(net_output(net, 0, &count), moved, sizeof(moved));
	net_close(net);
}

/* Pixel (x, y) holds 10 y + x: what is sampled says where. */
static void
pixels_are_sampled(void **state)
{
	/* x as it is and 0.5 more; y half and 0.5 more. */
	static const float matrix_rows[16] = {
		1, 0, 0, 0.5F, 0, 0.5F, 0, 0.5F
	};
	struct net_builder b = { 0 };
	uint32_t in = net_builder_tensor(&b, 4, 4, 8);
	uint32_t matrix = add_constant(&b, in, matrix_rows, 16);
	uint32_t out = net_builder_tensor(&b, 4, 4, 8);

	(void)state;
	net_builder_op(&b, NET_SAMPLE, out, in, matrix, NET_LINEAR);
	net_builder_output(&b, out);
	for (enum net_lanes lanes = NET_LANES_BEST; lanes <= NET_LANES_4;
	     lanes++) {
		struct net *net = open_built(&b, lanes);
		size_t count;
		const float *found;

		for (size_t i = 0; i < 16 * 8; i++)
			net_input(net)[i] =
			    (float)(10 * (i / 32) + i / 8 % 4 + 100 * (i % 8));
		net_run(net);
		found = net_output(net, 0, &count);
		for (size_t i = 0; i < count; i++) {
			float x = (float)(i / 8 % 4), y = (float)(i / 32);
			/* 0.5 (y + 0.5) + 0.5 - 0.5, x + 0.5 */
			float expected = 10 * (0.5F * y + 0.25F) + x + 0.5F +
					 100 * (float)(i % 8);

			if (x + 0.5F > 3) /* beyond the last pixel */
				expected = 0;
			assert_true(
			    fabsf(found[i] - expected) <= DIFFERENCE_MAX);
		}
		net_close(net);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operations_agree_with_plain_loops),
		cmocka_unit_test(matrices_are_found),
		cmocka_unit_test(points_are_moved),
		cmocka_unit_test(pixels_are_sampled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
