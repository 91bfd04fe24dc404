#include "face/landmarks.h"

#include <assert.h>
#include <math.h>

/* Outputs of face_landmark_with_attention.tflite, in its own order. */
enum output {
	OUTPUT_MESH,	 /* 468 points: x, y, z */
	OUTPUT_LIPS,	 /* 80 points: x, y */
	OUTPUT_LEFT_EYE, /* 71 points */
	OUTPUT_RIGHT_EYE,
	OUTPUT_LEFT_IRIS, /* 5 points, the centre first */
	OUTPUT_RIGHT_IRIS,
	OUTPUT_PRESENCE /* a logit */
};

#define MESH_POINTS ((size_t)468)
#define MESH_NOSE 1
#define MESH_FOREHEAD 10
#define MESH_CHIN 152

/*
 * Where the refined outputs hold points of the mesh: the tables of
 * tensors_to_face_landmarks_with_attention.pbtxt begin the lips with 61 ...
 * 291 and each eye with its outer corner.
 */
#define LIPS_LEFT_CORNER 0   /* 61 */
#define LIPS_RIGHT_CORNER 10 /* 291 */
#define EYE_OUTER_CORNER 0   /* 33, 263 */

/*
 * The six points that dlib has for an eye: both corners, two on each lid.  In
 * the mesh 33 144 153 133 160 158, and 263 373 380 362 387 385.
 */
#define EYE_RING_COUNT 6
static const size_t eye_ring[EYE_RING_COUNT] = { 0, 3, 5, 8, 11, 13 };

/* face_detection_front_detection_to_roi.pbtxt and
 * face_landmark_landmarks_to_roi.pbtxt: scale_x, scale_y, square_long */
#define SQUARE_SCALE 1.5f

struct view {
	struct resample_square square;
	float scale, cosine, sine; /* network's pixels to the picture's */
	float half_px;		   /* half the network's input */
};

/* Point `index` of an output whose points have `stride` numbers each. */
static struct detect_point
unproject(
    const struct view *view, const float *data, size_t stride, size_t index)
{
	const float *point = data + stride * index;
	float x = (point[0] - view->half_px) * view->scale;
	float y = (point[1] - view->half_px) * view->scale;

	return (struct detect_point){
		.x_px = view->square.centre_x_px + view->cosine * x -
			view->sine * y,
		.y_px = view->square.centre_y_px + view->sine * x +
			view->cosine * y,
	};
}

static const float *
output(const struct net *net, enum output index, size_t floats)
{
	size_t count;
	const float *data = net_output(net, (size_t)index, &count);

	assert(data != NULL && count == floats);
	(void)floats;
	return data;
}

static void
box_around(const struct view *view, const float *mesh, struct landmarks *points)
{
	struct detect_point p = unproject(view, mesh, 3, 0);

	points->left_px = points->right_px = p.x_px;
	points->top_px = points->bottom_px = p.y_px;
	for (size_t i = 1; i < MESH_POINTS; i++) {
		p = unproject(view, mesh, 3, i);
		points->left_px = fminf(points->left_px, p.x_px);
		points->right_px = fmaxf(points->right_px, p.x_px);
		points->top_px = fminf(points->top_px, p.y_px);
		points->bottom_px = fmaxf(points->bottom_px, p.y_px);
	}
}

static struct detect_point
middle_of_eye(const struct view *view, const float *eye)
{
	struct detect_point middle = { 0.0f, 0.0f };

	for (size_t i = 0; i < EYE_RING_COUNT; i++) {
		struct detect_point p = unproject(view, eye, 2, eye_ring[i]);

		middle.x_px += p.x_px / (float)EYE_RING_COUNT;
		middle.y_px += p.y_px / (float)EYE_RING_COUNT;
	}
	return middle;
}

static void
look(
    struct net *net, const struct image *image,
    const struct resample_square *square, struct landmarks *points)
{
	size_t side = net_input_shape(net).height;
	struct view view = {
		.square = *square,
		.scale = square->side_px / (float)side,
		.cosine = cosf(square->roll_rad),
		.sine = sinf(square->roll_rad),
		.half_px = (float)side / 2.0f,
	};
	const float *mesh, *lips, *eye;

	resample_square(image, square, side, 0.0f, 1.0f, net_input(net));
	net_run(net);
	mesh = output(net, OUTPUT_MESH, 3 * MESH_POINTS);
	lips = output(net, OUTPUT_LIPS, 160);
	box_around(&view, mesh, points);
	points->nose = unproject(&view, mesh, 3, MESH_NOSE);
	points->chin = unproject(&view, mesh, 3, MESH_CHIN);
	points->forehead = unproject(&view, mesh, 3, MESH_FOREHEAD);
	points->left_mouth = unproject(&view, lips, 2, LIPS_LEFT_CORNER);
	points->right_mouth = unproject(&view, lips, 2, LIPS_RIGHT_CORNER);
	eye = output(net, OUTPUT_LEFT_EYE, 142);
	points->left_corner = unproject(&view, eye, 2, EYE_OUTER_CORNER);
	points->left_eye = middle_of_eye(&view, eye);
	eye = output(net, OUTPUT_RIGHT_EYE, 142);
	points->right_corner = unproject(&view, eye, 2, EYE_OUTER_CORNER);
	points->right_eye = middle_of_eye(&view, eye);
	points->left_iris =
	    unproject(&view, output(net, OUTPUT_LEFT_IRIS, 10), 2, 0);
	points->right_iris =
	    unproject(&view, output(net, OUTPUT_RIGHT_IRIS, 10), 2, 0);
	points->presence =
	    1.0f / (1.0f + expf(-output(net, OUTPUT_PRESENCE, 1)[0]));
}

struct resample_square
landmarks_first_square(const struct detect_face *face)
{
	return (struct resample_square){
		.centre_x_px = face->centre.x_px,
		.centre_y_px = face->centre.y_px,
		.side_px =
		    SQUARE_SCALE * fmaxf(face->width_px, face->height_px),
		.roll_rad = detect_roll_rad(face),
	};
}

struct resample_square
landmarks_next_square(const struct landmarks *points)
{
	float width_px = points->right_px - points->left_px;
	float height_px = points->bottom_px - points->top_px;

	return (struct resample_square){
		.centre_x_px = (points->left_px + points->right_px) / 2.0f,
		.centre_y_px = (points->top_px + points->bottom_px) / 2.0f,
		.side_px = SQUARE_SCALE * fmaxf(width_px, height_px),
		.roll_rad = atan2f(
		    points->right_corner.y_px - points->left_corner.y_px,
		    points->right_corner.x_px - points->left_corner.x_px),
	};
}

void
landmarks_find(
    struct net *mesh, const struct image *image, const struct detect_face *face,
    struct landmarks *points)
{
	struct resample_square square = landmarks_first_square(face);

	look(mesh, image, &square, points);
	square = landmarks_next_square(points);
	look(mesh, image, &square, points);
}
