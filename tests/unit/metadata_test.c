/* metadata over whole files: ours, and others' where they are at hand. */

#include "builder.h"
#include "picture_file.h"

#include "metadata/metadata.h"

#define ARENA_BYTES ((size_t)8 << 20)
#define HEAD(text) text, sizeof(text) /* with its NUL */
#define GUID_A "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define GUID_B "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define RDF(attributes)                                                        \
	"<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"         \
	" xmlns:n='http://ns.adobe.com/xmp/note/'"                             \
	" xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'>"              \
	"<r:Description " attributes "/></r:RDF>"
#define SAYS_AI RDF("e:DigitalSourceType='trainedAlgorithmicMedia'")

static struct arena arena;
static struct builder b;
static struct metadata m;

static void
read_as(enum image_format format)
{
	arena_reset(&arena);
	assert_int_equal(
	    metadata_read(slice_of(b.data, b.len), format, &arena, &m),
	    STATUS_OK);
}

static void
put_xmp(const char *packet)
{
	put_segment(
	    &b, 0xe1, HEAD("http://ns.adobe.com/xap/1.0/"), packet,
	    strlen(packet));
}

static void
put_extension(const char *guid, const char *packet)
{
	static struct builder head;

	head.len = 0;
	put(&head, HEAD("http://ns.adobe.com/xmp/extension/"));
	put_text(&head, guid);
	put_number(&head, (uint32_t)strlen(packet), 4, false);
	put_number(&head, 0, 4, false);
	put_segment(&b, 0xe1, head.data, head.len, packet, strlen(packet));
}

static void
start_jpeg(void)
{
	b.len = 0;
	put(&b, "\xff\xd8", 2);
}

static void
declares_what_xmp_says(void **state)
{
	(void)state;
	start_jpeg();
	put_xmp(SAYS_AI);
	read_as(IMAGE_JPEG);
	assert_int_equal(m.declared.kind, DECLARED_AI);
	assert_string_equal(
	    m.declared.finding[0].where, "Iptc4xmpExt:DigitalSourceType");
	assert_int_equal(m.faults, 0);
}

static void
reads_an_extension_of_its_own_packet_only(void **state)
{
	(void)state;
	start_jpeg();
	put_xmp(RDF("n:HasExtendedXMP='" GUID_A "'"));
	put_extension(GUID_A, SAYS_AI);
	read_as(IMAGE_JPEG);
	assert_int_equal(m.declared.kind, DECLARED_AI);
	assert_int_equal(m.faults, 0);

	start_jpeg();
	put_xmp(RDF("n:HasExtendedXMP='" GUID_A "'"));
	put_extension(GUID_B, SAYS_AI);
	read_as(IMAGE_JPEG);
	assert_int_equal(m.declared.kind, DECLARED_NOTHING);
	assert_int_equal(m.faults, METADATA_EXTENSION);
}

static void
start_png(void)
{
	b.len = 0;
	put(&b, "\x89PNG\r\n\x1a\n", 8);
}

static void
declares_what_png_texts_say(void **state)
{
	static const char TEXT[] = "parameters\0x Steps: 20, Sampler: Euler";
	static const char BAD[] = "prompt\0\0not deflated";
	static const char PROFILE[] = "profile\0\0neither";

	(void)state;
	start_png();
	put_chunk(&b, "tEXt", TEXT, sizeof(TEXT) - 1);
	put_chunk(&b, "zTXt", BAD, sizeof(BAD) - 1);
	put_chunk(&b, "iCCP", PROFILE, sizeof(PROFILE) - 1);
	put_chunk(&b, "IEND", "", 0);
	read_as(IMAGE_PNG);
	assert_int_equal(m.declared.kind, DECLARED_AI);
	assert_string_equal(m.declared.finding[0].where, "PNG text parameters");
	assert_int_equal(m.faults, METADATA_TEXT | METADATA_PROFILE);
	assert_false(m.is_jpeg);
}

/* Many small texts that unpack to a lot: some are left out, and it is said. */
static void
unpacks_only_so_much(void **state)
{
	static uint8_t packed[8192], zeros[1 << 20];
	uLongf len = sizeof(packed) - 3;

	(void)state;
	memcpy(packed, "x\0\0", 3);
	assert_int_equal(
	    compress(packed + 3, &len, zeros, sizeof(zeros)), Z_OK);
	start_png();
	for (int i = 0; i < CONTAINER_PARTS_MAX; i++)
		put_chunk(&b, "zTXt", packed, len + 3);
	put_chunk(&b, "IEND", "", 0);
	read_as(IMAGE_PNG);
	assert_int_equal(m.faults, METADATA_TEXT_CUT);
	assert_true(arena.used_bytes < (size_t)2 << 20);
}

static void
notes_what_follows_a_jpeg(void **state)
{
	struct guarded g = picture_file("tests/data/pictures", "420.jpg");

	(void)state;
	b.len = 0;
	put(&b, g.data, g.len);
	read_as(IMAGE_JPEG);
	assert_int_equal(m.container.faults, 0);
	assert_true(m.is_jpeg && m.layout.is_whole);
	assert_int_equal(m.quantisation.luma_quality, 95);
	put_text(&b, "more");
	read_as(IMAGE_JPEG);
	assert_int_equal(m.container.faults, CONTAINER_TRAILING);
	guarded_free(&g);
}

static void
agrees_on_files_of_others(void **state)
{
	static const struct {
		const char *folder, *name, *profile, *software;
		enum declared_kind kind;
		bool has_c2pa;
	} CASES[] = {
		{ "c2pa", "C.jpg", "", "", DECLARED_NOTHING, true },
		{ "c2pa", "CA.jpg", "", "", DECLARED_NOTHING, true },
		{ "c2pa", "no_manifest.jpg", "sRGB IEC61966-2.1",
		  "Adobe Photoshop 24.1 (20221029.m.1946 73a94a1)  (Macintosh)",
		  DECLARED_NOTHING, false },
		{ "c2pa", "sample1.png", "", "Adobe Lightroom 5.3 (Macintosh)",
		  DECLARED_CAMERA, false },
		{ "c2pa", "test_xmp.webp", "sRGB IEC61966-2.1",
		  "Adobe Photoshop 24.0 (Macintosh)", DECLARED_NOTHING, false },
		{ "fbmd", "small.jpg", "c2", "", DECLARED_NOTHING, false },
	};
	const char *shared = getenv("FACETELL_SHARED");

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		char folder[256], path[300];
		struct guarded g;
		FILE *f;

		snprintf(
		    folder, sizeof(folder), "%s/fixtures/%s",
		    shared == NULL ? "../shared" : shared, CASES[n].folder);
		snprintf(path, sizeof(path), "%s/%s", folder, CASES[n].name);
		if ((f = fopen(path, "rb")) == NULL) {
			print_message("no %s: skipped\n", path);
			skip();
		}
		fclose(f);
		g = picture_file(folder, CASES[n].name);
		b.len = 0;
		put(&b, g.data, g.len);
		guarded_free(&g);
		read_as(decode_sniff(slice_of(b.data, b.len)));
		if (m.declared.kind != CASES[n].kind)
			fail_msg(
			    "%s: %s", CASES[n].name,
			    declared_kind_name(m.declared.kind));
		assert_string_equal(m.profile, CASES[n].profile);
		assert_true(slice_is_text(m.exif.software, CASES[n].software));
		assert_int_equal(
		    container_find(&m.container, CONTAINER_C2PA) != NULL,
		    CASES[n].has_c2pa);
		assert_int_equal(m.faults, 0);
		assert_int_equal(m.xmp.faults, 0);
	}
	assert_int_equal(m.fbmd.state, FBMD_UNTOUCHED);
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
		cmocka_unit_test(declares_what_xmp_says),
		cmocka_unit_test(reads_an_extension_of_its_own_packet_only),
		cmocka_unit_test(declares_what_png_texts_say),
		cmocka_unit_test(unpacks_only_so_much),
		cmocka_unit_test(notes_what_follows_a_jpeg),
		cmocka_unit_test(agrees_on_files_of_others),
	};

	return cmocka_run_group_tests_name(
	    "metadata", tests, open_arena, close_arena);
}
