#include "face/net_weights.h"

/*
 * IEEE 754 half to single, exactly, subnormals included: exponent and fraction
 * are carried over as they are and rebased by a multiplication.  No branch on
 * the sign, which nobody could predict.
 */
static inline float
widen(const uint8_t *half)
{
	uint32_t bits = (uint32_t)half[0] | (uint32_t)half[1] << 8;
	uint32_t shifted = (bits & 0x7fff) << 13 | (bits & 0x8000) << 16;
	float number;

	memcpy(&number, &shifted, sizeof(number));
	return number * 0x1p112F;
}

static void
widen_run(const uint8_t *halves, size_t count, float *floats)
{
	for (size_t i = 0; i < count; i++)
		floats[i] = widen(halves + 2 * i);
}

/* Floats of the weights alone. */
static bool
filter_floats(const struct net_step *step, size_t *count)
{
	size_t rows = step->kernel_height;

	if (step->kind == NET_DEPTHWISE)
		return size_mul(
		    rows * step->kernel_width, step->output.stride, count);
	if (step->kind != NET_CONVOLVE) {
		*count = 0;
		return true;
	}
	return size_mul(
		   rows,
		   net_row_floats(
		       step->kernel_width, step->input.stride,
		       step->input.channels),
		   count) &&
	       size_mul(*count, step->output.stride, count);
}

bool
net_weights_floats(const struct net_step *step, size_t *count)
{
	return filter_floats(step, count) &&
	       size_add(*count, 2 * step->output.stride, count);
}

/* File: all outputs of an input side by side.  Here: block after block. */
static void
widen_convolution(
    const uint8_t *halves, const struct net_step *step, float *floats)
{
	size_t in = step->input.channels, out = step->output.channels;
	size_t row_floats =
	    net_row_floats(step->kernel_width, step->input.stride, in);

	for (size_t first = 0; first < out; first += NET_BLOCK) {
		size_t count =
		    out - first < NET_BLOCK ? out - first : NET_BLOCK;
		const uint8_t *from = halves + 2 * first;

		for (size_t y = 0; y < step->kernel_height; y++) {
			for (size_t x = 0; x < step->kernel_width; x++) {
				float *to =
				    floats + x * step->input.stride * NET_BLOCK;

				for (size_t c = 0; c < in; c++) {
					widen_run(from, count, to);
					from += 2 * out;
					to += NET_BLOCK;
				}
			}
			floats += row_floats * NET_BLOCK;
		}
	}
}

void
net_weights_widen(const uint8_t *halves, struct net_step *step, float *floats)
{
	size_t channels = step->output.channels, count = 0;
	size_t window = step->kernel_height * step->kernel_width;
	bool is_sized = filter_floats(step, &count);
	float *bias = floats + count, *slopes = bias + step->output.stride;

	(void)is_sized; /* net_weights_floats() was asked before */
	step->weights = floats;
	step->bias = bias;
	step->slopes = slopes;
	if (step->kind == NET_CONVOLVE) {
		widen_convolution(halves, step, floats);
		halves += 2 * window * step->input.channels * channels;
	} else if (step->kind == NET_DEPTHWISE) {
		for (size_t i = 0; i < window; i++)
			widen_run(
			    halves + 2 * i * channels, channels,
			    floats + i * step->output.stride);
		halves += 2 * window * channels;
	}
	if (step->kind == NET_CONVOLVE || step->kind == NET_DEPTHWISE) {
		widen_run(halves, channels, bias);
		halves += 2 * channels;
	}
	if (step->activation == NET_LEAKY)
		widen_run(halves, channels, slopes);
}
