#include "metadata/utf16.h"

#include "metadata/bytes.h"

#define REPLACEMENT 0xFFFDU
#define HIGH_FIRST 0xD800U
#define LOW_FIRST 0xDC00U
#define LOW_LAST 0xDFFFU

static bool
guess_little(struct slice text, bool is_little)
{
	size_t zeros[2] = { 0, 0 };

	if (bytes_begin(text, "\xff\xfe", 2))
		return true;
	if (bytes_begin(text, "\xfe\xff", 2))
		return false;
	for (size_t i = 0; i < text.len; i++)
		zeros[i & 1] += text.data[i] == 0;
	/* Of Latin letters the first byte is 0 in big-endian. */
	return zeros[0] == zeros[1] ? is_little : zeros[1] > zeros[0];
}

static size_t
put_utf8(uint8_t *p, uint32_t letter)
{
	if (letter < 0x80) {
		p[0] = (uint8_t)letter;
		return 1;
	}
	if (letter < 0x800) {
		p[0] = (uint8_t)(0xC0 | letter >> 6);
		p[1] = (uint8_t)(0x80 | (letter & 63));
		return 2;
	}
	if (letter < 0x10000) {
		p[0] = (uint8_t)(0xE0 | letter >> 12);
		p[1] = (uint8_t)(0x80 | (letter >> 6 & 63));
		p[2] = (uint8_t)(0x80 | (letter & 63));
		return 3;
	}
	p[0] = (uint8_t)(0xF0 | letter >> 18);
	p[1] = (uint8_t)(0x80 | (letter >> 12 & 63));
	p[2] = (uint8_t)(0x80 | (letter >> 6 & 63));
	p[3] = (uint8_t)(0x80 | (letter & 63));
	return 4;
}

static uint32_t
unit_at(struct slice text, size_t at, bool is_little)
{
	return is_little ? bytes_little(text.data + at, 2)
			 : bytes_big(text.data + at, 2);
}

enum status
utf16_read(
    struct slice text, bool is_little, struct arena *arena, struct slice *out)
{
	bool little = guess_little(text, is_little);
	uint8_t *bytes;
	size_t len = 0, room, at = 0;

	*out = slice_of(NULL, 0);
	/* Three bytes for each two: a pair of units makes four. */
	if (!size_mul(text.len / 2, 3, &room) || room == 0)
		return STATUS_OK;
	if ((bytes = arena_alloc(arena, room)) == NULL)
		return STATUS_NO_MEMORY;
	while (at + 2 <= text.len) {
		uint32_t letter = unit_at(text, at, little), low = 0;

		at += 2;
		if (letter == 0)
			break;
		if (letter == 0xFEFF && at == 2)
			continue; /* the byte order mark itself */
		if (letter >= HIGH_FIRST && letter <= LOW_LAST) {
			if (letter < LOW_FIRST && at + 2 <= text.len)
				low = unit_at(text, at, little);
			if (low >= LOW_FIRST && low <= LOW_LAST) {
				letter = 0x10000 + ((letter & 0x3FF) << 10) +
					 (low & 0x3FF);
				at += 2;
			} else {
				letter = REPLACEMENT;
			}
		}
		len += put_utf8(bytes + len, letter);
	}
	*out = slice_of(bytes, len);
	return STATUS_OK;
}
