#ifndef ORIENTATION_H
#define ORIENTATION_H

/*
 * orientation: which way up the camera was held, and turning it upright.
 *
 *   takes   struct slice, any bytes at all; struct image
 *   gives   the Exif orientation, 1..8; the picture turned
 *
 * Reads one Exif tag and nothing else: of JPEG (APP1), PNG (eXIf) and WebP
 * (EXIF).  What is damaged or absent counts as upright.
 */

#include "base/arena.h"
#include "image/decode.h"

enum orientation {
	ORIENTATION_UPRIGHT = 1,
	ORIENTATION_MIRRORED,
	ORIENTATION_HALF_TURN,
	ORIENTATION_FLIPPED,
	ORIENTATION_TRANSPOSED,	  /* from here on width and height change places
				   */
	ORIENTATION_QUARTER_LEFT, /* lies on its left side: turn it clockwise */
	ORIENTATION_TRANSVERSE,
	ORIENTATION_QUARTER_RIGHT
};

enum orientation orientation_find(struct slice file, enum image_format format);

/* Do width and height change places? */
bool orientation_is_quarter(enum orientation orientation);

/* Turn `image` upright.  STATUS_NO_MEMORY when the arena is full. */
MUST_USE enum status orientation_apply(
    enum orientation orientation, struct arena *arena, struct image *image);

#endif
