#ifndef TFLITE_H
#define TFLITE_H

/*
 * tflite: read a .tflite file, for tests.
 *
 * Written apart from model/tflite.mjs, so that both would have to misread a
 * file in the same way to go unnoticed.  The files are known by checksum, so
 * nothing is bounded here.  Numbers of fields and operations are those of
 * tensorflow/lite/schema/schema.fbs.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tflite_code {
	TFLITE_ADD = 0,
	TFLITE_CONCATENATION = 2,
	TFLITE_CONV_2D = 3,
	TFLITE_DEPTHWISE_CONV_2D = 4,
	TFLITE_DEQUANTIZE = 6,
	TFLITE_MAX_POOL_2D = 17,
	TFLITE_MUL = 18,
	TFLITE_RELU = 19,
	TFLITE_RESHAPE = 22,
	TFLITE_RESIZE_BILINEAR = 23,
	TFLITE_CUSTOM = 32,
	TFLITE_PAD = 34,
	TFLITE_STRIDED_SLICE = 45,
	TFLITE_PRELU = 54,
};

#define TFLITE_INPUTS_MAX 8
#define TFLITE_OUTPUTS_MAX 8
#define TFLITE_TENSORS_MAX 1200
#define TFLITE_OPS_MAX 800

struct tflite_tensor {
	size_t dims[4];
	size_t dim_count;
	size_t float_count;
	float *constant;     /* NULL when computed */
	const int32_t *ints; /* of a list of whole numbers, else NULL */
};

struct tflite_op {
	int32_t code;
	const char *custom; /* name, when code is TFLITE_CUSTOM */
	const uint8_t *options;
	size_t option_bytes; /* of a custom operation's flexbuffer */
	uint32_t inputs[TFLITE_INPUTS_MAX];
	size_t input_count;
	uint32_t output;
	bool is_same; /* padding */
	uint32_t stride, pool;
};

struct tflite {
	struct tflite_tensor tensors[TFLITE_TENSORS_MAX];
	struct tflite_op ops[TFLITE_OPS_MAX];
	size_t tensor_count, op_count, output_count;
	uint32_t input, outputs[TFLITE_OUTPUTS_MAX];
};

/* `bytes` must stay.  Constants are fp16 and are widened. */
struct tflite *tflite_read(const uint8_t *bytes);

void tflite_free(struct tflite *file);

/*
 * Member `name` of a custom operation's options: its numbers into `numbers`,
 * and how many there are.  A list of whole numbers, or one number.
 */
size_t tflite_option(
    const struct tflite_op *op, const char *name, double *numbers, size_t max);

#endif
