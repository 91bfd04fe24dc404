/* quantisation and jpeg_layout against files TurboJPEG made. */

#include "picture_file.h"

#include "metadata/quantisation.h"

static struct jpeg_layout layout;

static struct quantisation
read(struct slice file)
{
	struct quantisation quantisation;

	assert_true(jpeg_layout_read(file, &layout));
	quantisation_read(&layout, &quantisation);
	return quantisation;
}

static void
knows_every_quality(void **state)
{
	struct guarded g = picture_file("tests/data/metadata", "qualities.bin");
	size_t at = 0;

	(void)state;
	for (int quality = 1; quality <= 100; quality++) {
		size_t len = g.data[at] | (size_t)g.data[at + 1] << 8;
		struct quantisation q = read(slice_of(g.data + at + 2, len));

		assert_int_equal(q.kind, QUANTISATION_STANDARD);
		assert_int_equal(q.luma_quality, quality);
		assert_int_equal(q.chroma_quality, quality);
		assert_int_equal(q.luma_distance_percent, 0);
		assert_true(layout.is_whole);
		at += 2 + len;
	}
	assert_int_equal(at, g.len);
	guarded_free(&g);
}

static void
knows_sampling_and_scans(void **state)
{
	static const struct {
		const char *name;
		enum quantisation_sampling sampling;
		const char *shown;
		size_t scans, components;
	} CASES[] = {
		{ "444.jpg", QUANTISATION_444, "4:4:4", 1, 3 },
		{ "422.jpg", QUANTISATION_422, "4:2:2", 1, 3 },
		{ "420.jpg", QUANTISATION_420, "4:2:0", 1, 3 },
		{ "440.jpg", QUANTISATION_440, "4:4:0", 1, 3 },
		{ "411.jpg", QUANTISATION_411, "4:1:1", 1, 3 },
		{ "400.jpg", QUANTISATION_GREY, "grey", 1, 1 },
		{ "ycck-420.jpg", QUANTISATION_420, "4:2:0", 1, 4 },
		{ "420-progressive.jpg", QUANTISATION_420, "4:2:0", 10, 3 },
		{ "400-progressive.jpg", QUANTISATION_GREY, "grey", 6, 1 },
	};

	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct guarded g =
		    picture_file("tests/data/pictures", CASES[n].name);
		struct quantisation q = read(slice_of(g.data, g.len));

		if (q.sampling != CASES[n].sampling ||
		    layout.scan_count != CASES[n].scans)
			fail_msg(
			    "%s: sampling %d, %zu scans", CASES[n].name,
			    (int)q.sampling, layout.scan_count);
		assert_string_equal(
		    quantisation_sampling_name(q.sampling), CASES[n].shown);
		assert_int_equal(q.luma_quality, 95);
		assert_int_equal(layout.component_count, CASES[n].components);
		assert_int_equal(layout.width_px, 24);
		assert_int_equal(layout.height_px, 16);
		assert_int_equal(layout.bits, 8);
		assert_true(layout.is_whole);
		assert_int_equal(layout.end_at, g.len);
		assert_int_equal(layout.is_progressive, CASES[n].scans > 1);
		for (size_t i = 0; i < layout.scan_count; i++)
			assert_memory_equal(
			    g.data + layout.scan_at[i], "\xff\xda", 2);
		guarded_free(&g);
	}
}

static void
knows_other_tables(void **state)
{
	struct guarded g = picture_file("tests/data/pictures", "420.jpg");
	struct quantisation q;
	size_t at = 0;

	(void)state;
	while (g.data[at] != 0xff || g.data[at + 1] != 0xdb)
		at++;
	g.data[at + 5 + 10]++; /* one value of luma, one more */
	q = read(slice_of(g.data, g.len));
	assert_int_equal(q.kind, QUANTISATION_CUSTOM);
	assert_int_equal(q.luma_quality, 95);
	assert_int_equal(q.chroma_quality, 95);
	memset(g.data + at + 5, 200, 64);
	q = read(slice_of(g.data, g.len));
	assert_int_equal(q.kind, QUANTISATION_CUSTOM);
	assert_true(q.luma_quality < 10);
	guarded_free(&g);
}

/* Every file cut everywhere and with every byte spoilt. */
static void
survives_cuts_and_damage(void **state)
{
	struct guarded g =
	    picture_file("tests/data/pictures", "420-progressive.jpg");

	(void)state;
	for (size_t len = 2; len < g.len; len++) {
		struct guarded cut = guarded_copy(g.data, len);

		(void)read(slice_of(cut.data, len));
		assert_false(layout.is_whole);
		guarded_free(&cut);
	}
	for (size_t at = 2; at < g.len; at++) {
		g.data[at] ^= 0xff;
		(void)read(slice_of(g.data, g.len));
		g.data[at] ^= 0xff;
	}
	assert_false(jpeg_layout_read(slice_of("\x89PNG", 4), &layout));
	assert_false(jpeg_layout_read(slice_of("\xff", 1), &layout));
	guarded_free(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_every_quality),
		cmocka_unit_test(knows_sampling_and_scans),
		cmocka_unit_test(knows_other_tables),
		cmocka_unit_test(survives_cuts_and_damage),
	};

	return cmocka_run_group_tests_name("quantisation", tests, NULL, NULL);
}
