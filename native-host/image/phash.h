#ifndef PHASH_H
#define PHASH_H

/*
 * phash: PDQ, Meta's perceptual hash of a picture (ThreatExchange, 2019).
 *
 *   takes   struct image
 *   gives   256 bits that stay nearly the same when the picture is re-saved
 */

#include "image/decode.h"

#define PHASH_BYTES 32
#define PHASH_MATCH_BITS 31  /* ThreatExchange: at most this far apart */
#define PHASH_QUALITY_MIN 50 /* below it a hash says nothing */

struct phash {
	uint8_t bits[PHASH_BYTES]; /* most significant bit first */
	int32_t quality;	   /* 0..100 */
};

/* STATUS_NO_MEMORY when the arena is full. */
MUST_USE enum status phash_compute(
    const struct image *image, struct arena *arena, struct phash *phash);

/* The same, and the hash of the picture as a mirror shows it. */
MUST_USE enum status phash_compute_both(
    const struct image *image, struct arena *arena, struct phash *phash,
    struct phash *mirrored);

/* Bits in which they differ, 0..256. */
int phash_distance(const struct phash *a, const struct phash *b);

#endif
