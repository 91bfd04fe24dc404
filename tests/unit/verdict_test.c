#include "unit.h"

#include "annotation/verdict.h"

struct row {
	const char *what;
	int32_t reason;
	int32_t decibans[4]; /* 0 ends the list */
	const char *kind, *strength;
	int32_t sum;
};

static const struct row rows[] = {
	{ "no sign", 0, { 0 }, "nothing-found", "none", 0 },
	{ "too weak to say", 0, { 9 }, "nothing-found", "none", 9 },
	{ "moderate", 0, { 10 }, "generated", "moderate", 10 },
	{ "last moderate", 0, { 19 }, "generated", "moderate", 19 },
	{ "moderately strong",
	  0,
	  { 20 },
	  "generated",
	  "moderately-strong",
	  20 },
	{ "strong", 0, { 30 }, "generated", "strong", 30 },
	{ "signs add up", 0, { 12, 18 }, "generated", "strong", 30 },
	{ "last strong", 0, { 39 }, "generated", "strong", 39 },
	{ "very strong", 0, { 40 }, "generated", "very-strong", 40 },
	{ "weighed down", 0, { 31, -22 }, "nothing-found", "none", 9 },
	{ "weighed down a little",
	  0,
	  { 34, -14 },
	  "generated",
	  "moderately-strong",
	  20 },
	{ "against only", 0, { -60 }, "nothing-found", "none", -60 },
	{ "both strong", 0, { 60, -30 }, "contradictory", "strong", 30 },
	{ "both very strong",
	  0,
	  { 50, -40 },
	  "contradictory",
	  "very-strong",
	  10 },
	{ "in sum against", 0, { 30, -59 }, "contradictory", "strong", -29 },
	{ "one side short", 0, { 60, -29 }, "generated", "strong", 31 },
	{ "other side short", 0, { 29, -60 }, "nothing-found", "none", -31 },
	{ "sides add up",
	  0,
	  { 15, 15, -15, -15 },
	  "contradictory",
	  "strong",
	  0 },
	{ "no face", STATUS_NO_FACE, { 0 }, "cannot-tell", "none", 0 },
	{ "evidence all the same",
	  STATUS_TOO_SMALL,
	  { 50 },
	  "cannot-tell",
	  "none",
	  0 },
};

static void
table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];
		struct score score = { .reason = row->reason };
		struct verdict verdict;

		for (size_t k = 0; k < COUNT(row->decibans); k++)
			if (row->decibans[k] != 0)
				score.evidence[score.evidence_count++]
				    .decibans = row->decibans[k];
		verdict = verdict_of(&score);
		print_message("# %s\n", row->what);
		assert_string_equal(verdict_kind_name(verdict.kind), row->kind);
		assert_string_equal(
		    verdict_strength_name(verdict.strength), row->strength);
		assert_int_equal(verdict.decibans, row->sum);
		assert_int_equal((int)verdict.reason, row->reason);
	}
}

/* What the file says comes first, and weighs nothing. */
static void
with_a_story(void **state)
{
	static const struct {
		const char *what, *id;
		int32_t reason, decibans;
		const char *kind, *strength;
	} cases[] = {
		{ "AI, pixels silent", "declared-ai", 0, 0, "declared-ai",
		  "none" },
		{ "AI, pixels too", "declared-ai", 0, 30, "declared-ai",
		  "none" },
		{ "AI, pixels against", "declared-ai", 0, -30, "declared-ai",
		  "none" },
		{ "a part", "declared-ai-part", 0, 0, "declared-ai", "none" },
		{ "AI, no face", "declared-ai", STATUS_NO_FACE, 0,
		  "declared-ai", "none" },
		{ "AI, unreadable", "declared-ai", STATUS_UNREADABLE, 0,
		  "declared-ai", "none" },
		{ "a program", "declared-algorithm", 0, 0, "nothing-found",
		  "none" },
		{ "a camera", "camera", 0, 25, "generated",
		  "moderately-strong" },
		{ "a camera, no face", "camera", STATUS_NO_FACE, 0,
		  "cannot-tell", "none" },
		{ "nothing", NULL, 0, 12, "generated", "moderate" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct score score = { .reason = cases[i].reason,
				       .evidence_count = 1 };
		struct story story = { 0 };
		struct verdict verdict;

		score.evidence[0].decibans = cases[i].decibans;
		if (cases[i].id != NULL)
			strcpy(
			    story.evidence[story.evidence_count++].id,
			    cases[i].id);
		verdict = verdict_with_story(verdict_of(&score), &story);
		print_message("# %s\n", cases[i].what);
		assert_string_equal(
		    verdict_kind_name(verdict.kind), cases[i].kind);
		assert_string_equal(
		    verdict_strength_name(verdict.strength), cases[i].strength);
		assert_int_equal((int)verdict.reason, cases[i].reason);
		assert_int_equal(
		    verdict.decibans,
		    cases[i].reason == 0 ? cases[i].decibans : 0);
	}
}

static void
bands(void **state)
{
	static const struct {
		int32_t decibans;
		enum verdict_strength strength;
	} edges[] = {
		{ INT32_MIN, STRENGTH_NONE },
		{ 2, STRENGTH_NONE },
		{ 3, STRENGTH_WEAK },
		{ 9, STRENGTH_WEAK },
		{ 10, STRENGTH_MODERATE },
		{ 40, STRENGTH_VERY_STRONG },
		{ INT32_MAX, STRENGTH_VERY_STRONG },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(edges); i++)
		assert_int_equal(
		    verdict_strength_of(edges[i].decibans), edges[i].strength);
}

/* Only what says nothing of its own gives way to `reused`. */
static void
precedence(void **state)
{
	static const struct {
		enum verdict_kind kind;
		int32_t accounts;
		enum verdict_kind expected;
	} cases[] = {
		{ VERDICT_NOTHING_FOUND, 0, VERDICT_NOTHING_FOUND },
		{ VERDICT_NOTHING_FOUND, 1, VERDICT_REUSED },
		{ VERDICT_NOTHING_FOUND, REUSE_COMMON_ACCOUNTS,
		  VERDICT_REUSED },
		{ VERDICT_NOTHING_FOUND, REUSE_COMMON_ACCOUNTS + 1,
		  VERDICT_NOTHING_FOUND },
		{ VERDICT_CONTRADICTORY, 1, VERDICT_REUSED },
		{ VERDICT_GENERATED, 1, VERDICT_GENERATED },
		{ VERDICT_DECLARED_AI, 1, VERDICT_DECLARED_AI },
		{ VERDICT_CANNOT_TELL, 1, VERDICT_CANNOT_TELL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sightings others = { .accounts = cases[i].accounts };
		struct verdict verdict = { .kind = cases[i].kind,
					   .strength = STRENGTH_WEAK,
					   .decibans = 7 };

		verdict = verdict_with_sightings(verdict, &others);
		assert_int_equal(verdict.kind, cases[i].expected);
		assert_int_equal(verdict.decibans, 7);
		assert_int_equal(
		    verdict.strength, verdict.kind == VERDICT_REUSED
					  ? STRENGTH_NONE
					  : STRENGTH_WEAK);
	}
}

/* Who else has a picture says nothing of how it was made. */
static void
identity_weighs_nothing(void **state)
{
	struct score score = { .evidence_count = 2,
			       .evidence = { { .decibans = 9 },
					     { .family = EVIDENCE_IDENTITY,
					       .decibans = 50 } } };

	(void)state;
	assert_int_equal(verdict_of(&score).decibans, 9);
	assert_int_equal(verdict_of(&score).kind, VERDICT_NOTHING_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(with_a_story),
		cmocka_unit_test(bands),
		cmocka_unit_test(precedence),
		cmocka_unit_test(identity_weighs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
