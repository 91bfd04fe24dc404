/*
 * score: whole pictures, from npm's packages as the tests run: StyleGAN2
 * samples (fake-avatars, MIT) and group photos (@vladmandic/face-api, MIT).
 */
#include <stdio.h>
#include <sys/stat.h>

#include "face/score.h"
#include "picture_file.h"
#include "unit.h"

#define AVATARS "node_modules/fake-avatars/avatars/png"
#define GROUPS "node_modules/@vladmandic/face-api/demo"
#define ARENA_BYTES ((size_t)256 << 20)
#define AVATAR_COUNT 24

struct fixture {
	struct guarded weights;
	struct scorer *scorer;
	struct arena arena;
};

static struct slice
packed(const struct fixture *f)
{
	return slice_of(f->weights.data, f->weights.len);
}

static int
open_all(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->weights = picture_file("build", "face.weights");
	assert_int_equal(scorer_open(packed(f), &f->scorer), STATUS_OK);
	assert_int_equal(arena_open(&f->arena, ARENA_BYTES), STATUS_OK);
	*state = f;
	return 0;
}

static int
close_all(void **state)
{
	struct fixture *f = *state;

	scorer_close(f->scorer);
	arena_close(&f->arena);
	guarded_free(&f->weights);
	free(f);
	return 0;
}

/* How many of `count` cases to try: under valgrind the first is enough. */
static size_t
at_most(size_t count)
{
	return getenv("FACETELL_SLOW") != NULL ? 1 : count;
}

static bool
is_there(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

/* Forget the last picture and decode another. */
static struct image
load(struct fixture *f, const char *folder, const char *name)
{
	struct guarded file = picture_file(folder, name);
	struct image image = { .format = IMAGE_UNKNOWN };

	arena_reset(&f->arena);
	assert_int_equal(
	    decode_image(slice_of(file.data, file.len), &f->arena, &image),
	    STATUS_OK);
	guarded_free(&file);
	return image;
}

static struct image
load_avatar(struct fixture *f, size_t index)
{
	char name[32];

	snprintf(name, sizeof(name), "%zu.png", index);
	return load(f, AVATARS, name);
}

static struct image
blank(struct fixture *f, size_t width_px, size_t height_px)
{
	struct image image = {
		.format = IMAGE_PNG,
		.width_px = width_px,
		.height_px = height_px,
		.rgb = arena_array(&f->arena, width_px * height_px, 3),
	};

	assert_non_null(image.rgb);
	memset(image.rgb, 128, width_px * height_px * 3);
	return image;
}

/* Pixel x, y of the result is pixel a x + b y + c, d x + e y + f of the old. */
static struct image
rearranged(
    struct fixture *f, const struct image *from, size_t width_px,
    size_t height_px, const double m[6])
{
	struct image to = blank(f, width_px, height_px);

	for (size_t y = 0; y < height_px; y++)
		for (size_t x = 0; x < width_px; x++) {
			double u = m[0] * (double)x + m[1] * (double)y + m[2];
			double v = m[3] * (double)x + m[4] * (double)y + m[5];

			if (u < 0 || v < 0 || u >= (double)from->width_px ||
			    v >= (double)from->height_px)
				continue;
			memcpy(
			    to.rgb + 3 * (y * width_px + x),
			    from->rgb +
				3 * ((size_t)v * from->width_px + (size_t)u),
			    3);
		}
	return to;
}

static struct score
judge(struct fixture *f, const struct image *image)
{
	struct score score;

	assert_int_equal(
	    score_picture(f->scorer, image, &f->arena, &score), STATUS_OK);
	assert_true(score_is_valid(&score));
	return score;
}

/* A look under valgrind takes two seconds: there, each path once. */
static void
need_time(void)
{
	if (getenv("FACETELL_SLOW") != NULL)
		skip();
}

static void
need(const char *path)
{
	if (!is_there(path)) {
		print_message("npm's packages are not installed\n");
		skip();
	}
}

static void
stylegan_faces_are_aligned(void **state)
{
	struct fixture *f = *state;

	need(AVATARS);
	for (size_t i = 0; i < at_most(AVATAR_COUNT); i++) {
		struct image image = load_avatar(f, i);
		struct score score = judge(f, &image);
		const struct evidence *e = &score.evidence[0];

		assert_int_equal(score.reason, STATUS_OK);
		assert_int_equal(score.has_face, 1);
		assert_int_equal(score.evidence_count, 1);
		assert_in_range(e->decibans, 10, 26);
		for (int k = 0; k < 3; k++) {
			assert_in_range(
			    abs(e->point[k].x_permille -
				e->point[k + 3].x_permille),
			    0, 25);
			/* the mouth opens */
			assert_in_range(
			    abs(e->point[k].y_permille -
				e->point[k + 3].y_permille),
			    0, k == 2 ? 60 : 25);
		}
	}
}

static void
mirrored_weighs_the_same(void **state)
{
	struct fixture *f = *state;

	need_time();
	need(AVATARS);
	for (size_t i = 0; i < AVATAR_COUNT / 3; i++) {
		struct image image = load_avatar(f, i);
		double last = (double)image.width_px - 1;
		struct image mirror = rearranged(
		    f, &image, image.width_px, image.height_px,
		    (double[]){ -1, 0, last, 0, 1, 0 });
		struct score a = judge(f, &image), b = judge(f, &mirror);

		assert_in_range(
		    abs(a.evidence[0].decibans - b.evidence[0].decibans), 0, 4);
	}
}

/* A fifth cut off left and top: no longer where StyleGAN puts a face. */
static void
cut_again_says_no_more(void **state)
{
	struct fixture *f = *state;

	need_time();
	need(AVATARS);
	for (size_t i = 0; i < AVATAR_COUNT / 3; i++) {
		struct image image = load_avatar(f, i);
		struct image cut = rearranged(
		    f, &image, 205, 205, (double[]){ 1, 0, 51, 0, 1, 51 });
		struct score score = judge(f, &cut);

		assert_int_equal(score.reason, STATUS_OK);
		assert_in_range(score.evidence[0].decibans + 6, 0, 6);
	}
}

static void
lying_faces_are_rotated(void **state)
{
	static const double quarter[][6] = { { 0, 1, 0, -1, 0, 255 },
					     { 0, -1, 255, 1, 0, 0 } };
	struct fixture *f = *state;

	need_time();
	need(AVATARS);
	for (size_t i = 0; i < AVATAR_COUNT; i++)
		for (size_t k = 0; k < COUNT(quarter); k++) {
			struct image image = load_avatar(f, i);
			struct image other =
			    rearranged(f, &image, 256, 256, quarter[k]);

			assert_int_equal(
			    judge(f, &other).reason, STATUS_ROTATED);
		}
}

static void
reasons_are_named(void **state)
{
	struct fixture *f = *state;
	struct image image, other;

	need(AVATARS);
	image = load_avatar(f, 1);
	other =
	    rearranged(f, &image, 256, 256, (double[]){ 0, 1, 0, -1, 0, 255 });
	assert_int_equal(judge(f, &other).reason, STATUS_ROTATED);
	other =
	    rearranged(f, &image, 47, 47, (double[]){ 5.4, 0, 0, 0, 5.4, 0 });
	assert_int_equal(judge(f, &other).reason, STATUS_TOO_SMALL);
	other =
	    rearranged(f, &image, 48, 48, (double[]){ 5.3, 0, 0, 0, 5.3, 0 });
	assert_int_equal(judge(f, &other).reason, STATUS_OK);
	other = rearranged(f, &image, 256, 47, (double[]){ 1, 0, 0, 0, 1, 60 });
	assert_int_equal(judge(f, &other).reason, STATUS_TOO_SMALL);
	/* the same face, an eighth as large: eyes 8 px apart */
	other = rearranged(
	    f, &image, 400, 400, (double[]){ 8, 0, -1400, 0, 8, -1400 });
	assert_true(
	    judge(f, &other).reason == STATUS_TOO_SMALL ||
	    judge(f, &other).reason == STATUS_NO_FACE);
	other = rearranged(f, &image, 512, 256, (double[]){ 1, 0, 0, 0, 1, 0 });
	for (size_t y = 0; y < 256; y++)
		memcpy(
		    other.rgb + 3 * (512 * y + 256), image.rgb + 768 * y, 768);
	assert_int_equal(judge(f, &other).reason, STATUS_SEVERAL_FACES);
	other = blank(f, 128, 128);
	assert_int_equal(judge(f, &other).reason, STATUS_NO_FACE);
	assert_int_equal(judge(f, &other).has_face, 0);
}

static void
groups_are_several_faces(void **state)
{
	static const char *const name[] = { "sample1.jpg", "sample3.jpg",
					    "sample4.jpg", "sample5.jpg",
					    "sample6.jpg" };
	struct fixture *f = *state;

	need_time();
	need(GROUPS);
	for (size_t i = 0; i < COUNT(name); i++) {
		struct image image = load(f, GROUPS, name[i]);
		struct score score = judge(f, &image);

		assert_int_equal(score.reason, STATUS_SEVERAL_FACES);
		assert_int_equal(score.evidence_count, 0);
	}
}

/* Portraits cut out of those photos, not as FFHQ would. */
static void
photos_are_not_accused(void **state)
{
	static const struct {
		const char *name;
		double left, top, side;
	} cases[] = {
		{ "sample3.jpg", 1000, 180, 420 },
		{ "sample3.jpg", 420, 200, 520 },
		{ "sample6.jpg", 180, 460, 400 },
		{ "sample6.jpg", 1400, 240, 380 },
	};
	struct fixture *f = *state;

	need_time();
	need(GROUPS);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct image image = load(f, GROUPS, cases[i].name);
		struct image cut = rearranged(
		    f, &image, (size_t)cases[i].side, (size_t)cases[i].side,
		    (double[]){ 1, 0, cases[i].left, 0, 1, cases[i].top });
		struct score score = judge(f, &cut);

		assert_int_equal(score.reason, STATUS_OK);
		assert_true(score.evidence[0].decibans < 3);
	}
}

static void
lanes_agree_and_runs_repeat(void **state)
{
	struct fixture *f = *state;
	struct scorer *four = NULL, *eight = NULL;

	need_time();
	need(AVATARS);
	assert_int_equal(
	    scorer_open_lanes(packed(f), NET_LANES_4, &four), STATUS_OK);
	if (scorer_open_lanes(packed(f), NET_LANES_8, &eight) != STATUS_OK)
		print_message("no processor for 8 lanes\n");
	for (size_t i = 0; i < AVATAR_COUNT; i++) {
		struct image image = load_avatar(f, i);
		struct score first = judge(f, &image), score;

		score = judge(f, &image);
		assert_memory_equal(&first, &score, sizeof(score));
		assert_int_equal(
		    score_picture(four, &image, &f->arena, &score), STATUS_OK);
		assert_int_equal(score.reason, first.reason);
		assert_in_range(
		    score.evidence[0].decibans - first.evidence[0].decibans + 1,
		    0, 2);
		if (eight == NULL)
			continue;
		assert_int_equal(
		    score_picture(eight, &image, &f->arena, &score), STATUS_OK);
		assert_in_range(
		    score.evidence[0].decibans - first.evidence[0].decibans + 1,
		    0, 2);
	}
	scorer_close(four);
	scorer_close(eight);
}

static void
bad_weights_and_no_memory(void **state)
{
	struct fixture *f = *state;
	struct scorer *scorer = NULL;
	struct image image = blank(f, 100, 100);
	struct arena tiny = { 0 };
	struct score score;

	assert_int_equal(
	    scorer_open(slice_of(f->weights.data, 1000), &scorer),
	    STATUS_WORKER_MODEL);
	assert_null(scorer);
	scorer_close(NULL);
	assert_int_equal(arena_open(&tiny, 4096), STATUS_OK);
	assert_int_equal(
	    score_picture(f->scorer, &image, &tiny, &score), STATUS_NO_MEMORY);
	arena_close(&tiny);
}

static void
a_score_from_outside_is_checked(void **state)
{
	struct score good = { .reason = STATUS_OK }, bad;

	(void)state;
	assert_true(score_is_valid(&good));
	bad = good;
	bad.reason = STATUS_NO_FACE;
	assert_true(score_is_valid(&bad));
	bad.reason = STATUS_IO; /* known, but no reason not to tell */
	assert_false(score_is_valid(&bad));
	bad.reason = 59;
	assert_false(score_is_valid(&bad));
	bad = good;
	bad.has_face = 2;
	assert_false(score_is_valid(&bad));
	bad.has_face = 1;
	assert_true(score_is_valid(&bad));
	bad.face_permille[2] = 1001;
	assert_false(score_is_valid(&bad));
	bad.face_permille[2] = -1;
	assert_false(score_is_valid(&bad));
	bad = good;
	bad.evidence_count = SCORE_EVIDENCE_MAX + 1;
	assert_false(score_is_valid(&bad));
	bad.evidence_count = -1;
	assert_false(score_is_valid(&bad));
	bad.evidence_count = 1; /* without a name */
	assert_false(score_is_valid(&bad));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stylegan_faces_are_aligned),
		cmocka_unit_test(mirrored_weighs_the_same),
		cmocka_unit_test(cut_again_says_no_more),
		cmocka_unit_test(lying_faces_are_rotated),
		cmocka_unit_test(reasons_are_named),
		cmocka_unit_test(groups_are_several_faces),
		cmocka_unit_test(photos_are_not_accused),
		cmocka_unit_test(lanes_agree_and_runs_repeat),
		cmocka_unit_test(bad_weights_and_no_memory),
		cmocka_unit_test(a_score_from_outside_is_checked),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
