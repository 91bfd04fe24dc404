#include "metadata/plain.h"

/* Bytes of the letter at the front, 0 when it is none (RFC 3629). */
static size_t
letter(struct slice s, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint8_t c = s.data[0];
	size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if ((c >= 0x80 && c < 0xc2) || c > 0xf4 || len > s.len)
		return 0;
	*code = len == 1 ? c : c & (0xffU >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((s.data[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s.data[i] & 0x3fU);
	}
	return *code < least[len] || *code > 0x10ffff ||
		       (*code >= 0xd800 && *code < 0xe000)
		   ? 0
		   : len;
}

static bool
is_plain(uint32_t code)
{
	return code >= ' ' && (code < 0x7f || code >= 0xa0) &&
	       !(code >= 0x200b && code <= 0x200f) &&
	       !(code >= 0x2028 && code <= 0x202e) &&
	       !(code >= 0x2060 && code <= 0x206f) && code != 0xfeff;
}

void
plain_copy(struct slice text, char *to, size_t size)
{
	size_t n = 0;

	while (text.len > 0) {
		uint32_t code = 0;
		size_t len = letter(text, &code);
		bool is_fine = len > 0 && is_plain(code);
		size_t out = is_fine ? len : 1;

		if (out > size - 1 - n)
			break;
		if (is_fine)
			memcpy(to + n, text.data, len);
		else
			to[n] = '?';
		n += out;
		len = len == 0 ? 1 : len;
		text = slice_of(text.data + len, text.len - len);
	}
	to[n] = '\0';
}
