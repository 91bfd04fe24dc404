#ifndef QUANTISATION_H
#define QUANTISATION_H

/*
 * quantisation: what the tables of a JPEG tell of the program that saved it.
 *
 *   takes   struct jpeg_layout
 *   gives   the standard quality of libjpeg, or that the tables are others
 */

#include "metadata/jpeg_layout.h"

enum quantisation_kind {
	QUANTISATION_NONE,     /* no table, or no frame */
	QUANTISATION_STANDARD, /* Annex K scaled by libjpeg's rule, exactly */
	QUANTISATION_CUSTOM
};

/* How chroma is sampled against luma. */
enum quantisation_sampling {
	QUANTISATION_GREY,
	QUANTISATION_444,
	QUANTISATION_422,
	QUANTISATION_420,
	QUANTISATION_440,
	QUANTISATION_411,
	QUANTISATION_OTHER
};

struct quantisation {
	enum quantisation_kind kind;
	enum quantisation_sampling sampling;
	/* 1..100: exact when standard, else the nearest; 0 without a table. */
	int32_t luma_quality, chroma_quality;
	/* Mean distance to the nearest, in hundredths of a table's value. */
	int32_t luma_distance_percent;
};

void quantisation_read(
    const struct jpeg_layout *layout, struct quantisation *quantisation);

/* What libjpeg puts at `index` (0..63, row by row) of luma at 1..100. */
int32_t quantisation_standard_luma(size_t index, int32_t quality);

/* "4:2:0" and so on. */
const char *quantisation_sampling_name(enum quantisation_sampling sampling);

#endif
