#ifndef REQUEST_H
#define REQUEST_H

/*
 * request: a `score` that waits for a worker, with its own copies of all texts.
 */

#include "host/pipeline.h"
#include "wire/message.h"

struct request {
	struct request *previous, *next;
	int64_t id;
	bool is_forgotten; /* asked to forget before it was done */
	struct pipeline_picture picture;
};

/* All that wait, in the order they came. */
struct request_list {
	struct request *first, *last;
};

/* NULL: no memory.  It is appended to the list. */
MUST_USE struct request *request_open(
    struct request_list *list, int64_t id,
    const struct pipeline_picture *picture);

/* Take it off the list and free it. */
void request_close(struct request_list *list, struct request *request);

/* Mark what is to be forgotten, so that its answer is not remembered. */
void
request_forget(struct request_list *list, const struct message_forget *forget);

#endif
