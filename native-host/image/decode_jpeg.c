#include "image/decode_reader.h"

#include <turbojpeg.h>

#include "image/jpeg_marker.h"

/*
 * Every scan goes over the whole picture: 400 of 16 megapixels take 3 s.
 * Encoders make 6 to 20 of them, so a picture may have 32 at full size, more
 * when it is smaller, and at most TJFLAG_LIMITSCANS's 500.
 */
#define SCANNED_PIXELS_MAX (32 * DECODE_PIXELS_MAX)

/*
 * Warnings that leave every pixel decoded (libjpeg's jerror.h).  All others
 * mean missing or invented blocks: half a grey face is not looked at.
 */
static bool
is_harmless(const char *warning)
{
	static const char *const TEXTS[] = {
		"extraneous bytes before marker",
		"Unknown Adobe color transform code",
		"Invalid SOS parameters for sequential JPEG",
		"unknown JFIF revision number",
	};

	for (size_t i = 0; i < sizeof(TEXTS) / sizeof(TEXTS[0]); i++)
		if (strstr(warning, TEXTS[i]) != NULL)
			return true;
	return false;
}

/*
 * Does its last scan end in EOI?  libjpeg tells the first warning only, and a
 * harmless one must not hide that the rest is missing.
 */
static bool
is_ended(struct slice file)
{
	for (size_t at = file.len; at >= 2; at--) {
		if (file.data[at - 2] != 0xFF)
			continue;
		if (file.data[at - 1] == JPEG_EOI)
			return true;
		if (file.data[at - 1] == JPEG_SOS)
			return false;
	}
	return false;
}

/* What a call that returned not 0 comes to. */
static enum status
outcome(tjhandle handle, struct slice file)
{
	const char *text = tjGetErrorStr2(handle);

	if (tjGetErrorCode(handle) == TJERR_WARNING)
		return is_harmless(text) && is_ended(file) ? STATUS_OK
							   : STATUS_UNREADABLE;
	if (strstr(text, "Insufficient memory") != NULL ||
	    strstr(text, "Maximum supported image dimension") != NULL)
		return STATUS_TOO_LARGE;
	return STATUS_UNREADABLE;
}

/* Whoever writes the Adobe marker also writes ink the other way round. */
static bool
has_adobe_marker(struct slice file)
{
	struct jpeg_marker marker;
	size_t at = 0;

	while (jpeg_marker_next(file, &at, &marker))
		if (marker.code == JPEG_APP14 && marker.payload.len >= 12 &&
		    memcmp(marker.payload.data, "Adobe", 5) == 0)
			return true;
	return false;
}

/* Is going over it once for each scan more than we do for a picture? */
static bool
has_too_many_scans(struct slice file, const struct image *image)
{
	size_t left = SCANNED_PIXELS_MAX / (image->width_px * image->height_px);
	struct jpeg_marker marker;
	size_t at = 0;

	while (jpeg_marker_next(file, &at, &marker))
		; /* thumbnails have scans too: skip to the first of ours */
	while (at < file.len) {
		const uint8_t *p = memchr(file.data + at, 0xFF, file.len - at);

		if (p == NULL)
			break;
		at = (size_t)(p - file.data) + 1;
		if (at < file.len && file.data[at] == JPEG_SOS && left-- == 0)
			return true;
	}
	return false;
}

static enum status
read_pixels(
    tjhandle handle, struct slice file, struct arena *arena,
    struct image *image)
{
	int width = 0, height = 0, sampling = 0, space = TJCS_RGB;
	bool is_ink;
	enum status s;

	/*
	 * It also fails on unusual sampling, which decompression can do; the
	 * size is known then, and what is really damaged fails below.
	 */
	if (tjDecompressHeader3(
		handle, file.data, file.len, &width, &height, &sampling,
		&space) != 0 &&
	    (width <= 0 || height <= 0)) {
		s = outcome(handle, file);
		return s == STATUS_OK ? STATUS_UNREADABLE : s;
	}
	is_ink = space == TJCS_CMYK || space == TJCS_YCCK;
	s = decode_reserve(
	    image, (size_t)width, (size_t)height, is_ink ? 4 : 3, arena);
	if (s != STATUS_OK)
		return s;
	if (has_too_many_scans(file, image))
		return STATUS_UNREADABLE;
	if (tjDecompress2(
		handle, file.data, file.len, image->rgb, width, 0, height,
		is_ink ? TJPF_CMYK : TJPF_RGB, TJFLAG_LIMITSCANS) != 0 &&
	    (s = outcome(handle, file)) != STATUS_OK)
		return s;
	if (is_ink)
		decode_flatten_cmyk(image, has_adobe_marker(file));
	return STATUS_OK;
}

enum status
decode_jpeg(struct slice file, struct arena *arena, struct image *image)
{
	tjhandle handle = tjInitDecompress();
	enum status s;

	if (handle == NULL)
		return STATUS_NO_MEMORY;
	s = read_pixels(handle, file, arena, image);
	tjDestroy(handle);
	return s;
}
