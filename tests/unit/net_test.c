/*
 * The three networks against XNNPACK, which runs the same .tflite files on its
 * own code.  The difference is absolute and in the units of the outputs: for
 * points and boxes pixels of a 128 or 192 pixel input, for the others logits.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "face/net.h"
#include "net_files.h"
#include "unit.h"
#include "xnn.h"

#define DIFFERENCE_MAX 1e-3F

struct network {
	const char *name;
	size_t side;
	float low; /* what black is; white is 1 */
	size_t output_count;
};

static const struct network networks[] = {
	{ "short-range", 128, -1, 2 },
	{ "full-range", 192, -1, 2 },
	{ "attention", 192, 0, 7 },
};

enum picture { PICTURE_NOISE, PICTURE_GRADIENT, PICTURE_FACE, PICTURES };

static float
noise(void)
{
	static uint32_t state = 1;

	state = state * 1664525U + 1013904223U; /* Numerical Recipes */
	return (float)(state >> 8) / (float)(1U << 24);
}

static bool
is_inside(float x, float y, float radius_x, float radius_y)
{
	return x * x / (radius_x * radius_x) + y * y / (radius_y * radius_y) <
	       1;
}

/* A skin-coloured oval with eyes and a mouth, x and y from 0 to 1. */
static float
face_at(float x, float y, size_t colour)
{
	static const float skin[] = { 0.8F, 0.6F, 0.5F };
	static const float wall[] = { 0.2F, 0.3F, 0.4F };
	static const float lips[] = { 0.6F, 0.2F, 0.2F };

	if (is_inside(fabsf(x - 0.5F) - 0.12F, y - 0.43F, 0.04F, 0.025F))
		return 0.1F;
	if (is_inside(x - 0.5F, y - 0.68F, 0.1F, 0.03F))
		return lips[colour];
	if (is_inside(x - 0.5F, y - 0.5F, 0.3F, 0.4F))
		return skin[colour] - 0.3F * fabsf(x - 0.45F);
	return wall[colour];
}

static void
draw(const struct network *network, enum picture picture, float *pixels)
{
	for (size_t i = 0; i < network->side * network->side; i++) {
		float x = (float)(i % network->side) / (float)network->side;
		float y = (float)(i / network->side) / (float)network->side;

		for (size_t c = 0; c < 3; c++) {
			float value = noise();

			if (picture == PICTURE_GRADIENT)
				value = c == 0 ? x : c == 1 ? y : (x + y) / 2;
			if (picture == PICTURE_FACE)
				value = face_at(x, y, c);
			pixels[3 * i + c] =
			    network->low + value * (1 - network->low);
		}
	}
}

/* The largest difference of any output; also whether it is a number. */
static float
difference(const float *a, const float *b, size_t count)
{
	float most = 0;

	for (size_t i = 0; i < count; i++) {
		float d = fabsf(a[i] - b[i]);

		if (!(d <= most))
			most = d;
	}
	return most;
}

static size_t
input_floats(const struct network *network)
{
	return network->side * network->side * 3;
}

static struct net *
open_net(const struct network *network, enum net_lanes lanes)
{
	struct slice packed = net_file_weights();
	struct net *net = NULL;
	struct net_shape shape;

	assert_int_equal(
	    net_open(packed, network->name, lanes, &net), STATUS_OK);
	free(net_file_bytes(packed));
	shape = net_input_shape(net);
	assert_int_equal(shape.height, network->side);
	assert_int_equal(shape.width, network->side);
	assert_int_equal(shape.channels, 3);
	return net;
}

static void
compare_with_xnn(
    const struct network *network, struct xnn *xnn, struct net *net,
    const float *pixels)
{
	size_t count, peer_count, index = 0;
	const float *output;

	memcpy(net_input(net), pixels, input_floats(network) * sizeof(*pixels));
	net_run(net);
	for (; (output = net_output(net, index, &count)) != NULL; index++) {
		const float *peer = xnn_output(xnn, index, &peer_count);

		assert_non_null(peer);
		assert_int_equal(count, peer_count);
		assert_true(difference(output, peer, count) <= DIFFERENCE_MAX);
	}
	assert_int_equal(index, network->output_count);
}

/* Every network, every picture, both widths, against XNNPACK. */
static void
networks_agree_with_xnnpack(void **state)
{
	const struct network *network = *state;
	struct slice bytes;
	struct tflite *file;
	struct xnn *xnn;
	struct net *narrow, *wide;
	float *pixels;

	/* valgrind knows neither XNNPACK's reads past the end nor AVX-512. */
	if (getenv("FACETELL_SLOW") != NULL)
		skip();
	bytes = net_file_tflite(network->name);
	file = tflite_read(bytes.data);
	xnn = xnn_open(file);
	assert_non_null(xnn);
	narrow = open_net(network, NET_LANES_4);
	wide = open_net(network, NET_LANES_BEST);
	pixels = malloc(input_floats(network) * sizeof(*pixels));
	for (enum picture i = 0; i < PICTURES; i++) {
		draw(network, i, pixels);
		memcpy(
		    xnn_input(xnn), pixels,
		    input_floats(network) * sizeof(*pixels));
		assert_true(xnn_run(xnn));
		compare_with_xnn(network, xnn, narrow, pixels);
		compare_with_xnn(network, xnn, wide, pixels);
	}
	free(pixels);
	net_close(narrow);
	net_close(wide);
	xnn_close(xnn);
	tflite_free(file);
	free(net_file_bytes(bytes));
}

/* Both widths agree, and a second run gives exactly what the first gave. */
static void
lanes_agree(void **state)
{
	const struct network *network = *state;
	size_t count = 0, bytes = input_floats(network) * sizeof(float);
	struct net *narrow, *wide;
	float *pixels, *first;
	const float *output, *other;

	/* Under valgrind the smallest network is enough; net_op_test has all.
	 */
	if (getenv("FACETELL_SLOW") != NULL && network != &networks[0])
		skip();
	narrow = open_net(network, NET_LANES_4);
	wide = open_net(network, NET_LANES_BEST);
	pixels = malloc(bytes);
	draw(network, PICTURE_FACE, pixels);
	memcpy(net_input(narrow), pixels, bytes);
	memcpy(net_input(wide), pixels, bytes);
	net_run(narrow);
	net_run(wide);
	for (size_t i = 0; i < network->output_count; i++) {
		output = net_output(narrow, i, &count);
		other = net_output(wide, i, &count);
		assert_true(difference(output, other, count) <= DIFFERENCE_MAX);
	}
	output = net_output(wide, 0, &count);
	first = malloc(count * sizeof(*first));
	memcpy(first, output, count * sizeof(*first));
	memcpy(net_input(wide), pixels, bytes);
	net_run(wide);
	assert_memory_equal(first, output, count * sizeof(*first));
	free(first);
	free(pixels);
	net_close(narrow);
	net_close(wide);
}

/* The drawn face is found where it was drawn: the outputs mean what net.h says.
 */
static void
face_is_where_it_was_drawn(void **state)
{
	const struct network *network = &networks[2];
	struct net *net = open_net(network, NET_LANES_BEST);
	size_t count;
	const float *left, *right, *flag;

	(void)state;
	draw(network, PICTURE_FACE, net_input(net));
	net_run(net);
	left = net_output(net, 4, &count);
	right = net_output(net, 5, &count);
	flag = net_output(net, 6, &count);
	assert_true(flag[0] > 0);
	assert_true(fabsf(left[0] - 0.38F * 192) < 8);
	assert_true(fabsf(left[1] - 0.43F * 192) < 8);
	assert_true(fabsf(right[0] - 0.62F * 192) < 8);
	assert_true(fabsf(right[1] - 0.43F * 192) < 8);
	net_close(net);
}

static void
unknown_names_are_refused(void **state)
{
	static const char *const names[] = {
		"",
		"attentio",
		"attention2",
		"a name longer than any there is",
	};
	struct slice packed = net_file_weights();
	struct net *net;

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_int_equal(
		    net_open(packed, names[i], NET_LANES_BEST, &net),
		    STATUS_WORKER_MODEL);
		assert_null(net);
	}
	free(net_file_bytes(packed));
	net_close(NULL);
}

#define ON(test, network)                                                      \
	{                                                                      \
		.name = #test " " #network, .test_func = (test),               \
		.initial_state = (void *)(uintptr_t)&networks[network]         \
	}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON(networks_agree_with_xnnpack, 0),
		ON(networks_agree_with_xnnpack, 1),
		ON(networks_agree_with_xnnpack, 2),
		ON(lanes_agree, 0),
		ON(lanes_agree, 1),
		ON(lanes_agree, 2),
		cmocka_unit_test(face_is_where_it_was_drawn),
		cmocka_unit_test(unknown_names_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
