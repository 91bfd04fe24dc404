/* Any bytes, told apart and read whole. */

#include <stdlib.h>

#include "metadata/metadata.h"
#include "metadata/story.h"

#define ARENA_BYTES ((size_t)8 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct metadata metadata;
	static struct arena arena;
	static struct story story;
	struct slice file = slice_of(data, len);

	if (arena.base == NULL && arena_open(&arena, ARENA_BYTES) != STATUS_OK)
		abort();
	if (metadata_read(file, decode_sniff(file), &arena, &metadata) !=
	    STATUS_OK)
		abort();
	if ((metadata.declared.kind == DECLARED_NOTHING) !=
	    (metadata.declared.finding_count == 0))
		abort();
	arena_reset(&arena);
	story_read(file, &arena, &story);
	if (!story_is_valid(&story) || arena.used_bytes != 0 ||
	    story_declares_ai(&story) !=
		(metadata.declared.kind == DECLARED_AI ||
		 metadata.declared.kind == DECLARED_AI_PART))
		abort();
	return 0;
}
