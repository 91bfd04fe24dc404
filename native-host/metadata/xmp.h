#ifndef XMP_H
#define XMP_H

/*
 * xmp: the few properties of an XMP packet that tell where a picture is from.
 *
 *   takes   CONTAINER_XMP or CONTAINER_XMP_EXTENDED, any bytes at all
 *   gives   texts in the arena
 *
 * A real XML parser (expat) with no way out: a document type, and so any
 * entity, ends the reading; nothing is ever fetched.
 */

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

#define XMP_PACKET_MAX_BYTES ((size_t)4 << 20)
#define XMP_VALUE_MAX_BYTES ((size_t)4096) /* more of it is cut */
#define XMP_DEPTH_MAX 64

enum xmp_name {
	XMP_SOURCE_TYPE,   /* Iptc4xmpExt:DigitalSourceType */
	XMP_AI_SYSTEM,	   /* Iptc4xmpExt:AISystemUsed */
	XMP_CREATOR_TOOL,  /* xmp:CreatorTool */
	XMP_DESCRIPTION,   /* dc:description */
	XMP_CREATOR,	   /* dc:creator */
	XMP_CREDIT,	   /* photoshop:Credit */
	XMP_AIGC,	   /* the label of China's TC260 */
	XMP_COMMENT,	   /* exif:UserComment */
	XMP_MAKE,	   /* tiff:Make */
	XMP_MODEL,	   /* tiff:Model */
	XMP_SOFTWARE,	   /* tiff:Software */
	XMP_AGENT,	   /* stEvt:softwareAgent, the first of the history */
	XMP_PROVENANCE,	   /* dcterms:provenance: where the C2PA manifest is */
	XMP_EXTENDED_GUID, /* xmpNote:HasExtendedXMP */
	XMP_NAME_COUNT
};

enum xmp_fault {
	XMP_TOO_LARGE = 1, /* over XMP_PACKET_MAX_BYTES: not read */
	XMP_DOCTYPE = 2,   /* would declare entities: reading ended there */
	XMP_TOO_DEEP = 4,
	XMP_DAMAGED = 8, /* not well-formed: reading ended there */
	XMP_VALUE_CUT = 16
};

struct xmp {
	struct slice value[XMP_NAME_COUNT]; /* empty: not said; UTF-8 */
	unsigned int faults;		    /* enum xmp_fault, or-ed */
};

/*
 * xmp_read(packet, arena, xmp):
 * Adds to what `xmp` holds, so that a packet and its extension can be read one
 * after the other; start with zeros.  What is said first counts.
 *
 * STATUS_NO_MEMORY
 */
MUST_USE enum status
xmp_read(struct slice packet, struct arena *arena, struct xmp *xmp);

/* "Iptc4xmpExt:DigitalSourceType" and so on. */
const char *xmp_property(enum xmp_name name);

#endif
