/*
 * The packed file is not to be trusted: cut, damaged or malicious, it is
 * refused, or else what it asks for is run within bounds.
 */
#include "face/net.h"
#include "guarded.h"
#include "net_builder.h"
#include "unit.h"

#define NONE NET_FORMAT_NONE

/* Word of the section where the tensors, the operations, the rest begin. */
#define TENSOR(n) (NET_FORMAT_SECTION_WORDS + NET_FORMAT_TENSOR_WORDS * (n))
#define OP(n) (TENSOR(TENSORS) + NET_FORMAT_OP_WORDS * (n))
#define PART_COUNT(n) (OP(OPS) + (n))
#define PART(n) (PART_COUNT(1) + (n))
#define PARAMETER(n) (PART(1) + (n))
#define TENSORS 10
#define OPS 9

/* One of each operation, small; the parameters of FIND_MATRIX come first. */
static struct slice
section_of_all(void)
{
	static const float factors[] = { 1, 1, 4, 4, 1, 1, 4, 4 };
	struct net_builder b = { 0 };
	uint32_t *op;

	net_builder_tensor(&b, 4, 4, 3);  /* 0 input */
	net_builder_tensor(&b, 4, 4, 8);  /* 1 convolved */
	net_builder_tensor(&b, 4, 4, 8);  /* 2 depthwise, added to 1 */
	net_builder_tensor(&b, 4, 4, 8);  /* 3 sum */
	net_builder_tensor(&b, 2, 2, 8);  /* 4 pooled */
	net_builder_tensor(&b, 4, 4, 8);  /* 5 resized */
	net_builder_tensor(&b, 1, 1, 8);  /* 6 mean */
	net_builder_tensor(&b, 1, 1, 16); /* 7 matrix */
	net_builder_tensor(&b, 4, 4, 8);  /* 8 sampled */
	net_builder_tensor(&b, 1, 1, 8);  /* 9 moved */
	op = net_builder_op(&b, NET_CONVOLVE, 1, 0, NONE, NET_LEAKY);
	op[5] = op[6] = 3;
	op[7] = op[8] = op[9] = 1;
	for (size_t i = 0; i < 3 * 3 * 3 * 8 + 16; i++)
		net_builder_weight(&b, (float)(i % 5) / 4 - 0.5F);
	op = net_builder_op(&b, NET_DEPTHWISE, 2, 1, NONE, NET_RELU);
	op[5] = op[6] = 3;
	op[7] = op[8] = op[9] = 1;
	for (size_t i = 0; i < 3 * 3 * 8 + 8; i++)
		net_builder_weight(&b, (float)(i % 7) / 8 - 0.25F);
	net_builder_op(&b, NET_ADD, 3, 2, 1, NET_LINEAR);
	op = net_builder_op(&b, NET_MAX_POOL, 4, 3, NONE, NET_LINEAR);
	op[5] = op[6] = op[7] = 2;
	net_builder_op(&b, NET_RESIZE, 5, 4, NONE, NET_LINEAR);
	net_builder_op(&b, NET_MEAN, 6, 5, NONE, NET_LINEAR);
	net_builder_op(&b, NET_FIND_MATRIX, 7, 6, NONE, NET_LINEAR);
	net_builder_parameter(&b, 0);
	net_builder_parameter(&b, 1);
	net_builder_parameter(&b, 4);
	net_builder_parameter(&b, 4);
	for (size_t i = 0; i < 4; i++)
		net_builder_parameter_float(&b, 1.5F);
	net_builder_parameter(&b, 0);
	net_builder_parameter(&b, 1);
	net_builder_op(&b, NET_SAMPLE, 8, 1, 7, NET_LINEAR);
	net_builder_op(&b, NET_MOVE_POINTS, 9, 6, 7, NET_LINEAR);
	for (size_t i = 0; i < COUNT(factors); i++)
		net_builder_parameter_float(&b, factors[i]);
	net_builder_output(&b, 8);
	assert_int_equal(b.tensor_count, TENSORS);
	assert_int_equal(b.op_count, OPS);
	return net_builder_section(&b);
}

/* Open at the edge of a page, and run what opens. */
static enum status
try_file(struct slice file, enum net_lanes lanes)
{
	struct guarded g = guarded_copy(file.data, file.len);
	struct net *net;
	enum status s =
	    net_open(slice_of(g.data, g.len), NET_BUILDER_NAME, lanes, &net);

	guarded_free(&g);
	if (s == STATUS_OK)
		net_run(net);
	else
		assert_null(net);
	net_close(net);
	return s;
}

static enum status
try_section(struct slice section)
{
	struct slice file = net_builder_file(section);
	enum status s = try_file(file, NET_LANES_BEST);

	assert_int_equal(s, try_file(file, NET_LANES_4));
	net_builder_free(file);
	return s;
}

static void
set_word(struct slice section, size_t word, uint32_t value)
{
	uint8_t *at = (uint8_t *)(uintptr_t)section.data + 4 * word;

	for (size_t i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void
what_is_right_opens(void **state)
{
	struct slice section = section_of_all();

	(void)state;
	assert_int_equal(try_section(section), STATUS_OK);
	net_builder_free(section);
}

/* Cut anywhere, and any bit turned without a new checksum. */
static void
damage_is_refused(void **state)
{
	struct slice section = section_of_all();
	struct slice file = net_builder_file(section);
	uint8_t *bytes = (uint8_t *)(uintptr_t)file.data;
	bool is_slow = getenv("FACETELL_SLOW") != NULL;

	(void)state;
	for (size_t len = 0; len < file.len; len += is_slow ? 37 : 1)
		assert_int_equal(
		    try_file(slice_of(file.data, len), NET_LANES_BEST),
		    STATUS_WORKER_MODEL);
	for (size_t bit = 0; bit < 8 * file.len; bit += is_slow ? 301 : 1) {
		bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
		/* After the end of a name anything may stand. */
		if (bit / 8 <= NET_FORMAT_HEADER_BYTES + 4 ||
		    bit / 8 >= NET_FORMAT_HEADER_BYTES + NET_FORMAT_NAME_BYTES)
			assert_int_equal(
			    try_file(file, NET_LANES_BEST),
			    STATUS_WORKER_MODEL);
		bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
	}
	net_builder_free(file);
	net_builder_free(section);
}

static const struct {
	const char *name;
	size_t word;
	uint32_t value;
} lies[] = {
	{ "no tensors", 0, 0 },
	{ "more tensors than bytes", 0, NET_FORMAT_TENSORS_MAX },
	{ "too many tensors", 0, 0xffffffff },
	{ "too many operations", 1, 0xffffffff },
	{ "too many outputs", 2, 0xffffffff },
	{ "fewer outputs than parts", 2, 0 },
	{ "too many parts", 3, 0xffffffff },
	{ "too many parameters", 4, 0xffffffff },
	{ "too many weights", 5, 0xffffffff },
	{ "more weights than bytes", 5, 400 },
	{ "fewer weights than are used", 5, 311 },
	{ "input is no tensor", 6, TENSORS },
	{ "input is written", 6, 1 },
	{ "the zero is none", 7, 1 },
	{ "no height", TENSOR(1), 0 },
	{ "too high", TENSOR(1), 0xffffffff },
	{ "higher than the window reaches", TENSOR(1), 7 },
	{ "no width", TENSOR(1) + 1, 0 },
	{ "no channels", TENSOR(1) + 2, 0 },
	{ "too many channels", TENSOR(1) + 2, 0xffffffff },
	{ "other channels than the next has", TENSOR(1) + 2, 9 },
	{ "unknown operation", OP(0), NET_KINDS },
	{ "output is no tensor", OP(0) + 1, TENSORS },
	{ "output is written twice", OP(1) + 1, 1 },
	{ "output is the input", OP(0) + 1, 0 },
	{ "input is no tensor", OP(0) + 2, TENSORS },
	{ "input is not yet written", OP(0) + 2, 5 },
	{ "input is the output", OP(0) + 2, 1 },
	{ "input has no whole blocks", OP(1) + 2, 0 },
	{ "added is no tensor", OP(2) + 3, TENSORS },
	{ "added is not yet written", OP(2) + 3, 5 },
	{ "added is of another shape", OP(2) + 3, 0 },
	{ "added is missing", OP(2) + 3, NONE },
	{ "depthwise adds", OP(1) + 3, 1 },
	{ "unknown activation", OP(0) + 4, NET_ACTIVATIONS },
	{ "pool with an activation", OP(3) + 4, NET_RELU },
	{ "no kernel height", OP(0) + 5, 0 },
	{ "too high a kernel", OP(0) + 5, NET_FORMAT_KERNEL_MAX + 1 },
	{ "kernel of more weights than there are", OP(0) + 6, 16 },
	{ "no stride", OP(0) + 7, 0 },
	{ "stride over the end", OP(0) + 7, 2 },
	{ "padding of a whole kernel", OP(0) + 8, 3 },
	{ "padding left of a whole kernel", OP(0) + 9, 3 },
	{ "sum with a window", OP(2) + 5, 1 },
	{ "weights beyond the end", OP(1) + 10, 0xffffffff },
	{ "weights that end beyond the end", OP(0) + 10, 100 },
	{ "parameters beyond the end", OP(6) + 11, 0xffffffff },
	{ "parameters that end beyond the end", OP(6) + 11, 12 },
	{ "a parameter count that overflows", OP(6) + 12, 0xffffffff },
	{ "no points", OP(6) + 12, 8 },
	{ "mean of another shape", OP(5) + 1, 2 },
	{ "matrix from no list", OP(6) + 2, 5 },
	{ "matrix that is none", OP(7) + 3, 6 },
	{ "points moved by no matrix", OP(8) + 3, NONE },
	{ "points moved by few factors", OP(8) + 12, 7 },
	{ "more parts than there are", PART_COUNT(0), 2 },
	{ "part is no tensor", PART(0), TENSORS },
	{ "left point is none", PARAMETER(0), 2 },
	{ "right point is none", PARAMETER(1), 0xffffffff },
	{ "sample of no height", PARAMETER(2), 0 },
	{ "sample too wide", PARAMETER(3), 0xffffffff },
	{ "scale is no number", PARAMETER(4), 0x7fc00000 },
	{ "rotation is infinite", PARAMETER(6), 0x7f800000 },
	{ "point is none", PARAMETER(9), 2 },
	{ "factor is infinite", PARAMETER(10), 0xff800000 },
};

static void
lies_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lies); i++) {
		struct slice section = section_of_all();

		set_word(section, lies[i].word, lies[i].value);
		if (try_section(section) != STATUS_WORKER_MODEL)
			fail_msg("%s was not refused", lies[i].name);
		net_builder_free(section);
	}
}

static void
infinite_weights_are_refused(void **state)
{
	struct slice section = section_of_all();
	uint8_t *bytes = (uint8_t *)(uintptr_t)section.data;

	(void)state;
	bytes[4 * PARAMETER(18) + 1] = 0x7c;
	assert_int_equal(try_section(section), STATUS_WORKER_MODEL);
	net_builder_free(section);
}

/* Much work and much memory from few bytes. */
static void
bombs_are_refused(void **state)
{
	static const struct {
		size_t side, channels, ops;
	} bombs[] = { { 512, 8, 64 }, { 1024, 2, 120 } };

	(void)state;
	for (size_t i = 0; i < COUNT(bombs); i++) {
		struct net_builder b = { 0 };
		struct slice section;
		uint32_t last = net_builder_tensor(
		    &b, bombs[i].side, bombs[i].side, bombs[i].channels);

		for (size_t k = 0; k < bombs[i].ops; k++) {
			uint32_t next = net_builder_tensor(
			    &b, bombs[i].side, bombs[i].side,
			    bombs[i].channels);
			uint32_t *op = net_builder_op(
			    &b, NET_CONVOLVE, next, last, NONE, NET_LINEAR);

			op[5] = op[6] = op[7] = 1;
			op[10] = 0; /* the same weights again and again */
			last = next;
		}
		for (size_t k = 0; k < 8 * 8 + 8; k++)
			net_builder_weight(&b, 0);
		net_builder_output(&b, last);
		section = net_builder_section(&b);
		assert_int_equal(try_section(section), STATUS_WORKER_MODEL);
		net_builder_free(section);
	}
}

/* Every word of the section with every unlikely value: no crash, no overrun. */
static void
whatever_opens_runs(void **state)
{
	static const uint32_t values[] = { 0,	     1,	       2,	  3,
					   5,	     8,	       16,	  17,
					   255,	     1024,     4096,	  65535,
					   1U << 20, 1U << 31, 0xffffffff };
	struct slice section = section_of_all();
	uint8_t *copy = malloc(section.len);
	size_t opened = 0;
	bool is_slow = getenv("FACETELL_SLOW") != NULL;

	(void)state;
	for (size_t word = 0; word < PARAMETER(18); word += is_slow ? 7 : 1) {
		for (size_t i = 0; i < COUNT(values); i++) {
			struct slice changed = slice_of(copy, section.len);
			enum status s;

			memcpy(copy, section.data, section.len);
			set_word(changed, word, values[i]);
			s = try_section(changed);
			assert_true(s == STATUS_OK || s == STATUS_WORKER_MODEL);
			opened += s == STATUS_OK;
		}
	}
	assert_true(opened > 0);
	free(copy);
	net_builder_free(section);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_right_opens),
		cmocka_unit_test(damage_is_refused),
		cmocka_unit_test(lies_are_refused),
		cmocka_unit_test(infinite_weights_are_refused),
		cmocka_unit_test(bombs_are_refused),
		cmocka_unit_test(whatever_opens_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
