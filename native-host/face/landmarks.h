#ifndef LANDMARKS_H
#define LANDMARKS_H

/*
 * landmarks: the points of one face, to a fraction of a pixel.
 *
 *   takes   struct detect_face, and MediaPipe's attention mesh
 *   gives   struct landmarks
 *
 * The mesh has 478 points; kept are those that the geometry is made of.
 * "Left" is what is left in an upright picture: the person's right.
 */

#include "face/detect.h"

struct landmarks {
	float presence; /* 0..1: that this is a face at all */
	struct detect_point left_iris, right_iris;     /* 468, 473 */
	struct detect_point left_mouth, right_mouth;   /* corners: 61, 291 */
	struct detect_point left_eye, right_eye;       /* middle of the lids */
	struct detect_point left_corner, right_corner; /* outer: 33, 263 */
	struct detect_point nose;		       /* tip: 1 */
	struct detect_point chin, forehead;	       /* 152, 10 */
	float left_px, top_px, right_px, bottom_px; /* box around all points */
};

/* Where to look first: the face's box made half as large again, turned so
 * that the eyes lie level. */
struct resample_square landmarks_first_square(const struct detect_face *face);

/* The same from points already found. */
struct resample_square landmarks_next_square(const struct landmarks *points);

/*
 * landmarks_find(mesh, image, face, points):
 * Run the mesh twice, the second time where the first has seen the face.
 */
void landmarks_find(
    struct net *mesh, const struct image *image, const struct detect_face *face,
    struct landmarks *points);

#endif
