#ifndef FRAME_H
#define FRAME_H

/*
 * frame: native messaging's framing, a 32-bit length in native byte order and
 * then that many bytes of UTF-8 JSON.
 *
 * Works on buffers only, so that it serves a poll loop and a test alike: the
 * reader is fed what read() gave and hands out whole frames as views.
 */

#include "base/slice.h"
#include "base/status.h"

#define FRAME_HEAD_BYTES ((size_t)4)
#define FRAME_IN_MAX_BYTES ((size_t)1 << 20)  /* our own rule, PROTOCOL.md */
#define FRAME_OUT_MAX_BYTES ((size_t)1 << 20) /* the browsers' limit */

/* Holds one frame at most; grows to what the frame needs and no further. */
struct frame_reader {
	uint8_t *buffer;
	size_t size_bytes; /* allocated */
	size_t used_bytes; /* received, of the head and the body */
};

/*
 * How many bytes to read next and where to: the rest of the head, then the
 * rest of the body.  Never more than the frame in hand, so that nothing of the
 * next one is taken.
 *
 * STATUS_FRAME_EMPTY, STATUS_FRAME_TOO_LARGE, STATUS_NO_MEMORY
 */
MUST_USE enum status
frame_want(struct frame_reader *reader, uint8_t **into, size_t *want_bytes);

/*
 * Tell it that `got_bytes` came.  `*frame` is the body once it is whole (it
 * lives until the next frame_want), else it is empty.
 */
void
frame_got(struct frame_reader *reader, size_t got_bytes, struct slice *frame);

/* The stream ended: STATUS_END between two frames, else _TRUNCATED. */
enum status frame_end(const struct frame_reader *reader);

void frame_reader_close(struct frame_reader *reader);

/* Write the head for a body of `len` bytes. */
void frame_head(size_t len, uint8_t head[FRAME_HEAD_BYTES]);

#endif
