/* Any bytes as each kind of PNG text, after a byte that says which. */

#include <stdlib.h>

#include "metadata/icc.h"
#include "metadata/text.h"

#define ARENA_BYTES ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct arena arena;
static volatile uint8_t seen;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const enum container_kind KINDS[] = { CONTAINER_TEXT,
						     CONTAINER_TEXT_PACKED,
						     CONTAINER_TEXT_UTF8,
						     CONTAINER_ICC };
	struct container_part part;
	char name[ICC_NAME_BYTES];
	struct text text;
	enum status s;

	if (len == 0)
		return 0;
	if (arena.base == NULL && arena_open(&arena, ARENA_BYTES) != STATUS_OK)
		abort();
	part = (struct container_part){ .kind = KINDS[data[0] & 3],
					.data = slice_of(data + 1, len - 1) };
	s = part.kind == CONTAINER_ICC
		? text_unpack_profile(&part, &arena, &text)
		: text_read(&part, &arena, &text);
	if (s != STATUS_OK && s != STATUS_UNREADABLE)
		abort();
	for (size_t i = 0; s == STATUS_OK && i < text.value.len; i++)
		seen ^= text.value.data[i];
	(void)icc_name(s == STATUS_OK ? text.value : part.data, name);
	arena_reset(&arena);
	return 0;
}
