#ifndef RESAMPLE_H
#define RESAMPLE_H

/*
 * resample: cut a turned square out of a picture, at another size.
 *
 * What the face networks are fed with: bilinear, area-averaged when shrinking
 * by more than two so that no pixel is skipped, black outside the frame.
 */

#include "image/decode.h"

/* A square in the picture, in pixels; roll turns it clockwise, in radians. */
struct resample_square {
	float centre_x_px, centre_y_px;
	float side_px;
	float roll_rad;
};

/*
 * resample_square(image, square, side, low, high, out):
 * Write side x side RGB floats, 0..255 mapped linearly to low..high.
 */
void resample_square(
    const struct image *image, const struct resample_square *square,
    size_t side, float low, float high, float *out);

#endif
