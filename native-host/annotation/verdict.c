#include "annotation/verdict.h"

struct verdict
verdict_of(const struct score *score)
{
	struct verdict verdict = { .kind = VERDICT_NOTHING_FOUND };
	int32_t toward = 0, against = 0;

	if (score->reason != STATUS_OK)
		return (struct verdict){ .kind = VERDICT_CANNOT_TELL,
					 .reason = (enum status)score->reason };
	for (int32_t i = 0; i < score->evidence_count; i++) {
		int32_t decibans = score->evidence[i].decibans;

		/* Another claim: nothing about how the picture was made. */
		if (score->evidence[i].family == EVIDENCE_IDENTITY)
			continue;
		if (decibans > 0)
			toward += decibans;
		else
			against -= decibans;
	}
	verdict.decibans = toward - against;
	if (toward >= VERDICT_CONTRADICTORY_DECIBANS &&
	    against >= VERDICT_CONTRADICTORY_DECIBANS) {
		verdict.kind = VERDICT_CONTRADICTORY;
		verdict.strength =
		    verdict_strength_of(toward < against ? toward : against);
	} else if (verdict.decibans >= VERDICT_GENERATED_DECIBANS) {
		verdict.kind = VERDICT_GENERATED;
		verdict.strength = verdict_strength_of(verdict.decibans);
	}
	return verdict;
}

struct verdict
verdict_with_sightings(
    struct verdict verdict, const struct sightings *sightings)
{
	if (sightings_are_reuse(sightings) &&
	    (verdict.kind == VERDICT_NOTHING_FOUND ||
	     verdict.kind == VERDICT_CONTRADICTORY)) {
		verdict.kind = VERDICT_REUSED;
		verdict.strength = STRENGTH_NONE;
	}
	return verdict;
}

struct verdict
verdict_with_story(struct verdict verdict, const struct story *story)
{
	if (story_declares_ai(story)) {
		verdict.kind = VERDICT_DECLARED_AI;
		verdict.strength = STRENGTH_NONE;
	}
	return verdict;
}

const char *
verdict_kind_name(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_DECLARED_AI:
		return "declared-ai";
	case VERDICT_GENERATED:
		return "generated";
	case VERDICT_REUSED:
		return "reused";
	case VERDICT_CONTRADICTORY:
		return "contradictory";
	case VERDICT_NOTHING_FOUND:
		return "nothing-found";
	case VERDICT_CANNOT_TELL:
		return "cannot-tell";
	}
	return "unknown";
}

const char *
verdict_strength_name(enum verdict_strength strength)
{
	switch (strength) {
	case STRENGTH_NONE:
		return "none";
	case STRENGTH_WEAK:
		return "weak";
	case STRENGTH_MODERATE:
		return "moderate";
	case STRENGTH_MODERATELY_STRONG:
		return "moderately-strong";
	case STRENGTH_STRONG:
		return "strong";
	case STRENGTH_VERY_STRONG:
		return "very-strong";
	}
	return "unknown";
}

enum verdict_strength
verdict_strength_of(int32_t decibans)
{
	/* 10 log10 of the ENFSI scale's 2, 10, 100, 1,000 and 10,000. */
	static const int32_t least[] = { 3, 10, 20, 30, 40 };
	int strength = STRENGTH_NONE;

	for (size_t i = 0; i < sizeof(least) / sizeof(least[0]); i++)
		if (decibans >= least[i])
			strength = (int)i + 1;
	return (enum verdict_strength)strength;
}
