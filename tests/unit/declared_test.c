/* declared: every row of provenance.md's table, and what only looks like one.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "metadata/declared.h"

#define NEWSCODES "http://cv.iptc.org/newscodes/digitalsourcetype/"
#define A1111 "a face\nNegative prompt: x\nSteps: 20, Sampler: Euler a, Seed: 1"

static const struct {
	enum declared_place place;
	const char *name, *value;
	enum declared_kind kind;
	const char *tool;
} CASES[] = {
	{ DECLARED_SOURCE_TYPE, "", NEWSCODES "trainedAlgorithmicMedia",
	  DECLARED_AI, NULL },
	{ DECLARED_SOURCE_TYPE, "", "trainedAlgorithmicMedia", DECLARED_AI,
	  NULL },
	{ DECLARED_SOURCE_TYPE, "", "digsrctype:trainedAlgorithmicMedia",
	  DECLARED_AI, NULL },
	{ DECLARED_SOURCE_TYPE, "",
	  NEWSCODES "compositeWithTrainedAlgorithmicMedia", DECLARED_AI_PART,
	  NULL },
	{ DECLARED_SOURCE_TYPE, "", NEWSCODES "algorithmicMedia", DECLARED_AI,
	  NULL },
	{ DECLARED_SOURCE_TYPE, "", NEWSCODES "algorithmicallyEnhanced",
	  DECLARED_ALGORITHM, NULL },
	{ DECLARED_SOURCE_TYPE, "", NEWSCODES "digitalCapture", DECLARED_CAMERA,
	  NULL },
	{ DECLARED_SOURCE_TYPE, "", NEWSCODES "digitalArt", DECLARED_NOTHING,
	  NULL },
	{ DECLARED_SOURCE_TYPE, "", NEWSCODES, DECLARED_NOTHING, NULL },

	{ DECLARED_PNG_TEXT, "parameters", A1111, DECLARED_AI,
	  "Stable Diffusion WebUI" },
	{ DECLARED_PNG_TEXT, "parameters",
	  "{\"sui_image_params\": {\"prompt\": \"x\"}}", DECLARED_AI,
	  "SwarmUI" },
	{ DECLARED_PNG_TEXT, "parameters", "beam current 3 mA",
	  DECLARED_NOTHING, NULL },
	{ DECLARED_PNG_TEXT, "prompt",
	  "{\"3\": {\"class_type\": \"KSampler\"}}", DECLARED_AI, "ComfyUI" },
	{ DECLARED_PNG_TEXT, "prompt", "what the camera asked",
	  DECLARED_NOTHING, NULL },
	{ DECLARED_PNG_TEXT, "invokeai_metadata", "{}", DECLARED_AI,
	  "InvokeAI" },
	{ DECLARED_PNG_TEXT, "sd-metadata", "{}", DECLARED_AI, "InvokeAI" },
	{ DECLARED_PNG_TEXT, "Dream", "\"x\" -s 50", DECLARED_AI, "InvokeAI" },
	{ DECLARED_PNG_TEXT, "Software", "NovelAI", DECLARED_AI, "NovelAI" },
	{ DECLARED_PNG_TEXT, "Software", "GIMP 2.10", DECLARED_NOTHING, NULL },
	{ DECLARED_PNG_TEXT, "Comment", "{\"version\": \"Fooocus v2.1\"}",
	  DECLARED_AI, "Fooocus" },
	{ DECLARED_PNG_TEXT, "Comment", "Created with GIMP", DECLARED_NOTHING,
	  NULL },
	{ DECLARED_PNG_TEXT, "negative_prompt", "blurry", DECLARED_AI,
	  "Easy Diffusion" },
	{ DECLARED_PNG_TEXT, "hf-job-id", "0", DECLARED_AI, "Hugging Face" },
	{ DECLARED_PNG_TEXT, "AIGC", "{\"Label\":\"1\"}", DECLARED_AI, NULL },
	{ DECLARED_PNG_TEXT, "Description",
	  "a face --v 6 Job ID: 01234567-89ab-cdef-0123-456789abcdef",
	  DECLARED_AI, "Midjourney" },
	{ DECLARED_PNG_TEXT, "", "", DECLARED_NOTHING, NULL },

	{ DECLARED_COMMENT, "", A1111, DECLARED_AI, "Stable Diffusion WebUI" },
	{ DECLARED_COMMENT, "", "Steps: up to the church", DECLARED_NOTHING,
	  NULL },
	{ DECLARED_MAKE, "", "Ideogram AI", DECLARED_AI, "Ideogram" },
	{ DECLARED_MAKE, "", "Canon", DECLARED_CAMERA, NULL },
	{ DECLARED_PROGRAM, "", "Adobe Firefly 3", DECLARED_AI,
	  "Adobe Firefly" },
	{ DECLARED_PROGRAM, "",
	  "DALL\xc2\xb7"
	  "E 3",
	  DECLARED_AI, "DALL-E" },
	{ DECLARED_PROGRAM, "", "Adobe Photoshop 24.1", DECLARED_NOTHING,
	  NULL },
	{ DECLARED_HISTORY, "", "Adobe Firefly", DECLARED_AI_PART,
	  "Adobe Firefly" },
	{ DECLARED_CREDIT, "", "Made with Google AI", DECLARED_AI,
	  "Google AI" },
	{ DECLARED_DESCRIPTION, "",
	  "x Job ID: 01234567-89ab-cdef-0123-456789abcdef", DECLARED_AI,
	  "Midjourney" },
	{ DECLARED_DESCRIPTION, "", "Job ID: 4711, ask for Anna",
	  DECLARED_NOTHING, NULL },
	{ DECLARED_DESCRIPTION, "", "Job ID: ", DECLARED_NOTHING, NULL },
	{ DECLARED_DESCRIPTION, "", "she likes Midjourney", DECLARED_NOTHING,
	  NULL },
	{ DECLARED_LABEL, "", "{\"AIGC\":{\"Label\": \"1\"}}", DECLARED_AI,
	  NULL },
	{ DECLARED_LABEL, "", "{\"AIGC\":{\"Label\":\"0\"}}", DECLARED_NOTHING,
	  NULL },
};

static void
knows_every_row(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(CASES) / sizeof(CASES[0]); n++) {
		struct declared declared = { 0 };
		struct declared_text text = {
			.place = CASES[n].place,
			.where = "a place",
			.name = slice_of_text(CASES[n].name),
			.value = slice_of_text(CASES[n].value),
		};
		const char *tool;

		declared_look(&text, &declared);
		tool = declared.finding[0].tool;
		if (declared.kind != CASES[n].kind ||
		    declared.finding_count !=
			(CASES[n].kind == DECLARED_NOTHING ? 0 : 1))
			fail_msg(
			    "case %zu: %s, %zu findings", n,
			    declared_kind_name(declared.kind),
			    declared.finding_count);
		if (CASES[n].tool == NULL
			? tool != NULL
			: tool == NULL || strcmp(tool, CASES[n].tool) != 0)
			fail_msg(
			    "case %zu: %s", n, tool == NULL ? "none" : tool);
	}
}

static void
knows_grok(void **state)
{
	static const char UUID[] = "01234567-89ab-CDEF-0123-456789abcdef";
	struct slice signature = slice_of_text("Signature: c2lnbmF0dXJl");
	struct declared declared = { 0 };

	(void)state;
	declared_look_grok(signature, slice_of_text("Anna"), &declared);
	declared_look_grok(
	    slice_of_text("Signed"), slice_of_text(UUID), &declared);
	assert_int_equal(declared.kind, DECLARED_NOTHING);
	declared_look_grok(signature, slice_of_text(UUID), &declared);
	assert_int_equal(declared.kind, DECLARED_AI);
	assert_string_equal(declared.finding[0].tool, "Grok");
}

static void
keeps_the_strongest_and_says_where(void **state)
{
	static const enum declared_place PLACES[] = {
		DECLARED_MAKE, DECLARED_HISTORY, DECLARED_PROGRAM, DECLARED_MAKE
	};
	static const char *const VALUES[] = { "Canon", "Adobe Firefly",
					      "ComfyUI", "Nikon" };
	struct declared declared = { 0 };
	struct declared_text text = { .where = "PNG text" };

	(void)state;
	for (size_t n = 0; n < 4; n++) {
		text.place = PLACES[n];
		text.value = slice_of_text(VALUES[n]);
		declared_look(&text, &declared);
	}
	assert_int_equal(declared.kind, DECLARED_AI);
	assert_int_equal(declared.finding_count, 4);
	assert_int_equal(declared.finding[1].kind, DECLARED_AI_PART);
	/* No more than there is room for, and nothing but plain letters. */
	text.place = DECLARED_PNG_TEXT;
	text.value = slice_of_text(A1111);
	text.name = slice_of_text("\x1b[31m and a name that is much too long");
	for (size_t n = 0; n < 2 * (size_t)DECLARED_MAX; n++)
		declared_look(&text, &declared);
	assert_int_equal(declared.finding_count, DECLARED_MAX);
	assert_string_equal(
	    declared.finding[DECLARED_MAX - 1].where,
	    "PNG text ?[31m and a name tha");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_every_row),
		cmocka_unit_test(knows_grok),
		cmocka_unit_test(keeps_the_strongest_and_says_where),
	};

	return cmocka_run_group_tests_name("declared", tests, NULL, NULL);
}
