#ifndef DETECT_H
#define DETECT_H

/*
 * detect: where the faces of a picture are.
 *
 *   takes   struct image, and MediaPipe's two BlazeFace networks
 *   gives   struct detect_face, best first
 *   knows   nothing of landmarks or of what a face gives away
 *
 * Same input, same output.
 */

#include "base/arena.h"
#include "face/net.h"
#include "image/resample.h"

#define DETECT_FACES_MAX 8
#define DETECT_KEYPOINTS 6
#define DETECT_BOX_FLOATS 16 /* x, y, width, height, then the key points */

/* detection.md, section 3: below it BlazeFace takes icons for faces. */
#define DETECT_SCORE_MIN 0.6f

/* In the order of the networks: first what is left in an upright picture. */
enum detect_keypoint {
	DETECT_LEFT_EYE,
	DETECT_RIGHT_EYE,
	DETECT_NOSE,
	DETECT_MOUTH,
	DETECT_LEFT_EAR,
	DETECT_RIGHT_EAR
};

enum detect_range { DETECT_SHORT, DETECT_FULL };

struct detect_point {
	float x_px, y_px;
};

struct detect_face {
	float score;		    /* 0..1 */
	struct detect_point centre; /* of the box */
	float width_px, height_px;  /* along the axes it was found in */
	struct detect_point keypoint[DETECT_KEYPOINTS];
};

/* How many boxes a network proposes, and the centre of each in 0..1. */
size_t detect_anchor_count(enum detect_range range);
struct detect_point detect_anchor(enum detect_range range, size_t index);

/*
 * detect_decode(range, boxes, scores, square, faces):
 * Turn a network's outputs, looking at `square`, into faces in pixels of the
 * picture.  `faces` has room for every anchor; the count is returned.
 */
size_t detect_decode(
    enum detect_range range, const float *boxes, const float *scores,
    const struct resample_square *square, struct detect_face *faces);

/*
 * detect_merge(faces, count, merged):
 * Non-maximum suppression: boxes that overlap become one, averaged by score.
 * At most DETECT_FACES_MAX, largest score x size first; returns how many.
 */
size_t detect_merge(
    struct detect_face *faces, size_t count,
    struct detect_face merged[DETECT_FACES_MAX]);

/* The angle of the line through the eyes, clockwise. */
float detect_roll_rad(const struct detect_face *face);

/* The networks, opened by the caller. */
struct detector {
	struct net *short_range; /* 128 px */
	struct net *full_range;	 /* 192 px */
};

/*
 * detect_faces(detector, image, arena, faces, count):
 * Look closely; where nothing is seen, from further away; where nothing or
 * only something small is seen, with the network for distant faces.  None at
 * all is no error: `count` is 0.
 *
 * STATUS_NO_MEMORY   the arena is full
 */
MUST_USE enum status detect_faces(
    const struct detector *detector, const struct image *image,
    struct arena *arena, struct detect_face faces[DETECT_FACES_MAX],
    size_t *count);

/* The same at the picture turned by so many quarters, once, from further away;
 * the faces are where they lie in the picture as it is. */
MUST_USE enum status detect_turned(
    const struct detector *detector, const struct image *image,
    unsigned quarters, struct arena *arena,
    struct detect_face faces[DETECT_FACES_MAX], size_t *count);

#endif
