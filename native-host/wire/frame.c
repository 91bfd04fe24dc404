#include "wire/frame.h"

#include <assert.h>
#include <stdlib.h>

/* The length its head announces; the head must be whole. */
static size_t
body_bytes(const struct frame_reader *reader)
{
	uint32_t len;

	memcpy(&len, reader->buffer, sizeof(len));
	return len;
}

/* Is the frame in the buffer whole? */
static bool
is_whole(const struct frame_reader *reader)
{
	return reader->used_bytes > FRAME_HEAD_BYTES &&
	       reader->used_bytes == FRAME_HEAD_BYTES + body_bytes(reader);
}

static enum status
grow(struct frame_reader *reader, size_t size_bytes)
{
	uint8_t *buffer;

	if (reader->size_bytes >= size_bytes)
		return STATUS_OK;
	buffer = realloc(reader->buffer, size_bytes);
	if (buffer == NULL)
		return STATUS_NO_MEMORY;
	reader->buffer = buffer;
	reader->size_bytes = size_bytes;
	return STATUS_OK;
}

enum status
frame_want(struct frame_reader *reader, uint8_t **into, size_t *want_bytes)
{
	size_t whole_bytes = FRAME_HEAD_BYTES;
	enum status s;

	/* The frame handed out last is over: begin the next. */
	if (is_whole(reader))
		reader->used_bytes = 0;
	if (reader->used_bytes >= FRAME_HEAD_BYTES) {
		size_t len = body_bytes(reader);

		if (len == 0)
			return STATUS_FRAME_EMPTY;
		if (len > FRAME_IN_MAX_BYTES)
			return STATUS_FRAME_TOO_LARGE;
		whole_bytes += len;
	}
	if ((s = grow(reader, whole_bytes)) != STATUS_OK)
		return s;
	*into = reader->buffer + reader->used_bytes;
	*want_bytes = whole_bytes - reader->used_bytes;
	return STATUS_OK;
}

void
frame_got(struct frame_reader *reader, size_t got_bytes, struct slice *frame)
{
	assert(got_bytes <= reader->size_bytes - reader->used_bytes);
	reader->used_bytes += got_bytes;
	*frame = slice_of(NULL, 0);
	if (is_whole(reader))
		*frame = slice_of(
		    reader->buffer + FRAME_HEAD_BYTES, body_bytes(reader));
}

enum status
frame_end(const struct frame_reader *reader)
{
	return reader->used_bytes == 0 || is_whole(reader)
		   ? STATUS_END
		   : STATUS_FRAME_TRUNCATED;
}

void
frame_reader_close(struct frame_reader *reader)
{
	free(reader->buffer);
	*reader = (struct frame_reader){ 0 };
}

void
frame_head(size_t len, uint8_t head[FRAME_HEAD_BYTES])
{
	uint32_t word = (uint32_t)len;

	assert(len > 0 && len <= FRAME_OUT_MAX_BYTES);
	memcpy(head, &word, FRAME_HEAD_BYTES);
}
