#ifndef NET_BUILDER_H
#define NET_BUILDER_H

/*
 * net_builder: small networks in the packed format, right or wrong, for tests.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "face/net_format.h"

#define NET_BUILDER_NAME "test"
#define NET_BUILDER_MAX 4096 /* of words, halves */

struct net_builder {
	uint32_t tensors[NET_BUILDER_MAX], ops[NET_BUILDER_MAX];
	uint32_t part_counts[8], parts[8], parameters[64];
	uint16_t halves[NET_BUILDER_MAX];
	size_t tensor_count, op_count, output_count, parameter_count;
	size_t half_count;
	uint32_t input;
};

/* A new tensor's number. */
uint32_t net_builder_tensor(
    struct net_builder *b, size_t height, size_t width, size_t channels);

/*
 * Add an operation without window, weights and parameters, to be set in the
 * words given back: [5] kernel height, [6] width, [7] stride, [8] above,
 * [9] left.  Its weights and parameters are those added after it.
 */
uint32_t *net_builder_op(
    struct net_builder *b, enum net_kind kind, uint32_t output, uint32_t input,
    uint32_t second, enum net_activation activation);

/* The fp16 nearest to `number` that is not nearer to zero than 2^-14. */
void net_builder_weight(struct net_builder *b, float number);

void net_builder_parameter(struct net_builder *b, uint32_t word);
void net_builder_parameter_float(struct net_builder *b, float number);

/* One more output, of one tensor. */
void net_builder_output(struct net_builder *b, uint32_t tensor);

/* The section alone; to be freed by net_builder_free(). */
struct slice net_builder_section(const struct net_builder *b);

/* A packed file of one network, NET_BUILDER_NAME, whatever the section is. */
struct slice net_builder_file(struct slice section);

void net_builder_free(struct slice bytes);

#endif
