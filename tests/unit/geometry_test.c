/*
 * geometry: hand-computed cases.  A perfect FFHQ crop is off by nothing; moved,
 * scaled, turned and mirrored ones are off by exactly what was done to them.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "face/geometry.h"

#define NEAR 1e-5

/*
 * Eyes .25 apart, mouth .24 below: 2.0 x .25 = .5 > 1.8 x .24 = .432, so the
 * square's side is 1; its centre is .024 below the eyes, at .476 + .024 = .5.
 */
static const struct geometry_point ideal[] = {
	{ 0.375F, 0.476F }, { 0.625F, 0.476F }, { 0.45F, 0.716F },
	{ 0.55F, 0.716F },  { 0.5F, 0.6F },	{ 0.5F, 0.9F },
	{ 0.5F, 0.25F },
};

static struct landmarks
place(
    double side_px, double scale, double degrees, double dx, double dy,
    int mirror)
{
	struct landmarks points = { .presence = 1.0F };
	struct detect_point p[7];
	double c = cos(degrees * 0.017453292519943295);
	double s = sin(degrees * 0.017453292519943295);

	for (size_t i = 0; i < 7; i++) {
		double x = ((double)ideal[i].x - 0.5) * scale;
		double y = ((double)ideal[i].y - 0.5) * scale;

		p[i].x_px = (float)((0.5 + dx + c * x - s * y) * side_px);
		p[i].y_px = (float)((0.5 + dy + s * x + c * y) * side_px);
		if (mirror)
			p[i].x_px = (float)side_px - p[i].x_px;
	}
	points.left_eye = p[mirror ? 1 : 0];
	points.right_eye = p[mirror ? 0 : 1];
	points.left_mouth = p[mirror ? 3 : 2];
	points.right_mouth = p[mirror ? 2 : 3];
	points.nose = p[4];
	points.chin = p[5];
	points.forehead = p[6];
	return points;
}

static void
test_exact_amounts(void **state)
{
	static const struct {
		const char *name;
		double scale, degrees, dx, dy;
		int mirror;
		double centre, size, roll_degrees;
	} cases[] = {
		{ "a perfect crop", 1, 0, 0, 0, 0, 0, 0, 0 },
		{ "mirrored", 1, 0, 0, 0, 1, 0, 0, 0 },
		{ "moved right", 1, 0, 0.03, 0, 0, 0.03, 0, 0 },
		{ "moved both ways", 1, 0, -0.03, 0.04, 0, 0.05, 0, 0 },
		{ "moved and mirrored", 1, 0, 0.03, 0.04, 1, 0.05, 0, 0 },
		{ "larger", 1.1, 0, 0, 0, 0, 0, 0.1, 0 },
		{ "smaller", 0.8, 0, 0, 0, 0, 0, 0.2, 0 },
		{ "turned clockwise", 1, 7, 0, 0, 0, 0, 0, 7 },
		{ "turned and mirrored", 1, 7, 0, 0, 1, 0, 0, -7 },
		{ "all at once", 1.25, -12, 0.03, 0.04, 0, 0.05, 0.25, -12 },
	};
	const size_t side[] = { 1000, 320, 64 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t k = 0; k < 3; k++) {
			struct geometry g;
			struct landmarks points = place(
			    (double)side[k], cases[i].scale, cases[i].degrees,
			    cases[i].dx, cases[i].dy, cases[i].mirror);

			geometry_measure(&points, side[k], side[k], &g);
			if (fabs((double)g.centre_off - cases[i].centre) >
				NEAR ||
			    fabs((double)g.size_off - cases[i].size) > NEAR ||
			    fabs(
				(double)g.roll_rad * 57.29577951308232 -
				cases[i].roll_degrees) > 100 * NEAR)
				fail_msg(
				    "%s at %zu px: %g %g %g", cases[i].name,
				    side[k], (double)g.centre_off,
				    (double)g.size_off, (double)g.roll_rad);
			assert_true(g.side_px == (float)side[k]);
			assert_true(g.aspect == 1.0F);
		}
}

/* A long face: 1.8 x .3 = .54 is more than 2.0 x .25. */
static void
test_mouth_decides_the_size(void **state)
{
	struct landmarks points = place(100, 1, 0, 0, 0, 0);
	struct geometry g;

	(void)state;
	points.left_mouth.y_px = points.right_mouth.y_px = 77.6F;
	geometry_measure(&points, 100, 100, &g);
	assert_true(fabs((double)g.size - 1.08) < NEAR);
	assert_true(fabs((double)g.centre.y - 0.506) < NEAR);
}

/* The published template itself, and both eyes .01 to the right of it. */
static void
test_eye_distance(void **state)
{
	struct landmarks points = place(1, 1, 0, 0, 0, 0);
	struct geometry g;

	(void)state;
	points.left_eye = (struct detect_point){ 0.3808205F, 0.4770549F };
	points.right_eye = (struct detect_point){ 0.6152170F, 0.4771314F };
	geometry_measure(&points, 1, 1, &g);
	assert_true(fabs((double)g.eyes_off) < NEAR);
	points.left_eye.x_px += 0.01F;
	points.right_eye.x_px += 0.01F;
	geometry_measure(&points, 1, 1, &g);
	assert_true(fabs((double)g.eyes_off - 0.02 / 2.8284271) < NEAR);
}

/* A strip cut off one side is put back; no more than was cut. */
static void
test_cut_strips(void **state)
{
	struct landmarks points = place(1000, 1, 0, 0, 0, 0);
	struct geometry g;

	(void)state;
	geometry_measure(&points, 950, 1000, &g); /* cut at the right */
	assert_true(fabs((double)g.centre_off) < NEAR);
	assert_true(fabs((double)g.moved.x) < NEAR);
	points = place(1000, 1, 0, -0.05, 0, 0);
	geometry_measure(&points, 950, 1000, &g); /* cut at the left */
	assert_true(fabs((double)g.centre_off) < NEAR);
	assert_true(fabs((double)g.moved.x - 0.05) < NEAR);
	assert_true(fabs((double)g.left_eye.x - 0.375) < NEAR);
	assert_true(fabs((double)g.aspect - 1 / 0.95) < NEAR);
	points = place(1000, 1, 0, 0, -0.05, 0);
	geometry_measure(&points, 1000, 980, &g); /* cut .02, moved by .05 */
	assert_true(fabs((double)g.centre_off - 0.03) < NEAR);
	assert_true(fabs((double)g.moved.y - 0.02) < NEAR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact_amounts),
		cmocka_unit_test(test_mouth_decides_the_size),
		cmocka_unit_test(test_eye_distance),
		cmocka_unit_test(test_cut_strips),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
