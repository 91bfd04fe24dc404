#include "image/decode_reader.h"

#define WHITE 255U

enum status
decode_reserve(
    struct image *image, size_t width_px, size_t height_px, size_t channels,
    struct arena *arena)
{
	image->width_px = width_px;
	image->height_px = height_px;
	if (width_px == 0 || height_px == 0)
		return STATUS_UNREADABLE;
	if (width_px > DECODE_SIDE_MAX_PX || height_px > DECODE_SIDE_MAX_PX ||
	    width_px * height_px > DECODE_PIXELS_MAX)
		return STATUS_TOO_LARGE;
	image->rgb = arena_array(arena, width_px * height_px, channels);
	return image->rgb == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

/* a * b / 255, rounded. */
static uint8_t
scale(unsigned int a, unsigned int b)
{
	return (uint8_t)((a * b + WHITE / 2) / WHITE);
}

void
decode_flatten_rgba(struct image *image)
{
	size_t count = image->width_px * image->height_px;
	const uint8_t *from = image->rgb;
	uint8_t *to = image->rgb;

	for (; count > 0; count--, from += 4, to += 3) {
		unsigned int alpha = from[3], white = WHITE * (WHITE - alpha);

		for (size_t i = 0; i < 3; i++)
			to[i] =
			    (uint8_t)((from[i] * alpha + white + WHITE / 2) / WHITE);
	}
}

void
decode_flatten_cmyk(struct image *image, bool is_inverted)
{
	size_t count = image->width_px * image->height_px;
	const uint8_t *from = image->rgb;
	uint8_t *to = image->rgb;
	unsigned int flip = is_inverted ? 0 : WHITE;

	for (; count > 0; count--, from += 4, to += 3) {
		unsigned int black = from[3] ^ flip;

		for (size_t i = 0; i < 3; i++)
			to[i] = scale(from[i] ^ flip, black);
	}
}
