#ifndef NET_POINTS_H
#define NET_POINTS_H

/*
 * net_points: the two small operations that look closer at a part of a face.
 *
 * FIND_MATRIX takes points and gives the matrix from the pixels of a small
 * upright picture of some of them to the pixels they were found in: the box
 * around those points, in axes turned so that the line from the left to the
 * right point has the wanted rotation, made larger by a factor.  SAMPLE (a
 * kernel) takes pixels by that matrix, pixel centres at half numbers, zero
 * outside.  MOVE_POINTS takes points found in the small picture back.
 */

#include "face/net_step.h"

void net_points_find_matrix(const struct net_step *step);

void net_points_move(const struct net_step *step);

#endif
