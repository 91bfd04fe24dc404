#include "tflite.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t
number_at(const uint8_t *at, size_t bytes)
{
	uint64_t n = 0;

	for (size_t i = bytes; i-- > 0;)
		n = n << 8 | at[i];
	return n;
}

static uint32_t
u32(const uint8_t *at)
{
	return (uint32_t)number_at(at, 4);
}

/* Field `field` of the table, or NULL when it is left out. */
static const uint8_t *
field_of(const uint8_t *table, size_t field)
{
	const uint8_t *vtable = table - (int32_t)u32(table);
	size_t at = 4 + 2 * field;

	if (at >= number_at(vtable, 2) || number_at(vtable + at, 2) == 0)
		return NULL;
	return table + number_at(vtable + at, 2);
}

static int32_t
int_of(const uint8_t *table, size_t field, int32_t absent)
{
	const uint8_t *at = field_of(table, field);

	return at == NULL ? absent : (int32_t)u32(at);
}

static uint8_t
byte_of(const uint8_t *table, size_t field)
{
	const uint8_t *at = field_of(table, field);

	return at == NULL ? 0 : *at;
}

/* What an offset at `at` leads to. */
static const uint8_t *
follow(const uint8_t *at)
{
	return at + u32(at);
}

/* The first item of a vector, and how many there are. */
static const uint8_t *
list_of(const uint8_t *table, size_t field, size_t *count)
{
	const uint8_t *at = field_of(table, field);

	*count = at == NULL ? 0 : u32(follow(at));
	return at == NULL ? NULL : follow(at) + 4;
}

static float
half_at(const uint8_t *at)
{
	uint64_t half = number_at(at, 2);
	int exponent = (int)(half >> 10 & 31);
	double fraction = (double)(half & 1023) / 1024;
	double value = exponent == 0 ? ldexp(fraction, -14)
				     : ldexp(1 + fraction, exponent - 15);

	return (float)(half & 0x8000 ? -value : value);
}

static void
read_tensor(
    const uint8_t *table, const uint8_t *buffers, struct tflite_tensor *tensor)
{
	size_t bytes;
	const uint8_t *dims = list_of(table, 0, &tensor->dim_count);
	const uint8_t *entry = buffers + 4 * (size_t)int_of(table, 2, 0);
	const uint8_t *data = list_of(follow(entry), 0, &bytes);

	assert(tensor->dim_count <= 4);
	tensor->float_count = 1;
	for (size_t i = 0; i < tensor->dim_count; i++) {
		tensor->dims[i] = u32(dims + 4 * i);
		tensor->float_count *= tensor->dims[i];
	}
	if (bytes == 0)
		return;
	if (byte_of(table, 1) != 1) { /* not FLOAT16 */
		tensor->ints = (const int32_t *)(const void *)data;
		return;
	}
	assert(bytes == 2 * tensor->float_count);
	tensor->constant = malloc(tensor->float_count * sizeof(float) + 64);
	for (size_t i = 0; i < tensor->float_count; i++)
		tensor->constant[i] = half_at(data + 2 * i);
}

static void
read_options(const uint8_t *options, struct tflite_op *op)
{
	bool is_window = op->code == TFLITE_CONV_2D ||
			 op->code == TFLITE_DEPTHWISE_CONV_2D ||
			 op->code == TFLITE_MAX_POOL_2D;

	if (!is_window)
		return;
	op->is_same = byte_of(options, 0) == 0;
	op->stride = (uint32_t)int_of(options, 1, 0);
	assert(op->stride == (uint32_t)int_of(options, 2, 0));
	if (op->code == TFLITE_MAX_POOL_2D)
		op->pool = (uint32_t)int_of(options, 3, 0);
}

static void
read_op(const uint8_t *table, const uint8_t *codes, struct tflite_op *op)
{
	size_t output_count, name_len;
	const uint8_t *code = follow(codes + 4 * (size_t)int_of(table, 0, 0));
	const uint8_t *inputs = list_of(table, 1, &op->input_count);
	const uint8_t *options = field_of(table, 4);

	op->code = byte_of(code, 0);
	if (int_of(code, 3, 0) > op->code)
		op->code = int_of(code, 3, 0);
	if (op->code == TFLITE_CUSTOM)
		op->custom = (const char *)list_of(code, 1, &name_len);
	assert(op->input_count <= TFLITE_INPUTS_MAX);
	for (size_t i = 0; i < op->input_count; i++)
		op->inputs[i] = u32(inputs + 4 * i);
	op->output = u32(list_of(table, 2, &output_count));
	op->options = list_of(table, 5, &op->option_bytes);
	if (options != NULL)
		read_options(follow(options), op);
}

struct tflite *
tflite_read(const uint8_t *bytes)
{
	struct tflite *file = calloc(1, sizeof(*file));
	const uint8_t *model = follow(bytes);
	size_t count;
	const uint8_t *codes = list_of(model, 1, &count);
	const uint8_t *graph = follow(list_of(model, 2, &count));
	const uint8_t *buffers = list_of(model, 4, &count);
	const uint8_t *tensors = list_of(graph, 0, &file->tensor_count);
	const uint8_t *outputs = list_of(graph, 2, &file->output_count);
	const uint8_t *ops = list_of(graph, 3, &file->op_count);

	assert(
	    file->tensor_count <= TFLITE_TENSORS_MAX &&
	    file->op_count <= TFLITE_OPS_MAX &&
	    file->output_count <= TFLITE_OUTPUTS_MAX);
	file->input = u32(list_of(graph, 1, &count));
	for (size_t i = 0; i < file->output_count; i++)
		file->outputs[i] = u32(outputs + 4 * i);
	for (size_t i = 0; i < file->tensor_count; i++)
		read_tensor(
		    follow(tensors + 4 * i), buffers, &file->tensors[i]);
	for (size_t i = 0; i < file->op_count; i++) {
		struct tflite_op *op = &file->ops[i];

		read_op(follow(ops + 4 * i), codes, op);
		if (op->code == TFLITE_DEQUANTIZE) {
			struct tflite_tensor *from =
			    &file->tensors[op->inputs[0]];

			file->tensors[op->output].constant = from->constant;
			from->constant = NULL;
		}
	}
	return file;
}

void
tflite_free(struct tflite *file)
{
	for (size_t i = 0; i < file->tensor_count; i++)
		free(file->tensors[i].constant);
	free(file);
}

/*
 * Flexbuffers: a value's low two bits of type say how wide it is, the others
 * what it is; 1 and 2 are whole numbers and 3 a float in place, 8 a float
 * elsewhere, 9 a map, 11 and 12 lists of whole numbers.  A map's list of keys
 * is three places before its first value.
 */
static size_t
flex_numbers(
    const uint8_t *at, size_t parent_bytes, unsigned packed, double *numbers,
    size_t max)
{
	unsigned type = packed >> 2;
	size_t bytes = (size_t)1 << (packed & 3), count;
	const uint8_t *list = at - number_at(at, parent_bytes);
	float f;

	if (type == 1 || type == 2) {
		numbers[0] = (double)number_at(at, parent_bytes);
		return 1;
	}
	if (type == 3 || type == 8) {
		uint32_t word = u32(type == 3 ? at : list);

		assert((type == 3 ? parent_bytes : bytes) == 4);
		memcpy(&f, &word, sizeof(f));
		numbers[0] = (double)f;
		return 1;
	}
	assert(type == 11 || type == 12);
	count = number_at(list - bytes, bytes);
	for (size_t i = 0; i < count && i < max; i++)
		numbers[i] = (double)number_at(list + i * bytes, bytes);
	return count;
}

size_t
tflite_option(
    const struct tflite_op *op, const char *name, double *numbers, size_t max)
{
	const uint8_t *end = op->options + op->option_bytes;
	size_t root_bytes = end[-1], bytes = (size_t)1 << (end[-2] & 3);
	const uint8_t *map = end - 2 - root_bytes;
	const uint8_t *keys;
	size_t key_bytes, count;

	assert(end[-2] >> 2 == 9);
	map -= number_at(map, root_bytes);
	count = number_at(map - bytes, bytes);
	key_bytes = number_at(map - 2 * bytes, bytes);
	keys = map - 3 * bytes;
	keys -= number_at(keys, bytes);
	for (size_t i = 0; i < count; i++) {
		const uint8_t *key = keys + i * key_bytes;

		key -= number_at(key, key_bytes);
		if (strcmp((const char *)key, name) == 0)
			return flex_numbers(
			    map + i * bytes, bytes, map[count * bytes + i],
			    numbers, max);
	}
	return 0;
}
