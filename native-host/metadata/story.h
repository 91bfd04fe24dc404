#ifndef STORY_H
#define STORY_H

/*
 * story: what a file says of itself, as evidence that can cross a pipe.
 *
 *   takes   struct slice, any bytes at all
 *   gives   struct story: bounded, without pointers, every text plain
 *
 * Each sign weighs 0 decibans: what a file says is a claim, which anyone can
 * write, copy or remove, so no rate of how often it is true can be measured.
 * What a file does not say is never a sign.
 */

#include "base/arena.h"
#include "base/evidence.h"
#include "image/decode.h"

#define STORY_EVIDENCE_MAX 8

/* Plain data: it crosses the worker's pipe as it is. */
struct story {
	int32_t evidence_count;
	struct evidence evidence[STORY_EVIDENCE_MAX];
};

/*
 * story_read(file, arena, story):
 * Read all there is, of any format that has a container we walk.  What could
 * not be read is a sign too ("unread"), also for want of memory.  Leaves the
 * arena as it was.
 */
void story_read(struct slice file, struct arena *arena, struct story *story);

/* Does the file declare that AI made the picture, or a part of it? */
bool story_declares_ai(const struct story *story);

/* Is it within its bounds?  For a story that came over a pipe. */
bool story_is_valid(const struct story *story);

#endif
