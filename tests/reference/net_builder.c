#include "net_builder.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

uint32_t
net_builder_tensor(
    struct net_builder *b, size_t height, size_t width, size_t channels)
{
	uint32_t *words =
	    &b->tensors[NET_FORMAT_TENSOR_WORDS * b->tensor_count];

	words[0] = (uint32_t)height;
	words[1] = (uint32_t)width;
	words[2] = (uint32_t)channels;
	return (uint32_t)b->tensor_count++;
}

uint32_t *
net_builder_op(
    struct net_builder *b, enum net_kind kind, uint32_t output, uint32_t input,
    uint32_t second, enum net_activation activation)
{
	uint32_t *words = &b->ops[NET_FORMAT_OP_WORDS * b->op_count++];

	memset(words, 0, NET_FORMAT_OP_WORDS * sizeof(*words));
	words[0] = (uint32_t)kind;
	words[1] = output;
	words[2] = input;
	words[3] = second;
	words[4] = (uint32_t)activation;
	words[10] = (uint32_t)b->half_count;
	words[11] = (uint32_t)b->parameter_count;
	return words;
}

void
net_builder_weight(struct net_builder *b, float number)
{
	int exponent = 0;
	float fraction = frexpf(fabsf(number), &exponent); /* 0.5 .. 1 */
	uint32_t half = 0;

	if (number != 0)
		half = (uint32_t)(exponent + 14) << 10 |
		       (uint32_t)((2 * fraction - 1) * 1024);
	if (number < 0)
		half |= 0x8000;
	assert(b->half_count < NET_BUILDER_MAX);
	b->halves[b->half_count++] = (uint16_t)half;
}

void
net_builder_parameter(struct net_builder *b, uint32_t word)
{
	b->parameters[b->parameter_count++] = word;
	b->ops[NET_FORMAT_OP_WORDS * (b->op_count - 1) + 12]++;
}

void
net_builder_parameter_float(struct net_builder *b, float number)
{
	uint32_t word;

	memcpy(&word, &number, sizeof(word));
	net_builder_parameter(b, word);
}

void
net_builder_output(struct net_builder *b, uint32_t tensor)
{
	b->part_counts[b->output_count] = 1;
	b->parts[b->output_count++] = tensor;
}

static void
put(struct slice *rest, uint64_t number, size_t bytes)
{
	uint8_t *to = (uint8_t *)(uintptr_t)rest->data;

	assert(rest->len >= bytes);
	for (size_t i = 0; i < bytes; i++)
		to[i] = (uint8_t)(number >> 8 * i);
	*rest = slice_of(rest->data + bytes, rest->len - bytes);
}

static void
put_words(struct slice *rest, const uint32_t *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put(rest, words[i], 4);
}

/* A multiple of eight zeros. */
static struct slice
zeros(size_t bytes)
{
	size_t len = (bytes + 7) / 8 * 8;

	return slice_of(calloc(1, len + 1), len);
}

struct slice
net_builder_section(const struct net_builder *b)
{
	const uint32_t counts[NET_FORMAT_SECTION_WORDS] = {
		(uint32_t)b->tensor_count,
		(uint32_t)b->op_count,
		(uint32_t)b->output_count,
		(uint32_t)b->output_count,
		(uint32_t)b->parameter_count,
		(uint32_t)b->half_count,
		b->input,
		0,
	};
	size_t tensor_words = NET_FORMAT_TENSOR_WORDS * b->tensor_count;
	size_t op_words = NET_FORMAT_OP_WORDS * b->op_count;
	struct slice bytes = zeros(
	    4 * (NET_FORMAT_SECTION_WORDS + tensor_words + op_words +
		 2 * b->output_count + b->parameter_count) +
	    2 * b->half_count);
	struct slice rest = bytes;

	put_words(&rest, counts, NET_FORMAT_SECTION_WORDS);
	put_words(&rest, b->tensors, tensor_words);
	put_words(&rest, b->ops, op_words);
	put_words(&rest, b->part_counts, b->output_count);
	put_words(&rest, b->parts, b->output_count);
	put_words(&rest, b->parameters, b->parameter_count);
	for (size_t i = 0; i < b->half_count; i++)
		put(&rest, b->halves[i], 2);
	return bytes;
}

static uint64_t
checksum(struct slice section)
{
	uint64_t sum = NET_FORMAT_CHECKSUM_START, word;

	for (size_t at = 0; at + 8 <= section.len; at += 8) {
		word = 0;
		for (size_t i = 8; i-- > 0;)
			word = word << 8 | section.data[at + i];
		sum = (sum ^ word) * NET_FORMAT_CHECKSUM_PRIME;
	}
	return sum;
}

struct slice
net_builder_file(struct slice section)
{
	size_t head = NET_FORMAT_HEADER_BYTES + NET_FORMAT_ENTRY_BYTES;
	size_t len = section.len / 8 * 8;
	struct slice bytes = zeros(head + len), rest = bytes;

	for (size_t i = 0; i < 8; i++)
		put(&rest, (uint8_t)NET_FORMAT_MAGIC[i], 1);
	put(&rest, NET_FORMAT_VERSION, 4);
	put(&rest, 1, 4);
	for (size_t i = 0; i < NET_FORMAT_NAME_BYTES; i++)
		put(&rest,
		    i < strlen(NET_BUILDER_NAME) ? (uint8_t)NET_BUILDER_NAME[i]
						 : 0,
		    1);
	put(&rest, head, 4);
	put(&rest, len, 4);
	put(&rest, checksum(slice_of(section.data, len)), 8);
	for (size_t i = 0; i < len; i++)
		put(&rest, section.data[i], 1);
	return bytes;
}

void
net_builder_free(struct slice bytes)
{
	free((void *)(uintptr_t)bytes.data);
}
