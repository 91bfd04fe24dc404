/*
 * phash_table: the perceptual hashes of pictures, for reuse.py.
 *
 *   phash_table < names > table
 *
 * One file name a line in; name, quality, hash and hash in the mirror out.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/file.h"
#include "image/phash.h"

#define NAME_BYTES 4096
#define HEX_BYTES (2 * PHASH_BYTES + 1)

static enum status
hash(const char *name, struct arena *arena)
{
	char hex[HEX_BYTES], mirrored_hex[HEX_BYTES];
	struct image image = { .format = IMAGE_UNKNOWN };
	struct phash phash, mirrored;
	static uint8_t file[DECODE_FILE_MAX_BYTES];
	size_t len;
	enum status s;

	s = file_read(name, file, sizeof(file), &len, NULL);
	if (s == STATUS_OK)
		s = decode_image(slice_of(file, len), arena, &image);
	if (s == STATUS_OK)
		s = phash_compute_both(&image, arena, &phash, &mirrored);
	if (s != STATUS_OK)
		return s;
	crypto_hex(slice_of(phash.bits, PHASH_BYTES), hex);
	crypto_hex(slice_of(mirrored.bits, PHASH_BYTES), mirrored_hex);
	printf(
	    "%s\t%" PRId32 "\t%s\t%s\n", name, phash.quality, hex,
	    mirrored_hex);
	return STATUS_OK;
}

int
main(void)
{
	static char name[NAME_BYTES];
	struct arena arena = { 0 };
	enum status s = arena_open(&arena, DECODE_ARENA_BYTES * 2);

	while (s == STATUS_OK && fgets(name, sizeof(name), stdin) != NULL) {
		name[strcspn(name, "\n")] = '\0';
		arena_reset(&arena);
		s = hash(name, &arena);
		if (s != STATUS_OK)
			printf("%s\t-1\t%064d\t%064d\n", name, 0, 0);
		s = STATUS_OK;
	}
	if (s != STATUS_OK)
		fprintf(stderr, "phash_table: %s: %s\n", name, status_text(s));
	arena_close(&arena);
	return s == STATUS_OK ? 0 : 3;
}
