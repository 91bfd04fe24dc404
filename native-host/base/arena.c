#include "base/arena.h"

#include <assert.h>
#include <string.h>
#include <sys/mman.h>

#include "base/slice.h"

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS 0x20 /* Linux; hidden by _POSIX_C_SOURCE */
#endif
#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0x4000
#endif

#define PAGE_BYTES ((size_t)4096)

static void *
map_pages(void *at, size_t size_bytes, int fixed)
{
	void *p = mmap(
	    at, size_bytes, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | fixed, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

enum status
arena_open(struct arena *arena, size_t size_bytes)
{
	size_t rounded;

	*arena = (struct arena){ 0 };
	if (!size_add(size_bytes, PAGE_BYTES - 1, &rounded))
		return STATUS_NO_MEMORY;
	rounded &= ~(PAGE_BYTES - 1);
	arena->base = map_pages(NULL, rounded, 0);
	if (arena->base == NULL)
		return STATUS_NO_MEMORY;
	arena->size_bytes = rounded;
	return STATUS_OK;
}

void
arena_close(struct arena *arena)
{
	if (arena->base != NULL)
		munmap(arena->base, arena->size_bytes);
	*arena = (struct arena){ 0 };
}

void *
arena_alloc(struct arena *arena, size_t size_bytes)
{
	size_t end;
	unsigned char *p = arena->base + arena->used_bytes;

	if (!size_add(size_bytes, ARENA_ALIGN - 1, &end))
		return NULL;
	end &= ~(size_t)(ARENA_ALIGN - 1);
	if (end > arena->size_bytes - arena->used_bytes)
		return NULL;
	arena->used_bytes += end;
	return p;
}

void *
arena_array(struct arena *arena, size_t count, size_t item_bytes)
{
	size_t n;

	return size_mul(count, item_bytes, &n) ? arena_alloc(arena, n) : NULL;
}

void
arena_rewind(struct arena *arena, size_t used_bytes)
{
	assert(used_bytes <= arena->used_bytes);
	/* What is allocated next is to be zeros again. */
	memset(arena->base + used_bytes, 0, arena->used_bytes - used_bytes);
	arena->used_bytes = used_bytes;
}

void
arena_reset(struct arena *arena)
{
	size_t kept = arena->used_bytes;

	/* Mapping anew over the large part both frees it and zeroes it. */
	if (kept > ARENA_KEEP_BYTES) {
		size_t rest = arena->size_bytes - ARENA_KEEP_BYTES;
		void *p =
		    map_pages(arena->base + ARENA_KEEP_BYTES, rest, MAP_FIXED);

		/* Address space we already hold: it cannot be refused. */
		assert(p != NULL);
		(void)p;
		kept = ARENA_KEEP_BYTES;
	}
	if (kept > 0)
		memset(arena->base, 0, kept);
	arena->used_bytes = 0;
}
