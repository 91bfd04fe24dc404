/* Any bytes as an XMP packet. */

#include <stdlib.h>

#include "metadata/xmp.h"

#define ARENA_BYTES ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct arena arena;
static volatile uint8_t seen;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct xmp xmp = { 0 };

	if (arena.base == NULL && arena_open(&arena, ARENA_BYTES) != STATUS_OK)
		abort();
	if (xmp_read(slice_of(data, len), &arena, &xmp) != STATUS_OK)
		abort();
	for (size_t n = 0; n < XMP_NAME_COUNT; n++) {
		if (xmp.value[n].len > XMP_VALUE_MAX_BYTES)
			abort();
		for (size_t i = 0; i < xmp.value[n].len; i++)
			seen ^= xmp.value[n].data[i];
	}
	arena_reset(&arena);
	return 0;
}
