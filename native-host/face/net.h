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
 *
 * The networks; pictures are RGB, points count pixels of the input, and "left"
 * is what a viewer sees on the left:
 *
 *   short-range  128 x 128, -1..1; anchors: 16 x 16 cells of two, then 8 x 8
 *                cells of six, row by row, each at the middle of its cell
 *     0  896 x 16  box middle x, y from the anchor, width, height; then x, y
 *                  from the anchor of left eye, right eye, nose, mouth, left
 *                  ear, right ear
 *     1  896       logit of a face
 *   full-range   192 x 192, -1..1; anchors: 48 x 48 cells of one
 *     0  2304 x 16
 *     1  2304
 *   attention    192 x 192, 0..1
 *     0  468 x 3   points x, y, z
 *     1   80 x 2   lips
 *     2   71 x 2   left eye
 *     3   71 x 2   right eye
 *     4    5 x 2   left iris, its centre first: points 468..472
 *     5    5 x 2   right iris: points 473..477
 *     6    1       logit of a face
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
 * STATUS_WORKER_MODEL   not there, damaged, or out of bounds; or this processor
 *                       has not the lanes asked for
 * STATUS_NO_MEMORY
 */
MUST_USE enum status net_open(
    struct slice packed, const char *name, enum net_lanes lanes,
    struct net **net);

/* Harmless on NULL. */
void net_close(struct net *net);

struct net_shape net_input_shape(const struct net *net);

/*
 * Where the caller writes the input before each run, which uses it up:
 * height * width * channels floats.
 */
float *net_input(struct net *net);

void net_run(struct net *net);

/*
 * Output `index` in the order of the .tflite file, as above; NULL past the
 * last.  It stays until the next run.
 */
const float *
net_output(const struct net *net, size_t index, size_t *float_count);

#endif
