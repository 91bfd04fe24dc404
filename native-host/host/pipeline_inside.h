#ifndef PIPELINE_INSIDE_H
#define PIPELINE_INSIDE_H

/*
 * pipeline_inside: what pipeline.c and pipeline_recall.c share.  For these two.
 */

#include "host/pipeline.h"
#include "host/place.h"
#include "host/seen.h"
#include "ledger/ledger.h"

struct pipeline {
	char ledger_path[PLACE_BYTES];
	struct key *key;
	enum status key_status;
	struct ledger *ledger;
	enum status ledger_status;
	int64_t ledger_retry_ms;
	bool in_transaction;
	struct seen *seen;
};

/* NULL while it is better left alone. */
struct ledger *pipeline_ledger(struct pipeline *pipeline);

/* The ledger failed at something: leave it alone for a while. */
void pipeline_ledger_failed(struct pipeline *pipeline, enum status s);

/* What the ledger says when asked; its own failures mean: not found. */
MUST_USE enum status pipeline_asked(struct pipeline *pipeline, enum status s);

/* A rendition of the same picture with more than `area_px`. */
MUST_USE enum status pipeline_find_larger(
    struct pipeline *pipeline, const char *key,
    const struct message_account *account, int64_t area_px, struct arena *arena,
    struct slice *annotation);

/* Who else has it; a failing ledger knows nobody.  STATUS_NO_MEMORY */
MUST_USE enum status pipeline_look_elsewhere(
    struct pipeline *pipeline, const struct seen_picture *picture,
    struct arena *arena, struct sightings *sightings);

#endif
