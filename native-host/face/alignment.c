#include "face/alignment.h"

#include <math.h>
#include <string.h>

#include "face/alignment_model.h"

#define LOG_FLOOR 0.003f     /* detection.md, section 6: the landmarks' noise */
#define LOG_SIDE_MIDDLE 5.0f /* e^5 = 148 px, the middle of avatars */
#define SQUARE_MAX 0.04f     /* a deviation of a fifth is as bad as any */

/*
 * detection.md, section 6, point 3: the share of generated pictures that are
 * whole, and the share of photos that are cut like FFHQ.
 */
#define WHOLE_SHARE 0.7f
#define ALIKE_SHARE 0.002f

/* A whole StyleGAN picture is square; up to here it may be a cut one. */
#define ASPECT_SQUARE 1.02f
#define ASPECT_MAX 1.15f

#define DECIBANS_PER_NAT 4.3429448f /* 10 / ln 10 */
#define LOG_RATIO_LIMIT 30.0f	    /* far over any cap; keeps expf finite */

static float
log_of(float off)
{
	return logf(fabsf(off) + LOG_FLOOR);
}

static float
square_of(float off)
{
	return fminf(off * off, SQUARE_MAX);
}

static float
distance(struct geometry_point a, struct geometry_point b)
{
	return hypotf(a.x - b.x, a.y - b.y);
}

void
alignment_terms(
    const struct geometry *g, const struct geometry_point place[6],
    float terms[ALIGNMENT_TERMS])
{
	const struct geometry_point at[] = { g->left_eye, g->right_eye,
					     g->mouth,	  g->nose,
					     g->chin,	  g->forehead };
	float log_side = logf(g->side_px) - LOG_SIDE_MIDDLE;
	float eyes = distance(at[0], at[1]) - distance(place[0], place[1]);
	const float offs[] = {
		g->centre_off,
		g->size_off,
		g->roll_rad,
		distance(at[0], place[0]),
		distance(at[1], place[1]),
		distance(at[2], place[2]),
		g->eyes_off,
		eyes,
	};
	const size_t off_count = sizeof(offs) / sizeof(offs[0]);
	float *t = terms;

	*t++ = 1.0f;
	*t++ = log_side;
	*t++ = log_side * log_side;
	for (size_t i = 0; i < off_count; i++) {
		*t++ = log_of(offs[i]);
		*t++ = log_of(offs[i]) * log_side;
	}
	for (size_t i = 0; i < 3; i++) {
		*t++ = square_of(at[i].x - place[i].x);
		*t++ = square_of(at[i].y - place[i].y);
	}
	for (size_t i = 3; i < 6; i++)
		*t++ = square_of(at[i].y - place[i].y);
	*t++ = square_of(at[3].x - place[3].x);
	*t++ = square_of(g->centre_off);
	*t++ = square_of(g->size_off);
	*t++ = square_of(g->roll_rad);
	*t++ = square_of(eyes);
}

float
alignment_log_ratio(const struct geometry *geometry)
{
	float terms[ALIGNMENT_TERMS];
	float sum = 0.0f;

	alignment_terms(geometry, alignment_place, terms);
	for (size_t i = 0; i < ALIGNMENT_TERMS; i++)
		sum += alignment_weight[i] * terms[i];
	return sum;
}

float
alignment_capped(float log_ratio, float aspect)
{
	float square =
	    fminf(1.0f, (ASPECT_MAX - aspect) / (ASPECT_MAX - ASPECT_SQUARE));
	float whole = WHOLE_SHARE * fmaxf(0.0f, square);
	float ratio =
	    expf(fminf(fmaxf(log_ratio, -LOG_RATIO_LIMIT), LOG_RATIO_LIMIT));

	/* Where it cannot be whole, the frame says nothing either way. */
	if (whole <= ALIKE_SHARE)
		return 0.0f;
	return logf(
	    (whole * ratio + 1.0f - whole) /
	    (ALIKE_SHARE * ratio + 1.0f - ALIKE_SHARE));
}

static int32_t
scaled(float value, float scale)
{
	return (int32_t)lroundf(fminf(fmaxf(value * scale, -4000.0f), 5000.0f));
}

/* Thousandths of the picture from fractions of the frame. */
static void
add_point(
    struct evidence *evidence, const char *name, const struct geometry *g,
    size_t width_px, size_t height_px, struct geometry_point at)
{
	float x_px = (at.x - g->moved.x) * g->side_px;
	float y_px = (at.y - g->moved.y) * g->side_px;

	evidence_point(
	    evidence, name, scaled(x_px, 1000.0f / (float)width_px),
	    scaled(y_px, 1000.0f / (float)height_px));
}

/* Both eyes and the places where they were looked for, with a margin. */
static void
set_region(struct evidence *evidence)
{
	int32_t *region = evidence->region_permille;
	const int32_t margin = 40; /* an eye is about that high */
	static const int eye[] = { 0, 1, 3, 4 };

	region[0] = region[1] = 5000;
	region[2] = region[3] = -4000;
	for (size_t i = 0; i < sizeof(eye) / sizeof(eye[0]); i++) {
		const struct evidence_point *p = &evidence->point[eye[i]];

		region[0] =
		    p->x_permille < region[0] ? p->x_permille : region[0];
		region[1] =
		    p->y_permille < region[1] ? p->y_permille : region[1];
		region[2] =
		    p->x_permille > region[2] ? p->x_permille : region[2];
		region[3] =
		    p->y_permille > region[3] ? p->y_permille : region[3];
	}
	for (size_t i = 0; i < 4; i++) {
		region[i] += i < 2 ? -margin : margin;
		region[i] = region[i] < 0 ? 0 : region[i];
		region[i] = region[i] > 1000 ? 1000 : region[i];
	}
	evidence->has_region = 1;
}

void
alignment_evidence(
    const struct geometry *g, size_t width_px, size_t height_px,
    struct evidence *e)
{
	const struct geometry_point *place = alignment_place;
	const float tenths_per_rad = 572.9578f;

	memset(e, 0, sizeof(*e));
	memcpy(e->id, "alignment", sizeof("alignment"));
	e->family = EVIDENCE_PICTURE;
	e->decibans = scaled(
	    alignment_capped(alignment_log_ratio(g), g->aspect),
	    DECIBANS_PER_NAT);
	evidence_observe(e, "centrePermille", scaled(g->centre_off, 1000.0f));
	evidence_observe(e, "sizePermille", scaled(g->size_off, 1000.0f));
	evidence_observe(
	    e, "rollTenthDegrees", scaled(g->roll_rad, tenths_per_rad));
	evidence_observe(e, "eyesPermille", scaled(g->eyes_off, 1000.0f));
	add_point(e, "leftEye", g, width_px, height_px, g->left_eye);
	add_point(e, "rightEye", g, width_px, height_px, g->right_eye);
	add_point(e, "mouth", g, width_px, height_px, g->mouth);
	add_point(e, "templateLeftEye", g, width_px, height_px, place[0]);
	add_point(e, "templateRightEye", g, width_px, height_px, place[1]);
	add_point(e, "templateMouth", g, width_px, height_px, place[2]);
	set_region(e);
}
