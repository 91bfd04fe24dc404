#ifndef ASSET_BOXES_H
#define ASSET_BOXES_H

/*
 * asset_boxes: the parts of a picture's file, as C2PA names them (2.1, A.3).
 *
 *   takes   the file, any bytes at all
 *   gives   ranges that follow each other without a gap
 *
 * JPEG: markers by their names, a scan with its data as one, all segments of
 * the store together as "C2PA".  PNG: "PNGh", then chunks.  Of a WebP only the
 * store: no other name is standardised.
 */

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"
#include "image/decode.h"

#define ASSET_BOXES_MAX 2048
#define ASSET_BOX_NAME_BYTES 6
#define ASSET_BOX_STORE "C2PA"

struct asset_box {
	char name[ASSET_BOX_NAME_BYTES];
	struct slice bytes; /* of the file */
};

struct asset_boxes {
	size_t count;
	struct asset_box *box;
	bool is_whole; /* they are all of the file */
};

/* STATUS_NO_MEMORY, STATUS_UNSUPPORTED_FORMAT */
MUST_USE enum status asset_boxes_read(
    struct slice file, enum image_format format, struct arena *arena,
    struct asset_boxes *boxes);

/* Where the store is; empty when there is none. */
struct slice asset_boxes_store(const struct asset_boxes *boxes);

#endif
