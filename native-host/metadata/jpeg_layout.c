#include "metadata/jpeg_layout.h"

#include "image/jpeg_marker.h"
#include "metadata/bytes.h"

#define MARKER 0xFF
#define SOI 0xD8
#define DQT 0xDB
#define DHT 0xC4
#define JPG 0xC8
#define DAC 0xCC
#define SOF0 0xC0
#define SOF2 0xC2
#define SOF15 0xCF
#define RST0 0xD0
#define RST7 0xD7
#define VALUES JPEG_LAYOUT_TABLE_VALUES

/* ISO/IEC 10918-1, figure A.6: where the n-th value of a zigzag lies. */
static const uint8_t ZIGZAG[VALUES] = {
	0,  1,	8,  16, 9,  2,	3,  10, 17, 24, 32, 25, 18, 11, 4,  5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6,	7,  14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
};

/* B.2.4.1: a byte of width and number, then 64 values, repeated. */
static void
read_tables(struct slice data, struct jpeg_layout *layout)
{
	while (data.len > 0) {
		size_t bytes = (data.data[0] >> 4) + 1U;
		size_t number = data.data[0] & 15U;

		if (bytes > 2 || number >= JPEG_LAYOUT_TABLES ||
		    data.len < 1 + VALUES * bytes)
			return;
		for (size_t i = 0; i < VALUES; i++)
			layout->table[number][ZIGZAG[i]] = (uint16_t)bytes_big(
			    data.data + 1 + i * bytes, bytes);
		layout->has_table[number] = true;
		data = bytes_after(data, 1 + VALUES * bytes);
	}
}

/* B.2.2; a second frame (hierarchical) is not looked at. */
static void
read_frame(uint8_t code, struct slice data, struct jpeg_layout *layout)
{
	size_t count;

	if (data.len < 6 || layout->component_count > 0)
		return;
	count = data.data[5];
	if (count > JPEG_LAYOUT_COMPONENTS_MAX || data.len < 6 + 3 * count)
		return;
	layout->is_progressive = code == SOF2;
	layout->bits = data.data[0];
	layout->height_px = (uint16_t)bytes_big(data.data + 1, 2);
	layout->width_px = (uint16_t)bytes_big(data.data + 3, 2);
	layout->component_count = count;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *p = data.data + 6 + 3 * i;

		layout->component[i] = (struct jpeg_component){
			.across = p[1] >> 4,
			.down = p[1] & 15,
			.table = p[2] & 3,
		};
	}
}

static bool
is_frame(uint8_t code)
{
	return code >= SOF0 && code <= SOF15 && code != DHT && code != JPG &&
	       code != DAC;
}

/* The next marker in compressed data: not a stuffed zero, not a restart. */
static size_t
skip_scan(struct slice file, size_t at)
{
	while (at + 1 < file.len) {
		const uint8_t *p =
		    memchr(file.data + at, MARKER, file.len - at - 1);

		if (p == NULL)
			break;
		at = (size_t)(p - file.data);
		if (p[1] != 0 && p[1] != MARKER && (p[1] < RST0 || p[1] > RST7))
			return at;
		at += p[1] == MARKER ? 1 : 2;
	}
	return file.len;
}

/* One segment; where the next marker is expected, or the file's length. */
static size_t
read_segment(
    struct slice file, size_t at, uint8_t code, struct jpeg_layout *layout)
{
	struct slice data = bytes_after(file, at + 2);
	size_t len = data.len < 2 ? 0 : bytes_big(data.data, 2);

	if (len < 2 || len > data.len)
		return file.len;
	data = slice_of(data.data + 2, len - 2);
	if (code == DQT)
		read_tables(data, layout);
	else if (is_frame(code))
		read_frame(code, data, layout);
	if (code != JPEG_SOS)
		return at + 2 + len;
	if (layout->scan_count < JPEG_LAYOUT_SCANS_MAX)
		layout->scan_at[layout->scan_count] = at;
	layout->scan_count++;
	return skip_scan(file, at + 2 + len);
}

bool
jpeg_layout_read(struct slice file, struct jpeg_layout *layout)
{
	size_t at = 2;

	*layout = (struct jpeg_layout){ 0 };
	if (file.len < 2 || file.data[0] != MARKER || file.data[1] != SOI)
		return false;
	while (at + 1 < file.len && file.data[at] == MARKER) {
		uint8_t code = file.data[at + 1];

		if (code == JPEG_EOI) {
			layout->is_whole = true;
			layout->end_at = at + 2;
			break;
		}
		if (code == MARKER)
			at++; /* a fill byte */
		else
			at = read_segment(file, at, code, layout);
	}
	return true;
}
