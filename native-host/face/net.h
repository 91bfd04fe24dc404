#ifndef NET_H
#define NET_H

/*
 * net: run a small convolutional network on one core.
 *
 *   takes   the packed weights (model/pack.mjs makes them from the .tflite
 *           files of two pinned npm packages)
 *   gives   fp32 outputs
 *   knows   nothing of faces or pictures
 *
 * NHWC, batch of one, fp16 weights widened at load, fp32 arithmetic.  After
 * net_open no system call and no allocation.  The 8-lane kernel is taken where
 * the processor has AVX2 and FMA, else the 4-lane one; both give the same to
 * 1e-3.  DESIGN.md, "Engine", has the measurements.
 */

#include <stddef.h>

#include "base/slice.h"
#include "base/status.h"

struct net;

struct net_shape {
	size_t height, width, channels;
};

enum net_lanes { NET_LANES_BEST, NET_LANES_4, NET_LANES_8 };

/*
 * net_open(packed, name, lanes, net):
 * Load the network `name` of the packed file.  `packed` may go afterwards.
 *
 * STATUS_WORKER_MODEL   not there, damaged, or out of bounds
 * STATUS_NO_MEMORY
 */
MUST_USE enum status net_open(
    struct slice packed, const char *name, enum net_lanes lanes,
    struct net **net);

/* Harmless on NULL. */
void net_close(struct net *net);

struct net_shape net_input_shape(const struct net *net);

/* Where the caller writes the input: height * width * channels floats. */
float *net_input(struct net *net);

void net_run(struct net *net);

/* Output `index` in the order of the .tflite file; NULL past the last. */
const float *
net_output(const struct net *net, size_t index, size_t *float_count);

#endif
