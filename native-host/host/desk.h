#ifndef DESK_H
#define DESK_H

/*
 * desk: what is asked and what is answered, without the stream it comes by.
 *
 *   takes   the bodies of frames
 *   gives   frames in `outbox`, those of a turn released together once what
 *           they report is in the ledger
 *
 * What is wrong with a request is the answer to it; a status other than
 * STATUS_OK means that the process cannot go on.
 */

#include "base/arena.h"
#include "host/outbox.h"
#include "host/pipeline.h"
#include "host/pool.h"
#include "host/request.h"

struct desk {
	struct outbox outbox;
	struct arena scratch; /* reset after each request and result */
	struct pipeline *pipeline;
	struct pool *pool;
	struct request_list requests; /* pictures that wait for a worker */
};

/* Whatever it returns, desk_close() it. */
MUST_USE enum status desk_open(struct desk *desk, const char *folder);
void desk_close(struct desk *desk);

/* Hello; or in its place, when there is no usable key, why. */
MUST_USE enum status desk_greet(struct desk *desk);

/* An error that answers no request. */
MUST_USE enum status desk_refuse(struct desk *desk, enum status why);

MUST_USE enum status desk_answer(struct desk *desk, struct slice frame);

/* Answer the pictures that are done, commit, release: the end of a turn. */
MUST_USE enum status desk_conclude(struct desk *desk);

/* May more be asked, or is there too much in hand? */
bool desk_has_room(const struct desk *desk);

#endif
