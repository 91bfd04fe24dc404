#ifndef JPEG_MARKER_H
#define JPEG_MARKER_H

/*
 * jpeg_marker: walk the segments of a JPEG up to its first scan.
 *
 *   takes   struct slice, any bytes at all
 *   gives   views into it, one segment after the other
 */

#include "base/slice.h"

/* ISO/IEC 10918-1, table B.1 */
#define JPEG_SOS 0xDA
#define JPEG_EOI 0xD9
#define JPEG_APP1 0xE1
#define JPEG_APP14 0xEE

struct jpeg_marker {
	uint8_t code;	      /* the byte after 0xFF */
	struct slice payload; /* without the marker and the length */
};

/*
 * jpeg_marker_next(file, at, marker):
 * The next segment at or after `*at`, which starts as 0 and moves past it.
 * False at the first scan (SOS), at EOI, and where the file is cut or no JPEG.
 */
bool
jpeg_marker_next(struct slice file, size_t *at, struct jpeg_marker *marker);

#endif
