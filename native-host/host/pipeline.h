#ifndef PIPELINE_H
#define PIPELINE_H

/*
 * pipeline: from what a worker saw to a signed annotation, with the ledger.
 *
 *   takes   struct job_result, and what is known of the picture beside it
 *   gives   the annotation as JSON text
 *   knows   nothing of frames, files or processes
 *
 * The one owner of key and ledger.  A ledger that cannot be used never stops an
 * answer: it is only not remembered, and pipeline_ledger_status() says why.
 */

#include "annotation/annotation.h"
#include "base/arena.h"
#include "host/job.h"
#include "wire/message.h"

struct pipeline;

/* What is known of a picture before anyone looks.  NULL: not known. */
struct pipeline_picture {
	char sha256[ANNOTATION_SHA256_BYTES];
	const char *key;
	struct message_account account;
	const char *page_url;
};

/*
 * pipeline_open(folder, pipeline):
 * Open key and ledger in the data folder; whether that went well, the two
 * statuses tell.  STATUS_NO_MEMORY
 */
MUST_USE enum status
pipeline_open(const char *folder, struct pipeline **pipeline);
void pipeline_close(struct pipeline *pipeline); /* harmless on NULL */

/* NULL unless pipeline_key_status() is STATUS_OK. */
const struct key *pipeline_key(const struct pipeline *pipeline);
enum status pipeline_key_status(const struct pipeline *pipeline);
enum status pipeline_ledger_status(const struct pipeline *pipeline);

/*
 * pipeline_recall(pipeline, picture, arena, annotation):
 * What the ledger has on the same bytes by the same model, signed by our key,
 * and of the same picture key and account as far as `picture` names them.
 *
 * STATUS_NOT_FOUND, STATUS_NO_MEMORY
 */
MUST_USE enum status pipeline_recall(
    struct pipeline *pipeline, const struct pipeline_picture *picture,
    struct arena *arena, struct slice *annotation);

/* The same for a picture key: the largest rendition seen. */
MUST_USE enum status pipeline_recall_key(
    struct pipeline *pipeline, const char *key, struct arena *arena,
    struct slice *annotation);

/*
 * pipeline_conclude(pipeline, picture, result, keep, arena, annotation,
 *     remembered):
 * Sign what a worker saw.  Where the ledger has a larger rendition of the same
 * picture, that one is the answer and `*remembered` is set.  With `keep` the
 * new one goes into the ledger at the next pipeline_commit().
 *
 * STATUS_NO_MEMORY, STATUS_PROOF_INVALID
 */
MUST_USE enum status pipeline_conclude(
    struct pipeline *pipeline, const struct pipeline_picture *picture,
    const struct job_result *result, bool keep, struct arena *arena,
    struct slice *annotation, bool *remembered);

/* Everything kept since the last call is safe from our death, or never is. */
void pipeline_commit(struct pipeline *pipeline);

/* STATUS_LEDGER_* */
MUST_USE enum status pipeline_forget(
    struct pipeline *pipeline, const struct message_forget *forget,
    size_t *count);

#endif
