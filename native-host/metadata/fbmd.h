#ifndef FBMD_H
#define FBMD_H

/*
 * fbmd: the table of scans which Facebook writes into its JPEGs.
 *
 *   takes   the picture's layout and IPTC's instructions (2:40)
 *   gives   whether the table is of this very file
 *
 * "FBMD", two hex digits, four hex digits n, then n + 1 numbers of 32 bits,
 * little-endian, in hex: where each scan's marker is, and the file's length
 * (measured on untouched files; design/provenance.md).
 */

#include "metadata/jpeg_layout.h"

enum fbmd_state {
	FBMD_ABSENT,	/* says nothing: platforms strip it */
	FBMD_UNTOUCHED, /* every number is right: a rendition as Facebook made
			 */
	FBMD_RESAVED,	/* of another file: went through Facebook, then on */
	FBMD_DAMAGED	/* begins like a table, and is none */
};

struct fbmd {
	enum fbmd_state state;
	size_t scan_count; /* by the table */
	size_t file_bytes; /* by the table: the former size when re-saved */
};

/*
 * fbmd_check(instructions, layout, file_bytes, fbmd):
 * `layout` is NULL when the file is no JPEG: then no table is its own.
 */
void fbmd_check(
    struct slice instructions, const struct jpeg_layout *layout,
    size_t file_bytes, struct fbmd *fbmd);

#endif
