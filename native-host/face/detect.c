#include "face/detect.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* mediapipe/modules/face_detection: min_suppression_threshold */
#define OVERLAP_MAX 0.3f
#define LOGIT_LIMIT 100.0f /* score_clipping_thresh, same place */

/*
 * The grids of SsdAnchorsCalculator with the options of
 * face_detection_{short,full}_range.pbtxt: strides 8, 16, 16, 16 on 128 px with
 * two anchors a layer, layers of one stride together; and stride 4 on 192 px.
 */
#define SHORT_INPUT_PX 128.0f
#define SHORT_FINE_CELLS ((size_t)16)
#define SHORT_FINE_ANCHORS 2
#define SHORT_COARSE_CELLS ((size_t)8)
#define SHORT_COARSE_ANCHORS 6
#define SHORT_FINE_COUNT                                                       \
	(SHORT_FINE_CELLS * SHORT_FINE_CELLS * SHORT_FINE_ANCHORS)
#define SHORT_COARSE_COUNT                                                     \
	(SHORT_COARSE_CELLS * SHORT_COARSE_CELLS * SHORT_COARSE_ANCHORS)
#define FULL_INPUT_PX 192.0f
#define FULL_CELLS ((size_t)48)

#define FAR_SCALE 1.5f /* a face that fills the frame: step back */

/*
 * A face smaller than this share of the picture is one for the network of
 * distant faces: the other misses its neighbours.
 */
#define NEAR_SHARE 0.25f
#define QUARTER_RAD 1.57079632679f

size_t
detect_anchor_count(enum detect_range range)
{
	return range == DETECT_SHORT ? SHORT_FINE_COUNT + SHORT_COARSE_COUNT
				     : FULL_CELLS * FULL_CELLS;
}

static struct detect_point
cell_centre(size_t cell, size_t cells)
{
	size_t column = cell % cells, row = cell / cells;

	return (struct detect_point){
		.x_px = ((float)column + 0.5f) / (float)cells,
		.y_px = ((float)row + 0.5f) / (float)cells,
	};
}

struct detect_point
detect_anchor(enum detect_range range, size_t index)
{
	assert(index < detect_anchor_count(range));
	if (range == DETECT_FULL)
		return cell_centre(index, FULL_CELLS);
	if (index < SHORT_FINE_COUNT)
		return cell_centre(
		    index / SHORT_FINE_ANCHORS, SHORT_FINE_CELLS);
	return cell_centre(
	    (index - SHORT_FINE_COUNT) / SHORT_COARSE_ANCHORS,
	    SHORT_COARSE_CELLS);
}

/* From 0..1 of the square to the picture. */
static struct detect_point
unproject(const struct resample_square *square, float u, float v)
{
	float c = cosf(square->roll_rad), s = sinf(square->roll_rad);
	float x = (u - 0.5f) * square->side_px;
	float y = (v - 0.5f) * square->side_px;

	return (struct detect_point){
		.x_px = square->centre_x_px + c * x - s * y,
		.y_px = square->centre_y_px + s * x + c * y,
	};
}

static float
probability(float logit)
{
	return 1.0f /
	       (1.0f + expf(-fminf(fmaxf(logit, -LOGIT_LIMIT), LOGIT_LIMIT)));
}

size_t
detect_decode(
    enum detect_range range, const float *boxes, const float *scores,
    const struct resample_square *square, struct detect_face *faces)
{
	float input_px = range == DETECT_SHORT ? SHORT_INPUT_PX : FULL_INPUT_PX;
	size_t count = 0;

	for (size_t i = 0; i < detect_anchor_count(range); i++) {
		const float *box = boxes + i * DETECT_BOX_FLOATS;
		struct detect_point at = detect_anchor(range, i);
		float score = probability(scores[i]);
		struct detect_face *face = &faces[count];

		if (!(score >= DETECT_SCORE_MIN))
			continue;
		face->score = score;
		face->centre = unproject(
		    square, at.x_px + box[0] / input_px,
		    at.y_px + box[1] / input_px);
		face->width_px = box[2] / input_px * square->side_px;
		face->height_px = box[3] / input_px * square->side_px;
		for (size_t k = 0; k < DETECT_KEYPOINTS; k++)
			face->keypoint[k] = unproject(
			    square, at.x_px + box[4 + 2 * k] / input_px,
			    at.y_px + box[5 + 2 * k] / input_px);
		if (face->width_px > 0.0f && face->height_px > 0.0f)
			count++;
	}
	return count;
}

/* Intersection over union, as if both lay along the picture's axes. */
static float
overlap(const struct detect_face *a, const struct detect_face *b)
{
	float dx = fabsf(a->centre.x_px - b->centre.x_px);
	float dy = fabsf(a->centre.y_px - b->centre.y_px);
	float w = fminf(
	    fminf(a->width_px, b->width_px),
	    (a->width_px + b->width_px) / 2.0f - dx);
	float h = fminf(
	    fminf(a->height_px, b->height_px),
	    (a->height_px + b->height_px) / 2.0f - dy);
	float both;

	if (w <= 0.0f || h <= 0.0f)
		return 0.0f;
	both = w * h;
	return both /
	       (a->width_px * a->height_px + b->width_px * b->height_px - both);
}

static void
add_weighted(
    struct detect_face *sum, const struct detect_face *face, float weight)
{
	sum->centre.x_px += weight * face->centre.x_px;
	sum->centre.y_px += weight * face->centre.y_px;
	sum->width_px += weight * face->width_px;
	sum->height_px += weight * face->height_px;
	for (size_t k = 0; k < DETECT_KEYPOINTS; k++) {
		sum->keypoint[k].x_px += weight * face->keypoint[k].x_px;
		sum->keypoint[k].y_px += weight * face->keypoint[k].y_px;
	}
}

/* Take out of `faces` all that overlap `best`, and average them. */
static struct detect_face
absorb(struct detect_face *faces, size_t *count, struct detect_face best)
{
	struct detect_face sum = { .score = 0.0f }, mean = { .score = 0.0f };
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++) {
		if (overlap(&faces[i], &best) > OVERLAP_MAX) {
			add_weighted(&sum, &faces[i], faces[i].score);
			sum.score += faces[i].score;
		} else {
			faces[kept++] = faces[i];
		}
	}
	*count = kept;
	add_weighted(&mean, &sum, 1.0f / sum.score);
	mean.score = best.score;
	return mean;
}

static float
weight_of(const struct detect_face *face)
{
	return face->score * fmaxf(face->width_px, face->height_px);
}

size_t
detect_merge(
    struct detect_face *faces, size_t count,
    struct detect_face merged[DETECT_FACES_MAX])
{
	size_t found = 0;

	while (count > 0 && found < DETECT_FACES_MAX) {
		size_t best = 0;
		struct detect_face face;
		size_t at;

		for (size_t i = 1; i < count; i++)
			if (faces[i].score > faces[best].score)
				best = i;
		face = absorb(faces, &count, faces[best]);
		for (at = found++; at > 0; at--) {
			if (weight_of(&merged[at - 1]) >= weight_of(&face))
				break;
			merged[at] = merged[at - 1];
		}
		merged[at] = face;
	}
	return found;
}

float
detect_roll_rad(const struct detect_face *face)
{
	const struct detect_point *l = &face->keypoint[DETECT_LEFT_EYE];
	const struct detect_point *r = &face->keypoint[DETECT_RIGHT_EYE];

	return atan2f(r->y_px - l->y_px, r->x_px - l->x_px);
}

static enum status
look(
    struct net *net, enum detect_range range, const struct image *image,
    const struct resample_square *square, struct arena *arena,
    struct detect_face faces[DETECT_FACES_MAX], size_t *count)
{
	size_t anchors = detect_anchor_count(range);
	size_t box_floats, score_floats;
	const float *boxes, *scores;
	struct detect_face *all;

	all = arena_array(arena, anchors, sizeof(*all));
	if (all == NULL)
		return STATUS_NO_MEMORY;
	resample_square(
	    image, square, net_input_shape(net).height, -1.0f, 1.0f,
	    net_input(net));
	net_run(net);
	boxes = net_output(net, 0, &box_floats);
	scores = net_output(net, 1, &score_floats);
	assert(box_floats == anchors * DETECT_BOX_FLOATS);
	assert(score_floats == anchors);
	*count = detect_merge(
	    all, detect_decode(range, boxes, scores, square, all), faces);
	return STATUS_OK;
}

/* The picture in a square window, `scale` times as large, turned by quarters.
 */
static struct resample_square
window(const struct image *image, float scale, float quarters)
{
	float width_px = (float)image->width_px;
	float height_px = (float)image->height_px;

	return (struct resample_square){
		.centre_x_px = width_px / 2.0f,
		.centre_y_px = height_px / 2.0f,
		.side_px = fmaxf(width_px, height_px) * scale,
		.roll_rad = QUARTER_RAD * quarters,
	};
}

static bool
is_near(const struct detect_face *face, const struct resample_square *square)
{
	return fmaxf(face->width_px, face->height_px) >=
	       NEAR_SHARE * square->side_px;
}

enum status
detect_faces(
    const struct detector *detector, const struct image *image,
    struct arena *arena, struct detect_face faces[DETECT_FACES_MAX],
    size_t *count)
{
	struct detect_face distant[DETECT_FACES_MAX];
	struct resample_square square = window(image, 1.0f, 0.0f);
	size_t distant_count = 0;
	enum status s;

	s = look(
	    detector->short_range, DETECT_SHORT, image, &square, arena, faces,
	    count);
	if (s != STATUS_OK || (*count > 0 && is_near(&faces[0], &square)))
		return s;
	if (*count == 0) {
		square = window(image, FAR_SCALE, 0.0f);
		s = look(
		    detector->short_range, DETECT_SHORT, image, &square, arena,
		    faces, count);
		if (s != STATUS_OK || *count > 0)
			return s;
	}
	square = window(image, 1.0f, 0.0f);
	s = look(
	    detector->full_range, DETECT_FULL, image, &square, arena, distant,
	    &distant_count);
	if (s == STATUS_OK && distant_count > 0) {
		memcpy(faces, distant, distant_count * sizeof(*faces));
		*count = distant_count;
	}
	return s;
}

enum status
detect_turned(
    const struct detector *detector, const struct image *image,
    unsigned quarters, struct arena *arena,
    struct detect_face faces[DETECT_FACES_MAX], size_t *count)
{
	struct resample_square square =
	    window(image, FAR_SCALE, (float)quarters);

	return look(
	    detector->short_range, DETECT_SHORT, image, &square, arena, faces,
	    count);
}
