#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/frame.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define TEXT(bytes) (const uint8_t *)(bytes), sizeof(bytes) - 1

/* What came out of a stream: bodies joined by '|', and how it ended. */
struct outcome {
	char bodies[64];
	enum status status;
};

/* Give at most `step` bytes at a time, as a pipe may. */
static void
feed(const uint8_t *data, size_t len, size_t step, struct outcome *outcome)
{
	struct frame_reader reader = { 0 };
	struct slice frame;
	uint8_t *into;
	size_t at = 0, want_bytes;

	memset(outcome, 0, sizeof(*outcome));
	for (;;) {
		outcome->status = frame_want(&reader, &into, &want_bytes);
		if (outcome->status != STATUS_OK)
			break;
		assert_true(want_bytes > 0);
		if (at == len) {
			outcome->status = frame_end(&reader);
			break;
		}
		if (want_bytes > step)
			want_bytes = step;
		if (want_bytes > len - at)
			want_bytes = len - at;
		memcpy(into, data + at, want_bytes);
		at += want_bytes;
		frame_got(&reader, want_bytes, &frame);
		if (frame.len > 0) {
			strncat(
			    outcome->bodies, (const char *)frame.data,
			    frame.len);
			strcat(outcome->bodies, "|");
		}
	}
	frame_reader_close(&reader);
}

/* The lengths below are little-endian, as this machine's must be. */
static void
streams(void **state)
{
	static const struct {
		const uint8_t *data;
		size_t len;
		const char *bodies;
		enum status status;
	} cases[] = {
		{ TEXT(""), "", STATUS_END },
		{ TEXT("\2\0"), "", STATUS_FRAME_TRUNCATED },
		{ TEXT("\2\0\0\0"), "", STATUS_FRAME_TRUNCATED },
		{ TEXT("\2\0\0\0{"), "", STATUS_FRAME_TRUNCATED },
		{ TEXT("\2\0\0\0{}"), "{}|", STATUS_END },
		{ TEXT("\2\0\0\0{}\1"), "{}|", STATUS_FRAME_TRUNCATED },
		{ TEXT("\2\0\0\0{}\1\0\0\0"), "{}|", STATUS_FRAME_TRUNCATED },
		{ TEXT("\2\0\0\0{}\1\0\0\0a\3\0\0\0abc"), "{}|a|abc|",
		  STATUS_END },
		{ TEXT("\5\0\0\0\2\0\0\0{"), "\2|", STATUS_END },
		{ TEXT("\0\0\0\0"), "", STATUS_FRAME_EMPTY },
		{ TEXT("\2\0\0\0{}\0\0\0\0"), "{}|", STATUS_FRAME_EMPTY },
		{ TEXT("\1\0\x10\0"), "", STATUS_FRAME_TOO_LARGE },
		{ TEXT("\0\0\x10\0"), "", STATUS_FRAME_TRUNCATED },
		{ TEXT("\xff\xff\xff\xff"), "", STATUS_FRAME_TOO_LARGE },
		{ TEXT("\xff\xff\xff\x7f{}"), "", STATUS_FRAME_TOO_LARGE },
		{ TEXT("\0\0\0\x80"), "", STATUS_FRAME_TOO_LARGE },
	};
	struct outcome outcome;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t step = 1; step < 8; step++) {
			feed(cases[i].data, cases[i].len, step, &outcome);
			assert_string_equal(outcome.bodies, cases[i].bodies);
			assert_string_equal(
			    status_name(outcome.status),
			    status_name(cases[i].status));
		}
}

/* Never asks for more than the frame in hand, nor allocates before it may. */
static void
asks_for_no_more(void **state)
{
	struct frame_reader reader = { 0 };
	uint8_t head[FRAME_HEAD_BYTES];
	struct slice frame;
	uint8_t *into;
	size_t want_bytes;

	(void)state;
	assert_int_equal(frame_want(&reader, &into, &want_bytes), STATUS_OK);
	assert_int_equal(want_bytes, FRAME_HEAD_BYTES);
	assert_int_equal(reader.size_bytes, FRAME_HEAD_BYTES);
	frame_head(FRAME_IN_MAX_BYTES, head);
	memcpy(into, head, sizeof(head));
	frame_got(&reader, sizeof(head), &frame);
	assert_int_equal(frame.len, 0);
	assert_int_equal(frame_want(&reader, &into, &want_bytes), STATUS_OK);
	assert_int_equal(want_bytes, FRAME_IN_MAX_BYTES);
	memset(into, 'x', want_bytes);
	frame_got(&reader, want_bytes, &frame);
	assert_int_equal(frame.len, FRAME_IN_MAX_BYTES);
	assert_int_equal(frame.data[frame.len - 1], 'x');
	assert_int_equal(frame_end(&reader), STATUS_END);

	/* The buffer stays for the next frame. */
	assert_int_equal(frame_want(&reader, &into, &want_bytes), STATUS_OK);
	assert_int_equal(want_bytes, FRAME_HEAD_BYTES);
	assert_int_equal(
	    reader.size_bytes, FRAME_HEAD_BYTES + FRAME_IN_MAX_BYTES);
	assert_int_equal(frame_end(&reader), STATUS_END);

	/* An error stays an error: the stream cannot be picked up again. */
	memset(into, 0xff, want_bytes);
	frame_got(&reader, want_bytes, &frame);
	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    frame_want(&reader, &into, &want_bytes),
		    STATUS_FRAME_TOO_LARGE);
	assert_int_equal(frame_end(&reader), STATUS_FRAME_TRUNCATED);
	frame_reader_close(&reader);
	frame_reader_close(&reader);
}

static void
head_is_native(void **state)
{
	uint8_t head[FRAME_HEAD_BYTES];
	uint32_t word;

	(void)state;
	frame_head(FRAME_OUT_MAX_BYTES, head);
	memcpy(&word, head, sizeof(word));
	assert_int_equal(word, FRAME_OUT_MAX_BYTES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streams),
		cmocka_unit_test(asks_for_no_more),
		cmocka_unit_test(head_is_native),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
