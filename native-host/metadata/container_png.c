#include "metadata/container_walk.h"

#include "metadata/bytes.h"
#include "metadata/inflate.h"

#define SIGNATURE_BYTES 8
#define FRAME_BYTES ((size_t)12) /* length, name and CRC around the data */
#define XMP_KEYWORD "XML:com.adobe.xmp" /* XMP specification, part 3, 1.1.5 */

static bool
is_named(const uint8_t *chunk, const char *name)
{
	return memcmp(chunk + 4, name, 4) == 0;
}

/* An iTXt chunk that holds a packet of XMP, not packed. */
static bool
is_xmp(struct slice data)
{
	static const char HEAD[] = XMP_KEYWORD "\0"; /* and its NUL: stored */

	return bytes_begin(data, HEAD, sizeof(HEAD));
}

/* Past two flags and two more texts, each ended by a NUL. */
static struct slice
xmp_packet(struct slice data)
{
	data = bytes_after(data, sizeof(XMP_KEYWORD) + 2);
	for (int i = 0; i < 2; i++) {
		const uint8_t *end =
		    data.len == 0 ? NULL : memchr(data.data, 0, data.len);

		if (end == NULL)
			return slice_of(NULL, 0);
		data = bytes_after(data, (size_t)(end - data.data) + 1);
	}
	return data;
}

static void
add_chunk(struct container *container, const uint8_t *chunk, struct slice data)
{
	if (is_named(chunk, "eXIf"))
		container_add_once(container, CONTAINER_EXIF, data);
	else if (is_named(chunk, "iCCP"))
		container_add_once(container, CONTAINER_ICC, data);
	else if (is_named(chunk, "caBX"))
		container_add_once(container, CONTAINER_C2PA, data);
	else if (is_named(chunk, "tEXt"))
		container_add(container, CONTAINER_TEXT, data);
	else if (is_named(chunk, "zTXt"))
		container_add(container, CONTAINER_TEXT_PACKED, data);
	else if (is_named(chunk, "iTXt") && is_xmp(data))
		container_add_once(container, CONTAINER_XMP, xmp_packet(data));
	else if (is_named(chunk, "iTXt"))
		container_add(container, CONTAINER_TEXT_UTF8, data);
}

/* Is it one of those we look into?  Only their CRC is worth the time. */
static bool
is_wanted(const uint8_t *chunk)
{
	static const char NAMES[][5] = { "eXIf", "iCCP", "caBX",
					 "tEXt", "zTXt", "iTXt" };

	for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
		if (is_named(chunk, NAMES[i]))
			return true;
	return false;
}

void
container_walk_png(struct slice file, struct container *container)
{
	struct slice rest = bytes_after(file, SIGNATURE_BYTES);

	while (rest.len >= FRAME_BYTES) {
		size_t len = bytes_big(rest.data, 4);
		struct slice data;

		if (len > rest.len - FRAME_BYTES)
			break;
		data = slice_of(rest.data + 8, len);
		if (is_wanted(rest.data)) {
			uint32_t sum =
			    inflate_crc(slice_of(rest.data + 4, len + 4));

			if (sum == bytes_big(data.data + len, 4))
				add_chunk(container, rest.data, data);
			else
				container->faults |= CONTAINER_CHECKSUM;
		}
		if (is_named(rest.data, "IEND")) {
			if (rest.len > FRAME_BYTES + len)
				container->faults |= CONTAINER_TRAILING;
			return;
		}
		rest = bytes_after(rest, FRAME_BYTES + len);
	}
	container->faults |= CONTAINER_CUT;
}
