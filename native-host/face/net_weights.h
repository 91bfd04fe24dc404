#ifndef NET_WEIGHTS_H
#define NET_WEIGHTS_H

/*
 * net_weights: fp16 weights of the file to fp32 in the order of use.
 *
 *   CONVOLVE   [block of output channels][kernel row][float of the row][8]:
 *              a row is net_row_floats() long, fillings have zeros
 *   DEPTHWISE  [kernel height][kernel width][stride]
 *   bias and slopes: [stride]
 *
 * where 8 is NET_BLOCK and stride the output's channels in whole blocks.
 */

#include "face/net_section.h"
#include "face/net_step.h"

/*
 * net_weights_floats(step, count):
 * How many floats the weights, bias and slopes of `step` take, whose maps and
 * window are set; false when beyond any sense.
 */
MUST_USE bool net_weights_floats(const struct net_step *step, size_t *count);

/*
 * net_weights_widen(halves, step, floats):
 * Widen the `halves` of one operation into `floats`, zeroed and of the length
 * net_weights_floats() gave, and point `step` there.
 */
void
net_weights_widen(const uint8_t *halves, struct net_step *step, float *floats);

#endif
