#include "key_folder.h"

#include "annotation/annotation.h"
#include "annotation/jcs.h"
#include "base/version.h"

#define SEED "c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6"
#define DID "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
#define SHA256                                                                 \
	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define CREATED_S 1795456800 /* 2026-11-23T18:00:00Z */

static struct arena arena;
static struct key *key;

/* What PROTOCOL.md shows. */
static struct annotation_picture
full_picture(void)
{
	struct annotation_picture picture = {
		.sha256 = SHA256,
		.format = IMAGE_JPEG,
		.width_px = 320,
		.height_px = 240,
		.has_phash = true,
		.phash = { .quality = 100 },
		.key = "facebook:1_2_3_n.jpg",
		.account = { .platform = "facebook",
			     .id = "100000000000011",
			     .url = "https://www.facebook.com/a?b=\"c\"" },
	};

	for (size_t i = 0; i < PHASH_BYTES; i++)
		picture.phash.bits[i] = (uint8_t)(0xf0 + i);
	return picture;
}

static struct score
full_score(void)
{
	struct score score = {
		.has_face = 1,
		.face_permille = { 250, 300, 750, 900 },
		.evidence_count = 2,
		.evidence = {
			{ .id = "alignment",
			  .family = EVIDENCE_PICTURE,
			  .decibans = 36,
			  .has_region = 1,
			  .region_permille = { 381, 477, 615, -3 } },
			{ .id = "camera", .family = EVIDENCE_FILE,
			  .decibans = -5 },
		},
	};

	evidence_observe(&score.evidence[0], "centre", 4);
	evidence_observe(&score.evidence[0], "roll", -3);
	evidence_point(&score.evidence[0], "leftEye", 381, 477);
	evidence_point(&score.evidence[0], "mouth", 500, 700);
	return score;
}

/* The annotation without its proof, which is verified and taken away. */
static const char *
write_bare(const struct annotation_picture *picture, const struct score *score)
{
	struct json *document = NULL;
	struct json_error error;
	struct slice text, again;
	char *bare;

	arena_reset(&arena);
	assert_int_equal(
	    annotation_write(picture, score, CREATED_S, key, &arena, &text),
	    STATUS_OK);
	assert_true(text.len <= ANNOTATION_MAX_BYTES);
	assert_int_equal(json_parse(text, &error, &document), STATUS_OK);
	assert_int_equal(annotation_verify(document, DID, &arena), STATUS_OK);
	assert_int_equal(jcs_write(document, &arena, &again), STATUS_OK);
	assert_true(slice_is_equal(text, again));
	json_free(json_detach(document, "proof"));
	assert_int_equal(jcs_write(document, &arena, &again), STATUS_OK);
	json_free(document);
	bare = arena_alloc(&arena, again.len + 1);
	assert_non_null(bare);
	memcpy(bare, again.data, again.len);
	return bare;
}

#define HEAD                                                                   \
	"{\"@context\":[\"http://www.w3.org/ns/anno.jsonld\","                 \
	"\"https://w3id.org/security/data-integrity/v2\","                     \
	"\"https://www.w3.org/ns/credentials/undefined-terms/v2\"],\"body\":"
#define MIDDLE                                                                 \
	",\"created\":\"2026-11-23T18:00:00Z\",\"creator\":{\"id\":\"" DID     \
	"\",\"model\":\"" SCORE_MODEL "\",\"name\":\"facetell\","              \
	"\"type\":\"Software\",\"version\":\"" VERSION_TEXT "\"},"             \
	"\"motivation\":\"assessing\",\"target\":"
#define TAIL ",\"type\":\"Annotation\"}"

static void
everything(void **state)
{
	struct annotation_picture picture = full_picture();
	struct score score = full_score();

	(void)state;
	assert_string_equal(
	    write_bare(&picture, &score), HEAD
	    "{\"decibans\":31,\"evidence\":["
	    "{\"decibans\":36,\"disarm\":\"T0145.002\","
	    "\"family\":\"picture\",\"id\":\"alignment\","
	    "\"observed\":{\"centre\":4,\"roll\":-3},"
	    "\"points\":{\"leftEye\":[381,477],\"mouth\":[500,700]},"
	    "\"region\":[381,477,615,-3]},"
	    "{\"decibans\":-5,\"family\":\"file\",\"id\":\"camera\","
	    "\"observed\":{}}],\"face\":[250,300,750,900],"
	    "\"strength\":\"strong\",\"type\":\"Assessment\","
	    "\"verdict\":\"generated\"}" MIDDLE
	    "{\"account\":{\"id\":\"100000000000011\","
	    "\"platform\":\"facebook\","
	    "\"url\":\"https://www.facebook.com/a?b=\\\"c\\\"\"},"
	    "\"format\":\"image/jpeg\",\"height\":240,"
	    "\"key\":\"facebook:1_2_3_n.jpg\",\"pdq\":\""
	    "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
	    "000102030405060708090a0b0c0d0e0f\","
	    "\"sha256\":\"" SHA256 "\",\"type\":\"Image\",\"width\":320}" TAIL);
}

static void
seen_elsewhere(void **state)
{
	static const struct sighting one = { .platform = "x",
					     .id = "ben",
					     .url = "https://x.com/ben",
					     .key = "x:1_a",
					     .bits = 12,
					     .is_mirrored = true,
					     .created_s = CREATED_S };
	static const struct sighting two = {
		.platform = "facebook", .id = "7", .bits = 26, .created_s = 1
	};
	struct sightings others = { .accounts = 0 };
	struct annotation_picture picture = { .sha256 = SHA256,
					      .sightings = &others };
	struct score score = { .reason = STATUS_OK };
	const char *text;

	(void)state;
	/* None: as if nobody had looked. */
	assert_null(strstr(write_bare(&picture, &score), "seen"));
	sightings_add(&others, &one);
	sightings_add(&others, &two);
	assert_string_equal(
	    write_bare(&picture, &score), HEAD
	    "{\"decibans\":0,\"evidence\":[{\"decibans\":0,"
	    "\"family\":\"identity\",\"id\":\"seen-before\","
	    "\"observed\":{\"accounts\":2,\"bits\":12,\"mirrored\":1,"
	    "\"platforms\":2}}],\"seen\":[{\"bits\":12,\"id\":\"ben\","
	    "\"key\":\"x:1_a\",\"mirrored\":true,\"platform\":\"x\","
	    "\"url\":\"https://x.com/ben\","
	    "\"when\":\"2026-11-23T18:00:00Z\"},"
	    "{\"bits\":26,\"id\":\"7\",\"mirrored\":false,"
	    "\"platform\":\"facebook\",\"when\":\"1970-01-01T00:00:01Z\"}],"
	    "\"type\":\"Assessment\",\"verdict\":\"reused\"}" MIDDLE
	    "{\"sha256\":\"" SHA256 "\",\"type\":\"Image\"}" TAIL);
	/* Where there is no face to look at, nothing is said of others. */
	score.reason = STATUS_NO_FACE;
	text = write_bare(&picture, &score);
	assert_non_null(strstr(text, "cannot-tell"));
	assert_null(strstr(text, "seen"));
}

static void
nothing_known(void **state)
{
	struct annotation_picture picture = { .sha256 = SHA256 };
	struct score score = { .reason = STATUS_UNREADABLE };

	(void)state;
	assert_string_equal(
	    write_bare(&picture, &score),
	    HEAD "{\"evidence\":[],\"reason\":\"unreadable\","
		 "\"type\":\"Assessment\",\"verdict\":\"cannot-tell\"}" MIDDLE
		 "{\"sha256\":\"" SHA256 "\",\"type\":\"Image\"}" TAIL);
}

/* What the file says is said even where the pixels say nothing. */
static void
declared(void **state)
{
	struct story story = {
		.evidence_count = 1,
		.evidence = { { .id = "declared-ai",
				.family = EVIDENCE_FILE } },
	};
	struct annotation_picture picture = { .sha256 = SHA256,
					      .story = &story };
	struct score score = { .reason = STATUS_UNREADABLE };

	(void)state;
	evidence_observe(&story.evidence[0], "places", 2);
	evidence_quote(
	    &story.evidence[0], slice_of_text("A \"tool\"\n"), "Exif Make");
	assert_string_equal(
	    write_bare(&picture, &score),
	    HEAD "{\"evidence\":[{\"decibans\":0,\"disarm\":\"T0145.002\","
		 "\"family\":\"file\",\"id\":\"declared-ai\","
		 "\"observed\":{\"places\":2},"
		 "\"says\":\"A \\\"tool\\\"?\",\"where\":\"Exif Make\"}],"
		 "\"reason\":\"unreadable\",\"type\":\"Assessment\","
		 "\"verdict\":\"declared-ai\"}" MIDDLE "{\"sha256\":\"" SHA256
		 "\",\"type\":\"Image\"}" TAIL);
	score.reason = STATUS_OK;
	assert_non_null(
	    strstr(write_bare(&picture, &score), "\"body\":{\"decibans\":0,"));
	assert_null(strstr(write_bare(&picture, &score), "strength"));
}

static void
left_out(void **state)
{
	struct annotation_picture picture = full_picture();
	struct score score = { 0 };
	const char *text;

	(void)state;
	picture.phash.quality = PHASH_QUALITY_MIN - 1;
	picture.account.url = NULL;
	picture.width_px = 0;
	text = write_bare(&picture, &score);
	assert_null(strstr(text, "pdq"));
	assert_null(strstr(text, "url"));
	assert_null(strstr(text, "height"));
	assert_non_null(strstr(
	    text, "{\"decibans\":0,\"evidence\":[],\"type\":\"Assessment\","
		  "\"verdict\":\"nothing-found\"}"));
	picture.phash.quality = PHASH_QUALITY_MIN;
	picture.account.id = NULL;
	text = write_bare(&picture, &score);
	assert_non_null(strstr(text, "pdq"));
	assert_null(strstr(text, "account"));
}

/* The longest texts and lists that may come still fit. */
static void
largest(void **state)
{
	static char url[MESSAGE_URL_MAX_BYTES + 1];
	static char name[MESSAGE_KEY_MAX_BYTES + 1];
	static char plain_url[MESSAGE_URL_MAX_BYTES + 1]; /* form_is_url */
	struct annotation_picture picture = full_picture();
	struct score score = { .has_face = 1 };
	struct sightings others = { .accounts = 0 };
	struct story story = { 0 };

	(void)state;
	memset(url, '"', sizeof(url) - 1);
	memset(name, '\\', sizeof(name) - 1);
	memset(plain_url, 'u', sizeof(plain_url) - 1);
	picture.account.url = url;
	picture.account.id = name;
	picture.key = name;
	for (int i = 0; i < SIGHTING_LIST_MAX; i++)
		sightings_add(
		    &others,
		    &(struct sighting){ .platform = "facebook",
					.id = name + MESSAGE_KEY_MAX_BYTES -
					      MESSAGE_ACCOUNT_MAX_BYTES,
					.url = plain_url,
					.key = name,
					.created_s = 1 });
	picture.sightings = &others;
	picture.story = &story;
	score.evidence_count = SCORE_EVIDENCE_MAX;
	story.evidence_count = STORY_EVIDENCE_MAX;
	for (size_t i = 0; i < SCORE_EVIDENCE_MAX + STORY_EVIDENCE_MAX; i++) {
		struct evidence *e =
		    i < SCORE_EVIDENCE_MAX
			? &score.evidence[i]
			: &story.evidence[i - SCORE_EVIDENCE_MAX];
		char text[EVIDENCE_NAME_BYTES];

		memset(e->id, 'a', sizeof(e->id) - 1);
		memset(e->says, '"', sizeof(e->says) - 1);
		memset(e->where, '\\', sizeof(e->where) - 1);
		e->decibans = -60;
		e->has_region = 1;
		memset(text, 'b', sizeof(text));
		text[sizeof(text) - 1] = '\0';
		for (int k = 0; k < 8; k++) {
			text[0] = (char)('a' + k);
			evidence_observe(e, text, INT32_MIN);
			evidence_point(e, text, -4000, -4000);
		}
	}
	assert_non_null(strstr(write_bare(&picture, &score), "bbbb"));
}

static void
times(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ CREATED_S, "2026-11-23T18:00:00Z" },
		{ 951782400, "2000-02-29T00:00:00Z" },
		{ 4107542399, "2100-02-28T23:59:59Z" },
		{ 253402300799, "9999-12-31T23:59:59Z" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[ANNOTATION_TIME_BYTES];

		annotation_time(cases[i].seconds, text);
		assert_string_equal(text, cases[i].text);
	}
}

/* Whatever room is left, it is written in full or not at all. */
static void
full_arena(void **state)
{
	struct annotation_picture picture = full_picture();
	struct score score = full_score();
	size_t failed = 0;

	(void)state;
	for (size_t room = 0; room < 32768; room += 512) {
		struct arena small;
		struct slice text;
		enum status s;

		assert_int_equal(arena_open(&small, 32768), STATUS_OK);
		small.used_bytes = small.size_bytes - room;
		s = annotation_write(
		    &picture, &score, CREATED_S, key, &small, &text);
		assert_true(s == STATUS_OK || s == STATUS_NO_MEMORY);
		failed += s != STATUS_OK;
		arena_close(&small);
	}
	assert_in_range(failed, 1, 63);
}

static int
open_all(void **state)
{
	(void)state;
	if (crypto_open() != STATUS_OK)
		return -1;
	key = key_folder_open_seed(SEED);
	return arena_open(&arena, (size_t)1 << 20) == STATUS_OK ? 0 : -1;
}

static int
close_all(void **state)
{
	(void)state;
	key_close(key);
	arena_close(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything),
		cmocka_unit_test(seen_elsewhere),
		cmocka_unit_test(nothing_known),
		cmocka_unit_test(left_out),
		cmocka_unit_test(declared),
		cmocka_unit_test(largest),
		cmocka_unit_test(times),
		cmocka_unit_test(full_arena),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
