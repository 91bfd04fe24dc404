#ifndef ARENA_H
#define ARENA_H

/*
 * arena: memory that lives as long as one request.
 *
 * One reservation of address space, taken at open and touched only as it is
 * used; arena_reset() forgets everything and hands what was large back to the
 * kernel.  Needs no system call but mmap and munmap, so it works behind a
 * worker's wall.  Not for more than one thread.
 */

#include <stddef.h>

#include "base/status.h"

#define ARENA_ALIGN 64 /* bytes: a cache line, and enough for any vector */
#define ARENA_KEEP_BYTES ((size_t)4 << 20) /* stays mapped over a reset */

struct arena {
	unsigned char *base;
	size_t size_bytes;
	size_t used_bytes;
};

/*
 * arena_open(arena, size_bytes):
 * Reserve `size_bytes` (rounded up to pages).
 *
 * STATUS_NO_MEMORY   the kernel refused
 */
MUST_USE enum status arena_open(struct arena *arena, size_t size_bytes);

/* Give everything back; harmless on a zeroed arena. */
void arena_close(struct arena *arena);

/* `size_bytes` bytes of zeros aligned to ARENA_ALIGN, or NULL when full. */
MUST_USE void *arena_alloc(struct arena *arena, size_t size_bytes);

/* `count` items of `item_bytes` each, or NULL when full or too many. */
MUST_USE void *
arena_array(struct arena *arena, size_t count, size_t item_bytes);

/* Forget what was allocated since `used_bytes` was what it is told. */
void arena_rewind(struct arena *arena, size_t used_bytes);

/* Forget all that was allocated. */
void arena_reset(struct arena *arena);

#endif
