#ifndef METADATA_H
#define METADATA_H

/*
 * metadata: all that a file says of itself, in one go.
 *
 *   takes   struct slice, any bytes at all, and the format decode_sniff() saw
 *   gives   struct metadata: views of the file and of the arena
 *   knows   nothing of pixels
 *
 * Absence means nothing: platforms strip most of it.
 */

#include "metadata/container.h"
#include "metadata/declared.h"
#include "metadata/exif.h"
#include "metadata/fbmd.h"
#include "metadata/icc.h"
#include "metadata/quantisation.h"
#include "metadata/xmp.h"

enum metadata_fault {
	METADATA_EXIF = 1,	/* damaged in part or in whole */
	METADATA_TEXT = 2,	/* a PNG text that cannot be read */
	METADATA_TEXT_CUT = 4,	/* too long, or too many */
	METADATA_PROFILE = 8,	/* an ICC profile that cannot be unpacked */
	METADATA_EXTENSION = 16 /* XMP's, of another packet: not read */
};

struct metadata {
	struct container container;
	struct exif exif;
	struct xmp xmp;
	struct declared declared;
	char profile[ICC_NAME_BYTES];
	bool is_jpeg; /* the following three are set */
	struct jpeg_layout layout;
	struct quantisation quantisation;
	struct fbmd fbmd;
	unsigned int faults; /* enum metadata_fault, or-ed */
};

/*
 * metadata_read(file, format, arena, metadata):
 *
 * STATUS_NO_MEMORY   the arena is full
 */
MUST_USE enum status metadata_read(
    struct slice file, enum image_format format, struct arena *arena,
    struct metadata *metadata);

#endif
