#ifndef RECOMPRESSION_H
#define RECOMPRESSION_H

/*
 * recompression: was a JPEG saved as one before, at another quality?
 *
 *   takes   decoded pixels, as stored (not turned upright), and their layout
 *   gives   the likeliest earlier quality, and how much speaks for it
 *
 * Two roundings to two grids leave gaps and heaps in the histograms of the
 * cosine coefficients.  What the histograms would be without, and with each of
 * libjpeg's qualities before, is taken from the same picture cut four pixels
 * in, where the grid of blocks falls elsewhere (Lukas and Fridrich, DFRWS
 * 2003).  An earlier save at the same or a much lower quality cannot be seen.
 */

#include "base/arena.h"
#include "image/decode.h"
#include "metadata/jpeg_layout.h"

#define RECOMPRESSION_SIDE_MIN_PX 64 /* smaller ones have too few blocks */

/*
 * From here on "saved before" is said; DESIGN.md has the measured rates.
 * Thousandths of a nat a coefficient.
 */
#define RECOMPRESSION_SCORE_MIN 8

struct recompression {
	bool is_tried;		 /* large enough, with a table */
	int32_t earlier_quality; /* the likeliest; 0 when none is better */
	int32_t score;		 /* thousandths of a nat a coefficient */
};

/*
 * recompression_read(image, layout, arena, recompression):
 *
 * STATUS_NO_MEMORY
 */
MUST_USE enum status recompression_read(
    const struct image *image, const struct jpeg_layout *layout,
    struct arena *arena, struct recompression *recompression);

#endif
