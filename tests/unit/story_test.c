/* story: whole files of our own making, and what is told of them. */

#include "builder.h"
#include "picture_file.h"

#include "metadata/story.h"

#define ARENA_BYTES ((size_t)8 << 20)
#define HEAD(text) text, sizeof(text) /* with its NUL */
#define XMP(attributes)                                                        \
	"<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"         \
	" xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'"               \
	" xmlns:t='http://ns.adobe.com/tiff/1.0/'"                             \
	" xmlns:x='http://ns.adobe.com/xap/1.0/'>"                             \
	"<r:Description " attributes "/></r:RDF>"

static struct arena arena;
static struct builder b;
static struct story story;

static const struct evidence *
sign(const char *id)
{
	for (int32_t i = 0; i < story.evidence_count; i++)
		if (strcmp(story.evidence[i].id, id) == 0)
			return &story.evidence[i];
	return NULL;
}

static int32_t
observed(const char *id, const char *name)
{
	const struct evidence *e = sign(id);

	assert_non_null(e);
	for (int32_t i = 0; i < e->value_count; i++)
		if (strcmp(e->value[i].name, name) == 0)
			return e->value[i].value;
	return -1;
}

static void
read_story(void)
{
	struct guarded g = guarded_copy(b.data, b.len);

	arena_reset(&arena);
	assert_non_null(arena_alloc(&arena, 100));
	story_read(slice_of(g.data, g.len), &arena, &story);
	assert_int_equal(arena.used_bytes, 2 * ARENA_ALIGN);
	assert_true(story_is_valid(&story));
	guarded_free(&g);
}

/* A picture of ours with one more segment after its start. */
static void
make_jpeg(uint8_t code, const void *head, size_t head_len, const char *text)
{
	struct guarded g = picture_file("tests/data/pictures", "420.jpg");

	b.len = 0;
	put(&b, g.data, 2);
	if (text != NULL)
		put_segment(&b, code, head, head_len, text, strlen(text));
	put(&b, g.data + 2, g.len - 2);
	guarded_free(&g);
}

static void
make_jpeg_with_xmp(const char *packet)
{
	make_jpeg(0xe1, HEAD("http://ns.adobe.com/xap/1.0/"), packet);
}

static void
quotes_what_declares_ai(void **state)
{
	static const struct {
		const char *packet, *id, *says, *where;
		int32_t places;
	} CASES[] = {
		{ XMP("e:DigitalSourceType='trainedAlgorithmicMedia'"),
		  "declared-ai", "trainedAlgorithmicMedia",
		  "Iptc4xmpExt:DigitalSourceType", 1 },
		{ XMP("e:DigitalSourceType='algorithmicMedia'"), "declared-ai",
		  "algorithmicMedia", "Iptc4xmpExt:DigitalSourceType", 1 },
		{ XMP("e:DigitalSourceType="
		      "'compositeWithTrainedAlgorithmicMedia'"),
		  "declared-ai-part", "compositeWithTrainedAlgorithmicMedia",
		  "Iptc4xmpExt:DigitalSourceType", 1 },
		{ XMP("e:DigitalSourceType='trainedAlgorithmicMedia' "
		      "x:CreatorTool='ComfyUI 0.3'"),
		  "declared-ai", "ComfyUI", "xmp:CreatorTool", 2 },
		{ XMP("e:DigitalSourceType='algorithmicallyEnhanced'"),
		  "declared-algorithm", "algorithmicallyEnhanced",
		  "Iptc4xmpExt:DigitalSourceType", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
		const struct evidence *e;

		make_jpeg_with_xmp(CASES[i].packet);
		read_story();
		e = sign(CASES[i].id);
		assert_non_null(e);
		assert_string_equal(e->says, CASES[i].says);
		assert_string_equal(e->where, CASES[i].where);
		assert_int_equal(
		    observed(CASES[i].id, "places"), CASES[i].places);
		assert_int_equal(
		    story_declares_ai(&story),
		    strncmp(CASES[i].id, "declared-ai", 11) == 0);
		assert_null(sign("unread"));
	}
}

/* The name is a stranger's text of any length. */
static void
quotes_a_camera(void **state)
{
	char packet[1024], make[300];

	(void)state;
	make_jpeg_with_xmp(XMP("t:Make='Acme' t:Model='Acme Box 1'"));
	read_story();
	assert_string_equal(sign("camera")->says, "Acme Box 1");
	assert_int_equal(observed("camera", "exposure"), 0);
	assert_false(story_declares_ai(&story));

	make_jpeg_with_xmp(XMP("t:Make='Acme' t:Model='1&#x202E;'"));
	read_story();
	assert_string_equal(sign("camera")->says, "Acme 1?");

	memset(make, 'M', sizeof(make));
	make[sizeof(make) - 1] = '\0';
	snprintf(
	    packet, sizeof(packet), XMP("t:Make='%s' t:Model='%s'"), make,
	    make);
	make_jpeg_with_xmp(packet);
	read_story();
	assert_int_equal(strlen(sign("camera")->says), EVIDENCE_SAYS_BYTES - 1);
}

static void
tells_of_the_tables(void **state)
{
	(void)state;
	make_jpeg(0, "", 0, NULL);
	read_story();
	assert_int_equal(story.evidence_count, 1);
	assert_int_equal(observed("quantisation-standard", "quality"), 95);
	assert_string_equal(sign("quantisation-standard")->says, "4:2:0");
	for (size_t i = 0; i + 4 < b.len; i++)
		if (b.data[i] == 0xff && b.data[i + 1] == 0xdb)
			b.data[i + 10] ^= 64;
	read_story();
	assert_null(sign("quantisation-standard"));
	assert_true(observed("quantisation-custom", "distancePercent") > 0);
}

static void
says_what_it_left_out(void **state)
{
	(void)state;
	make_jpeg_with_xmp("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>");
	read_story();
	assert_int_equal(observed("unread", "xmp"), 1);
	assert_int_equal(sign("unread")->value_count, 1);

	make_jpeg(0xe1, "Exif\0", 6, "II*");
	read_story();
	assert_int_equal(observed("unread", "exif"), 1);

	b.len = 0;
	put(&b, "\x89PNG\r\n\x1a\n", 8);
	put_chunk(&b, "tEXt", "parameters\0x", 12);
	b.data[b.len - 1] ^= 1;
	read_story();
	assert_int_equal(observed("unread", "checksum"), 1);
	assert_false(story_declares_ai(&story));
}

static void
says_nothing_of_what_is_none(void **state)
{
	static const char *const FILES[] = { "", "Not a picture.", "GIF89a",
					     "\xff\xd8" };

	(void)state;
	for (size_t i = 0; i < sizeof(FILES) / sizeof(FILES[0]); i++) {
		b.len = 0;
		put_text(&b, FILES[i]);
		read_story();
		assert_false(story_declares_ai(&story));
	}
}

/* Whatever room there is, it is told in full or said not to be. */
static void
survives_a_full_arena(void **state)
{
	(void)state;
	make_jpeg_with_xmp(
	    XMP("e:DigitalSourceType='trainedAlgorithmicMedia'"));
	for (size_t room = 0; room < 2048; room += 64) {
		struct arena small;

		assert_int_equal(arena_open(&small, 4096), STATUS_OK);
		small.used_bytes = small.size_bytes - room;
		story_read(slice_of(b.data, b.len), &small, &story);
		assert_true(story_is_valid(&story));
		assert_int_equal(small.used_bytes, small.size_bytes - room);
		assert_true(
		    sign("declared-ai") != NULL ||
		    observed("unread", "memory") == 1);
		arena_close(&small);
	}
}

static void
refuses_what_is_no_claim(void **state)
{
	struct story bad;

	(void)state;
	make_jpeg(0, "", 0, NULL);
	read_story();
	bad = story;
	bad.evidence_count = STORY_EVIDENCE_MAX + 1;
	assert_false(story_is_valid(&bad));
	bad.evidence_count = -1;
	assert_false(story_is_valid(&bad));
	bad = story;
	bad.evidence[0].decibans = 1;
	assert_false(story_is_valid(&bad));
	bad = story;
	bad.evidence[0].family = EVIDENCE_PICTURE;
	assert_false(story_is_valid(&bad));
	bad = story;
	memset(bad.evidence[0].says, 'a', EVIDENCE_SAYS_BYTES);
	assert_false(story_is_valid(&bad));
}

/* What is allocated after a rewind is zeros again. */
static void
rewinds(void **state)
{
	uint8_t *p;

	(void)state;
	arena_reset(&arena);
	p = arena_alloc(&arena, 1000);
	memset(p, 7, 1000);
	arena_rewind(&arena, 64);
	assert_int_equal(arena.used_bytes, 64);
	p = arena_alloc(&arena, 900);
	for (size_t i = 0; i < 900; i++)
		assert_int_equal(p[i], 0);
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
		cmocka_unit_test(quotes_what_declares_ai),
		cmocka_unit_test(quotes_a_camera),
		cmocka_unit_test(tells_of_the_tables),
		cmocka_unit_test(says_what_it_left_out),
		cmocka_unit_test(says_nothing_of_what_is_none),
		cmocka_unit_test(survives_a_full_arena),
		cmocka_unit_test(refuses_what_is_no_claim),
		cmocka_unit_test(rewinds),
	};

	return cmocka_run_group_tests_name(
	    "story", tests, open_arena, close_arena);
}
