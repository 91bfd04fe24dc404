#ifndef BUILDER_H
#define BUILDER_H

/* Files put together by hand, to say one thing and lie about another. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdbool.h>
#include <zlib.h>

#include "guarded.h"

#define BUILDER_BYTES ((size_t)1 << 20)

struct builder {
	uint8_t data[BUILDER_BYTES];
	size_t len;
};

static inline void
put(struct builder *b, const void *bytes, size_t len)
{
	assert_true(len <= BUILDER_BYTES - b->len);
	memcpy(b->data + b->len, bytes, len);
	b->len += len;
}

static inline void
put_text(struct builder *b, const char *text)
{
	put(b, text, strlen(text));
}

/* Big-endian unless `is_little`. */
static inline void
put_number(struct builder *b, uint32_t n, size_t bytes, bool is_little)
{
	for (size_t i = 0; i < bytes; i++) {
		size_t place = is_little ? i : bytes - 1 - i;
		uint8_t byte = (uint8_t)(n >> (8 * place));

		put(b, &byte, 1);
	}
}

/* A JPEG segment: the marker, the length, then `head` and `data`. */
static inline void
put_segment(
    struct builder *b, uint8_t code, const void *head, size_t head_len,
    const void *data, size_t len)
{
	put_number(b, 0xff00U | code, 2, false);
	put_number(b, (uint32_t)(head_len + len + 2), 2, false);
	put(b, head, head_len);
	put(b, data, len);
}

/* A PNG chunk with its CRC. */
static inline void
put_chunk(struct builder *b, const char *name, const void *data, size_t len)
{
	size_t at;

	put_number(b, (uint32_t)len, 4, false);
	at = b->len;
	put(b, name, 4);
	put(b, data, len);
	put_number(
	    b, (uint32_t)crc32(0, b->data + at, (uInt)(len + 4)), 4, false);
}

/* A RIFF chunk, padded. */
static inline void
put_riff(struct builder *b, const char *name, const void *data, size_t len)
{
	put(b, name, 4);
	put_number(b, (uint32_t)len, 4, true);
	put(b, data, len);
	if ((len & 1) != 0)
		put(b, "", 1);
}

static inline void
put_riff_header(struct builder *b, size_t body_bytes)
{
	put(b, "RIFF", 4);
	put_number(b, (uint32_t)body_bytes + 4, 4, true);
	put(b, "WEBP", 4);
}

#endif
