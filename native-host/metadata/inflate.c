#include "metadata/inflate.h"

#define ZLIB_CONST /* its input is read only */
#include <zlib.h>

/* deflate packs at most 1032 : 1, so more room than this is never used. */
#define RATIO_MAX 1032

static size_t
room_for(struct slice packed, size_t max_bytes)
{
	size_t most;

	return size_mul(packed.len, RATIO_MAX, &most) && most < max_bytes
		   ? most
		   : max_bytes;
}

enum status
inflate_bounded(
    struct slice packed, size_t max_bytes, struct arena *arena,
    struct slice *out, bool *is_cut)
{
	size_t room = room_for(packed, max_bytes);
	z_stream stream = { 0 };
	uint8_t *bytes;
	int code;

	*out = slice_of(NULL, 0);
	*is_cut = false;
	if (packed.len == 0)
		return STATUS_UNREADABLE;
	if ((bytes = arena_alloc(arena, room)) == NULL ||
	    inflateInit(&stream) != Z_OK)
		return STATUS_NO_MEMORY;
	stream.next_in = packed.data;
	stream.avail_in = (uInt)packed.len;
	stream.next_out = bytes;
	stream.avail_out = (uInt)room;
	code = inflate(&stream, Z_FINISH);
	*out = slice_of(bytes, room - stream.avail_out);
	*is_cut = code != Z_STREAM_END && stream.avail_out == 0;
	inflateEnd(&stream);
	if (code == Z_MEM_ERROR)
		return STATUS_NO_MEMORY;
	return code == Z_STREAM_END || *is_cut ? STATUS_OK : STATUS_UNREADABLE;
}

uint32_t
inflate_crc(struct slice data)
{
	return (uint32_t)crc32_z(0, data.data, data.len);
}
