#ifndef NET_CHECK_H
#define NET_CHECK_H

/*
 * net_check: does an operation make sense?
 *
 * Numbers of tensors are checked before; here shapes, windows, parameters
 * and the place of the weights.
 */

#include "face/net_section.h"

/* How many weights net_format.h says `op` has; at most 2^33. */
size_t
net_check_weights(const struct net_section *section, const struct net_op *op);

/* About how many multiplications running `op` takes; at most 2^45. */
uint64_t
net_check_work(const struct net_section *section, const struct net_op *op);

bool net_check_op(const struct net_section *section, const struct net_op *op);

#endif
