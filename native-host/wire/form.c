#include "wire/form.h"

#include "base/slice.h"
#include "wire/json_text.h"

/* Cc, Zl, Zp, and the property Bidi_Control, of Unicode 15. */
static bool
is_control(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point <= 0x9f) ||
	       point == 0x2028 || point == 0x2029 || point == 0x061c ||
	       point == 0x200e || point == 0x200f ||
	       (point >= 0x202a && point <= 0x202e) ||
	       (point >= 0x2066 && point <= 0x2069);
}

bool
form_is_printable(const char *text)
{
	struct slice rest = slice_of_text(text);

	while (rest.len > 0) {
		size_t n = json_text_sequence(rest);
		/* Of the first byte of n > 1, 7 - n bits are the point's. */
		uint32_t point =
		    n > 1 ? rest.data[0] & (0xffU >> (n + 1)) : rest.data[0];

		for (size_t i = 1; i < n; i++)
			point = point << 6 | (rest.data[i] & 0x3f);
		if (n == 0 || is_control(point))
			return false;
		rest = slice_of(rest.data + n, rest.len - n);
	}
	return true;
}

bool
form_is_platform(const char *text)
{
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] ==
	       '\0';
}

/* What a browser's own URLs never hold unescaped is refused (WHATWG URL). */
bool
form_is_url(const char *text)
{
	static const char scheme[] = "https://";
	const char *rest = text + sizeof(scheme) - 1;

	if (strncmp(text, scheme, sizeof(scheme) - 1) != 0 || *rest == '\0' ||
	    *rest == '/')
		return false;
	for (; *rest != '\0'; rest++)
		if (*rest <= ' ' || *rest > '~' || strchr("\"<>", *rest))
			return false;
	return true;
}
