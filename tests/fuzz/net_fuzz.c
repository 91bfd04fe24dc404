/*
 * A section of the packed weights, given its checksum, opened and run in both
 * widths; and the same bytes as a whole file.
 */

#include <stdlib.h>

#include "face/net.h"
#include "face/net_format.h"

#define HEAD_BYTES (NET_FORMAT_HEADER_BYTES + NET_FORMAT_ENTRY_BYTES)
#define NAME "fuzz"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
put(uint8_t *to, uint64_t number, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		to[i] = (uint8_t)(number >> 8 * i);
}

static uint64_t
checksum(const uint8_t *section, size_t len)
{
	uint64_t sum = NET_FORMAT_CHECKSUM_START;

	for (size_t at = 0; at < len; at += 8) {
		uint64_t word = 0;

		for (size_t i = 8; i-- > 0;)
			word = word << 8 | section[at + i];
		sum = (sum ^ word) * NET_FORMAT_CHECKSUM_PRIME;
	}
	return sum;
}

static void
open_and_run(struct slice packed, enum net_lanes lanes)
{
	struct net *net;
	enum status s = net_open(packed, NAME, lanes, &net);
	struct net_shape shape;
	const float *output;
	volatile float sum = 0;
	size_t count;

	if (s != STATUS_OK && s != STATUS_WORKER_MODEL && s != STATUS_NO_MEMORY)
		abort();
	if ((s == STATUS_OK) != (net != NULL))
		abort();
	if (s != STATUS_OK)
		return;
	shape = net_input_shape(net);
	for (size_t i = 0; i < shape.height * shape.width * shape.channels; i++)
		net_input(net)[i] = (float)(i % 17) / 8 - 1;
	net_run(net);
	for (size_t i = 0; (output = net_output(net, i, &count)) != NULL; i++)
		for (size_t k = 0; k < count; k++)
			sum += output[k];
	net_close(net);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t section_len = (len + 7) / 8 * 8;
	uint8_t *file = calloc(1, HEAD_BYTES + section_len);
	struct slice packed = slice_of(file, HEAD_BYTES + section_len);

	if (file == NULL)
		abort();
	memcpy(file, NET_FORMAT_MAGIC, 8);
	put(file + 8, NET_FORMAT_VERSION, 4);
	put(file + 12, 1, 4);
	memcpy(file + NET_FORMAT_HEADER_BYTES, NAME, sizeof(NAME));
	put(file + NET_FORMAT_HEADER_BYTES + NET_FORMAT_NAME_BYTES, HEAD_BYTES,
	    4);
	put(file + NET_FORMAT_HEADER_BYTES + NET_FORMAT_NAME_BYTES + 4,
	    section_len, 4);
	if (len > 0)
		memcpy(file + HEAD_BYTES, data, len);
	put(file + HEAD_BYTES - 8, checksum(file + HEAD_BYTES, section_len), 8);
	open_and_run(packed, NET_LANES_4);
	open_and_run(packed, NET_LANES_BEST);
	free(file);
	open_and_run(slice_of(data, len), NET_LANES_BEST);
	return 0;
}
