#include "face/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "face/alignment.h"

#define PRESENCE_MIN 0.5f /* the mesh's own doubt; 1 of 140 icons passes */

/*
 * Beyond it the frame cannot have been meant to be upright; the landmarks are
 * good to 60 degrees (detection.md, section 3).
 */
#define ROLL_MAX_RAD 0.7853982f /* 45 degrees */

/* An FFHQ crop of SCORE_FACE_MIN_PX has its eyes 12 px apart. */
#define EYES_MIN_PX 10.0f

/*
 * A second face is one that could be the portrait's as well.  StyleGAN paints
 * halves of faces at the frame: those do not count.
 */
#define SECOND_SIZE_MIN 0.5f

struct scorer {
	struct detector detector;
	struct net *mesh;
};

enum status
scorer_open_lanes(
    struct slice packed, enum net_lanes lanes, struct scorer **scorer)
{
	struct scorer *new = calloc(1, sizeof(*new));
	enum status s = STATUS_NO_MEMORY;

	if (new == NULL)
		goto out;
	s = net_open(packed, "short-range", lanes, &new->detector.short_range);
	if (s != STATUS_OK)
		goto out;
	s = net_open(packed, "full-range", lanes, &new->detector.full_range);
	if (s != STATUS_OK)
		goto out;
	s = net_open(packed, "attention", lanes, &new->mesh);
out:
	if (s != STATUS_OK) {
		scorer_close(new);
		new = NULL;
	}
	*scorer = new;
	return s;
}

enum status
scorer_open(struct slice packed, struct scorer **scorer)
{
	return scorer_open_lanes(packed, NET_LANES_BEST, scorer);
}

void
scorer_close(struct scorer *scorer)
{
	if (scorer == NULL)
		return;
	net_close(scorer->detector.short_range);
	net_close(scorer->detector.full_range);
	net_close(scorer->mesh);
	free(scorer);
}

static int32_t
permille(float px, size_t side_px)
{
	float value = px * 1000.0f / (float)side_px;

	return (int32_t)lroundf(fminf(fmaxf(value, 0.0f), 1000.0f));
}

static void
set_face(
    struct score *score, const struct image *image,
    const struct landmarks *points)
{
	score->has_face = 1;
	score->face_permille[0] = permille(points->left_px, image->width_px);
	score->face_permille[1] = permille(points->top_px, image->height_px);
	score->face_permille[2] = permille(points->right_px, image->width_px);
	score->face_permille[3] = permille(points->bottom_px, image->height_px);
}

static bool
is_inside(const struct image *image, struct detect_point point)
{
	return point.x_px > 0.0f && point.x_px < (float)image->width_px &&
	       point.y_px > 0.0f && point.y_px < (float)image->height_px;
}

static bool
is_whole(const struct image *image, const struct detect_face *face)
{
	for (size_t k = DETECT_LEFT_EYE; k <= DETECT_MOUTH; k++)
		if (!is_inside(image, face->keypoint[k]))
			return false;
	return true;
}

/* Is there, besides the chosen one, another face that could be meant? */
static bool
has_second(
    const struct scorer *scorer, const struct image *image,
    const struct detect_face *faces, size_t count, size_t chosen)
{
	struct landmarks points;

	for (size_t i = 0; i < count; i++) {
		if (i == chosen ||
		    faces[i].width_px <
			SECOND_SIZE_MIN * faces[chosen].width_px ||
		    !is_whole(image, &faces[i]))
			continue;
		landmarks_find(scorer->mesh, image, &faces[i], &points);
		if (points.presence >= PRESENCE_MIN)
			return true;
	}
	return false;
}

static enum status
judge(
    const struct scorer *scorer, const struct image *image,
    const struct detect_face *faces, size_t count, struct score *score,
    struct geometry *geometry)
{
	struct landmarks points = { .presence = 0.0f };
	size_t chosen = count;

	for (size_t i = 0; i < count && chosen == count; i++) {
		landmarks_find(scorer->mesh, image, &faces[i], &points);
		if (points.presence >= PRESENCE_MIN)
			chosen = i;
	}
	if (chosen == count)
		return STATUS_NO_FACE;
	set_face(score, image, &points);
	geometry_measure(&points, image->width_px, image->height_px, geometry);
	if (fabsf(geometry->roll_rad) > ROLL_MAX_RAD)
		return STATUS_ROTATED;
	if (has_second(scorer, image, faces, count, chosen))
		return STATUS_SEVERAL_FACES;
	if (hypotf(
		points.right_iris.x_px - points.left_iris.x_px,
		points.right_iris.y_px - points.left_iris.y_px) < EYES_MIN_PX)
		return STATUS_TOO_SMALL;
	alignment_evidence(
	    geometry, image->width_px, image->height_px,
	    &score->evidence[score->evidence_count++]);
	return STATUS_OK;
}

enum status
score_measure(
    struct scorer *scorer, const struct image *image, struct arena *arena,
    struct score *score, struct geometry *geometry)
{
	struct detect_face faces[DETECT_FACES_MAX];
	struct score turned;
	size_t count;
	enum status s;

	memset(score, 0, sizeof(*score));
	if (image->width_px < SCORE_FACE_MIN_PX ||
	    image->height_px < SCORE_FACE_MIN_PX) {
		score->reason = STATUS_TOO_SMALL;
		return STATUS_OK;
	}
	s = detect_faces(&scorer->detector, image, arena, faces, &count);
	if (s != STATUS_OK)
		return s;
	score->reason =
	    (int32_t)judge(scorer, image, faces, count, score, geometry);
	/* Does one lie on its side? */
	for (unsigned quarters = 1;
	     quarters < 4 && score->reason == STATUS_NO_FACE; quarters++) {
		s = detect_turned(
		    &scorer->detector, image, quarters, arena, faces, &count);
		if (s != STATUS_OK)
			return s;
		memset(&turned, 0, sizeof(turned));
		turned.reason = (int32_t)judge(
		    scorer, image, faces, count, &turned, geometry);
		if (turned.reason == STATUS_ROTATED)
			*score = turned;
	}
	return STATUS_OK;
}

enum status
score_picture(
    struct scorer *scorer, const struct image *image, struct arena *arena,
    struct score *score)
{
	struct geometry geometry;

	return score_measure(scorer, image, arena, score, &geometry);
}

static bool
is_box(const int32_t box[4])
{
	return 0 <= box[0] && box[0] <= box[2] && box[2] <= 1000 &&
	       0 <= box[1] && box[1] <= box[3] && box[3] <= 1000;
}

bool
score_is_valid(const struct score *score)
{
	if (score->reason != STATUS_OK &&
	    (!status_is_known(score->reason) ||
	     !status_is_reason((enum status)score->reason)))
		return false;
	if ((score->has_face != 0 && score->has_face != 1) ||
	    (score->has_face && !is_box(score->face_permille)) ||
	    score->evidence_count < 0 ||
	    score->evidence_count > SCORE_EVIDENCE_MAX)
		return false;
	for (int32_t i = 0; i < score->evidence_count; i++)
		if (!evidence_is_valid(&score->evidence[i]))
			return false;
	return true;
}
