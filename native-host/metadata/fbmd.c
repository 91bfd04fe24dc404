#include "metadata/fbmd.h"

#include "metadata/bytes.h"

#define NAME "FBMD"
#define NAME_BYTES ((size_t)4)
#define VERSION_DIGITS ((size_t)2)
#define COUNT_DIGITS ((size_t)4)
#define HEAD_BYTES (NAME_BYTES + VERSION_DIGITS + COUNT_DIGITS)
#define NUMBER_DIGITS ((size_t)8)

/* `digits` hex digits, at most eight, as a big-endian number. */
static bool
read_hex(const uint8_t *p, size_t digits, uint32_t *number)
{
	uint32_t n = 0;

	for (size_t i = 0; i < digits; i++) {
		uint32_t digit;

		if (p[i] >= '0' && p[i] <= '9')
			digit = p[i] - (uint32_t)'0';
		else if (p[i] >= 'a' && p[i] <= 'f')
			digit = p[i] - (uint32_t)'a' + 10;
		else if (p[i] >= 'A' && p[i] <= 'F')
			digit = p[i] - (uint32_t)'A' + 10;
		else
			return false;
		n = n << 4 | digit;
	}
	*number = n;
	return true;
}

static bool
read_number(struct slice table, size_t index, uint32_t *number)
{
	uint32_t n;

	if (!read_hex(
		table.data + HEAD_BYTES + NUMBER_DIGITS * index, NUMBER_DIGITS,
		&n))
		return false;
	*number = __builtin_bswap32(n);
	return true;
}

/* Are its scans those of the file, one by one? */
static bool
has_these_scans(struct slice table, const struct jpeg_layout *layout)
{
	for (size_t i = 0; i < layout->scan_count; i++) {
		uint32_t at;

		if (!read_number(table, i, &at) || at != layout->scan_at[i])
			return false;
	}
	return true;
}

void
fbmd_check(
    struct slice instructions, const struct jpeg_layout *layout,
    size_t file_bytes, struct fbmd *fbmd)
{
	uint32_t version, count, number = 0;

	*fbmd = (struct fbmd){ .state = FBMD_ABSENT };
	if (!bytes_begin(instructions, NAME, NAME_BYTES))
		return;
	fbmd->state = FBMD_DAMAGED;
	if (instructions.len < HEAD_BYTES ||
	    !read_hex(
		instructions.data + NAME_BYTES, VERSION_DIGITS, &version) ||
	    !read_hex(
		instructions.data + NAME_BYTES + VERSION_DIGITS, COUNT_DIGITS,
		&count) ||
	    instructions.len < HEAD_BYTES + NUMBER_DIGITS * (count + (size_t)1))
		return;
	for (size_t i = 0; i <= count; i++)
		if (!read_number(instructions, i, &number))
			return;
	fbmd->scan_count = count;
	fbmd->file_bytes = number;
	fbmd->state = FBMD_RESAVED;
	if (layout != NULL && layout->is_whole && file_bytes == number &&
	    layout->scan_count == count && count > 0 &&
	    count <= JPEG_LAYOUT_SCANS_MAX &&
	    has_these_scans(instructions, layout))
		fbmd->state = FBMD_UNTOUCHED;
}
