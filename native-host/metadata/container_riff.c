#include "metadata/container_walk.h"

#include "metadata/bytes.h"

#define HEADER_BYTES ((size_t)12) /* "RIFF", length, "WEBP" */
#define FRAME_BYTES ((size_t)8)	  /* name, length */

static void
add_chunk(struct container *container, const uint8_t *name, struct slice data)
{
	if (memcmp(name, "EXIF", 4) == 0) {
		/* Some writers keep the six bytes that JPEG needs. */
		if (bytes_begin(data, "Exif\0\0", 6))
			data = bytes_after(data, 6);
		container_add_once(container, CONTAINER_EXIF, data);
	} else if (memcmp(name, "XMP ", 4) == 0) {
		container_add_once(container, CONTAINER_XMP, data);
	} else if (memcmp(name, "ICCP", 4) == 0) {
		container_add_once(container, CONTAINER_ICC, data);
	} else if (memcmp(name, "C2PA", 4) == 0) {
		container_add_once(container, CONTAINER_C2PA, data);
	}
}

void
container_walk_riff(struct slice file, struct container *container)
{
	struct slice rest;
	size_t whole;

	if (file.len < HEADER_BYTES) {
		container->faults |= CONTAINER_CUT;
		return;
	}
	whole = (size_t)bytes_little(file.data + 4, 4) + FRAME_BYTES;
	if (whole > file.len)
		container->faults |= CONTAINER_CUT;
	else if (whole < file.len)
		container->faults |= CONTAINER_TRAILING;
	rest = bytes_after(bytes_head(file, whole), HEADER_BYTES);
	while (rest.len >= FRAME_BYTES) {
		size_t len = bytes_little(rest.data + 4, 4);

		if (len > rest.len - FRAME_BYTES) {
			container->faults |= CONTAINER_LIES;
			return;
		}
		add_chunk(
		    container, rest.data,
		    slice_of(rest.data + FRAME_BYTES, len));
		rest = bytes_after(rest, FRAME_BYTES + len + (len & 1));
	}
	if (rest.len > 0)
		container->faults |= CONTAINER_LIES;
}
