#ifndef ALIGNMENT_H
#define ALIGNMENT_H

/*
 * alignment: what it weighs that eyes and mouth sit where StyleGAN puts them.
 *
 *   takes   struct geometry
 *   gives   decibans, and the evidence that shows them
 *
 * A logistic regression on the geometry (alignment_model.h, written by
 * model/train/fit.py) says how much likelier it is in a whole StyleGAN picture
 * than in a photo.  It is then capped by what geometry cannot know: a generated
 * face may have been cut again, and a photo may have been cut like FFHQ.
 */

#include "base/evidence.h"
#include "face/geometry.h"

#define ALIGNMENT_TERMS 33

/*
 * alignment_terms(geometry, place, terms):
 * What the regression sums.  `place` holds where whole StyleGAN pictures have
 * left eye, right eye, mouth, nose, chin and forehead.
 */
void alignment_terms(
    const struct geometry *geometry, const struct geometry_point place[6],
    float terms[ALIGNMENT_TERMS]);

/* Natural logarithm of the likelihood ratio, before the cap. */
float alignment_log_ratio(const struct geometry *geometry);

/* The capped log ratio, for a picture of `aspect` (longer : shorter side). */
float alignment_capped(float log_ratio, float aspect);

/* Fill in `evidence`: weight, measurements, points to draw, region. */
void alignment_evidence(
    const struct geometry *geometry, size_t width_px, size_t height_px,
    struct evidence *evidence);

#endif
