/* Any bytes as a store of manifests: the whole validation. */

#include <stdlib.h>

#include "metadata/c2pa.h"

#define ARENA_BYTES ((size_t)32 << 20)
#define NOW_S 1795400000 /* 2026-11-23 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct arena arena;
static struct c2pa *c2pa;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const enum image_format formats[] = { IMAGE_JPEG, IMAGE_PNG,
						     IMAGE_WEBP };
	struct slice file = slice_of(data, len);
	struct c2pa_result result;

	if (c2pa == NULL && (arena_open(&arena, ARENA_BYTES) != STATUS_OK ||
			     c2pa_open(slice_of(NULL, 0), &c2pa) != STATUS_OK))
		abort();
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (c2pa_validate(
			c2pa, file, formats[i], file, NOW_S, &arena, &result) !=
		    STATUS_OK)
			abort();
		/* It cannot be: no store holds its own hash. */
		if (result.finding_count > C2PA_FINDINGS_MAX ||
		    (len > 0) != (result.state != C2PA_ABSENT))
			abort();
		arena_reset(&arena);
	}
	return 0;
}
