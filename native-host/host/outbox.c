#include "host/outbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wire/frame.h"

#define FIRST_BYTES ((size_t)64 << 10)
/* An empty outbox larger than this gives its memory back. */
#define KEEP_BYTES ((size_t)1 << 20)

/* Room for `len` more: by moving what is left to the front, else by growing. */
static enum status
make_room(struct outbox *outbox, size_t len)
{
	size_t size = outbox->size_bytes;
	uint8_t *data;

	if (size - outbox->end >= len && size > 0)
		return STATUS_OK;
	if (outbox->start > 0) {
		memmove(
		    outbox->data, outbox->data + outbox->start,
		    outbox->end - outbox->start);
		outbox->released -= outbox->start;
		outbox->end -= outbox->start;
		outbox->start = 0;
	}
	if (size == 0)
		size = FIRST_BYTES;
	while (size - outbox->end < len)
		if (!size_mul(size, 2, &size))
			return STATUS_NO_MEMORY;
	if (size == outbox->size_bytes)
		return STATUS_OK;
	data = realloc(outbox->data, size);
	if (data == NULL)
		return STATUS_NO_MEMORY;
	outbox->data = data;
	outbox->size_bytes = size;
	return STATUS_OK;
}

enum status
outbox_add(struct outbox *outbox, const struct slice *pieces, size_t count)
{
	size_t len = 0;
	enum status s;

	for (size_t i = 0; i < count; i++)
		if (!size_add(len, pieces[i].len, &len))
			return STATUS_FRAME_TOO_LARGE;
	if (len > FRAME_OUT_MAX_BYTES)
		return STATUS_FRAME_TOO_LARGE;
	s = make_room(outbox, FRAME_HEAD_BYTES + len);
	if (s != STATUS_OK)
		return s;
	frame_head(len, outbox->data + outbox->end);
	outbox->end += FRAME_HEAD_BYTES;
	for (size_t i = 0; i < count; i++) {
		if (pieces[i].len > 0)
			memcpy(
			    outbox->data + outbox->end, pieces[i].data,
			    pieces[i].len);
		outbox->end += pieces[i].len;
	}
	return STATUS_OK;
}

void
outbox_release(struct outbox *outbox)
{
	outbox->released = outbox->end;
}

enum status
outbox_flush(struct outbox *outbox, int fd)
{
	while (outbox->start < outbox->released) {
		ssize_t n = write(
		    fd, outbox->data + outbox->start,
		    outbox->released - outbox->start);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return STATUS_OK;
		if (n <= 0)
			return STATUS_END;
		outbox->start += (size_t)n;
	}
	if (outbox->start == outbox->end) {
		outbox->start = outbox->released = outbox->end = 0;
		if (outbox->size_bytes > KEEP_BYTES)
			outbox_close(outbox);
	}
	return STATUS_OK;
}

size_t
outbox_bytes(const struct outbox *outbox)
{
	return outbox->end - outbox->start;
}

size_t
outbox_writable(const struct outbox *outbox)
{
	return outbox->released - outbox->start;
}

void
outbox_close(struct outbox *outbox)
{
	free(outbox->data);
	*outbox = (struct outbox){ 0 };
}
