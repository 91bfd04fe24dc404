#ifndef BYTES_H
#define BYTES_H

/*
 * bytes: numbers out of files, in either order of bytes, and cut-outs.
 *
 * The caller has checked that there are enough; the cut-outs check themselves.
 */

#include "base/slice.h"

static inline uint32_t
bytes_big(const uint8_t *p, size_t count)
{
	uint32_t n = 0;

	for (size_t i = 0; i < count; i++)
		n = n << 8 | p[i];
	return n;
}

static inline uint32_t
bytes_little(const uint8_t *p, size_t count)
{
	uint32_t n = 0;

	for (size_t i = count; i > 0; i--)
		n = n << 8 | p[i - 1];
	return n;
}

/* What is left after `at` bytes; nothing when there are fewer. */
static inline struct slice
bytes_after(struct slice s, size_t at)
{
	if (at >= s.len)
		return slice_of(NULL, 0);
	return slice_of(s.data + at, s.len - at);
}

/* The first `len` bytes, or as many as there are. */
static inline struct slice
bytes_head(struct slice s, size_t len)
{
	return slice_of(s.data, len < s.len ? len : s.len);
}

static inline bool
bytes_begin(struct slice s, const void *head, size_t len)
{
	return s.len >= len && memcmp(s.data, head, len) == 0;
}

#endif
