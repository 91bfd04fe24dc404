#ifndef SCORE_H
#define SCORE_H

/*
 * score: pixels to evidence, in decibans.
 *
 *   takes   struct image
 *   gives   struct score: what each sign weighs, or why we cannot tell
 *   knows   nothing of files, JSON, keys, or where the picture came from
 *
 * Same input, same output.
 */

#include "base/arena.h"
#include "base/evidence.h"
#include "base/slice.h"
#include "face/geometry.h"
#include "face/net.h"
#include "image/decode.h"

#define SCORE_EVIDENCE_MAX 12
/* Bumped whenever an answer in the ledger would be another today. */
#define SCORE_MODEL "face-2026-11b"
#define SCORE_FACE_MIN_PX 48 /* picture side; detection.md, section 2 */

/* Plain data: it crosses the worker's pipe as it is. */
struct score {
	int32_t reason;	  /* enum status: OK, or why we cannot tell (40..59) */
	int32_t has_face; /* 0 or 1; the face box below is set */
	int32_t face_permille[4]; /* left, top, right, bottom */
	int32_t evidence_count;
	struct evidence evidence[SCORE_EVIDENCE_MAX];
};

/* The loaded networks: opened once, used for every picture. */
struct scorer;

/*
 * scorer_open(packed, scorer): load every network of the packed weights.
 *
 * STATUS_WORKER_MODEL, STATUS_NO_MEMORY
 */
MUST_USE enum status scorer_open(struct slice packed, struct scorer **scorer);
MUST_USE enum status scorer_open_lanes(
    struct slice packed, enum net_lanes lanes, struct scorer **scorer);
void scorer_close(struct scorer *scorer); /* harmless on NULL */

/*
 * score_picture(scorer, image, arena, score):
 * Look at one decoded picture.  A picture that cannot be judged is no error:
 * `score->reason` says why.
 *
 * STATUS_NO_MEMORY   the arena is full
 */
MUST_USE enum status score_picture(
    struct scorer *scorer, const struct image *image, struct arena *arena,
    struct score *score);

/*
 * score_measure(scorer, image, arena, score, geometry):
 * The same, with the numbers behind it, for whoever fits the model; `geometry`
 * is set whenever `score->evidence_count` is not 0.
 */
MUST_USE enum status score_measure(
    struct scorer *scorer, const struct image *image, struct arena *arena,
    struct score *score, struct geometry *geometry);

/* Is it within its bounds?  For a score that came over a pipe. */
bool score_is_valid(const struct score *score);

#endif
