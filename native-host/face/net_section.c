#include "face/net_section.h"

#include <stdlib.h>

#include "face/net_check.h"

/* Reads numbers one after the other; past the end it gives zeros. */
struct cursor {
	struct slice rest;
	bool is_past;
};

uint32_t
net_read_u32(const uint8_t *data)
{
	return (uint32_t)data[0] | (uint32_t)data[1] << 8 |
	       (uint32_t)data[2] << 16 | (uint32_t)data[3] << 24;
}

uint64_t
net_read_u64(const uint8_t *data)
{
	return net_read_u32(data) | (uint64_t)net_read_u32(data + 4) << 32;
}

float
net_float_of(uint32_t word)
{
	float number;

	memcpy(&number, &word, sizeof(number));
	return number;
}

static uint32_t
next_word(struct cursor *cursor)
{
	uint32_t word;

	if (cursor->rest.len < 4) {
		cursor->is_past = true;
		return 0;
	}
	word = net_read_u32(cursor->rest.data);
	cursor->rest = slice_of(cursor->rest.data + 4, cursor->rest.len - 4);
	return word;
}

static uint64_t
checksum(struct slice section)
{
	uint64_t sum = NET_FORMAT_CHECKSUM_START;

	for (size_t at = 0; at < section.len; at += 8)
		sum = (sum ^ net_read_u64(section.data + at)) *
		      NET_FORMAT_CHECKSUM_PRIME;
	return sum;
}

static bool
is_named(const uint8_t *entry, const char *name)
{
	size_t len = strlen(name);

	return len < NET_FORMAT_NAME_BYTES && memcmp(entry, name, len) == 0 &&
	       entry[len] == 0;
}

/* The bytes of network `name`, its checksum verified. */
static bool
find_section(struct slice packed, const char *name, struct slice *section)
{
	const uint8_t *entry = packed.data;
	size_t count, directory, at, len;

	if (packed.len < NET_FORMAT_HEADER_BYTES ||
	    memcmp(packed.data, NET_FORMAT_MAGIC, 8) != 0 ||
	    net_read_u32(packed.data + 8) != NET_FORMAT_VERSION)
		return false;
	count = net_read_u32(packed.data + 12);
	directory = NET_FORMAT_HEADER_BYTES + count * NET_FORMAT_ENTRY_BYTES;
	if (count > NET_FORMAT_NETWORKS_MAX || packed.len < directory)
		return false;
	entry += NET_FORMAT_HEADER_BYTES;
	while (count > 0 && !is_named(entry, name)) {
		entry += NET_FORMAT_ENTRY_BYTES;
		count--;
	}
	if (count == 0)
		return false;
	at = net_read_u32(entry + NET_FORMAT_NAME_BYTES);
	len = net_read_u32(entry + NET_FORMAT_NAME_BYTES + 4);
	if (at < directory || at > packed.len || len > packed.len - at ||
	    len % 8 != 0)
		return false;
	*section = slice_of(packed.data + at, len);
	return checksum(*section) ==
	       net_read_u64(entry + NET_FORMAT_NAME_BYTES + 8);
}

static bool
read_counts(struct cursor *cursor, struct net_section *section)
{
	section->tensor_count = next_word(cursor);
	section->op_count = next_word(cursor);
	section->output_count = next_word(cursor);
	section->part_count = next_word(cursor);
	section->parameter_count = next_word(cursor);
	section->weight_count = next_word(cursor);
	section->input = next_word(cursor);
	if (next_word(cursor) != 0 || cursor->is_past)
		return false;
	return section->tensor_count <= NET_FORMAT_TENSORS_MAX &&
	       section->op_count <= NET_FORMAT_OPS_MAX &&
	       section->output_count <= NET_FORMAT_OUTPUTS_MAX &&
	       section->part_count <= NET_FORMAT_PARTS_MAX &&
	       section->parameter_count <= NET_FORMAT_PARAMETERS_MAX &&
	       section->weight_count <= NET_FORMAT_WEIGHTS_MAX &&
	       section->input < section->tensor_count;
}

static bool
read_tensors(struct cursor *cursor, struct net_section *section)
{
	for (size_t i = 0; i < section->tensor_count; i++) {
		struct net_tensor *tensor = &section->tensors[i];

		tensor->height = next_word(cursor);
		tensor->width = next_word(cursor);
		tensor->channels = next_word(cursor);
		if (tensor->height < 1 || tensor->width < 1 ||
		    tensor->channels < 1 ||
		    tensor->height > NET_FORMAT_SIDE_MAX ||
		    tensor->width > NET_FORMAT_SIDE_MAX ||
		    tensor->channels > NET_FORMAT_CHANNELS_MAX ||
		    tensor->height * tensor->width * tensor->channels >
			NET_FORMAT_TENSOR_FLOATS_MAX)
			return false;
	}
	return true;
}

static bool
read_op(struct cursor *cursor, struct net_section *section, struct net_op *op)
{
	uint32_t words[NET_FORMAT_OP_WORDS];

	for (size_t i = 0; i < NET_FORMAT_OP_WORDS; i++)
		words[i] = next_word(cursor);
	if (words[0] >= NET_KINDS || words[1] >= section->tensor_count ||
	    words[2] >= section->tensor_count ||
	    (words[3] >= section->tensor_count &&
	     words[3] != NET_FORMAT_NONE) ||
	    words[4] >= NET_ACTIVATIONS)
		return false;
	for (size_t i = 5; i < 10; i++)
		if (words[i] > NET_FORMAT_KERNEL_MAX)
			return false;
	*op = (struct net_op){
		.kind = (enum net_kind)words[0],
		.output = words[1],
		.input = words[2],
		.second = words[3],
		.activation = (enum net_activation)words[4],
		.kernel_height = words[5],
		.kernel_width = words[6],
		.kernel_stride = words[7],
		.pad_top = words[8],
		.pad_left = words[9],
		.weight = words[10],
		.parameter = words[11],
		.parameter_count = words[12],
	};
	op->weight_count = net_check_weights(section, op);
	return true;
}

static bool
read_lists(struct cursor *cursor, struct net_section *section)
{
	size_t total = 0;

	for (size_t i = 0; i < section->output_count; i++) {
		section->part_counts[i] = next_word(cursor);
		if (section->part_counts[i] > section->part_count)
			return false;
		total += section->part_counts[i];
	}
	if (total != section->part_count)
		return false;
	for (size_t i = 0; i < section->part_count; i++) {
		section->parts[i] = next_word(cursor);
		if (section->parts[i] >= section->tensor_count)
			return false;
	}
	for (size_t i = 0; i < section->parameter_count; i++)
		section->parameters[i] = next_word(cursor);
	return true;
}

/* An exponent of all ones is infinite or no number. */
static bool
is_finite(struct slice halves)
{
	bool is_bad = false;

	for (size_t at = 1; at < halves.len; at += 2)
		is_bad |= (halves.data[at] & 0x7c) == 0x7c;
	return !is_bad;
}

static bool
is_runnable(const struct net_section *section)
{
	uint64_t work = 0;

	for (size_t i = 0; i < section->op_count; i++) {
		if (!net_check_op(section, &section->ops[i]))
			return false;
		work += net_check_work(section, &section->ops[i]);
	}
	return work <= NET_FORMAT_WORK_MAX;
}

static bool
read_all(struct cursor *cursor, struct net_section *section)
{
	if (!read_tensors(cursor, section))
		return false;
	for (size_t i = 0; i < section->op_count; i++)
		if (!read_op(cursor, section, &section->ops[i]))
			return false;
	if (!read_lists(cursor, section) || cursor->is_past ||
	    section->weight_count > cursor->rest.len / 2)
		return false;
	section->weights =
	    slice_of(cursor->rest.data, section->weight_count * 2);
	return is_runnable(section) && is_finite(section->weights);
}

enum status
net_section_read(
    struct slice packed, const char *name, struct net_section *section)
{
	struct cursor cursor = { 0 };
	enum status s = STATUS_WORKER_MODEL;

	*section = (struct net_section){ 0 };
	if (!find_section(packed, name, &cursor.rest) ||
	    !read_counts(&cursor, section))
		goto out;
	s = STATUS_NO_MEMORY;
	section->tensors =
	    calloc(section->tensor_count + 1, sizeof(*section->tensors));
	section->ops = calloc(section->op_count + 1, sizeof(*section->ops));
	section->part_counts =
	    calloc(section->output_count + 1, sizeof(*section->part_counts));
	section->parts =
	    calloc(section->part_count + 1, sizeof(*section->parts));
	section->parameters =
	    calloc(section->parameter_count + 1, sizeof(*section->parameters));
	if (section->tensors == NULL || section->ops == NULL ||
	    section->part_counts == NULL || section->parts == NULL ||
	    section->parameters == NULL)
		goto out;
	s = read_all(&cursor, section) ? STATUS_OK : STATUS_WORKER_MODEL;
out:
	if (s != STATUS_OK)
		net_section_free(section);
	return s;
}

void
net_section_free(struct net_section *section)
{
	free(section->tensors);
	free(section->ops);
	free(section->part_counts);
	free(section->parts);
	free(section->parameters);
	*section = (struct net_section){ 0 };
}
