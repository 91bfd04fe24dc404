#include "mediapipe.h"

#include <math.h>
#include <string.h>

#define POINTS_MAX 256

struct matrix {
	double at[4][4];
};

static struct matrix
unit(void)
{
	struct matrix m = { 0 };

	for (size_t i = 0; i < 4; i++)
		m.at[i][i] = 1;
	return m;
}

static struct matrix
product(struct matrix a, struct matrix b)
{
	struct matrix m = { 0 };

	for (size_t i = 0; i < 4; i++)
		for (size_t j = 0; j < 4; j++)
			for (size_t k = 0; k < 4; k++)
				m.at[i][j] += a.at[i][k] * b.at[k][j];
	return m;
}

static struct matrix
shift(double x, double y)
{
	struct matrix m = unit();

	m.at[0][3] = x;
	m.at[1][3] = y;
	return m;
}

static struct matrix
scale(double x, double y)
{
	struct matrix m = unit();

	m.at[0][0] = x;
	m.at[1][1] = y;
	return m;
}

static struct matrix
turn(double radians)
{
	struct matrix m = unit();

	m.at[0][0] = m.at[1][1] = cos(radians);
	m.at[0][1] = -sin(radians);
	m.at[1][0] = sin(radians);
	return m;
}

/* Where `m` puts a flat point. */
static void
move(struct matrix m, double x, double y, double moved[2])
{
	for (size_t i = 0; i < 2; i++)
		moved[i] = m.at[i][0] * x + m.at[i][1] * y + m.at[i][3];
}

static double
option(const struct tflite_op *op, const char *name)
{
	double number = NAN;

	tflite_option(op, name, &number, 1);
	return number;
}

void
mediapipe_find_matrix(
    const struct tflite_op *op, const float *points, float *matrix)
{
	double subset[POINTS_MAX], moved[2];
	double low[2] = { INFINITY, INFINITY };
	double high[2] = { -INFINITY, -INFINITY };
	size_t count = tflite_option(op, "subset_idxs", subset, POINTS_MAX);
	const float *left =
	    points + 3 * (size_t)option(op, "left_rotation_idx");
	const float *right =
	    points + 3 * (size_t)option(op, "right_rotation_idx");
	double width = option(op, "output_width");
	double height = option(op, "output_height");
	double angle = option(op, "target_rotation_radians") -
		       atan2(
			   (double)right[1] - (double)left[1],
			   (double)right[0] - (double)left[0]);
	struct matrix m;

	for (size_t i = 0; i < count; i++) {
		const float *point = points + 3 * (size_t)subset[i];

		move(turn(angle), (double)point[0], (double)point[1], moved);
		for (size_t k = 0; k < 2; k++) {
			low[k] = fmin(low[k], moved[k]);
			high[k] = fmax(high[k], moved[k]);
		}
	}
	move(
	    turn(-angle), (low[0] + high[0]) / 2, (low[1] + high[1]) / 2,
	    moved);
	m = product(shift(moved[0], moved[1]), turn(-angle));
	m = product(
	    m, scale(
		   option(op, "scale_x") * (high[0] - low[0]) / width,
		   option(op, "scale_y") * (high[1] - low[1]) / height));
	m = product(m, shift(-width / 2, -height / 2));
	for (size_t i = 0; i < 16; i++)
		matrix[i] = (float)m.at[i / 4][i % 4];
}

/* The value at a whole place; zero outside. */
static double
pixel(
    const struct tflite_tensor *from, const float *in, double y, double x,
    size_t channel)
{
	if (y < 0 || x < 0 || y >= (double)from->dims[1] ||
	    x >= (double)from->dims[2])
		return 0;
	return (double)
	    in[((size_t)y * from->dims[2] + (size_t)x) * from->dims[3] +
	       channel];
}

static double
between(
    const struct tflite_tensor *from, const float *in, double y, double x,
    size_t channel)
{
	double low_y = floor(y), low_x = floor(x);
	double share_y = y - low_y, share_x = x - low_x;
	double value = 0;

	if (!(y >= 0 && x >= 0 && y <= (double)from->dims[1] - 1 &&
	      x <= (double)from->dims[2] - 1))
		return 0;
	for (int i = 0; i < 4; i++) {
		double weight_y = i / 2 == 1 ? share_y : 1 - share_y;
		double weight_x = i % 2 == 1 ? share_x : 1 - share_x;

		value += weight_y * weight_x *
			 pixel(from, in, low_y + i / 2, low_x + i % 2, channel);
	}
	return value;
}

void
mediapipe_sample(
    const struct tflite_tensor *from, const float *in, const float *matrix,
    const struct tflite_tensor *to, float *out)
{
	struct matrix m;
	double at[2];

	for (size_t i = 0; i < 16; i++)
		m.at[i / 4][i % 4] = (double)matrix[i];
	m = product(shift(-0.5, -0.5), product(m, shift(0.5, 0.5)));
	for (size_t y = 0; y < to->dims[1]; y++) {
		for (size_t x = 0; x < to->dims[2]; x++) {
			move(m, (double)x, (double)y, at);
			for (size_t c = 0; c < to->dims[3]; c++)
				*out++ =
				    (float)between(from, in, at[1], at[0], c);
		}
	}
}

void
mediapipe_move_points(
    const float *points, const float *matrix, size_t point_count, float *out)
{
	struct matrix m;
	double moved[2];

	for (size_t i = 0; i < 16; i++)
		m.at[i / 4][i % 4] = (double)matrix[i];
	for (size_t i = 0; i < point_count; i++) {
		move(
		    m, (double)points[2 * i], (double)points[2 * i + 1], moved);
		out[2 * i] = (float)moved[0];
		out[2 * i + 1] = (float)moved[1];
	}
}
