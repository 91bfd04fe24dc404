/* Any bytes as each format: every part lies in the file or in the arena. */

#include <stdlib.h>

#include "metadata/container.h"

#define ARENA_BYTES ((size_t)4 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct arena arena;
static volatile uint8_t seen;

static void
read_all(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		seen ^= s.data[i];
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const enum image_format FORMATS[] = { IMAGE_JPEG, IMAGE_PNG,
						     IMAGE_WEBP };
	struct container container;

	if (arena.base == NULL && arena_open(&arena, ARENA_BYTES) != STATUS_OK)
		abort();
	for (size_t i = 0; i < 3; i++) {
		if (container_read(
			slice_of(data, len), FORMATS[i], &arena, &container) !=
		    STATUS_OK)
			abort();
		if (arena.used_bytes > 2 * len + 8 * ARENA_ALIGN)
			abort();
		for (size_t n = 0; n < container.part_count; n++) {
			read_all(container.part[n].data);
			read_all(container.part[n].guid);
		}
		arena_reset(&arena);
	}
	return 0;
}
