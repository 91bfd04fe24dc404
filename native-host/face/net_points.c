#include "face/net_points.h"

#include <math.h>

#include "face/net_section.h"

struct box {
	float left, top, right, bottom;
};

/* The box around the points named, in axes turned by the angle. */
static struct box
turned_box(const struct net_step *step, float scale, float cosine, float sine)
{
	struct box box = { INFINITY, INFINITY, -INFINITY, -INFINITY };

	for (size_t i = NET_FIND_POINTS; i < step->parameter_count; i++) {
		const float *point =
		    step->input.data + 3 * (size_t)step->parameters[i];
		float x = scale * point[0], y = scale * point[1];
		float turned_x = cosine * x - sine * y;
		float turned_y = sine * x + cosine * y;

		box.left = fminf(box.left, turned_x);
		box.right = fmaxf(box.right, turned_x);
		box.top = fminf(box.top, turned_y);
		box.bottom = fmaxf(box.bottom, turned_y);
	}
	return box;
}

/*
 * Small picture to box: move its middle to 0, scale it to the box, turn it
 * back, move it to the box's middle.
 */
void
net_points_find_matrix(const struct net_step *step)
{
	const uint32_t *words = step->parameters;
	const float *left = step->input.data + 3 * (size_t)words[NET_FIND_LEFT];
	const float *right =
	    step->input.data + 3 * (size_t)words[NET_FIND_RIGHT];
	float width = (float)words[NET_FIND_WIDTH];
	float height = (float)words[NET_FIND_HEIGHT];
	float angle = net_float_of(words[NET_FIND_ROTATION]) -
		      atan2f(right[1] - left[1], right[0] - left[0]);
	float cosine = cosf(angle), sine = sinf(angle);
	struct box box = turned_box(
	    step, net_float_of(words[NET_FIND_POINT_SCALE]), cosine, sine);
	float scale_x = net_float_of(words[NET_FIND_SCALE_X]) *
			(box.right - box.left) / width;
	float scale_y = net_float_of(words[NET_FIND_SCALE_Y]) *
			(box.bottom - box.top) / height;
	float middle_x = (box.left + box.right) / 2;
	float middle_y = (box.top + box.bottom) / 2;
	float *matrix = step->output.data;

	memset(matrix, 0, 16 * sizeof(*matrix));
	matrix[0] = cosine * scale_x;
	matrix[1] = sine * scale_y;
	matrix[4] = -sine * scale_x;
	matrix[5] = cosine * scale_y;
	matrix[3] = cosine * middle_x + sine * middle_y -
		    (matrix[0] * width + matrix[1] * height) / 2;
	matrix[7] = cosine * middle_y - sine * middle_x -
		    (matrix[4] * width + matrix[5] * height) / 2;
	matrix[10] = matrix[15] = 1;
}

void
net_points_move(const struct net_step *step)
{
	float m[NET_MOVE_PARAMETERS];

	for (size_t i = 0; i < NET_MOVE_PARAMETERS; i++)
		m[i] = net_float_of(step->parameters[i]) * step->second.data[i];
	for (size_t i = 0; i < step->input.channels; i += 2) {
		float x = step->input.data[i], y = step->input.data[i + 1];

		step->output.data[i] = m[0] * x + m[1] * y + m[3];
		step->output.data[i + 1] = m[4] * x + m[5] * y + m[7];
	}
}
