#ifndef ANSWER_H
#define ANSWER_H

/*
 * answer: the texts the host sends, as PROTOCOL.md has them.
 *
 * All write JSON into the arena.  An id of 0 is written as null.
 * STATUS_NO_MEMORY when the arena is full.
 */

#include "annotation/key.h"
#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

/* How well each part of the host is; STATUS_OK or what is amiss. */
struct answer_state {
	enum status ledger;
	enum status model;
};

MUST_USE enum status answer_hello(
    int64_t id, const struct key *key, const struct answer_state *state,
    struct arena *arena, struct slice *text);

MUST_USE enum status answer_error(
    int64_t id, enum status status, const char *at, struct arena *arena,
    struct slice *text);

MUST_USE enum status answer_annotation(
    int64_t id, bool remembered, struct slice annotation, struct arena *arena,
    struct slice *text);

MUST_USE enum status answer_annotations(
    int64_t id, const struct slice *annotations, size_t count, bool more,
    struct arena *arena, struct slice *text);

MUST_USE enum status answer_forgotten(
    int64_t id, size_t count, struct arena *arena, struct slice *text);

#endif
