#ifndef NET_SECTION_H
#define NET_SECTION_H

/*
 * net_section: one network of the packed file, read and checked.
 *
 * What comes out of net_section_read() can be run whatever the file was:
 * every number is within its bounds, shapes agree, weights are there.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "base/status.h"
#include "face/net_format.h"

struct net_tensor {
	size_t height, width, channels;
};

struct net_op {
	enum net_kind kind;
	enum net_activation activation;
	size_t output, input; /* tensors */
	size_t second;	      /* tensor or NET_FORMAT_NONE */
	size_t kernel_height, kernel_width, kernel_stride;
	size_t pad_top, pad_left;
	size_t weight, weight_count;
	size_t parameter, parameter_count;
};

struct net_section {
	struct net_tensor *tensors;
	struct net_op *ops;
	size_t *part_counts; /* of each output */
	size_t *parts;	     /* tensors */
	uint32_t *parameters;
	struct slice weights; /* in the packed bytes */
	size_t tensor_count, op_count, output_count, part_count;
	size_t parameter_count, weight_count;
	size_t input; /* tensor */
};

/*
 * net_section_read(packed, name, section):
 * Find, check and copy out network `name`; the weights stay in `packed`.
 *
 * STATUS_WORKER_MODEL   not there, damaged, or out of bounds
 * STATUS_NO_MEMORY
 */
MUST_USE enum status net_section_read(
    struct slice packed, const char *name, struct net_section *section);

/* Harmless on a zeroed section. */
void net_section_free(struct net_section *section);

/* The little-endian numbers at `data`. */
uint32_t net_read_u32(const uint8_t *data);
uint64_t net_read_u64(const uint8_t *data);

/* The four bytes of a parameter as the float they are. */
float net_float_of(uint32_t word);

#endif
