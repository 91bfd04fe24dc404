#ifndef JPEG_LAYOUT_H
#define JPEG_LAYOUT_H

/*
 * jpeg_layout: how a JPEG was laid out by whoever saved it.
 *
 *   takes   struct slice, any bytes at all
 *   gives   frame, quantisation tables, and where every scan starts and the
 *           picture ends
 *
 * Walks over the compressed data without decoding it.
 */

#include "base/slice.h"

#define JPEG_LAYOUT_SCANS_MAX 64
#define JPEG_LAYOUT_TABLES 4
#define JPEG_LAYOUT_COMPONENTS_MAX 4
#define JPEG_LAYOUT_TABLE_VALUES 64

struct jpeg_component {
	uint8_t across, down; /* sampling factors, 1..4 */
	uint8_t table;	      /* 0..3 */
};

struct jpeg_layout {
	bool is_whole; /* walked to EOI */
	bool is_progressive;
	uint8_t bits;		      /* a sample, 8 or 12 */
	uint16_t width_px, height_px; /* as stored */
	size_t component_count;	      /* 0 without a frame */
	struct jpeg_component component[JPEG_LAYOUT_COMPONENTS_MAX];

	bool has_table[JPEG_LAYOUT_TABLES];
	/* Natural order, row by row, as the standard prints them. */
	uint16_t table[JPEG_LAYOUT_TABLES][JPEG_LAYOUT_TABLE_VALUES];

	size_t scan_count; /* may be over the maximum; the rest is not kept */
	size_t scan_at[JPEG_LAYOUT_SCANS_MAX]; /* of the marker */
	size_t end_at; /* just after EOI; 0 unless is_whole */
};

/* False when it does not start like a JPEG. */
bool jpeg_layout_read(struct slice file, struct jpeg_layout *layout);

#endif
