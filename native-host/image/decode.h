#ifndef DECODE_H
#define DECODE_H

/*
 * decode: a file's bytes to upright RGB pixels.
 *
 *   takes   struct slice, any bytes at all
 *   gives   struct image
 *   knows   nothing of faces, JSON, or where the picture came from
 *
 * The format is told from the content, never from a name.  Sizes are checked
 * from the header before a pixel is allocated; pixels live in the arena.
 */

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

#define DECODE_FILE_MAX_BYTES ((size_t)16 << 20)
#define DECODE_PIXELS_MAX ((size_t)16000000) /* 16 megapixels */
#define DECODE_SIDE_MAX_PX ((size_t)8192)
#define DECODE_SCANS_MAX 500 /* TJFLAG_LIMITSCANS of TurboJPEG 2.1 */

/* Room for the largest picture: four channels, then three turned upright. */
#define DECODE_ARENA_BYTES (7 * DECODE_PIXELS_MAX + 4096)

/* Numbers cross the worker's pipe: append only. */
enum image_format {
	IMAGE_UNKNOWN,
	IMAGE_JPEG,
	IMAGE_PNG,
	IMAGE_WEBP,
	IMAGE_AVIF, /* from here on: recognised only to be refused by name */
	IMAGE_GIF,
	IMAGE_HEIC,
	IMAGE_SVG,
	IMAGE_BMP,
	IMAGE_TIFF,
	IMAGE_JXL,
	IMAGE_FORMAT_COUNT
};

struct image {
	enum image_format format;
	size_t width_px; /* upright: after EXIF orientation */
	size_t height_px;
	uint8_t *rgb; /* height_px rows of 3 * width_px bytes, no padding */
};

/* What the first bytes say it is. */
enum image_format decode_sniff(struct slice file);

/* "image/jpeg" and so on; NULL for IMAGE_UNKNOWN. */
const char *decode_media_type(enum image_format format);

/*
 * decode_image(file, arena, image):
 * `image->format` is set whatever happens, width and height as soon as the
 * header is read.  Transparency is laid on white.
 *
 * STATUS_UNREADABLE           damaged, cut, empty or of no known kind
 * STATUS_UNSUPPORTED_FORMAT   known, but not decoded here (AVIF, GIF, ...)
 * STATUS_TOO_LARGE            over a limit above
 * STATUS_NO_MEMORY            the arena is full
 */
MUST_USE enum status
decode_image(struct slice file, struct arena *arena, struct image *image);

#endif
