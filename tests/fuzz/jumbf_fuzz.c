/* Any bytes as boxes, level after level as a validation opens them. */

#include "metadata/jumbf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static volatile uint8_t seen;

static void
look(struct slice rest, int levels)
{
	struct jumbf_super super;

	while (levels > 0 && jumbf_next_super(&rest, &super)) {
		seen ^= super.uuid[JUMBF_UUID_BYTES - 1];
		for (size_t i = 0; i < super.label.len; i++)
			seen ^= super.label.data[i];
		(void)jumbf_part(super.content, JUMBF_CBOR);
		look(super.content, levels - 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	look(slice_of(data, len), 4);
	return 0;
}
