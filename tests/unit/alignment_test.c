/*
 * alignment: the cap, the direction of the weights, and what is drawn.
 */
#include <math.h>

#include "face/alignment.h"
#include "face/alignment_model.h"
#include "unit.h"

/* The frame of an average StyleGAN picture, moved by dx and scaled. */
static struct geometry
frame(float side_px, float dx, float scale)
{
	struct geometry g;
	struct landmarks points = { .presence = 1.0F };
	struct detect_point p[6];

	for (size_t i = 0; i < COUNT(p); i++) {
		p[i].x_px = side_px *
			    (0.5F + dx + scale * (alignment_place[i].x - 0.5F));
		p[i].y_px =
		    side_px * (0.5F + scale * (alignment_place[i].y - 0.5F));
	}
	points.left_eye = points.left_iris = p[0];
	points.right_eye = points.right_iris = p[1];
	points.left_mouth = points.right_mouth = p[2];
	points.nose = p[3];
	points.chin = p[4];
	points.forehead = p[5];
	geometry_measure(&points, (size_t)side_px, (size_t)side_px, &g);
	return g;
}

static void
the_cap_is_the_mixture(void **state)
{
	float last = -INFINITY;

	(void)state;
	/* no odds beyond the shares: .7 in .002, and .3 in .998 */
	assert_true(fabsf(alignment_capped(1e6F, 1) - 5.85793F) < 1e-3F);
	assert_true(fabsf(alignment_capped(-1e6F, 1) + 1.20197F) < 1e-3F);
	/* even odds stay even */
	assert_true(fabsf(alignment_capped(0, 1)) < 1e-6F);
	/* log((.7 * 10 + .3) / (.998 + .02)) */
	assert_true(fabsf(alignment_capped(2.302585F, 1) - 1.970035F) < 1e-3F);
	for (float ratio = -40; ratio < 40; ratio += 0.25F) {
		float capped = alignment_capped(ratio, 1);

		assert_true(capped >= last);
		last = capped;
	}
}

static void
a_frame_that_cannot_be_whole_says_nothing(void **state)
{
	(void)state;
	assert_true(alignment_capped(10, 1.15F) == 0);
	assert_true(alignment_capped(-10, 1.5F) == 0);
	assert_true(alignment_capped(10, 1.08F) < alignment_capped(10, 1));
	assert_true(alignment_capped(10, 1.08F) > 0);
	assert_true(alignment_capped(10, 1.02F) == alignment_capped(10, 1));
}

static void
nearer_weighs_more(void **state)
{
	static const float side_px[] = { 48, 64, 100, 256, 512 };

	(void)state;
	for (size_t i = 0; i < COUNT(side_px); i++) {
		struct geometry whole = frame(side_px[i], 0, 1);
		struct geometry moved = frame(side_px[i], 0.03F, 1);
		struct geometry far = frame(side_px[i], 0.1F, 1);
		struct geometry large = frame(side_px[i], 0, 1.3F);

		assert_true(alignment_log_ratio(&whole) > 2.3F);
		assert_true(
		    alignment_log_ratio(&whole) > alignment_log_ratio(&moved));
		assert_true(
		    alignment_log_ratio(&moved) > alignment_log_ratio(&far));
		assert_true(alignment_log_ratio(&far) < 0);
		assert_true(alignment_log_ratio(&large) < 0);
	}
}

static int32_t
value_of(const struct evidence *e, const char *name)
{
	for (int32_t i = 0; i < e->value_count; i++)
		if (strcmp(e->value[i].name, name) == 0)
			return e->value[i].value;
	fail_msg("no value %s", name);
	return 0;
}

static void
evidence_shows_what_was_measured(void **state)
{
	struct geometry g = frame(200, 0.05F, 1);
	struct evidence e;

	(void)state;
	alignment_evidence(&g, 200, 200, &e);
	assert_true(evidence_is_valid(&e));
	assert_string_equal(e.id, "alignment");
	assert_int_equal(e.family, EVIDENCE_PICTURE);
	assert_true(e.decibans >= -5 && e.decibans < 10);
	assert_in_range(value_of(&e, "centrePermille"), 48, 52);
	assert_in_range(value_of(&e, "sizePermille"), 0, 15);
	assert_in_range(abs(value_of(&e, "rollTenthDegrees")), 0, 3);
	assert_int_equal(e.point_count, 6);
	assert_string_equal(e.point[0].name, "leftEye");
	assert_string_equal(e.point[3].name, "templateLeftEye");
	for (int i = 0; i < 3; i++) {
		assert_in_range(
		    e.point[i].x_permille - e.point[i + 3].x_permille, 49, 51);
		assert_in_range(
		    abs(e.point[i].y_permille - e.point[i + 3].y_permille), 0,
		    1);
	}
	assert_int_equal(e.has_region, 1);
	assert_true(e.region_permille[0] < e.point[3].x_permille);
	assert_true(e.region_permille[2] > e.point[1].x_permille);
}

/* A picture without its right tenth: points in thousandths of what is left. */
static void
points_are_of_the_picture_not_the_frame(void **state)
{
	struct landmarks points = { .presence = 1.0F };
	struct geometry g;
	struct evidence e;

	(void)state;
	points.left_eye = (struct detect_point){ 375, 473 };
	points.right_eye = (struct detect_point){ 625, 473 };
	points.left_mouth = (struct detect_point){ 450, 720 };
	points.right_mouth = (struct detect_point){ 550, 720 };
	geometry_measure(&points, 900, 1000, &g);
	alignment_evidence(&g, 900, 1000, &e);
	assert_int_equal(e.point[0].x_permille, 417); /* 375 / 900 */
	assert_int_equal(e.point[0].y_permille, 473);
	assert_int_equal(e.point[1].x_permille, 694);
	/* its left tenth instead */
	points.left_eye.x_px = 275;
	points.right_eye.x_px = 525;
	points.left_mouth.x_px = 350;
	points.right_mouth.x_px = 450;
	geometry_measure(&points, 900, 1000, &g);
	alignment_evidence(&g, 900, 1000, &e);
	assert_int_equal(e.point[0].x_permille, 306); /* 275 / 900 */
	assert_in_range(e.point[3].x_permille, 302, 307);
}

/* Even points that are no numbers end in bounds. */
static void
nonsense_stays_in_bounds(void **state)
{
	static const float odd[] = { NAN, INFINITY, -INFINITY, 1e30F, 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(odd); i++) {
		struct landmarks points = { .presence = 1.0F };
		struct geometry g;
		struct evidence e;

		points.left_eye.x_px = odd[i];
		points.left_mouth.y_px = odd[i];
		geometry_measure(&points, 100, 100, &g);
		alignment_evidence(&g, 100, 100, &e);
		assert_true(evidence_is_valid(&e));
		assert_in_range(e.decibans + 60, 0, 120);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cap_is_the_mixture),
		cmocka_unit_test(a_frame_that_cannot_be_whole_says_nothing),
		cmocka_unit_test(nearer_weighs_more),
		cmocka_unit_test(evidence_shows_what_was_measured),
		cmocka_unit_test(points_are_of_the_picture_not_the_frame),
		cmocka_unit_test(nonsense_stays_in_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
