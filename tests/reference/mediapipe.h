#ifndef MEDIAPIPE_H
#define MEDIAPIPE_H

/*
 * mediapipe: its three own operations in double precision, for tests, as
 * chains of 4 x 4 matrices (mediapipe/util/tflite/operations, version 2).
 */

#include "tflite.h"

/* Points (x, y, z each) to a 4 x 4 matrix, row after row. */
void mediapipe_find_matrix(
    const struct tflite_op *op, const float *points, float *matrix);

/* `from` sampled where `matrix` says; shapes are those of the tensors. */
void mediapipe_sample(
    const struct tflite_tensor *from, const float *in, const float *matrix,
    const struct tflite_tensor *to, float *out);

/* Points (x, y each) moved by a matrix. */
void mediapipe_move_points(
    const float *points, const float *matrix, size_t point_count, float *out);

#endif
