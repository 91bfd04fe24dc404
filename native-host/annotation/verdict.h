#ifndef VERDICT_H
#define VERDICT_H

/*
 * verdict: the words for what the evidence adds up to.
 *
 *   takes   struct score
 *   gives   verdict, strength, decibans in sum
 *
 * Bands are the verbal scale of the ENFSI guideline for evaluative reporting
 * (2015), table in section 4: likelihood ratio 2, 10, 100, 1,000, 10,000.
 */

#include "face/score.h"
#include "metadata/story.h"
#include "provenance/sighting.h"

/* At least moderate evidence; less is nothing a reader should act on. */
#define VERDICT_GENERATED_DECIBANS 10
/* Strong evidence on each side: no sum of the two means anything. */
#define VERDICT_CONTRADICTORY_DECIBANS 30

/* Product wording: extension/_locales; wire names in verdict.c. */
enum verdict_kind {
	VERDICT_DECLARED_AI, /* by the file: verdict_with_story */
	VERDICT_GENERATED,
	VERDICT_REUSED, /* from the ledger: verdict_with_sightings */
	VERDICT_CONTRADICTORY,
	VERDICT_NOTHING_FOUND,
	VERDICT_CANNOT_TELL,
};

enum verdict_strength {
	STRENGTH_NONE,		    /* below 3 decibans */
	STRENGTH_WEAK,		    /* 3: LR 2 */
	STRENGTH_MODERATE,	    /* 10: LR 10 */
	STRENGTH_MODERATELY_STRONG, /* 20: LR 100 */
	STRENGTH_STRONG,	    /* 30: LR 1,000 */
	STRENGTH_VERY_STRONG,	    /* 40: LR 10,000 */
};

struct verdict {
	enum verdict_kind kind;
	/* Of the evidence for `kind`; of the weaker side when contradictory;
	 * STRENGTH_NONE for declared-ai, reused, nothing-found, cannot-tell. */
	enum verdict_strength strength;
	enum status reason; /* why the pixels do not tell, or STATUS_OK */
	int32_t decibans;   /* sum over the evidence; 0 when we cannot tell */
};

struct verdict verdict_of(const struct score *score);

/*
 * The verdict when the picture is on other accounts too.  Precedence:
 * declared-ai, generated, reused, contradictory, nothing-found.  What we cannot
 * tell of (no face, several) stays so: logos, memes and pictures of groups are
 * on many accounts by right.  The decibans stay those of generation; `reused`
 * has no strength.
 */
struct verdict verdict_with_sightings(
    struct verdict verdict, const struct sightings *sightings);

/*
 * The verdict when the file says something.  That it is AI-made comes before
 * all else, also when the pixels do not tell; the decibans stay those of the
 * pixels, as a claim has no likelihood ratio, and so there is no strength.
 */
struct verdict
verdict_with_story(struct verdict verdict, const struct story *story);

const char *verdict_kind_name(enum verdict_kind kind);
const char *verdict_strength_name(enum verdict_strength strength);
enum verdict_strength verdict_strength_of(int32_t decibans);

#endif
