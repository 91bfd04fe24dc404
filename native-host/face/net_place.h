#ifndef NET_PLACE_H
#define NET_PLACE_H

/*
 * net_place: where each tensor lies, so that those never needed at the same
 * time share memory.
 */

#include "face/net_section.h"

struct net_place {
	size_t offset; /* floats, a multiple of 16 */
	size_t stride; /* floats from pixel to pixel */
	size_t floats;
	size_t first, last; /* operations between which it must be kept */
};

/*
 * net_place_tensors(section, places, floats):
 * Fill `places`, one for each tensor, and say how many floats it takes.
 *
 * STATUS_WORKER_MODEL   a tensor read before it is written, or written twice
 */
MUST_USE enum status net_place_tensors(
    const struct net_section *section, struct net_place *places,
    size_t *floats);

#endif
