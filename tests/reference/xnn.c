#include "xnn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <xnnpack.h>

#include "mediapipe.h"

#define EXTERNALS_MAX 64
#define SEGMENTS_MAX 64
#define NOTHING SIZE_MAX

/* A run of operations that XNNPACK knows, or one that it does not. */
struct segment {
	size_t first, end;     /* operations */
	xnn_runtime_t runtime; /* NULL for one of ours */
};

struct xnn {
	const struct tflite *file;
	float *values[TFLITE_TENSORS_MAX];  /* what crosses segments */
	size_t made_by[TFLITE_TENSORS_MAX]; /* operation; NOTHING: the input */
	struct segment segments[SEGMENTS_MAX];
	size_t segment_count;
};

static bool
is_ours(const struct tflite_op *op)
{
	return op->code == TFLITE_CUSTOM || op->code == TFLITE_CONCATENATION ||
	       op->code == TFLITE_STRIDED_SLICE;
}

static bool
is_made_in(
    const struct xnn *xnn, const struct segment *segment, uint32_t tensor)
{
	return xnn->made_by[tensor] >= segment->first &&
	       xnn->made_by[tensor] < segment->end;
}

/* Is what `tensor` holds needed after operation `end`? */
static bool
is_needed_after(const struct tflite *file, uint32_t tensor, size_t end)
{
	for (size_t i = 0; i < file->output_count; i++)
		if (file->outputs[i] == tensor)
			return true;
	for (size_t i = end; i < file->op_count; i++)
		for (size_t k = 0; k < file->ops[i].input_count; k++)
			if (file->ops[i].inputs[k] == tensor)
				return true;
	return false;
}

/* The XNNPACK value of `tensor`, defined when it is met first. */
static uint32_t
value_of(
    struct xnn *xnn, xnn_subgraph_t graph, const struct segment *segment,
    bool is_defined[], uint32_t tensor)
{
	const struct tflite_tensor *t = &xnn->file->tensors[tensor];
	const size_t *dims = t->dims;
	size_t dim_count = t->dim_count;
	uint32_t flags = 0, id;

	if (is_defined[tensor])
		return tensor;
	is_defined[tensor] = true;
	if (t->constant == NULL) {
		if (!is_made_in(xnn, segment, tensor))
			flags = XNN_VALUE_FLAG_EXTERNAL_INPUT;
		else if (is_needed_after(xnn->file, tensor, segment->end))
			flags = XNN_VALUE_FLAG_EXTERNAL_OUTPUT;
	} else if (dim_count == 3 && dims[0] == 1 && dims[1] == 1) {
		dims += 2; /* slopes are one number for each channel */
		dim_count = 1;
	}
	if (xnn_define_tensor_value(
		graph, xnn_datatype_fp32, dim_count, dims, t->constant, tensor,
		flags, &id) != xnn_status_success)
		abort();
	return id;
}

static enum xnn_status
define_window(
    const struct xnn *xnn, xnn_subgraph_t graph, const struct tflite_op *op,
    const uint32_t in[], uint32_t out)
{
	uint32_t same = op->is_same ? XNN_FLAG_TENSORFLOW_SAME_PADDING : 0;
	const size_t *filter = xnn->file->tensors[op->inputs[1]].dims;
	uint32_t height = (uint32_t)filter[1], width = (uint32_t)filter[2];

	if (op->code == TFLITE_MAX_POOL_2D)
		return xnn_define_max_pooling_2d(
		    graph, 0, 0, 0, 0, op->pool, op->pool, op->stride,
		    op->stride, 1, 1, -INFINITY, INFINITY, in[0], out, same);
	if (op->code == TFLITE_CONV_2D)
		return xnn_define_convolution_2d(
		    graph, 0, 0, 0, 0, height, width, op->stride, op->stride, 1,
		    1, 1, filter[3], filter[0], -INFINITY, INFINITY, in[0],
		    in[1], in[2], out, same);
	return xnn_define_depthwise_convolution_2d(
	    graph, 0, 0, 0, 0, height, width, op->stride, op->stride, 1, 1, 1,
	    filter[3], -INFINITY, INFINITY, in[0], in[1], in[2], out, same);
}

static enum xnn_status
define_op(
    const struct xnn *xnn, xnn_subgraph_t graph, const struct tflite_op *op,
    const uint32_t in[], uint32_t out)
{
	const struct tflite_tensor *made = &xnn->file->tensors[op->output];
	const struct tflite_tensor *from = &xnn->file->tensors[op->inputs[0]];
	const size_t none[4] = { 0 };
	size_t more[4] = { 0 };

	switch (op->code) {
	case TFLITE_CONV_2D:
	case TFLITE_DEPTHWISE_CONV_2D:
	case TFLITE_MAX_POOL_2D:
		return define_window(xnn, graph, op, in, out);
	case TFLITE_ADD:
		return xnn_define_add2(
		    graph, -INFINITY, INFINITY, in[0], in[1], out, 0);
	case TFLITE_MUL:
		return xnn_define_multiply2(
		    graph, -INFINITY, INFINITY, in[0], in[1], out, 0);
	case TFLITE_RELU:
		return xnn_define_clamp(graph, 0, INFINITY, in[0], out, 0);
	case TFLITE_PRELU:
		return xnn_define_prelu(graph, in[0], in[1], out, 0);
	case TFLITE_RESHAPE:
		return xnn_define_static_reshape(
		    graph, made->dim_count, made->dims, in[0], out, 0);
	case TFLITE_RESIZE_BILINEAR:
		return xnn_define_static_resize_bilinear_2d(
		    graph, made->dims[1], made->dims[2], in[0], out, 0);
	case TFLITE_PAD:
		for (size_t i = 0; i < 4; i++)
			more[i] = made->dims[i] - from->dims[i];
		return xnn_define_static_constant_pad(
		    graph, none, more, 0, in[0], out, 0);
	default:
		return xnn_status_unsupported_parameter;
	}
}

static bool
has_value(const struct tflite_op *op, size_t input)
{
	/* The others are shapes: whole numbers read by us. */
	return input == 0 ||
	       (op->code != TFLITE_RESHAPE && op->code != TFLITE_PAD &&
		op->code != TFLITE_RESIZE_BILINEAR);
}

static float *
new_value(const struct tflite_tensor *tensor)
{
	return calloc(
	    tensor->float_count + XNN_EXTRA_BYTES / sizeof(float) + 16,
	    sizeof(float));
}

/* Everything of the segment that comes from or goes to another. */
static bool
set_up(struct xnn *xnn, const struct segment *segment, const bool is_defined[])
{
	struct xnn_external_value externals[EXTERNALS_MAX];
	size_t count = 0;

	for (uint32_t i = 0; i < xnn->file->tensor_count; i++) {
		const struct tflite_tensor *tensor = &xnn->file->tensors[i];

		if (!is_defined[i] || tensor->constant != NULL ||
		    (is_made_in(xnn, segment, i) &&
		     !is_needed_after(xnn->file, i, segment->end)))
			continue;
		if (xnn->values[i] == NULL)
			xnn->values[i] = new_value(tensor);
		if (count == EXTERNALS_MAX)
			return false;
		externals[count++] =
		    (struct xnn_external_value){ .id = i,
						 .data = xnn->values[i] };
	}
	return xnn_setup_runtime(segment->runtime, count, externals) ==
	       xnn_status_success;
}

static bool
build_segment(struct xnn *xnn, struct segment *segment)
{
	static bool is_defined[TFLITE_TENSORS_MAX];
	const struct tflite *file = xnn->file;
	xnn_subgraph_t graph;
	bool is_fine = true;

	memset(is_defined, 0, sizeof(is_defined));
	if (xnn_create_subgraph((uint32_t)file->tensor_count, 0, &graph) !=
	    xnn_status_success)
		return false;
	for (size_t i = segment->first; i < segment->end && is_fine; i++) {
		const struct tflite_op *op = &file->ops[i];
		uint32_t in[TFLITE_INPUTS_MAX] = { 0 }, out;

		if (op->code == TFLITE_DEQUANTIZE)
			continue; /* tflite_read() did */
		for (size_t k = 0; k < op->input_count; k++)
			if (has_value(op, k))
				in[k] = value_of(
				    xnn, graph, segment, is_defined,
				    op->inputs[k]);
		out = value_of(xnn, graph, segment, is_defined, op->output);
		is_fine =
		    define_op(xnn, graph, op, in, out) == xnn_status_success;
	}
	is_fine = is_fine &&
		  xnn_create_runtime_v2(graph, NULL, 0, &segment->runtime) ==
		      xnn_status_success &&
		  set_up(xnn, segment, is_defined);
	xnn_delete_subgraph(graph);
	return is_fine;
}

/* The segments: runs of what XNNPACK knows, and single ones of ours. */
static bool
cut(struct xnn *xnn)
{
	const struct tflite *file = xnn->file;
	size_t at = 0;

	while (at < file->op_count) {
		struct segment *segment = &xnn->segments[xnn->segment_count];

		if (++xnn->segment_count > SEGMENTS_MAX)
			return false;
		segment->first = at++;
		while (at < file->op_count && !is_ours(&file->ops[at - 1]) &&
		       !is_ours(&file->ops[at]))
			at++;
		segment->end = at;
	}
	return true;
}

struct xnn *
xnn_open(const struct tflite *file)
{
	struct xnn *xnn = calloc(1, sizeof(*xnn));
	bool is_fine = xnn_initialize(NULL) == xnn_status_success;

	xnn->file = file;
	for (size_t i = 0; i < file->tensor_count; i++)
		xnn->made_by[i] = NOTHING;
	for (size_t i = 0; i < file->op_count; i++)
		xnn->made_by[file->ops[i].output] = i;
	is_fine = is_fine && cut(xnn);
	for (size_t i = 0; is_fine && i < xnn->segment_count; i++) {
		const struct tflite_op *op = &file->ops[xnn->segments[i].first];

		if (!is_ours(op))
			is_fine = build_segment(xnn, &xnn->segments[i]);
		else if (xnn->values[op->output] == NULL)
			xnn->values[op->output] =
			    new_value(&file->tensors[op->output]);
	}
	if (is_fine)
		return xnn;
	xnn_close(xnn);
	return NULL;
}

void
xnn_close(struct xnn *xnn)
{
	for (size_t i = 0; i < xnn->segment_count; i++)
		if (xnn->segments[i].runtime != NULL)
			xnn_delete_runtime(xnn->segments[i].runtime);
	for (size_t i = 0; i < TFLITE_TENSORS_MAX; i++)
		free(xnn->values[i]);
	free(xnn);
}

static void
run_ours(const struct xnn *xnn, const struct tflite_op *op)
{
	const struct tflite_tensor *tensors = xnn->file->tensors;
	const struct tflite_tensor *from = &tensors[op->inputs[0]];
	const struct tflite_tensor *to = &tensors[op->output];
	const float *in = xnn->values[op->inputs[0]];
	const float *second = xnn->values[op->inputs[1]];
	float *out = xnn->values[op->output];
	const char *name = op->code == TFLITE_CUSTOM ? op->custom : "";

	if (strcmp(name, "Landmarks2TransformMatrix") == 0) {
		mediapipe_find_matrix(op, in, out);
	} else if (strcmp(name, "TransformTensorBilinear") == 0) {
		mediapipe_sample(from, in, second, to, out);
	} else if (strcmp(name, "TransformLandmarks") == 0) {
		mediapipe_move_points(in, second, to->dims[1], out);
	} else if (op->code == TFLITE_STRIDED_SLICE) {
		memcpy(out, in, to->float_count * sizeof(*out));
	} else {
		/* A batch of one joined along the first axis after it. */
		for (size_t i = 0; i < op->input_count; i++) {
			size_t count = tensors[op->inputs[i]].float_count;

			memcpy(
			    out, xnn->values[op->inputs[i]],
			    count * sizeof(*out));
			out += count;
		}
	}
}

float *
xnn_input(struct xnn *xnn)
{
	return xnn->values[xnn->file->input];
}

bool
xnn_run(struct xnn *xnn)
{
	for (size_t i = 0; i < xnn->segment_count; i++) {
		const struct segment *segment = &xnn->segments[i];

		if (segment->runtime == NULL)
			run_ours(xnn, &xnn->file->ops[segment->first]);
		else if (
		    xnn_invoke_runtime(segment->runtime) != xnn_status_success)
			return false;
	}
	return true;
}

const float *
xnn_output(const struct xnn *xnn, size_t index, size_t *count)
{
	uint32_t tensor;

	if (index >= xnn->file->output_count)
		return NULL;
	tensor = xnn->file->outputs[index];
	*count = xnn->file->tensors[tensor].float_count;
	return xnn->values[tensor];
}
