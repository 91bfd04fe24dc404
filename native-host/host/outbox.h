#ifndef OUTBOX_H
#define OUTBOX_H

/*
 * outbox: frames on their way to the browser, which may read slowly.
 *
 * A frame that was added is not written before outbox_release(): so answers
 * can wait until what they report is in the ledger.
 */

#include "base/slice.h"
#include "base/status.h"

struct outbox {
	uint8_t *data;
	size_t size_bytes; /* allocated */
	size_t start;	   /* written up to here */
	size_t released;   /* may be written up to here */
	size_t end;	   /* filled up to here */
};

/*
 * One frame whose body is `pieces` one after the other.
 *
 * STATUS_FRAME_TOO_LARGE   over FRAME_OUT_MAX_BYTES
 * STATUS_NO_MEMORY
 */
MUST_USE enum status
outbox_add(struct outbox *outbox, const struct slice *pieces, size_t count);

void outbox_release(struct outbox *outbox);

/*
 * Write what can be written to `fd`, which does not block.
 *
 * STATUS_OK    also when something is left
 * STATUS_END   nobody reads any more
 */
MUST_USE enum status outbox_flush(struct outbox *outbox, int fd);

/* Bytes that are not written yet; and of those, the ones that may be. */
size_t outbox_bytes(const struct outbox *outbox);
size_t outbox_writable(const struct outbox *outbox);

void outbox_close(struct outbox *outbox);

#endif
