/*
 * A stream given in pieces ends as the same stream taken at once would.
 *
 * The first byte is the longest piece; the rest is the stream.
 */

#include <stdlib.h>

#include "wire/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool is_so)
{
	if (!is_so)
		abort();
}

/* The frame at the front of `stream`, by the definition. */
static enum status
take_plainly(struct slice *stream, struct slice *frame)
{
	uint32_t len;

	if (stream->len == 0)
		return STATUS_END;
	if (stream->len < sizeof(len))
		return STATUS_FRAME_TRUNCATED;
	memcpy(&len, stream->data, sizeof(len));
	if (len == 0)
		return STATUS_FRAME_EMPTY;
	if (len > FRAME_IN_MAX_BYTES)
		return STATUS_FRAME_TOO_LARGE;
	if (stream->len - sizeof(len) < len)
		return STATUS_FRAME_TRUNCATED;
	*frame = slice_of(stream->data + sizeof(len), len);
	*stream = slice_of(
	    stream->data + sizeof(len) + len, stream->len - sizeof(len) - len);
	return STATUS_OK;
}

/* The same through the reader, at most `step` bytes at a time. */
static enum status
take_frame(
    struct frame_reader *reader, struct slice *stream, size_t step,
    struct slice *frame)
{
	uint8_t *into;
	size_t want_bytes;
	enum status s;

	while ((s = frame_want(reader, &into, &want_bytes)) == STATUS_OK) {
		size_t n = want_bytes < step ? want_bytes : step;

		if (stream->len == 0)
			return frame_end(reader);
		if (n > stream->len)
			n = stream->len;
		memcpy(into, stream->data, n);
		*stream = slice_of(stream->data + n, stream->len - n);
		frame_got(reader, n, frame);
		if (frame->len > 0)
			return STATUS_OK;
	}
	return s;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame_reader reader = { 0 };
	struct slice plain, pieces, expected, frame;
	enum status s = STATUS_OK;

	if (size < 1)
		return 0;
	plain = pieces = slice_of(data + 1, size - 1);
	while (s == STATUS_OK) {
		s = take_plainly(&plain, &expected);
		need(take_frame(&reader, &pieces, data[0] + 1U, &frame) == s);
		if (s == STATUS_OK)
			need(slice_is_equal(frame, expected));
	}
	frame_reader_close(&reader);
	return 0;
}
