#ifndef INFLATE_H
#define INFLATE_H

/*
 * inflate: unpack a zlib stream, never to more than is asked for.
 *
 *   takes   any bytes at all
 *   gives   at most `max_bytes`, in the arena
 */

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

/*
 * inflate_bounded(packed, max_bytes, arena, out, is_cut):
 * `is_cut` when there was more.
 *
 * STATUS_UNREADABLE   not a zlib stream, or damaged or cut
 * STATUS_NO_MEMORY
 */
MUST_USE enum status inflate_bounded(
    struct slice packed, size_t max_bytes, struct arena *arena,
    struct slice *out, bool *is_cut);

/* The CRC of a PNG chunk, over its name and data. */
uint32_t inflate_crc(struct slice data);

#endif
