#include "face/geometry.h"

#include <math.h>

/* recreate_aligned_images in NVlabs/ffhq-dataset: download_ffhq.py */
#define FFHQ_EYES 2.0f	 /* half side : distance of the eyes */
#define FFHQ_MOUTH 1.8f	 /* half side : eyes to mouth */
#define FFHQ_CENTRE 0.1f /* of the way from eyes to mouth */

/* Where Yang, Singh and Menczer (arXiv:2401.02627) found the eyes. */
static const struct geometry_point gan_left = { 0.3808205f, 0.4770549f };
static const struct geometry_point gan_right = { 0.6152170f, 0.4771314f };
#define GAN_EYES_SCALE 2.8284271f /* 2 sqrt 2 */

static struct geometry_point
middle(struct geometry_point a, struct geometry_point b)
{
	return (struct geometry_point){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
}

static float
distance(struct geometry_point a, struct geometry_point b)
{
	return hypotf(a.x - b.x, a.y - b.y);
}

static struct geometry_point
fraction(struct detect_point point, float side_px)
{
	return (struct geometry_point){ point.x_px / side_px,
					point.y_px / side_px };
}

/*
 * The square of ffhq-dataset: its centre, its side, its turn.
 */
static void
fit_square(struct geometry *g)
{
	struct geometry_point eyes = middle(g->left_eye, g->right_eye);
	float ex = g->right_eye.x - g->left_eye.x;
	float ey = g->right_eye.y - g->left_eye.y;
	float mx = g->mouth.x - eyes.x, my = g->mouth.y - eyes.y;

	g->centre.x = eyes.x + FFHQ_CENTRE * mx;
	g->centre.y = eyes.y + FFHQ_CENTRE * my;
	g->size =
	    2 * fmaxf(FFHQ_EYES * hypotf(ex, ey), FFHQ_MOUTH * hypotf(mx, my));
	g->roll_rad = atan2f(ey - mx, ex + my);
}

/* Place the picture in its frame. */
static void
move(struct geometry *g, struct geometry_point by)
{
	struct geometry_point *point[] = {
		&g->left_eye,  &g->right_eye,  &g->mouth,
		&g->left_iris, &g->right_iris, &g->nose,
		&g->chin,      &g->forehead,   &g->centre,
	};

	for (size_t i = 0; i < sizeof(point) / sizeof(point[0]); i++) {
		point[i]->x += by.x;
		point[i]->y += by.y;
	}
	g->moved = by;
}

/* How much to move so that `at` comes as near to the middle as `room` lets. */
static float
slide(float at, float room)
{
	return fminf(fmaxf(0.5f - at, 0.0f), room);
}

void
geometry_measure(
    const struct landmarks *points, size_t width_px, size_t height_px,
    struct geometry *g)
{
	float width = (float)width_px, height = (float)height_px;
	float side = fmaxf(width, height);

	g->side_px = side;
	g->aspect = side / fminf(width, height);
	g->left_eye = fraction(points->left_eye, side);
	g->right_eye = fraction(points->right_eye, side);
	g->left_iris = fraction(points->left_iris, side);
	g->right_iris = fraction(points->right_iris, side);
	g->mouth = middle(
	    fraction(points->left_mouth, side),
	    fraction(points->right_mouth, side));
	g->nose = fraction(points->nose, side);
	g->chin = fraction(points->chin, side);
	g->forehead = fraction(points->forehead, side);
	fit_square(g);
	move(
	    g, (struct geometry_point){
		   slide(g->centre.x, 1 - width / side),
		   slide(g->centre.y, 1 - height / side),
	       });
	g->centre_off = hypotf(g->centre.x - 0.5f, g->centre.y - 0.5f);
	g->size_off = fabsf(g->size - 1.0f);
	g->eyes_off = (distance(g->left_eye, gan_left) +
		       distance(g->right_eye, gan_right)) /
		      GAN_EYES_SCALE;
}
