#ifndef NET_STEP_H
#define NET_STEP_H

/*
 * net_step: one operation ready to run, and the kernels that run it.
 *
 * Every tensor but the input keeps its channels in whole blocks of
 * NET_BLOCK; the channels that fill up a block are zero and stay zero.
 */

#include <stddef.h>
#include <stdint.h>

#include "face/net_format.h"

#define NET_BLOCK ((size_t)8)	 /* channels: the widest vector there is */
#define NET_TILE_MAX ((size_t)6) /* pixels a convolution does at once */

/* A tensor in its place. */
struct net_map {
	float *data;
	size_t height, width, channels;
	size_t stride; /* floats from one pixel to the next */
};

struct net_step {
	enum net_kind kind;
	enum net_activation activation;
	struct net_map input, output;
	struct net_map second; /* data is NULL when there is none */
	size_t kernel_height, kernel_width, kernel_stride;
	size_t pad_top, pad_left;
	const float *weights; /* net_weights.h */
	const float *bias, *slopes;
	const uint32_t *parameters;
	size_t parameter_count;
	float *patches;	    /* CONVOLVE: room for NET_TILE_MAX windows */
	const float *zeros; /* DEPTHWISE: a row of the input of zeros */
};

/* The operations that are worth vectors, for one vector width. */
struct net_kernel {
	void (*convolve)(const struct net_step *step);
	void (*depthwise)(const struct net_step *step);
	void (*max_pool)(const struct net_step *step);
	void (*add)(const struct net_step *step);
	void (*resize)(const struct net_step *step);
	void (*mean)(const struct net_step *step);
	void (*sample)(const struct net_step *step);
};

extern const struct net_kernel net_kernel_4;
#ifdef __x86_64__
extern const struct net_kernel net_kernel_8; /* needs AVX2 and FMA */
#endif

static inline size_t
net_round_up(size_t channels)
{
	return (channels + NET_BLOCK - 1) / NET_BLOCK * NET_BLOCK;
}

/* Floats of one row of a convolution's window, the last filling left out. */
static inline size_t
net_row_floats(size_t kernel_width, size_t stride, size_t channels)
{
	return (kernel_width - 1) * stride + channels;
}

#endif
