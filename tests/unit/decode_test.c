/* decode over one small ramp in every kind of file (tests/data). */

#include "picture_file.h"

#include "image/decode.h"

#define FOLDER "tests/data/pictures"
#define ARENA_BYTES ((size_t)1 << 20)
#define WIDE 24
#define HIGH 16

/* What a file shows of the ramp. */
enum content { RAMP, GREY, RAMP_ON_WHITE, GREY_ON_WHITE, OTHER };

struct rgb {
	int c[3];
};

static struct arena arena;

static int
on_white(int value, int alpha)
{
	return (value * alpha + 255 * (255 - alpha) + 127) / 255;
}

static struct rgb
ramp(enum content content, int x, int y)
{
	struct rgb p = { { 10 * x, 15 * y, 200 - 4 * x - 4 * y } };

	if (content == GREY || content == GREY_ON_WHITE)
		p.c[1] = p.c[2] = p.c[0];
	if (content == RAMP_ON_WHITE || content == GREY_ON_WHITE)
		for (int i = 0; i < 3; i++)
			p.c[i] = on_white(p.c[i], 255 - 15 * y);
	return p;
}

static struct rgb
pixel(const struct image *image, int x, int y)
{
	const uint8_t *p =
	    image->rgb + 3 * ((size_t)y * image->width_px + (size_t)x);

	return (struct rgb){ { p[0], p[1], p[2] } };
}

static void
check_pixel(
    const char *name, const struct image *image, int x, int y, struct rgb want,
    int tolerance)
{
	struct rgb got = pixel(image, x, y);

	for (int i = 0; i < 3; i++)
		if (abs(got.c[i] - want.c[i]) > tolerance)
			fail_msg(
			    "%s: (%d, %d) is %d %d %d, not %d %d %d", name, x,
			    y, got.c[0], got.c[1], got.c[2], want.c[0],
			    want.c[1], want.c[2]);
}

static void
check_content(
    const char *name, const struct image *image, enum content content,
    int tolerance)
{
	for (int y = 0; y < HIGH; y++)
		for (int x = 0; x < WIDE; x++)
			check_pixel(
			    name, image, x, y, ramp(content, x, y), tolerance);
}

static enum status
decode(struct guarded g, struct image *image)
{
	arena_reset(&arena);
	return decode_image(slice_of(g.data, g.len), &arena, image);
}

static const struct {
	const char *name;
	enum image_format format;
	enum content content;
	int tolerance;
} READABLE[] = {
	{ "rgb8.png", IMAGE_PNG, RAMP, 0 },
	{ "rgb8-interlaced.png", IMAGE_PNG, RAMP, 0 },
	{ "rgb16.png", IMAGE_PNG, RAMP, 0 },
	{ "rgb16-interlaced.png", IMAGE_PNG, RAMP, 0 },
	{ "text.png", IMAGE_PNG, RAMP, 0 },
	{ "orientation-6.png", IMAGE_PNG, RAMP, 0 },
	{ "grey8.png", IMAGE_PNG, GREY, 0 },
	{ "grey8-interlaced.png", IMAGE_PNG, GREY, 0 },
	{ "grey16.png", IMAGE_PNG, GREY, 0 },
	{ "grey16-interlaced.png", IMAGE_PNG, GREY, 0 },
	{ "greya8.png", IMAGE_PNG, GREY_ON_WHITE, 0 },
	{ "greya8-interlaced.png", IMAGE_PNG, GREY_ON_WHITE, 0 },
	{ "greya16.png", IMAGE_PNG, GREY_ON_WHITE, 0 },
	{ "greya16-interlaced.png", IMAGE_PNG, GREY_ON_WHITE, 0 },
	{ "rgba8.png", IMAGE_PNG, RAMP_ON_WHITE, 0 },
	{ "rgba8-interlaced.png", IMAGE_PNG, RAMP_ON_WHITE, 0 },
	{ "rgba16.png", IMAGE_PNG, RAMP_ON_WHITE, 0 },
	{ "rgba16-interlaced.png", IMAGE_PNG, RAMP_ON_WHITE, 0 },
	{ "444.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "444-progressive.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "422.jpg", IMAGE_JPEG, RAMP, 14 },
	{ "422-progressive.jpg", IMAGE_JPEG, RAMP, 14 },
	{ "440.jpg", IMAGE_JPEG, RAMP, 24 },
	{ "440-progressive.jpg", IMAGE_JPEG, RAMP, 24 },
	{ "420.jpg", IMAGE_JPEG, RAMP, 24 },
	{ "420-progressive.jpg", IMAGE_JPEG, RAMP, 24 },
	{ "411.jpg", IMAGE_JPEG, RAMP, 30 },
	{ "411-progressive.jpg", IMAGE_JPEG, RAMP, 30 },
	{ "400.jpg", IMAGE_JPEG, GREY, 6 },
	{ "400-progressive.jpg", IMAGE_JPEG, GREY, 6 },
	{ "ycck.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "ycck-420.jpg", IMAGE_JPEG, RAMP, 24 },
	{ "cmyk-adobe.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "cmyk-plain.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "extraneous.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "orientation-1.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "orientation-2.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "orientation-3.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "orientation-4.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "orientation-5.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "orientation-6.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "orientation-7.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "orientation-8.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "orientation-9.jpg", IMAGE_JPEG, RAMP, 6 },
	{ "lossless.webp", IMAGE_WEBP, RAMP, 0 },
	{ "lossless-alpha.webp", IMAGE_WEBP, RAMP_ON_WHITE, 0 },
	{ "lossy.webp", IMAGE_WEBP, RAMP, 24 },
	{ "lossy-alpha.webp", IMAGE_WEBP, RAMP_ON_WHITE, 24 },
	{ "animated.webp", IMAGE_WEBP, RAMP, 0 },
	{ "animated-part.webp", IMAGE_WEBP, OTHER, 0 },
	{ "orientation-6.webp", IMAGE_WEBP, RAMP, 0 },
	{ "grey1.png", IMAGE_PNG, OTHER, 0 },
	{ "grey2.png", IMAGE_PNG, OTHER, 0 },
	{ "grey4.png", IMAGE_PNG, OTHER, 0 },
	{ "grey8-trns.png", IMAGE_PNG, OTHER, 0 },
	{ "rgb8-trns.png", IMAGE_PNG, OTHER, 0 },
	{ "palette1.png", IMAGE_PNG, OTHER, 0 },
	{ "palette4.png", IMAGE_PNG, OTHER, 0 },
	{ "palette8.png", IMAGE_PNG, OTHER, 0 },
	{ "palette8-trns.png", IMAGE_PNG, OTHER, 0 },
	{ "grey1-interlaced.png", IMAGE_PNG, OTHER, 0 },
	{ "grey2-interlaced.png", IMAGE_PNG, OTHER, 0 },
	{ "grey4-interlaced.png", IMAGE_PNG, OTHER, 0 },
	{ "grey8-trns-interlaced.png", IMAGE_PNG, OTHER, 0 },
	{ "rgb8-trns-interlaced.png", IMAGE_PNG, OTHER, 0 },
	{ "palette1-interlaced.png", IMAGE_PNG, OTHER, 0 },
	{ "palette4-interlaced.png", IMAGE_PNG, OTHER, 0 },
	{ "palette8-interlaced.png", IMAGE_PNG, OTHER, 0 },
	{ "palette8-trns-interlaced.png", IMAGE_PNG, OTHER, 0 },
};
#define READABLE_COUNT (sizeof(READABLE) / sizeof(READABLE[0]))

static void
reads_every_kind(void **state)
{
	(void)state;
	for (size_t n = 0; n < READABLE_COUNT; n++) {
		const char *name = READABLE[n].name;
		struct guarded g = picture_file(FOLDER, name);
		struct image image;
		enum status s = decode(g, &image);

		if (s != STATUS_OK)
			fail_msg("%s: %s", name, status_name(s));
		if (image.format != READABLE[n].format ||
		    image.width_px != WIDE || image.height_px != HIGH)
			fail_msg("%s: wrong format or size", name);
		if (READABLE[n].content != OTHER)
			check_content(
			    name, &image, READABLE[n].content,
			    READABLE[n].tolerance);
		guarded_free(&g);
	}
}

/* What the few kinds hold that cannot hold the ramp. */
static struct rgb
special(const char *name, int x, int y)
{
	struct rgb white = { { 255, 255, 255 } };
	struct rgb palette = { { x, 2 * x, 3 * x } };
	struct rgb grey = ramp(GREY, x, y);

	if (strncmp(name, "grey1", 5) == 0)
		return (x & 1) ? white : (struct rgb){ { 0, 0, 0 } };
	if (strncmp(name, "grey2", 5) == 0)
		return (
		    struct rgb){ { 85 * (x & 3), 85 * (x & 3), 85 * (x & 3) } };
	if (strncmp(name, "grey4", 5) == 0)
		return (struct rgb){ { 17 * (x & 15), 17 * (x & 15),
				       17 * (x & 15) } };
	if (strncmp(name, "grey8-trns", 10) == 0)
		return x == 5 ? white : grey;
	if (strncmp(name, "rgb8-trns", 9) == 0)
		return x == 5 && y == 3 ? white : ramp(RAMP, x, y);
	if (strncmp(name, "palette1", 8) == 0)
		return (x & 1) ? (struct rgb){ { 250, 10, 20 } }
			       : (struct rgb){ { 0, 0, 0 } };
	if (strncmp(name, "palette4", 8) == 0)
		return (struct rgb){ { x & 15, 2 * (x & 15), 3 * (x & 15) } };
	if (strncmp(name, "palette8-trns", 13) == 0 && x < 2)
		return x == 0
			   ? white
			   : (struct rgb){ { on_white(1, 128), on_white(2, 128),
					     on_white(3, 128) } };
	if (strcmp(name, "animated-part.webp") == 0)
		return x < 4 || y < 2 ? white : ramp(RAMP, x, y);
	return palette;
}

static void
reads_palettes_and_few_bits(void **state)
{
	(void)state;
	for (size_t n = 0; n < READABLE_COUNT; n++) {
		const char *name = READABLE[n].name;
		struct guarded g;
		struct image image;

		if (READABLE[n].content != OTHER)
			continue;
		g = picture_file(FOLDER, name);
		assert_int_equal(decode(g, &image), STATUS_OK);
		for (int y = 0; y < HIGH; y++)
			for (int x = 0; x < WIDE; x++)
				check_pixel(
				    name, &image, x, y, special(name, x, y), 0);
		guarded_free(&g);
	}
}

static void
tells_formats_by_content(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		enum image_format format;
		const char *media_type;
	} CASES[] = {
#define BYTES(text) text, sizeof(text) - 1
		{ BYTES(""), IMAGE_UNKNOWN, NULL },
		{ BYTES("\xff\xd8"), IMAGE_UNKNOWN, NULL },
		{ BYTES("\xff\xd8\xff"), IMAGE_JPEG, "image/jpeg" },
		{ BYTES("\x89PNG\r\n\x1a\n"), IMAGE_PNG, "image/png" },
		{ BYTES("\x89PNG\n\x1a\n\n"), IMAGE_UNKNOWN, NULL },
		{ BYTES("RIFF\0\0\0\0WEBP"), IMAGE_WEBP, "image/webp" },
		{ BYTES("RIFF\0\0\0\0WAVE"), IMAGE_UNKNOWN, NULL },
		{ BYTES("GIF89a"), IMAGE_GIF, "image/gif" },
		{ BYTES("\0\0\0\x14"
			"ftypavif\0\0\0\0mif1"),
		  IMAGE_AVIF, "image/avif" },
		{ BYTES("\0\0\0\x18"
			"ftypmif1\0\0\0\0heicavif"),
		  IMAGE_AVIF, "image/avif" },
		{ BYTES("\0\0\0\x14"
			"ftypmif1\0\0\0\0heicavif"),
		  IMAGE_HEIC, "image/heic" },
		{ BYTES("\0\0\0\x18"
			"ftypheic\0\0\0\0mif1heic"),
		  IMAGE_HEIC, "image/heic" },
		{ BYTES("\0\0\0\x14"
			"ftypisom\0\0\0\0mp42"),
		  IMAGE_UNKNOWN, NULL },
		{ BYTES("\0\0\0\0"
			"ftyp"),
		  IMAGE_UNKNOWN, NULL },
		{ BYTES("<svg xmlns='a'/>"), IMAGE_SVG, "image/svg+xml" },
		{ BYTES("\xef\xbb\xbf \n<?xml version='1.0'?><!-- --><svg/>"),
		  IMAGE_SVG, "image/svg+xml" },
		{ BYTES("<html><svg/></html>"), IMAGE_UNKNOWN, NULL },
		{ BYTES("BM1234\0\0\0\0\x36\0\0\0\x28\0\0\0"), IMAGE_BMP,
		  "image/bmp" },
		{ BYTES("BM is the name of a museum"), IMAGE_UNKNOWN, NULL },
		{ BYTES("II*\0\x08\0\0\0"), IMAGE_TIFF, "image/tiff" },
		{ BYTES("MM\0*\0\0\0\x08"), IMAGE_TIFF, "image/tiff" },
		{ BYTES("\xff\x0a\x01"), IMAGE_JXL, "image/jxl" },
		{ BYTES("\0\0\0\x0cJXL \r\n\x87\n"), IMAGE_JXL, "image/jxl" },
#undef BYTES
	};

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct guarded g = guarded_copy(CASES[n].bytes, CASES[n].len);
		enum image_format format = CASES[n].format;
		struct image image;
		enum status s = decode(g, &image);

		if (decode_sniff(slice_of(g.data, g.len)) != format)
			fail_msg("case %zu is taken for another format", n);
		if (CASES[n].media_type == NULL)
			assert_null(decode_media_type(format));
		else
			assert_string_equal(
			    decode_media_type(format), CASES[n].media_type);
		assert_int_equal(
		    s, format >= IMAGE_AVIF ? STATUS_UNSUPPORTED_FORMAT
					    : STATUS_UNREADABLE);
		assert_int_equal(image.format, format);
		guarded_free(&g);
	}
	assert_null(decode_media_type(IMAGE_FORMAT_COUNT));
}

static int
open_arena(void **state)
{
	(void)state;
	return arena_open(&arena, ARENA_BYTES) == STATUS_OK ? 0 : -1;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_kind),
		cmocka_unit_test(reads_palettes_and_few_bits),
		cmocka_unit_test(tells_formats_by_content),
	};

	return cmocka_run_group_tests_name(
	    "decode", tests, open_arena, close_arena);
}
