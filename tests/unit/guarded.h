#ifndef GUARDED_H
#define GUARDED_H

/* Bytes that end at an unreadable page: reading one too many is a crash. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS 0x20
#endif

struct guarded {
	uint8_t *data;
	size_t len;
	uint8_t *map;
	size_t map_bytes;
};

static inline struct guarded
guarded_copy(const void *bytes, size_t len)
{
	struct guarded g = { .len = len };
	size_t room = (len + 4095) / 4096 * 4096;

	g.map_bytes = room + 4096;
	g.map = mmap(
	    NULL, g.map_bytes, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (g.map == MAP_FAILED || mprotect(g.map + room, 4096, PROT_NONE) != 0)
		abort();
	g.data = g.map + room - len;
	if (bytes != NULL && len > 0)
		memcpy(g.data, bytes, len);
	return g;
}

static inline void
guarded_free(struct guarded *g)
{
	munmap(g->map, g->map_bytes);
	*g = (struct guarded){ 0 };
}

#endif
