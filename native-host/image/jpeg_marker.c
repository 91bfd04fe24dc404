#include "image/jpeg_marker.h"

#define MARKER 0xFF
#define SOI 0xD8
#define TEM 0x01
#define RST0 0xD0
#define RST7 0xD7

static bool
has_no_length(uint8_t code)
{
	return code == SOI || code == TEM || (code >= RST0 && code <= RST7);
}

bool
jpeg_marker_next(struct slice file, size_t *at, struct jpeg_marker *marker)
{
	size_t i = *at, len;

	for (;;) {
		if (i >= file.len || file.data[i] != MARKER)
			return false;
		while (i < file.len && file.data[i] == MARKER)
			i++; /* any number of fill bytes */
		if (i >= file.len)
			return false;
		marker->code = file.data[i++];
		if (!has_no_length(marker->code))
			break;
	}
	if (marker->code == JPEG_SOS || marker->code == JPEG_EOI ||
	    file.len - i < 2)
		return false;
	len = (size_t)file.data[i] << 8 | file.data[i + 1];
	if (len < 2 || len > file.len - i)
		return false;
	marker->payload = slice_of(file.data + i + 2, len - 2);
	*at = i + len;
	return true;
}
