/* Any bytes as a TIFF of Exif, its comment decoded. */

#include <stdlib.h>

#include "metadata/exif.h"

#define ARENA_BYTES ((size_t)1 << 20)

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
	struct exif exif;
	enum status s;

	if (arena.base == NULL && arena_open(&arena, ARENA_BYTES) != STATUS_OK)
		abort();
	s = exif_read(slice_of(data, len), &arena, &exif);
	if (s != STATUS_OK && s != STATUS_UNREADABLE)
		abort();
	read_all(exif.make);
	read_all(exif.model);
	read_all(exif.lens);
	read_all(exif.software);
	read_all(exif.artist);
	read_all(exif.description);
	read_all(exif.copyright);
	read_all(exif.taken_at);
	read_all(exif.comment);
	arena_reset(&arena);
	return 0;
}
