#include "metadata/icc.h"

#include "metadata/bytes.h"

/* ICC.1:2010, 7.2, 7.3 and 10.13; the old type from ICC.1:2001-04, 6.5.17. */
#define HEADER_BYTES ((size_t)128)
#define ENTRY_BYTES ((size_t)12)
#define ENTRIES_MAX ((size_t)100)
#define ASCII_HEAD_BYTES ((size_t)12) /* "desc", zeros, a count */
#define UNICODE_HEAD_BYTES ((size_t)28)

static struct slice
cut_out(struct slice s, size_t at, size_t len)
{
	struct slice rest = bytes_after(s, at);

	return len <= rest.len ? bytes_head(rest, len) : slice_of(NULL, 0);
}

static struct slice
find_description(struct slice profile)
{
	struct slice table = bytes_after(profile, HEADER_BYTES);
	size_t count = table.len < 4 ? 0 : bytes_big(table.data, 4);

	table = bytes_after(table, 4);
	if (count > ENTRIES_MAX)
		count = ENTRIES_MAX;
	for (; count > 0 && table.len >= ENTRY_BYTES; count--) {
		if (memcmp(table.data, "desc", 4) == 0)
			return cut_out(
			    profile, bytes_big(table.data + 4, 4),
			    bytes_big(table.data + 8, 4));
		table = bytes_after(table, ENTRY_BYTES);
	}
	return slice_of(NULL, 0);
}

/* Letters of `width` bytes, big-endian, up to a NUL. */
static void
copy_ascii(struct slice s, size_t width, char name[ICC_NAME_BYTES])
{
	size_t n = 0;

	for (; s.data != NULL && s.len >= width && n + 1 < ICC_NAME_BYTES;
	     s = bytes_after(s, width)) {
		uint32_t letter = bytes_big(s.data, width);

		if (letter == 0)
			break;
		name[n++] =
		    (char)(letter >= ' ' && letter <= '~' ? letter : '?');
	}
	name[n] = '\0';
}

bool
icc_name(struct slice profile, char name[ICC_NAME_BYTES])
{
	struct slice tag = find_description(profile), value;

	name[0] = '\0';
	if (tag.len >= UNICODE_HEAD_BYTES && bytes_begin(tag, "mluc", 4)) {
		value = cut_out(
		    tag, bytes_big(tag.data + 24, 4),
		    bytes_big(tag.data + 20, 4));
		copy_ascii(value, 2, name);
	} else if (tag.len >= ASCII_HEAD_BYTES && bytes_begin(tag, "desc", 4)) {
		value =
		    cut_out(tag, ASCII_HEAD_BYTES, bytes_big(tag.data + 8, 4));
		copy_ascii(value, 1, name);
	}
	return name[0] != '\0';
}
