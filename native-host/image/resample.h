#ifndef RESAMPLE_H
#define RESAMPLE_H

/*
 * resample: cut a turned square out of a picture, at another size.
 *
 * What the face networks are fed with: bilinear, area-averaged when shrinking
 * by more than two so that no pixel is skipped, black outside the frame.
 *
 * Coordinates are continuous: pixel (x, y) covers x..x+1 and y..y+1 and has
 * its centre at x + 0.5, y + 0.5.  A 320 px picture as a whole is the square
 * with centre 160, 160 and side 320.  A pixel outside the frame is black, and
 * is blended in like any other.  Positions are kept in 2^-32 px, so the same
 * input gives the same output everywhere.
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
 * Write side x side RGB floats, 0..255 mapped linearly to low..high.  Row j,
 * column i of `out` is the picture at
 *
 *     centre + side_px * R(roll) * ((i + 0.5) / side - 0.5,
 *                                   (j + 0.5) / side - 0.5)
 *
 * A square which is not finite or lies further out than RESAMPLE_FAR_PX gives
 * nothing but black.
 */
#define RESAMPLE_FAR_PX 1000000.0F
void resample_square(
    const struct image *image, const struct resample_square *square,
    size_t side, float low, float high, float *out);

#endif
