#include "image/decode_reader.h"

#include <spng.h>

/* What texts and profiles may come to when unpacked; they are not ours. */
#define CHUNKS_MAX_BYTES ((size_t)32 << 20)

static enum status
outcome(int error)
{
	if (error == 0)
		return STATUS_OK;
	return error == SPNG_EMEM ? STATUS_TOO_LARGE : STATUS_UNREADABLE;
}

/* Grey with alpha, colour with alpha, or one colour declared transparent. */
static bool
has_alpha(spng_ctx *png, const struct spng_ihdr *header)
{
	struct spng_trns transparent;

	return header->color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA ||
	       header->color_type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA ||
	       spng_get_trns(png, &transparent) == 0;
}

static enum status
read_pixels(
    spng_ctx *png, struct slice file, struct arena *arena, struct image *image)
{
	struct spng_ihdr header;
	bool alpha;
	enum status s;
	size_t len;
	int e;

	if ((e = spng_set_chunk_limits(
		 png, DECODE_FILE_MAX_BYTES, CHUNKS_MAX_BYTES)) != 0 ||
	    (e = spng_set_png_buffer(png, file.data, file.len)) != 0 ||
	    (e = spng_get_ihdr(png, &header)) != 0)
		return outcome(e);
	image->width_px = header.width;
	image->height_px = header.height;
	alpha = has_alpha(png, &header);
	s = decode_reserve(
	    image, header.width, header.height, alpha ? 4 : 3, arena);
	if (s != STATUS_OK)
		return s;
	len = image->width_px * image->height_px * (alpha ? 4 : 3);
	e = spng_decode_image(
	    png, image->rgb, len, alpha ? SPNG_FMT_RGBA8 : SPNG_FMT_RGB8,
	    alpha ? SPNG_DECODE_TRNS : 0);
	if (e != 0)
		return outcome(e);
	if (alpha)
		decode_flatten_rgba(image);
	return STATUS_OK;
}

enum status
decode_png(struct slice file, struct arena *arena, struct image *image)
{
	spng_ctx *png = spng_ctx_new(0);
	enum status s;

	if (png == NULL)
		return STATUS_NO_MEMORY;
	s = read_pixels(png, file, arena, image);
	spng_ctx_free(png);
	return s;
}
