#ifndef NET_VECTOR_H
#define NET_VECTOR_H

/*
 * net_vector: vectors of NET_LANES floats, for the parts of net_kernel.c.
 */

#include <stdint.h>
#include <string.h>

#include "face/net_step.h"

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

#endif
