#ifndef GEOMETRY_H
#define GEOMETRY_H

/*
 * geometry: how far a picture is from being an FFHQ crop of its face.
 *
 *   takes   struct landmarks and the picture's size
 *   gives   struct geometry
 *
 * FFHQ cuts its training pictures in a square given by eyes and mouth
 * (Karras et al. 2019, recreate_aligned_images of ffhq-dataset); what StyleGAN
 * makes has the same frame.  detection.md, section 2, has the formulas.
 *
 * All lengths are fractions of the frame's side.  A picture that is not square
 * is taken for a square that lost a strip at its long edges, wherever that fits
 * the face best.
 */

#include "face/landmarks.h"

struct geometry_point {
	float x, y; /* fractions of the frame, from its top left */
};

struct geometry {
	float side_px; /* of the frame: the picture's longer side */
	float aspect;  /* longer side : shorter side, at least 1 */
	struct geometry_point
	    moved; /* of the picture in its frame, if not square */
	struct geometry_point left_eye, right_eye, mouth;
	struct geometry_point left_iris, right_iris;
	struct geometry_point nose, chin, forehead;
	struct geometry_point centre; /* of the FFHQ square of this face */
	float centre_off; /* r_c: from there to the frame's centre */
	float size;	  /* side of the FFHQ square */
	float size_off;	  /* r_s: |size - 1| */
	float roll_rad;	  /* of the FFHQ square, clockwise */
	float eyes_off;	  /* GANEyeDistance, Yang et al. 2024 */
};

/* Measure; `width_px` and `height_px` are at least 1. */
void geometry_measure(
    const struct landmarks *points, size_t width_px, size_t height_px,
    struct geometry *geometry);

#endif
