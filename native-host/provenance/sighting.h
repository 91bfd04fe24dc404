#ifndef SIGHTING_H
#define SIGHTING_H

/*
 * sighting: the same picture on other accounts, and what that is worth saying.
 *
 *   takes   what the caller found by reuse.h and looked up
 *   gives   evidence of the family "identity", and whether it makes a verdict
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/evidence.h"
#include "provenance/reuse.h"

#define SIGHTING_LIST_MAX 8 /* the nearest; more are only counted */

struct sighting {
	const char *platform, *id;
	const char *url, *key; /* NULL: not known */
	int32_t bits;	       /* in which the two hashes differ */
	bool is_mirrored;
	int64_t created_s; /* when it was seen, seconds since 1970 */
};

struct sightings {
	int32_t accounts, platforms; /* other ones, each counted once */
	size_t count;		     /* of `list`, nearest first */
	struct sighting list[SIGHTING_LIST_MAX];
	const char *platform[REUSE_HITS_MAX];
};

/* Count one more account, and list it while there is room. */
void
sightings_add(struct sightings *sightings, const struct sighting *sighting);

/*
 * Is it a verdict?  From one other account on; not from more than
 * REUSE_COMMON_ACCOUNTS on, when it is a picture that goes round.
 */
bool sightings_are_reuse(const struct sightings *sightings);

/* The sign "seen-before", for at least one account; weighs 0 decibans. */
void sightings_evidence(
    const struct sightings *sightings, struct evidence *evidence);

#endif
