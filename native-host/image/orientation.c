#include "image/orientation.h"

#include "image/jpeg_marker.h"

#define TAG_ORIENTATION 0x0112 /* Exif 2.32, 4.6.4 A */
#define TYPE_SHORT 3
#define ENTRY_BYTES 12
#define TIFF_HEADER_BYTES 8
#define TILE_PX 32 /* both tiles, read and written, stay in the first cache */

struct tiff {
	struct slice data;
	bool is_little;
};

static uint32_t
big_endian(const uint8_t *p, size_t count)
{
	uint32_t n = 0;

	for (size_t i = 0; i < count; i++)
		n = n << 8 | p[i];
	return n;
}

static uint32_t
little_endian(const uint8_t *p, size_t count)
{
	uint32_t n = 0;

	for (size_t i = count; i > 0; i--)
		n = n << 8 | p[i - 1];
	return n;
}

static uint32_t
tiff_number(const struct tiff *tiff, size_t at, size_t count)
{
	const uint8_t *p = tiff->data.data + at;

	return tiff->is_little ? little_endian(p, count) : big_endian(p, count);
}

static bool
tiff_open(struct slice data, struct tiff *tiff)
{
	tiff->data = data;
	if (data.len < TIFF_HEADER_BYTES)
		return false;
	tiff->is_little = data.data[0] == 'I';
	return (memcmp(data.data, "II*\0", 4) == 0) ||
	       (memcmp(data.data, "MM\0*", 4) == 0);
}

static enum orientation
orientation_of_tiff(struct slice data)
{
	struct tiff tiff;
	size_t at, count;

	if (!tiff_open(data, &tiff))
		return ORIENTATION_UPRIGHT;
	at = tiff_number(&tiff, 4, 4);
	if (at > data.len || data.len - at < 2)
		return ORIENTATION_UPRIGHT;
	count = tiff_number(&tiff, at, 2);
	at += 2;
	for (; count > 0 && data.len - at >= ENTRY_BYTES; count--) {
		uint32_t value = tiff_number(&tiff, at + 8, 2);

		if (tiff_number(&tiff, at, 2) == TAG_ORIENTATION)
			return tiff_number(&tiff, at + 2, 2) == TYPE_SHORT &&
				       tiff_number(&tiff, at + 4, 4) == 1 &&
				       value >= ORIENTATION_UPRIGHT &&
				       value <= ORIENTATION_QUARTER_RIGHT
				   ? (enum orientation)value
				   : ORIENTATION_UPRIGHT;
		at += ENTRY_BYTES;
	}
	return ORIENTATION_UPRIGHT;
}

/* Does it open with "Exif\0\0"?  Then what follows is a TIFF. */
static bool
skip_exif_name(struct slice *data)
{
	if (data->len < 6 || memcmp(data->data, "Exif\0\0", 6) != 0)
		return false;
	*data = slice_of(data->data + 6, data->len - 6);
	return true;
}

static struct slice
jpeg_exif(struct slice file)
{
	struct jpeg_marker marker;
	size_t at = 0;

	while (jpeg_marker_next(file, &at, &marker))
		if (marker.code == JPEG_APP1 && skip_exif_name(&marker.payload))
			return marker.payload;
	return slice_of(NULL, 0);
}

/* PNG: length, name, data, CRC, after eight bytes of signature. */
static struct slice
png_exif(struct slice file)
{
	size_t at = 8;

	while (at < file.len && file.len - at >= 12) {
		const uint8_t *chunk = file.data + at;
		size_t len = big_endian(chunk, 4);

		if (len > file.len - at - 12)
			break;
		if (memcmp(chunk + 4, "eXIf", 4) == 0)
			return slice_of(chunk + 8, len);
		at += 12 + len;
	}
	return slice_of(NULL, 0);
}

/* RIFF: name, length, data, padded to even, after twelve bytes of header. */
static struct slice
webp_exif(struct slice file)
{
	size_t at = 12;

	while (at < file.len && file.len - at >= 8) {
		const uint8_t *chunk = file.data + at;
		size_t len = little_endian(chunk + 4, 4);

		if (len > file.len - at - 8)
			break;
		if (memcmp(chunk, "EXIF", 4) == 0) {
			struct slice data = slice_of(chunk + 8, len);

			/* Some writers keep JPEG's six bytes. */
			skip_exif_name(&data);
			return data;
		}
		at += 8 + len + (len & 1);
	}
	return slice_of(NULL, 0);
}

enum orientation
orientation_find(struct slice file, enum image_format format)
{
	if (format == IMAGE_JPEG)
		return orientation_of_tiff(jpeg_exif(file));
	if (format == IMAGE_PNG)
		return orientation_of_tiff(png_exif(file));
	if (format == IMAGE_WEBP)
		return orientation_of_tiff(webp_exif(file));
	return ORIENTATION_UPRIGHT;
}

bool
orientation_is_quarter(enum orientation orientation)
{
	return orientation >= ORIENTATION_TRANSPOSED;
}

/* Where upright pixel (0, 0) lies in the file, and the steps from there. */
struct walk {
	const uint8_t *start;
	ptrdiff_t right, down; /* bytes */
};

static struct walk
walk_of(enum orientation orientation, const struct image *image)
{
	ptrdiff_t pixel = 3, row = 3 * (ptrdiff_t)image->width_px;
	bool from_right = orientation == ORIENTATION_MIRRORED ||
			  orientation == ORIENTATION_HALF_TURN ||
			  orientation == ORIENTATION_TRANSVERSE ||
			  orientation == ORIENTATION_QUARTER_RIGHT;
	bool from_bottom = orientation == ORIENTATION_HALF_TURN ||
			   orientation == ORIENTATION_FLIPPED ||
			   orientation == ORIENTATION_QUARTER_LEFT ||
			   orientation == ORIENTATION_TRANSVERSE;
	struct walk walk = { .start = image->rgb };

	if (from_right) {
		walk.start += row - pixel;
		pixel = -pixel;
	}
	if (from_bottom) {
		walk.start += row * ((ptrdiff_t)image->height_px - 1);
		row = -row;
	}
	walk.right = orientation_is_quarter(orientation) ? row : pixel;
	walk.down = orientation_is_quarter(orientation) ? pixel : row;
	return walk;
}

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void
turn_tile(
    const struct walk *walk, const struct image *out, size_t left, size_t top)
{
	size_t right = smaller(left + TILE_PX, out->width_px);
	size_t bottom = smaller(top + TILE_PX, out->height_px);

	for (size_t y = top; y < bottom; y++) {
		const uint8_t *from = walk->start + (ptrdiff_t)y * walk->down +
				      (ptrdiff_t)left * walk->right;
		uint8_t *to = out->rgb + 3 * (y * out->width_px + left);

		for (size_t x = left; x < right; x++) {
			memcpy(to, from, 3);
			to += 3;
			from += walk->right;
		}
	}
}

enum status
orientation_apply(
    enum orientation orientation, struct arena *arena, struct image *image)
{
	struct walk walk = walk_of(orientation, image);
	struct image out = *image;

	if (orientation == ORIENTATION_UPRIGHT)
		return STATUS_OK;
	if (orientation_is_quarter(orientation)) {
		out.width_px = image->height_px;
		out.height_px = image->width_px;
	}
	out.rgb = arena_array(arena, out.width_px * out.height_px, 3);
	if (out.rgb == NULL)
		return STATUS_NO_MEMORY;
	for (size_t y = 0; y < out.height_px; y += TILE_PX)
		for (size_t x = 0; x < out.width_px; x += TILE_PX)
			turn_tile(&walk, &out, x, y);
	*image = out;
	return STATUS_OK;
}
