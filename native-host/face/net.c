#include "face/net.h"

#include <assert.h>
#include <stdlib.h>

#include "face/net_place.h"
#include "face/net_points.h"
#include "face/net_section.h"
#include "face/net_step.h"
#include "face/net_weights.h"

#define ALIGN_BYTES ((size_t)64)
#define ALIGN_FLOATS (ALIGN_BYTES / sizeof(float))
/* All a network may take; the largest we have takes 9 MiB. */
#define MEMORY_MAX_FLOATS ((size_t)16 << 20)

struct output {
	float *data;
	size_t floats;
	const struct net_map *parts; /* in net->parts */
	size_t part_count;
};

struct net {
	const struct net_kernel *kernel;
	float *memory; /* activations, weights, scratch and outputs */
	struct net_map input;
	struct net_step *steps;
	size_t step_count;
	struct net_map *parts;
	struct output *outputs;
	size_t output_count;
	uint32_t *parameters;
};

/* Shares out one block of floats; first asked without it, to learn its size. */
struct carver {
	float *memory; /* NULL while only counting */
	size_t floats;
	bool is_too_large;
};

static float *
carve(struct carver *carver, size_t floats)
{
	float *start = NULL;

	if (floats > MEMORY_MAX_FLOATS - carver->floats) {
		carver->is_too_large = true;
		return NULL;
	}
	if (carver->memory != NULL)
		start = carver->memory + carver->floats;
	floats = (floats + ALIGN_FLOATS - 1) / ALIGN_FLOATS * ALIGN_FLOATS;
	carver->floats += floats < MEMORY_MAX_FLOATS - carver->floats
			      ? floats
			      : MEMORY_MAX_FLOATS - carver->floats;
	return start;
}

static struct net_map
map_of(
    const struct net_section *section, const struct net_place *places,
    size_t tensor, float *activations)
{
	const struct net_tensor *shape = &section->tensors[tensor];

	return (struct net_map){
		.data = activations == NULL
			    ? NULL
			    : activations + places[tensor].offset,
		.height = shape->height,
		.width = shape->width,
		.channels = shape->channels,
		.stride = places[tensor].stride,
	};
}

static struct net_step
step_of(
    const struct net *net, const struct net_section *section,
    const struct net_place *places, const struct net_op *op, float *activations)
{
	struct net_step step = {
		.kind = op->kind,
		.activation = op->activation,
		.input = map_of(section, places, op->input, activations),
		.output = map_of(section, places, op->output, activations),
		.kernel_height = op->kernel_height,
		.kernel_width = op->kernel_width,
		.kernel_stride = op->kernel_stride,
		.pad_top = op->pad_top,
		.pad_left = op->pad_left,
		.parameters = net->parameters + op->parameter,
		.parameter_count = op->parameter_count,
	};

	if (op->second != NET_FORMAT_NONE)
		step.second = map_of(section, places, op->second, activations);
	return step;
}

/* Weights of all steps; the largest patches and row of zeros any needs. */
static void
carve_steps(
    struct net *net, const struct net_section *section, struct carver *carver)
{
	size_t patch_floats = 0, zero_floats = 0;
	float *patches, *zeros;

	for (size_t i = 0; i < net->step_count; i++) {
		struct net_step *step = &net->steps[i];
		size_t floats = SIZE_MAX, patch, row;
		float *weights;

		if (!net_weights_floats(step, &floats))
			floats = SIZE_MAX;
		weights = carve(carver, floats);
		if (weights != NULL)
			net_weights_widen(
			    section->weights.data + 2 * section->ops[i].weight,
			    step, weights);
		patch = NET_TILE_MAX * step->kernel_height *
			step->kernel_width * step->input.stride;
		row = step->input.width * step->input.stride;
		if (step->kind == NET_CONVOLVE && patch > patch_floats)
			patch_floats = patch;
		if (step->kind == NET_DEPTHWISE && row > zero_floats)
			zero_floats = row;
	}
	patches = carve(carver, patch_floats);
	zeros = carve(carver, zero_floats);
	for (size_t i = 0; i < net->step_count; i++) {
		net->steps[i].patches = patches;
		net->steps[i].zeros = zeros;
	}
}

static void
carve_outputs(
    struct net *net, const struct net_section *section, struct carver *carver)
{
	const struct net_map *part = net->parts;

	for (size_t i = 0; i < net->output_count; i++) {
		struct output *output = &net->outputs[i];

		*output = (struct output){
			.parts = part,
			.part_count = section->part_counts[i],
		};
		for (size_t k = 0; k < output->part_count; k++, part++)
			output->floats +=
			    part->height * part->width * part->channels;
		output->data = carve(carver, output->floats);
	}
}

/* Everything a place in memory; once to count, once to fill. */
static void
carve_net(
    struct net *net, const struct net_section *section,
    const struct net_place *places, size_t activation_floats,
    struct carver *carver)
{
	float *activations = carve(carver, activation_floats);

	net->input = map_of(section, places, section->input, activations);
	for (size_t i = 0; i < net->step_count; i++)
		net->steps[i] = step_of(
		    net, section, places, &section->ops[i], activations);
	for (size_t i = 0; i < section->part_count; i++)
		net->parts[i] =
		    map_of(section, places, section->parts[i], activations);
	carve_steps(net, section, carver);
	carve_outputs(net, section, carver);
}

static const struct net_kernel *
pick_kernel(enum net_lanes lanes)
{
#ifdef __x86_64__
	bool has_8 =
	    __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");

	if (lanes != NET_LANES_4 && has_8)
		return &net_kernel_8;
#endif
	return lanes == NET_LANES_8 ? NULL : &net_kernel_4;
}

/* The lists whose lengths the section says; its parameters change owner. */
static bool
take_lists(struct net *net, struct net_section *section)
{
	net->step_count = section->op_count;
	net->output_count = section->output_count;
	net->steps = calloc(section->op_count + 1, sizeof(*net->steps));
	net->parts = calloc(section->part_count + 1, sizeof(*net->parts));
	net->outputs = calloc(section->output_count + 1, sizeof(*net->outputs));
	net->parameters = section->parameters;
	section->parameters = NULL;
	return net->steps != NULL && net->parts != NULL && net->outputs != NULL;
}

static enum status
build(struct net *net, struct net_section *section)
{
	struct carver carver = { 0 };
	struct net_place *places =
	    calloc(section->tensor_count + 1, sizeof(*places));
	size_t activation_floats, size_bytes;
	enum status s = STATUS_NO_MEMORY;

	if (places == NULL || !take_lists(net, section))
		goto out;
	s = net_place_tensors(section, places, &activation_floats);
	if (s != STATUS_OK)
		goto out;
	carve_net(net, section, places, activation_floats, &carver);
	s = STATUS_WORKER_MODEL;
	if (carver.is_too_large)
		goto out;
	s = STATUS_NO_MEMORY;
	size_bytes = (carver.floats + ALIGN_FLOATS) * sizeof(float);
	net->memory = aligned_alloc(ALIGN_BYTES, size_bytes);
	if (net->memory == NULL)
		goto out;
	memset(net->memory, 0, size_bytes);
	carver = (struct carver){ .memory = net->memory };
	carve_net(net, section, places, activation_floats, &carver);
	s = STATUS_OK;
out:
	free(places);
	return s;
}

enum status
net_open(
    struct slice packed, const char *name, enum net_lanes lanes,
    struct net **net)
{
	struct net_section section = { 0 };
	struct net *made = NULL;
	enum status s = net_section_read(packed, name, &section);

	*net = NULL;
	if (s != STATUS_OK)
		goto out;
	s = STATUS_NO_MEMORY;
	made = calloc(1, sizeof(*made));
	if (made == NULL)
		goto out;
	made->kernel = pick_kernel(lanes);
	s = made->kernel == NULL ? STATUS_WORKER_MODEL : build(made, &section);
out:
	net_section_free(&section);
	if (s != STATUS_OK)
		net_close(made);
	else
		*net = made;
	return s;
}

void
net_close(struct net *net)
{
	if (net == NULL)
		return;
	free(net->memory);
	free(net->steps);
	free(net->parts);
	free(net->outputs);
	free(net->parameters);
	free(net);
}

struct net_shape
net_input_shape(const struct net *net)
{
	return (struct net_shape){
		.height = net->input.height,
		.width = net->input.width,
		.channels = net->input.channels,
	};
}

float *
net_input(struct net *net)
{
	return net->input.data;
}

static void
run_step(const struct net_kernel *kernel, const struct net_step *step)
{
	switch (step->kind) {
	case NET_CONVOLVE:
		kernel->convolve(step);
		break;
	case NET_DEPTHWISE:
		kernel->depthwise(step);
		break;
	case NET_MAX_POOL:
		kernel->max_pool(step);
		break;
	case NET_ADD:
		kernel->add(step);
		break;
	case NET_RESIZE:
		kernel->resize(step);
		break;
	case NET_MEAN:
		kernel->mean(step);
		break;
	case NET_FIND_MATRIX:
		net_points_find_matrix(step);
		break;
	case NET_SAMPLE:
		kernel->sample(step);
		break;
	case NET_MOVE_POINTS:
		net_points_move(step);
		break;
	case NET_KINDS:
		assert(false);
	}
}

/* The parts without the channels that fill up their blocks. */
static void
write_output(const struct output *output)
{
	float *to = output->data;

	for (size_t i = 0; i < output->part_count; i++) {
		const struct net_map *part = &output->parts[i];
		size_t count = part->height * part->width;

		for (size_t pixel = 0; pixel < count; pixel++) {
			memcpy(
			    to, part->data + pixel * part->stride,
			    part->channels * sizeof(*to));
			to += part->channels;
		}
	}
}

void
net_run(struct net *net)
{
	for (size_t i = 0; i < net->step_count; i++)
		run_step(net->kernel, &net->steps[i]);
	for (size_t i = 0; i < net->output_count; i++)
		write_output(&net->outputs[i]);
}

const float *
net_output(const struct net *net, size_t index, size_t *float_count)
{
	if (index >= net->output_count)
		return NULL;
	*float_count = net->outputs[index].floats;
	return net->outputs[index].data;
}
