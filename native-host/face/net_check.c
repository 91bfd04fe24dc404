#include "face/net_check.h"

#include <math.h>

#include "face/net_step.h"

static bool
is_same(const struct net_tensor *a, const struct net_tensor *b)
{
	return a->height == b->height && a->width == b->width &&
	       a->channels == b->channels;
}

static bool
is_list(const struct net_tensor *tensor)
{
	return tensor->height == 1 && tensor->width == 1;
}

static bool
is_matrix(const struct net_tensor *tensor)
{
	return is_list(tensor) && tensor->channels == 16;
}

/* Every place of the window must begin inside the padded input. */
static bool
is_window_side(
    size_t input, size_t output, size_t kernel, size_t stride, size_t before)
{
	return kernel >= 1 && kernel <= NET_FORMAT_KERNEL_MAX && stride >= 1 &&
	       stride <= NET_FORMAT_KERNEL_MAX && before < kernel &&
	       (output - 1) * stride < input + before;
}

static bool
is_window(
    const struct net_op *op, const struct net_tensor *in,
    const struct net_tensor *out)
{
	return is_window_side(
		   in->height, out->height, op->kernel_height,
		   op->kernel_stride, op->pad_top) &&
	       is_window_side(
		   in->width, out->width, op->kernel_width, op->kernel_stride,
		   op->pad_left);
}

static bool
is_no_window(const struct net_op *op)
{
	return op->kernel_height == 0 && op->kernel_width == 0 &&
	       op->kernel_stride == 0 && op->pad_top == 0 && op->pad_left == 0;
}

size_t
net_check_weights(const struct net_section *section, const struct net_op *op)
{
	size_t channels = section->tensors[op->output].channels;
	size_t window = op->kernel_height * op->kernel_width;
	size_t slopes = op->activation == NET_LEAKY ? channels : 0;

	if (op->kind == NET_CONVOLVE)
		window *= section->tensors[op->input].channels;
	if (op->kind == NET_CONVOLVE || op->kind == NET_DEPTHWISE)
		return window * channels + channels + slopes;
	return slopes;
}

uint64_t
net_check_work(const struct net_section *section, const struct net_op *op)
{
	const struct net_tensor *in = &section->tensors[op->input];
	const struct net_tensor *out = &section->tensors[op->output];
	uint64_t work = (uint64_t)in->height * in->width;
	uint64_t out_work = (uint64_t)out->height * out->width;

	work *= net_round_up(in->channels);
	out_work *= net_round_up(out->channels);
	if (op->kernel_height > 0)
		out_work *= op->kernel_height * op->kernel_width;
	if (op->kind == NET_CONVOLVE)
		out_work *= in->channels;
	return work + out_work;
}

/* What is added: the same pixels, no more channels. */
static bool
is_addend(const struct net_tensor *other, const struct net_tensor *out)
{
	return other->height == out->height && other->width == out->width &&
	       other->channels <= out->channels;
}

static bool
is_find_matrix(const struct net_section *section, const struct net_op *op)
{
	const struct net_tensor *in = &section->tensors[op->input];
	const uint32_t *words = &section->parameters[op->parameter];
	size_t point_count = in->channels / 3;

	if (!is_list(in) || !is_matrix(&section->tensors[op->output]) ||
	    op->parameter_count <= NET_FIND_POINTS ||
	    words[NET_FIND_LEFT] >= point_count ||
	    words[NET_FIND_RIGHT] >= point_count ||
	    words[NET_FIND_HEIGHT] < 1 || words[NET_FIND_WIDTH] < 1 ||
	    words[NET_FIND_HEIGHT] > NET_FORMAT_SIDE_MAX ||
	    words[NET_FIND_WIDTH] > NET_FORMAT_SIDE_MAX)
		return false;
	for (size_t i = NET_FIND_SCALE_X; i < NET_FIND_POINTS; i++)
		if (!isfinite(net_float_of(words[i])))
			return false;
	for (size_t i = NET_FIND_POINTS; i < op->parameter_count; i++)
		if (words[i] >= point_count)
			return false;
	return true;
}

static bool
is_move_points(const struct net_section *section, const struct net_op *op)
{
	const struct net_tensor *in = &section->tensors[op->input];

	if (!is_matrix(&section->tensors[op->second]) || !is_list(in) ||
	    in->channels % 2 != 0 ||
	    !is_same(in, &section->tensors[op->output]) ||
	    op->parameter_count != NET_MOVE_PARAMETERS)
		return false;
	for (size_t i = 0; i < NET_MOVE_PARAMETERS; i++)
		if (!isfinite(
			net_float_of(section->parameters[op->parameter + i])))
			return false;
	return true;
}

/* Shapes and windows, kind by kind. */
static bool
is_shaped(const struct net_section *section, const struct net_op *op)
{
	bool has_second = op->second != NET_FORMAT_NONE;
	bool has_window = false, is_right = false;
	const struct net_tensor *in = &section->tensors[op->input];
	const struct net_tensor *out = &section->tensors[op->output];
	const struct net_tensor *second =
	    &section->tensors[has_second ? op->second : op->output];

	switch (op->kind) {
	case NET_CONVOLVE:
		has_window = true;
		is_right = !has_second || is_addend(second, out);
		break;
	case NET_DEPTHWISE:
	case NET_MAX_POOL:
		has_window = true;
		is_right = !has_second && in->channels == out->channels;
		break;
	case NET_ADD:
		is_right =
		    has_second && is_same(in, out) && is_addend(second, out);
		break;
	case NET_RESIZE:
		is_right = !has_second && in->channels == out->channels;
		break;
	case NET_MEAN:
		is_right = !has_second && is_list(out) &&
			   in->channels == out->channels;
		break;
	case NET_FIND_MATRIX:
		is_right = !has_second && is_find_matrix(section, op);
		break;
	case NET_SAMPLE:
		is_right = has_second && is_matrix(second) &&
			   in->channels == out->channels;
		break;
	case NET_MOVE_POINTS:
		is_right = has_second && is_move_points(section, op);
		break;
	case NET_KINDS:
		break;
	}
	return is_right &&
	       (has_window ? is_window(op, in, out) : is_no_window(op));
}

/* The input has no filled-up channels; only convolutions can bear that. */
static bool
is_in_blocks(const struct net_section *section, size_t tensor)
{
	return tensor != section->input ||
	       section->tensors[tensor].channels % NET_BLOCK == 0;
}

bool
net_check_op(const struct net_section *section, const struct net_op *op)
{
	size_t end;

	if (op->input == op->output || op->second == op->output ||
	    op->output == section->input)
		return false;
	if (op->activation != NET_LINEAR && op->kind != NET_CONVOLVE &&
	    op->kind != NET_DEPTHWISE && op->kind != NET_ADD)
		return false;
	if (op->kind != NET_CONVOLVE && !is_in_blocks(section, op->input))
		return false;
	if (op->second != NET_FORMAT_NONE && !is_in_blocks(section, op->second))
		return false;
	if (!size_add(op->parameter, op->parameter_count, &end) ||
	    end > section->parameter_count)
		return false;
	if (!is_shaped(section, op))
		return false;
	return size_add(op->weight, net_check_weights(section, op), &end) &&
	       end <= section->weight_count;
}
