#ifndef DECODE_READER_H
#define DECODE_READER_H

/*
 * decode_reader: what the three decoders share.  Only decode*.c include it.
 *
 * Each reader takes a file of its own kind and leaves upright-as-stored RGB in
 * the arena; orientation is not their business.  Outcomes as in decode.h.
 */

#include "image/decode.h"

MUST_USE enum status
decode_jpeg(struct slice file, struct arena *arena, struct image *image);
MUST_USE enum status
decode_png(struct slice file, struct arena *arena, struct image *image);
MUST_USE enum status
decode_webp(struct slice file, struct arena *arena, struct image *image);

/*
 * decode_reserve(image, width_px, height_px, channels, arena):
 * Note the size from the header and, when it is within the limits, allocate
 * `image->rgb` with room for `channels` bytes a pixel.
 *
 * STATUS_UNREADABLE, STATUS_TOO_LARGE, STATUS_NO_MEMORY
 */
MUST_USE enum status decode_reserve(
    struct image *image, size_t width_px, size_t height_px, size_t channels,
    struct arena *arena);

/* Four channels to three, in place: RGBA laid on white. */
void decode_flatten_rgba(struct image *image);

/* The same for ink; `is_inverted`: 0 is full ink, as Adobe writes it. */
void decode_flatten_cmyk(struct image *image, bool is_inverted);

#endif
