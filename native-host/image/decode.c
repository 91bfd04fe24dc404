#include "image/decode.h"

#include "image/decode_reader.h"
#include "image/orientation.h"

#define SVG_LOOK_BYTES 4096 /* its first tag may follow long comments */
#define BMP_HEADER_BYTES 18

static bool
has(struct slice file, size_t at, const char *bytes, size_t len)
{
	return file.len >= at && file.len - at >= len &&
	       memcmp(file.data + at, bytes, len) == 0;
}

/* ISO base media files name their brands in the first box. */
static enum image_format
sniff_brands(struct slice file)
{
	static const char HEIC[][5] = { "heic", "heix", "heim", "heis",
					"hevc", "hevx", "mif1", "msf1" };
	size_t box_bytes = 0;
	enum image_format format = IMAGE_UNKNOWN;

	if (!has(file, 4, "ftyp", 4))
		return IMAGE_UNKNOWN;
	for (size_t i = 0; i < 4; i++)
		box_bytes = box_bytes << 8 | file.data[i];
	if (box_bytes > file.len)
		box_bytes = file.len;
	/* The major brand at 8, a version at 12, compatible ones from 16. */
	for (size_t at = 8; at + 4 <= box_bytes; at += at == 8 ? 8 : 4) {
		if (has(file, at, "avif", 4) || has(file, at, "avis", 4))
			return IMAGE_AVIF;
		for (size_t i = 0; i < sizeof(HEIC) / sizeof(HEIC[0]); i++)
			if (has(file, at, HEIC[i], 4))
				format = IMAGE_HEIC;
	}
	return format;
}

static bool
is_bmp(struct slice file)
{
	/* Two letters are too few: the header that follows has known sizes. */
	static const uint8_t HEADERS[] = { 12, 40, 52, 56, 64, 108, 124 };

	if (!has(file, 0, "BM", 2) || file.len < BMP_HEADER_BYTES ||
	    !has(file, 15, "\0\0", 2))
		return false;
	return memchr(HEADERS, file.data[14], sizeof(HEADERS)) != NULL;
}

static bool
is_space(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool
is_svg(struct slice file)
{
	size_t at = has(file, 0, "\xef\xbb\xbf", 3) ? 3 : 0;
	size_t end = file.len < SVG_LOOK_BYTES ? file.len : SVG_LOOK_BYTES;

	while (at < end && is_space(file.data[at]))
		at++;
	if (has(file, at, "<svg", 4))
		return true;
	if (!has(file, at, "<?xml", 5) && !has(file, at, "<!--", 4) &&
	    !has(file, at, "<!DOCTYPE svg", 13))
		return false;
	for (; at < end; at++)
		if (has(file, at, "<svg", 4))
			return true;
	return false;
}

enum image_format
decode_sniff(struct slice file)
{
	if (has(file, 0, "\xff\xd8\xff", 3))
		return IMAGE_JPEG;
	if (has(file, 0, "\x89PNG\r\n\x1a\n", 8))
		return IMAGE_PNG;
	if (has(file, 0, "RIFF", 4) && has(file, 8, "WEBP", 4))
		return IMAGE_WEBP;
	if (has(file, 0, "GIF87a", 6) || has(file, 0, "GIF89a", 6))
		return IMAGE_GIF;
	if (has(file, 0, "\xff\x0a", 2) ||
	    has(file, 0, "\0\0\0\x0cJXL \r\n\x87\n", 12))
		return IMAGE_JXL;
	if (has(file, 0, "II*\0", 4) || has(file, 0, "MM\0*", 4) ||
	    has(file, 0, "II+\0", 4) || has(file, 0, "MM\0+", 4))
		return IMAGE_TIFF;
	if (is_bmp(file))
		return IMAGE_BMP;
	if (is_svg(file))
		return IMAGE_SVG;
	return sniff_brands(file);
}

const char *
decode_media_type(enum image_format format)
{
	/* https://www.iana.org/assignments/media-types */
	static const char *const TYPES[IMAGE_FORMAT_COUNT] = {
		[IMAGE_JPEG] = "image/jpeg",   [IMAGE_PNG] = "image/png",
		[IMAGE_WEBP] = "image/webp",   [IMAGE_AVIF] = "image/avif",
		[IMAGE_GIF] = "image/gif",     [IMAGE_HEIC] = "image/heic",
		[IMAGE_SVG] = "image/svg+xml", [IMAGE_BMP] = "image/bmp",
		[IMAGE_TIFF] = "image/tiff",   [IMAGE_JXL] = "image/jxl",
	};

	return (unsigned int)format < IMAGE_FORMAT_COUNT ? TYPES[format] : NULL;
}

static enum status
read_stored(struct slice file, struct arena *arena, struct image *image)
{
	if (image->format == IMAGE_JPEG)
		return decode_jpeg(file, arena, image);
	if (image->format == IMAGE_PNG)
		return decode_png(file, arena, image);
	if (image->format == IMAGE_WEBP)
		return decode_webp(file, arena, image);
	return image->format == IMAGE_UNKNOWN ? STATUS_UNREADABLE
					      : STATUS_UNSUPPORTED_FORMAT;
}

enum status
decode_image(struct slice file, struct arena *arena, struct image *image)
{
	enum orientation orientation;
	enum status s;

	*image = (struct image){ .format = decode_sniff(file) };
	if (file.len > DECODE_FILE_MAX_BYTES)
		return STATUS_TOO_LARGE;
	s = read_stored(file, arena, image);
	orientation = orientation_find(file, image->format);
	if (s == STATUS_OK)
		return orientation_apply(orientation, arena, image);
	image->rgb = NULL;
	if (orientation_is_quarter(orientation)) {
		size_t width_px = image->width_px;

		image->width_px = image->height_px;
		image->height_px = width_px;
	}
	return s;
}
