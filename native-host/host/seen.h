#ifndef SEEN_H
#define SEEN_H

/*
 * seen: who else in the ledger has a picture.
 *
 *   takes   a picture's perceptual hashes, and the ledger
 *   gives   struct sightings: every one of them is in the ledger now
 *
 * The index is filled when it is first asked, from the newest entries, and
 * before every search with what came since, from this process or another.
 */

#include "ledger/ledger.h"
#include "provenance/sighting.h"
#include "wire/message.h"

struct seen;

/* One picture that is asked about.  NULL: not known. */
struct seen_picture {
	struct phash phash, mirrored;
	const char *key;
	const char *platform, *account;
};

enum status seen_open(struct seen **seen); /* STATUS_NO_MEMORY */
void seen_close(struct seen *seen);	   /* harmless on NULL */

/* Forget everything: entries of the ledger are gone. */
void seen_drop(struct seen *seen);

/*
 * seen_find(seen, ledger, picture, arena, sightings):
 * None for a picture without account, or whose hash says too little.  An entry
 * of the same account is none, nor is one with the same picture key: that is
 * the same upload under another name of its owner.
 *
 * STATUS_NO_MEMORY, and what the ledger gives
 */
MUST_USE enum status seen_find(
    struct seen *seen, struct ledger *ledger,
    const struct seen_picture *picture, struct arena *arena,
    struct sightings *sightings);

/* A hash of 64 hex digits; false when it is none. */
MUST_USE bool seen_parse_hash(const char *hex, struct phash *phash);

#endif
