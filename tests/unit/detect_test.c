/*
 * detect: the grids of anchors, the way from outputs to pixels, and merging.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "face/detect.h"

#define NEAR 1e-4

static void
assert_point(struct detect_point p, double x, double y)
{
	if (fabs((double)p.x_px - x) > NEAR || fabs((double)p.y_px - y) > NEAR)
		fail_msg(
		    "%g %g, not %g %g", (double)p.x_px, (double)p.y_px, x, y);
}

/* Values as MediaPipe's ssd_anchors_calculator gives them. */
static void
test_anchors(void **state)
{
	static const struct {
		enum detect_range range;
		size_t index;
		double x, y;
	} cases[] = {
		{ DETECT_SHORT, 0, 0.03125, 0.03125 },
		{ DETECT_SHORT, 1, 0.03125, 0.03125 },
		{ DETECT_SHORT, 2, 0.09375, 0.03125 },
		{ DETECT_SHORT, 32, 0.03125, 0.09375 },
		{ DETECT_SHORT, 511, 0.96875, 0.96875 },
		{ DETECT_SHORT, 512, 0.0625, 0.0625 },
		{ DETECT_SHORT, 517, 0.0625, 0.0625 },
		{ DETECT_SHORT, 518, 0.1875, 0.0625 },
		{ DETECT_SHORT, 895, 0.9375, 0.9375 },
		{ DETECT_FULL, 0, 0.5 / 48, 0.5 / 48 },
		{ DETECT_FULL, 49, 1.5 / 48, 1.5 / 48 },
		{ DETECT_FULL, 2303, 47.5 / 48, 47.5 / 48 },
	};

	(void)state;
	assert_int_equal(detect_anchor_count(DETECT_SHORT), 896);
	assert_int_equal(detect_anchor_count(DETECT_FULL), 2304);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_point(
		    detect_anchor(cases[i].range, cases[i].index), cases[i].x,
		    cases[i].y);
}

/* One box of 64 x 32 network pixels, 8 to the right of anchor 0. */
static void
test_decode(void **state)
{
	size_t anchors = detect_anchor_count(DETECT_SHORT);
	float *boxes = calloc(anchors * DETECT_BOX_FLOATS, sizeof(float));
	float *scores = calloc(anchors, sizeof(float));
	struct detect_face *faces = calloc(anchors, sizeof(*faces));
	struct resample_square square = { 100, 50, 256, 0 };

	(void)state;
	assert_non_null(boxes);
	assert_non_null(scores);
	assert_non_null(faces);
	for (size_t i = 0; i < anchors; i++)
		scores[i] = 0.40F; /* a probability of .599 */
	scores[0] = 0.41F;
	boxes[0] = 8;
	boxes[2] = 64;
	boxes[3] = 32;
	boxes[4] = 4;  /* left eye: 4 right, */
	boxes[5] = -4; /* 4 above */
	assert_int_equal(
	    detect_decode(DETECT_SHORT, boxes, scores, &square, faces), 1);
	/* Anchor at 4 px of 128; the square's left edge is at 100 - 128. */
	assert_point(faces[0].centre, -28 + 24, -78 + 8);
	assert_true(fabs((double)faces[0].width_px - 128) < NEAR);
	assert_true(fabs((double)faces[0].height_px - 64) < NEAR);
	assert_point(faces[0].keypoint[DETECT_LEFT_EYE], -28 + 16, -78);
	/* The same in a square turned by a quarter: x becomes y, y -x. */
	square.roll_rad = 1.5707963F;
	assert_int_equal(
	    detect_decode(DETECT_SHORT, boxes, scores, &square, faces), 1);
	assert_point(faces[0].centre, 100 + 120, 50 - 104);
	/* Not a number is not a face. */
	scores[0] = NAN;
	assert_int_equal(
	    detect_decode(DETECT_SHORT, boxes, scores, &square, faces), 0);
	free(boxes);
	free(scores);
	free(faces);
}

static struct detect_face
face_at(float x, float y, float side, float score)
{
	struct detect_face face = {
		.score = score,
		.centre = { x, y },
		.width_px = side,
		.height_px = side,
	};

	for (size_t k = 0; k < DETECT_KEYPOINTS; k++)
		face.keypoint[k] = (struct detect_point){ x + (float)k, y };
	return face;
}

static void
test_merge(void **state)
{
	struct detect_face merged[DETECT_FACES_MAX];
	struct detect_face faces[] = {
		face_at(300, 300, 40, 0.95F), /* best, but small: 38 */
		face_at(100, 100, 100, 0.9F), /* this and the next are one, */
		face_at(110, 100, 100, 0.6F), /* 90 of 110 in common */
		face_at(190, 100, 100, 0.7F), /* 10 of 190: another */
	};

	(void)state;
	assert_int_equal(detect_merge(faces, 4, merged), 3);
	assert_point(merged[0].centre, 104, 100); /* (.9 x 0 + .6 x 10) / 1.5 */
	assert_point(merged[0].keypoint[3], 107, 100);
	assert_true(merged[0].score == 0.9F);
	assert_point(merged[1].centre, 190, 100);
	assert_point(merged[2].centre, 300, 300);
	assert_int_equal(detect_merge(faces, 0, merged), 0);
}

static void
test_merge_is_bounded(void **state)
{
	struct detect_face *many = calloc(50, sizeof(*many));
	struct detect_face merged[DETECT_FACES_MAX];

	(void)state;
	assert_non_null(many);
	for (size_t i = 0; i < 50; i++)
		many[i] = face_at(
		    (float)i * 100, 0, 10.0F + (float)i,
		    0.99F - (float)i * 0.001F);
	assert_int_equal(detect_merge(many, 50, merged), DETECT_FACES_MAX);
	for (size_t i = 1; i < DETECT_FACES_MAX; i++)
		assert_true(merged[i - 1].width_px >= merged[i].width_px);
	free(many);
}

static void
test_roll(void **state)
{
	struct detect_face face = face_at(0, 0, 10, 1);

	(void)state;
	assert_true(detect_roll_rad(&face) == 0.0F);
	face.keypoint[DETECT_RIGHT_EYE] = (struct detect_point){ 0, 5 };
	assert_true(fabs((double)detect_roll_rad(&face) - 1.570796) < NEAR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_anchors),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_merge_is_bounded),
		cmocka_unit_test(test_roll),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
