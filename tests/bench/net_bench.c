/*
 * The engine alone: milliseconds of one run of each network, the best of many,
 * with four and with eight lanes and, on the same input, with XNNPACK.  One
 * line of JSON each:
 *
 *   {"name":"attention","lanes":8,"open_ms":3.1,"run_ms":1.2,"n":100}
 *   {"name":"attention","peer":"xnnpack","open_ms":5.7,"run_ms":1.3,"n":100}
 */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "face/net.h"
#include "net_files.h"
#include "xnn.h"

#define RUNS 100

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static size_t
input_floats(const struct net *net)
{
	struct net_shape shape = net_input_shape(net);

	return shape.height * shape.width * shape.channels;
}

/* Something other than zeros, which may be quicker to multiply. */
static void
fill(float *input, size_t count)
{
	for (size_t i = 0; i < count; i++)
		input[i] = (float)(i * 7919 % 1000) / 1000;
}

static void
bench_net(struct slice packed, const char *name, enum net_lanes lanes)
{
	double start = now_ms(), open_ms, best_ms = 1e9;
	struct net *net;

	if (net_open(packed, name, lanes, &net) != STATUS_OK)
		return; /* a processor without these lanes */
	open_ms = now_ms() - start;
	for (int i = 0; i < RUNS; i++) {
		fill(net_input(net), input_floats(net));
		start = now_ms();
		net_run(net);
		start = now_ms() - start;
		best_ms = start < best_ms ? start : best_ms;
	}
	net_close(net);
	printf(
	    "{\"name\":\"%s\",\"lanes\":%d,\"open_ms\":%.3f,"
	    "\"run_ms\":%.3f,\"n\":%d}\n",
	    name, lanes == NET_LANES_4 ? 4 : 8, open_ms, best_ms, RUNS);
}

static void
bench_xnn(struct slice packed, const char *name)
{
	struct slice bytes = net_file_tflite(name);
	struct tflite *file = tflite_read(bytes.data);
	double start = now_ms(), open_ms, best_ms = 1e9;
	struct xnn *xnn = xnn_open(file);
	struct net *net;

	open_ms = now_ms() - start;
	if (xnn == NULL ||
	    net_open(packed, name, NET_LANES_BEST, &net) != STATUS_OK)
		exit(1);
	fill(xnn_input(xnn), input_floats(net));
	for (int i = 0; i < RUNS; i++) {
		start = now_ms();
		if (!xnn_run(xnn))
			exit(1);
		start = now_ms() - start;
		best_ms = start < best_ms ? start : best_ms;
	}
	net_close(net);
	xnn_close(xnn);
	tflite_free(file);
	free(net_file_bytes(bytes));
	printf(
	    "{\"name\":\"%s\",\"peer\":\"xnnpack\",\"open_ms\":%.3f,"
	    "\"run_ms\":%.3f,\"n\":%d}\n",
	    name, open_ms, best_ms, RUNS);
}

int
main(void)
{
	static const char *const names[] = { "short-range", "full-range",
					     "attention" };
	struct slice packed = net_file_weights();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bench_net(packed, names[i], NET_LANES_4);
		bench_net(packed, names[i], NET_LANES_8);
		bench_xnn(packed, names[i]);
	}
	free(net_file_bytes(packed));
	return 0;
}
