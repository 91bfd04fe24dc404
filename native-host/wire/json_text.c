#include "wire/json_text.h"

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* A quarter of "\uABCD"; -1 when the byte is no hexadecimal digit. */
static int
hex_value(int c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Unicode 15, table 3-7: no overlong form, no surrogate, nothing too high. */
size_t
json_text_sequence(struct slice text)
{
	const uint8_t *p = text.data;
	uint8_t least = 0x80, most = 0xbf;
	size_t n;

	if (text.len == 0)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (text.len < n)
		return 0;
	if (p[0] == 0xe0)
		least = 0xa0;
	else if (p[0] == 0xed)
		most = 0x9f;
	else if (p[0] == 0xf0)
		least = 0x90;
	else if (p[0] == 0xf4)
		most = 0x8f;
	if (p[1] < least || p[1] > most)
		return 0;
	for (size_t i = 2; i < n; i++)
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	return n;
}

/* Four digits at `at` past a "\u"; -1 when they are not there. */
static int32_t
hex_unit(struct slice text, size_t at)
{
	int32_t unit = 0;

	for (size_t i = 0; i < 4; i++) {
		int digit =
		    at + i < text.len ? hex_value(text.data[at + i]) : -1;

		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

static bool
is_high(int32_t unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static bool
is_low(int32_t unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/* From the backslash to the byte after the escape. */
static enum status
scan_escape(struct slice text, size_t *at)
{
	int c = *at + 1 < text.len ? text.data[*at + 1] : '\0';
	int32_t unit;

	if (c != '\0' && strchr("\"\\/bfnrt", c) != NULL) {
		*at += 2;
		return STATUS_OK;
	}
	unit = c == 'u' ? hex_unit(text, *at + 2) : -1;
	if (unit <= 0)
		return STATUS_JSON_SYNTAX;
	if (is_low(unit))
		return STATUS_JSON_UTF8;
	if (is_high(unit)) {
		if (*at + 7 >= text.len || text.data[*at + 6] != '\\' ||
		    text.data[*at + 7] != 'u' ||
		    !is_low(hex_unit(text, *at + 8)))
			return STATUS_JSON_UTF8;
		*at += 6;
	}
	*at += 6;
	return STATUS_OK;
}

enum status
json_text_scan(struct slice text, size_t *at, bool *has_escape)
{
	enum status s = STATUS_OK;
	size_t n;

	*has_escape = false;
	++*at;
	while (s == STATUS_OK) {
		int c = *at < text.len ? text.data[*at] : -1;

		if (c == '"') {
			++*at;
			break;
		}
		if (c < 0x20) {
			s = STATUS_JSON_SYNTAX;
		} else if (c == '\\') {
			*has_escape = true;
			s = scan_escape(text, at);
		} else if (c < 0x80) {
			++*at;
		} else {
			n = json_text_sequence(
			    slice_of(text.data + *at, text.len - *at));
			*at += n;
			if (n == 0)
				s = STATUS_JSON_UTF8;
		}
	}
	return s;
}

static size_t
write_utf8(uint32_t point, uint8_t *to)
{
	if (point < 0x80) {
		to[0] = (uint8_t)point;
		return 1;
	}
	if (point < 0x800) {
		to[0] = (uint8_t)(0xc0 | point >> 6);
		to[1] = (uint8_t)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		to[0] = (uint8_t)(0xe0 | point >> 12);
		to[1] = (uint8_t)(0x80 | (point >> 6 & 0x3f));
		to[2] = (uint8_t)(0x80 | (point & 0x3f));
		return 3;
	}
	to[0] = (uint8_t)(0xf0 | point >> 18);
	to[1] = (uint8_t)(0x80 | (point >> 12 & 0x3f));
	to[2] = (uint8_t)(0x80 | (point >> 6 & 0x3f));
	to[3] = (uint8_t)(0x80 | (point & 0x3f));
	return 4;
}

/* Undo the escape at `*at` of a text that scan_text has passed. */
static uint32_t
read_escape(struct slice text, size_t *at)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	int c = text.data[*at + 1];
	const char *letter = strchr(from, c);
	int32_t high, low;

	if (c != 'u') {
		*at += 2;
		return (uint32_t)(letter != NULL ? to[letter - from] : c);
	}
	high = hex_unit(text, *at + 2);
	*at += 6;
	if (!is_high(high))
		return (uint32_t)high;
	low = hex_unit(text, *at + 2);
	*at += 6;
	return (uint32_t)(0x10000 + (high - 0xd800) * 0x400 + (low - 0xdc00));
}

size_t
json_text_unescape(struct slice inside, uint8_t *to)
{
	size_t len = 0;

	for (size_t at = 0; at < inside.len;)
		if (inside.data[at] == '\\')
			len += write_utf8(read_escape(inside, &at), to + len);
		else
			to[len++] = inside.data[at++];
	return len;
}

static size_t
write_escape(unsigned char c, char to[6])
{
	static const char from[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	static const char digits[] = "0123456789abcdef";
	const char *found = c != '\0' ? strchr(from, c) : NULL;

	to[0] = (char)c;
	if (found == NULL && c >= 0x20)
		return 1;
	to[0] = '\\';
	if (found != NULL) {
		to[1] = letters[found - from];
		return 2;
	}
	to[1] = 'u';
	to[2] = to[3] = '0';
	to[4] = digits[c >> 4];
	to[5] = digits[c & 15];
	return 6;
}

size_t
json_text_escape(const char *text, char *to)
{
	size_t len = 1;
	char escape[6];

	if (to != NULL)
		to[0] = '"';
	for (; *text != '\0'; text++) {
		size_t n = write_escape((unsigned char)*text, escape);

		if (to != NULL)
			memcpy(to + len, escape, n);
		len += n;
	}
	if (to != NULL)
		to[len] = '"';
	return len + 1;
}
