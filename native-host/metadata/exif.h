#ifndef EXIF_H
#define EXIF_H

/*
 * exif: what a camera, or a program in its place, wrote about the picture.
 *
 *   takes   CONTAINER_EXIF, any bytes at all
 *   gives   views of its texts, and some numbers
 *
 * Reads three directories (main, Exif, and that there is GPS and a thumbnail),
 * each once, and no maker's note.  All of it is easily forged.
 */

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

#define EXIF_COMMENT_MAX_BYTES ((size_t)64 << 10)

/* Texts end before their first NUL; bytes as they are, hopefully ASCII. */
struct exif {
	struct slice make, model, lens, software, artist, description;
	struct slice copyright, taken_at; /* "2026:11:23 18:00:00" */
	struct slice comment;		  /* UserComment, made UTF-8 */
	uint32_t width_px, height_px;	  /* 0 when not said */
	uint32_t orientation;		  /* 0 when not said */
	uint32_t iso;
	bool has_exposure; /* time or aperture */
	bool has_maker_note, has_gps, has_thumbnail;
	bool
	    is_damaged; /* offsets that lead out or back, or too many entries */
};

/*
 * exif_read(tiff, arena, exif):
 * Every member is set, to nothing where nothing is said.
 *
 * STATUS_UNREADABLE   not the start of a TIFF
 * STATUS_NO_MEMORY    no room for the comment
 */
MUST_USE enum status
exif_read(struct slice tiff, struct arena *arena, struct exif *exif);

#endif
