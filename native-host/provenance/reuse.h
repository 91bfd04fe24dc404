#ifndef REUSE_H
#define REUSE_H

/*
 * reuse: which pictures that were seen before look like this one.
 *
 *   takes   perceptual hashes, each with a number and an owner of the caller's
 *   gives   all within REUSE_BITS, the nearest of each owner
 *   knows   nothing of the ledger, JSON or pictures
 *
 * Multi-index hashing (Norouzi, Punjani and Fleet, CVPR 2012): a hash is 16
 * slots of 16 bits.  Two that differ in at most 31 bits differ in at most one
 * bit of some slot, so what lies at 17 places of each slot is all there can
 * be: the search is exact.
 */

#include "base/evidence.h"
#include "base/status.h"
#include "image/phash.h"

/* At most so far apart is the same picture: measured, DESIGN.md. */
#define REUSE_BITS 26
#define REUSE_COUNT_MAX ((size_t)1 << 20) /* hashes in one index: 95 MB */
#define REUSE_HITS_MAX 64		  /* owners one search tells of */

/*
 * On more accounts than these it is a picture that people pass on (somebody
 * famous, a meme with a face, a default portrait): told of, but no verdict.
 */
#define REUSE_COMMON_ACCOUNTS 20

struct reuse;

struct reuse_hit {
	uint32_t number, owner;
	int32_t bits; /* in which the two hashes differ */
	bool is_mirrored;
};

/* Nearest first after reuse_search; `hit` may be added to by another one. */
struct reuse_hits {
	size_t count;
	bool has_more; /* owners beyond REUSE_HITS_MAX */
	struct reuse_hit hit[REUSE_HITS_MAX];
};

/* STATUS_NO_MEMORY */
MUST_USE enum status reuse_open(struct reuse **reuse);
void reuse_close(struct reuse *reuse); /* harmless on NULL */

/* STATUS_NO_MEMORY, also when REUSE_COUNT_MAX are there. */
MUST_USE enum status reuse_add(
    struct reuse *reuse, const uint8_t bits[PHASH_BYTES], uint32_t owner,
    uint32_t number);

size_t reuse_count(const struct reuse *reuse);

/*
 * reuse_search(reuse, bits, is_mirrored, own, hits):
 * Add to `hits` what is within REUSE_BITS and not of owner `own`; a hit says
 * `is_mirrored`.  `hits` is zeroed before the first search.  The first search
 * after many were added makes the lists anew (0.3 s for a million).
 */
void reuse_search(
    struct reuse *reuse, const uint8_t bits[PHASH_BYTES], bool is_mirrored,
    uint32_t own, struct reuse_hits *hits);

#endif
