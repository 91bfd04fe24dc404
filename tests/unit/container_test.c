/* container over files that carry everything, and over files that lie. */

#include "builder.h"

#include "metadata/container.h"

#define ARENA_BYTES ((size_t)4 << 20)
#define HEAD(text) text, sizeof(text) /* with its NUL */
#define SOI "\xff\xd8"
#define SCAN "\xff\xda\0\2"

static struct arena arena;
static struct builder b;

static struct container
read_as(enum image_format format)
{
	struct guarded g = guarded_copy(b.data, b.len);
	struct container container;

	arena_reset(&arena);
	assert_int_equal(
	    container_read(slice_of(g.data, g.len), format, &arena, &container),
	    STATUS_OK);
	/* Parts are views of the file: of `b` from here on. */
	for (size_t i = 0; i < container.part_count; i++) {
		const uint8_t **p = &container.part[i].data.data;

		if (*p >= g.data && *p <= g.data + g.len)
			*p = b.data + (*p - g.data);
	}
	guarded_free(&g);
	return container;
}

static void
expect(
    const struct container *container, enum container_kind kind,
    const char *text)
{
	const struct container_part *part = container_find(container, kind);

	if (part == NULL)
		fail_msg("no part of kind %d", (int)kind);
	assert_int_equal(part->data.len, strlen(text));
	assert_memory_equal(part->data.data, text, part->data.len);
}

static void
put_icc(uint8_t number, uint8_t count, const char *text)
{
	uint8_t head[14] = "ICC_PROFILE";

	head[12] = number;
	head[13] = count;
	put_segment(&b, 0xe2, head, sizeof(head), text, strlen(text));
}

static void
put_extension(char guid, uint32_t whole, uint32_t at, const char *text)
{
	struct builder head = { .len = 0 };

	put(&head, HEAD("http://ns.adobe.com/xmp/extension/"));
	for (int i = 0; i < CONTAINER_GUID_BYTES; i++)
		put(&head, &guid, 1);
	put_number(&head, whole, 4, false);
	put_number(&head, at, 4, false);
	put_segment(&b, 0xe1, head.data, head.len, text, strlen(text));
}

#define BOX "\0\0\0\x1cjumb\0\0\0\x14jumdc2pa"

static void
put_box(uint16_t instance, uint32_t sequence, const char *data, size_t len)
{
	struct builder head = { .len = 0 };

	put_text(&head, "JP");
	put_number(&head, instance, 2, false);
	put_number(&head, sequence, 4, false);
	put_segment(&b, 0xeb, head.data, head.len, data, len);
}

static void
start_jpeg(void)
{
	b.len = 0;
	put_text(&b, SOI);
}

static void
finds_everything_in_a_jpeg(void **state)
{
	struct container c;

	(void)state;
	start_jpeg();
	put_segment(&b, 0xe0, "JFIF\0", 5, "", 0);
	put_segment(&b, 0xe1, HEAD("Exif\0"), "exif", 4);
	put_icc(2, 2, "second");
	put_segment(
	    &b, 0xe1, HEAD("http://ns.adobe.com/xap/1.0/"), "packet", 6);
	put_segment(&b, 0xed, HEAD("Photoshop 3.0"), "8BI", 3);
	put_extension('A', 10, 0, "exten");
	put_box(7, 1, "\0\0\0\x10jumb\0\0\0\x08jumdother", 21);
	put_box(3, 1, BOX, 20);
	put_box(3, 2, "\0\0\0\x1cjumbmore", 12);
	put_segment(&b, 0xfe, "", 0, "comment", 7);
	put_extension('A', 10, 5, "sion.");
	put_segment(&b, 0xed, HEAD("Photoshop 3.0"), "M rest", 6);
	put_icc(1, 2, "first");
	put(&b, SCAN, 4);
	put_segment(&b, 0xe1, HEAD("Exif\0"), "not in here", 11);
	c = read_as(IMAGE_JPEG);
	assert_int_equal(c.faults, 0);
	assert_int_equal(c.part_count, 7);
	expect(&c, CONTAINER_EXIF, "exif");
	expect(&c, CONTAINER_XMP, "packet");
	expect(&c, CONTAINER_ICC, "firstsecond");
	expect(&c, CONTAINER_PHOTOSHOP, "8BIM rest");
	expect(&c, CONTAINER_XMP_EXTENDED, "extension.");
	expect(&c, CONTAINER_COMMENT, "comment");
	assert_int_equal(c.part[6].kind, CONTAINER_C2PA);
	assert_int_equal(c.part[6].data.len, 24);
	assert_memory_equal(c.part[6].data.data, BOX "more", 24);
}

static void
says_what_lies_in_a_jpeg(void **state)
{
	(void)state;
	start_jpeg();
	put_icc(1, 2, "one of two");
	assert_int_equal(read_as(IMAGE_JPEG).faults, CONTAINER_LIES);
	put_icc(1, 2, "the same again");
	assert_int_equal(read_as(IMAGE_JPEG).faults, CONTAINER_LIES);
	start_jpeg();
	put_icc(3, 2, "three of two");
	assert_int_equal(read_as(IMAGE_JPEG).faults, CONTAINER_LIES);
	start_jpeg();
	put_icc(0, 0, "none of none");
	assert_int_equal(read_as(IMAGE_JPEG).faults, CONTAINER_LIES);

	start_jpeg();
	put_extension('A', 0xffffffff, 0, "four gibibytes");
	assert_int_equal(read_as(IMAGE_JPEG).faults, CONTAINER_LIES);
	start_jpeg();
	put_extension('A', 8, 0, "over-");
	put_extension('A', 8, 2, "lap");
	assert_int_equal(read_as(IMAGE_JPEG).faults, CONTAINER_LIES);
	start_jpeg();
	put_extension('A', 5, 0, "first");
	put_extension('B', 5, 0, "other");
	assert_int_equal(read_as(IMAGE_JPEG).faults, CONTAINER_REPEATED);

	start_jpeg();
	put_box(1, 1, BOX, 20);
	put_box(1, 3, BOX, 20);
	assert_int_equal(read_as(IMAGE_JPEG).faults, CONTAINER_LIES);
	assert_int_equal(read_as(IMAGE_JPEG).part_count, 0);
	start_jpeg();
	put_box(1, 1, BOX, 20);
	put_box(1, 2, "short", 5);
	assert_int_equal(read_as(IMAGE_JPEG).faults, CONTAINER_LIES);

	start_jpeg();
	put_segment(&b, 0xe1, HEAD("Exif\0"), "one", 3);
	put_segment(&b, 0xe1, HEAD("Exif\0"), "two", 3);
	assert_int_equal(read_as(IMAGE_JPEG).faults, CONTAINER_REPEATED);
	start_jpeg();
	for (size_t i = 0; i <= CONTAINER_PARTS_MAX; i++)
		put_segment(&b, 0xfe, "", 0, "c", 1);
	assert_int_equal(read_as(IMAGE_JPEG).faults, CONTAINER_TOO_MANY);
	assert_int_equal(read_as(IMAGE_JPEG).part_count, CONTAINER_PARTS_MAX);
}

static void
finds_everything_in_a_png(void **state)
{
	static const char XMP[] = "XML:com.adobe.xmp\0\0\0\0\0packet";
	struct container c;
	size_t whole;

	(void)state;
	b.len = 0;
	put(&b, "\x89PNG\r\n\x1a\n", 8);
	put_chunk(&b, "IHDR", "thirteen....", 13);
	put_chunk(&b, "eXIf", "exif", 4);
	put_chunk(&b, "iCCP", "name", 4);
	put_chunk(&b, "tEXt", "text", 4);
	put_chunk(&b, "zTXt", "packed", 6);
	put_chunk(&b, "iTXt", "utf8", 4);
	put_chunk(&b, "iTXt", XMP, sizeof(XMP) - 1);
	put_chunk(&b, "caBX", "manifest", 8);
	put_chunk(&b, "IDAT", "", 0);
	put_chunk(&b, "tEXt", "second", 6);
	put_chunk(&b, "IEND", "", 0);
	whole = b.len;
	c = read_as(IMAGE_PNG);
	assert_int_equal(c.faults, 0);
	assert_int_equal(c.part_count, 8);
	expect(&c, CONTAINER_EXIF, "exif");
	expect(&c, CONTAINER_ICC, "name");
	expect(&c, CONTAINER_TEXT, "text");
	expect(&c, CONTAINER_TEXT_PACKED, "packed");
	expect(&c, CONTAINER_TEXT_UTF8, "utf8");
	expect(&c, CONTAINER_XMP, "packet");
	expect(&c, CONTAINER_C2PA, "manifest");

	put_text(&b, "and more");
	assert_int_equal(read_as(IMAGE_PNG).faults, CONTAINER_TRAILING);
	b.len = whole - 1;
	assert_int_equal(read_as(IMAGE_PNG).faults, CONTAINER_CUT);
	b.len = whole;
	b.data[8 + 25 + 8] ^= 1; /* the first byte of eXIf */
	c = read_as(IMAGE_PNG);
	assert_int_equal(c.faults, CONTAINER_CHECKSUM);
	assert_null(container_find(&c, CONTAINER_EXIF));
}

static void
finds_everything_in_a_webp(void **state)
{
	static const struct {
		const char *name;
		enum container_kind kind;
	} CHUNKS[] = { { "EXIF", CONTAINER_EXIF },
		       { "XMP ", CONTAINER_XMP },
		       { "ICCP", CONTAINER_ICC },
		       { "C2PA", CONTAINER_C2PA } };
	struct container c;

	(void)state;
	b.len = 0;
	put_riff_header(&b, 4 * (8 + 4) + 8);
	put_riff(&b, "VP8 ", "", 0);
	for (size_t i = 0; i < 4; i++)
		put_riff(&b, CHUNKS[i].name, CHUNKS[i].name, 3);
	c = read_as(IMAGE_WEBP);
	assert_int_equal(c.faults, 0);
	assert_int_equal(c.part_count, 4);
	for (size_t i = 0; i < 4; i++) {
		char three[4] = { 0 };

		memcpy(three, CHUNKS[i].name, 3);
		expect(&c, CHUNKS[i].kind, three);
	}
	put_text(&b, "x");
	assert_int_equal(read_as(IMAGE_WEBP).faults, CONTAINER_TRAILING);
	b.len -= 2;
	assert_true((read_as(IMAGE_WEBP).faults & CONTAINER_CUT) != 0);

	b.len = 0;
	put_riff_header(&b, 12);
	put_riff(&b, "EXIF", "four", 4);
	b.data[16] = 5; /* one more than there is */
	c = read_as(IMAGE_WEBP);
	assert_int_equal(c.faults, CONTAINER_LIES);
	assert_int_equal(c.part_count, 0);
}

/* `b` cut everywhere, and with every byte spoilt: some answer. */
static void
survive(enum image_format format)
{
	size_t whole = b.len;

	for (b.len = 0; b.len < whole; b.len++)
		(void)read_as(format);
	for (size_t at = 0; at < whole; at++) {
		b.data[at] ^= 0xff;
		(void)read_as(format);
		b.data[at] ^= 0xff;
	}
}

static void
survives_cuts_and_damage(void **state)
{
	finds_everything_in_a_jpeg(state);
	survive(IMAGE_JPEG);
	finds_everything_in_a_png(state);
	survive(IMAGE_PNG);
	finds_everything_in_a_webp(state);
	survive(IMAGE_WEBP);
}

static void
says_when_the_arena_is_full(void **state)
{
	struct arena small = arena;
	struct container container;

	finds_everything_in_a_jpeg(state);
	small.size_bytes = small.used_bytes = 0;
	assert_int_equal(
	    container_read(
		slice_of(b.data, b.len), IMAGE_JPEG, &small, &container),
	    STATUS_NO_MEMORY);
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
		cmocka_unit_test(finds_everything_in_a_jpeg),
		cmocka_unit_test(says_what_lies_in_a_jpeg),
		cmocka_unit_test(finds_everything_in_a_png),
		cmocka_unit_test(finds_everything_in_a_webp),
		cmocka_unit_test(survives_cuts_and_damage),
		cmocka_unit_test(says_when_the_arena_is_full),
	};

	return cmocka_run_group_tests_name(
	    "container", tests, open_arena, close_arena);
}
