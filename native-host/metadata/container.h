#ifndef CONTAINER_H
#define CONTAINER_H

/*
 * container: find what a picture's file carries beside the picture.
 *
 *   takes   struct slice, any bytes at all, and the format decode_sniff() saw
 *   gives   the parts, each a view of the file or put together in the arena
 *   knows   nothing of what the parts mean
 *
 * Whatever is left out is said in `faults`.  Parts spread over several JPEG
 * segments are put together; nothing is unpacked here.  Allocates at most the
 * length of the file.
 */

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"
#include "image/decode.h"

#define CONTAINER_PARTS_MAX 64

enum container_kind {
	CONTAINER_EXIF,		/* TIFF, without the name before it */
	CONTAINER_XMP,		/* the packet */
	CONTAINER_XMP_EXTENDED, /* put together; `guid` says of which packet */
	CONTAINER_ICC,		/* a profile; of PNG still deflated */
	CONTAINER_PHOTOSHOP,	/* image resources, "8BIM" and so on */
	CONTAINER_C2PA,		/* a JUMBF box */
	CONTAINER_TEXT,		/* the data of a PNG tEXt chunk */
	CONTAINER_TEXT_PACKED,	/* zTXt */
	CONTAINER_TEXT_UTF8,	/* iTXt */
	CONTAINER_COMMENT,	/* of JPEG */
	CONTAINER_KIND_COUNT
};

#define CONTAINER_GUID_BYTES 32

struct container_part {
	enum container_kind kind;
	struct slice data;
	struct slice guid; /* of CONTAINER_XMP_EXTENDED, else empty */
};

/* Why something was left out or should not be there; bits of `faults`. */
enum container_fault {
	CONTAINER_CUT = 1,	 /* the file ends inside a part */
	CONTAINER_LIES = 2,	 /* lengths or sequences that contradict */
	CONTAINER_REPEATED = 4,	 /* twice what may be there once */
	CONTAINER_TOO_MANY = 8,	 /* more parts than CONTAINER_PARTS_MAX */
	CONTAINER_CHECKSUM = 16, /* a PNG chunk whose CRC is wrong: left out */
	CONTAINER_TRAILING = 32, /* bytes after the end of the picture */
};

struct container {
	size_t part_count;
	struct container_part part[CONTAINER_PARTS_MAX];
	unsigned int faults; /* enum container_fault, or-ed */
};

/*
 * container_read(file, format, arena, container):
 * A format that is not walked (GIF, ...) has no parts.
 *
 * STATUS_NO_MEMORY   the arena is full
 */
MUST_USE enum status container_read(
    struct slice file, enum image_format format, struct arena *arena,
    struct container *container);

/* The first part of a kind; NULL when there is none. */
const struct container_part *
container_find(const struct container *container, enum container_kind kind);

#endif
