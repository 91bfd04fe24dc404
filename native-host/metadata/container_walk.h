#ifndef CONTAINER_WALK_H
#define CONTAINER_WALK_H

/*
 * container_walk: one walker a format.  Only container*.c include it.
 *
 * Outcomes as in container.h.
 */

#include "metadata/container.h"

MUST_USE enum status container_walk_jpeg(
    struct slice file, struct arena *arena, struct container *container);
void container_walk_png(struct slice file, struct container *container);
void container_walk_riff(struct slice file, struct container *container);

/* Append a part, or note that there are too many. */
void container_add(
    struct container *container, enum container_kind kind, struct slice data);

/* The same for what may be there once. */
void container_add_once(
    struct container *container, enum container_kind kind, struct slice data);

#endif
