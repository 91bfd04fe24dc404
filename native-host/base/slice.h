#ifndef SLICE_H
#define SLICE_H

/*
 * slice: a borrowed view of bytes, and sums on sizes that cannot overflow.
 *
 * A slice owns nothing and never outlives the request it belongs to.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const uint8_t *data; /* NULL only when len is 0 */
	size_t len;	     /* bytes */
};

static inline struct slice
slice_of(const void *data, size_t len)
{
	return (struct slice){ .data = data, .len = len };
}

/* The bytes of a C string, without its end. */
static inline struct slice
slice_of_text(const char *text)
{
	return slice_of(text, strlen(text));
}

static inline bool
slice_is_equal(struct slice a, struct slice b)
{
	return a.len == b.len &&
	       (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool
slice_is_text(struct slice a, const char *text)
{
	return slice_is_equal(a, slice_of_text(text));
}

/* product = a * b; false (and product untouched) when it does not fit. */
static inline bool
size_mul(size_t a, size_t b, size_t *product)
{
	size_t n;

	if (__builtin_mul_overflow(a, b, &n))
		return false;
	*product = n;
	return true;
}

/* sum = a + b; false (and sum untouched) when it does not fit. */
static inline bool
size_add(size_t a, size_t b, size_t *sum)
{
	size_t n;

	if (__builtin_add_overflow(a, b, &n))
		return false;
	*sum = n;
	return true;
}

#endif
