#include "metadata/asset_boxes.h"

#include <stdio.h>

#include "metadata/bytes.h"

#define MARKER 0xFF
#define SOI 0xD8
#define EOI 0xD9
#define SOS 0xDA
#define RST0 0xD0
#define RST7 0xD7
#define APP0 0xE0
#define APP11 0xEB
#define APP15 0xEF
#define PNG_SIGNATURE_BYTES ((size_t)8)
#define PNG_FRAME_BYTES ((size_t)12)
#define RIFF_HEAD_BYTES ((size_t)12)

static struct asset_box *
add(struct asset_boxes *boxes, struct slice *rest, size_t len)
{
	struct asset_box *box;

	if (boxes->count == ASSET_BOXES_MAX)
		return NULL;
	box = &boxes->box[boxes->count++];
	box->bytes = bytes_head(*rest, len);
	*rest = bytes_after(*rest, len);
	return box;
}

/* ISO/IEC 10918-1, table B.1. */
static void
name_marker(uint8_t code, char name[ASSET_BOX_NAME_BYTES])
{
	static const char *const single[] = { "SOI", "EOI", "SOS", "DQT",
					      "DNL", "DRI", "DHP", "EXP" };

	if (code >= SOI && code <= 0xDF)
		(void)snprintf(
		    name, ASSET_BOX_NAME_BYTES, "%s", single[code - SOI]);
	else if (code == 0xC4)
		(void)snprintf(name, ASSET_BOX_NAME_BYTES, "DHT");
	else if (code == 0xCC)
		(void)snprintf(name, ASSET_BOX_NAME_BYTES, "DAC");
	else if (code >= 0xC0 && code <= 0xCF)
		(void)snprintf(name, ASSET_BOX_NAME_BYTES, "SOF%u", code & 15U);
	else if (code >= APP0 && code <= APP15)
		(void)snprintf(name, ASSET_BOX_NAME_BYTES, "APP%u", code & 15U);
	else if (code == 0xFE)
		(void)snprintf(name, ASSET_BOX_NAME_BYTES, "COM");
	else
		(void)snprintf(name, ASSET_BOX_NAME_BYTES, "%02X", code);
}

/* How long a scan's data is, from `at`: up to a marker that is no restart. */
static size_t
scan_end(struct slice s, size_t at)
{
	while (at + 1 < s.len) {
		const uint8_t *p = memchr(s.data + at, MARKER, s.len - at - 1);

		if (p == NULL)
			break;
		at = (size_t)(p - s.data);
		if (p[1] != 0 && p[1] != MARKER &&
		    !(p[1] >= RST0 && p[1] <= RST7))
			return at;
		at += p[1] == MARKER ? 1 : 2;
	}
	return s.len;
}

/* Segment of the store that is, or goes on from, `instance`. */
static bool
is_store(struct slice segment, const uint8_t *instance)
{
	static const size_t NAME_AT = 12; /* marker, length, "JP" and so on */

	if (segment.len < NAME_AT + 8 || segment.data[1] != APP11 ||
	    memcmp(segment.data + 4, "JP", 2) != 0)
		return false;
	if (instance != NULL)
		return memcmp(segment.data + 6, instance, 2) == 0;
	/* Box and description heads, 8 bytes each or 16, then its UUID. */
	return bytes_begin(bytes_after(segment, NAME_AT + 16), "c2pa", 4) ||
	       bytes_begin(bytes_after(segment, NAME_AT + 24), "c2pa", 4);
}

static void
walk_jpeg(struct slice rest, struct asset_boxes *boxes)
{
	const uint8_t *instance = NULL;
	struct asset_box *box, *store = NULL;

	while (rest.len >= 2 && rest.data[0] == MARKER) {
		uint8_t code = rest.data[1];
		size_t len = 2;

		if (code != SOI && code != EOI) {
			if (rest.len < 4)
				return;
			len += bytes_big(rest.data + 2, 2);
			if (len < 4 || len > rest.len)
				return;
		}
		if (code == SOS)
			len = scan_end(rest, len);
		if (is_store(bytes_head(rest, len), instance)) {
			instance = rest.data + 6;
			if (store != NULL &&
			    store == &boxes->box[boxes->count - 1]) {
				store->bytes.len += len;
				rest = bytes_after(rest, len);
				continue;
			}
			if ((box = add(boxes, &rest, len)) == NULL)
				return;
			store = box;
			strcpy(box->name, ASSET_BOX_STORE);
			continue;
		}
		if ((box = add(boxes, &rest, len)) == NULL)
			return;
		name_marker(code, box->name);
		if (code == EOI)
			break;
	}
	boxes->is_whole = rest.len == 0;
}

static void
walk_png(struct slice rest, struct asset_boxes *boxes)
{
	struct asset_box *box;

	if (rest.len < PNG_SIGNATURE_BYTES ||
	    (box = add(boxes, &rest, PNG_SIGNATURE_BYTES)) == NULL)
		return;
	strcpy(box->name, "PNGh");
	while (rest.len >= PNG_FRAME_BYTES) {
		size_t len = bytes_big(rest.data, 4);
		const uint8_t *name = rest.data + 4;

		if (len > rest.len - PNG_FRAME_BYTES ||
		    (box = add(boxes, &rest, len + PNG_FRAME_BYTES)) == NULL)
			return;
		if (memcmp(name, "caBX", 4) == 0)
			strcpy(box->name, ASSET_BOX_STORE);
		else
			memcpy(box->name, name, 4);
	}
	boxes->is_whole = rest.len == 0;
}

static void
walk_riff(struct slice file, struct asset_boxes *boxes)
{
	struct slice rest = bytes_after(file, RIFF_HEAD_BYTES);
	struct asset_box *box;

	while (rest.len >= 8) {
		size_t len = bytes_little(rest.data + 4, 4);

		if (len > rest.len - 8)
			return;
		len += 8 + (len & 1);
		if (memcmp(rest.data, "C2PA", 4) != 0) {
			rest = bytes_after(rest, len);
			continue;
		}
		if ((box = add(boxes, &rest, len)) != NULL)
			strcpy(box->name, ASSET_BOX_STORE);
		return;
	}
}

enum status
asset_boxes_read(
    struct slice file, enum image_format format, struct arena *arena,
    struct asset_boxes *boxes)
{
	*boxes = (struct asset_boxes){ 0 };
	if (format != IMAGE_JPEG && format != IMAGE_PNG && format != IMAGE_WEBP)
		return STATUS_UNSUPPORTED_FORMAT;
	boxes->box = arena_array(arena, ASSET_BOXES_MAX, sizeof(*boxes->box));
	if (boxes->box == NULL)
		return STATUS_NO_MEMORY;
	if (format == IMAGE_JPEG)
		walk_jpeg(file, boxes);
	else if (format == IMAGE_PNG)
		walk_png(file, boxes);
	else
		walk_riff(file, boxes);
	return STATUS_OK;
}

struct slice
asset_boxes_store(const struct asset_boxes *boxes)
{
	for (size_t i = 0; i < boxes->count; i++)
		if (strcmp(boxes->box[i].name, ASSET_BOX_STORE) == 0)
			return boxes->box[i].bytes;
	return slice_of(NULL, 0);
}
