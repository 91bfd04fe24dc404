#ifndef CHILD_H
#define CHILD_H

/*
 * child: one worker process as the supervisor sees it.
 *
 * Started by executing a program anew, with an empty environment and two pipes
 * that never block on this side.  child_turn moves bytes as far as they go;
 * what is wrong with the child ends it, and child_turn says what it was.
 */

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/slice.h"
#include "base/status.h"
#include "host/job.h"

enum child_state {
	CHILD_NONE,	/* no process */
	CHILD_STARTING, /* not yet behind its walls */
	CHILD_IDLE,
	CHILD_BUSY,
	CHILD_DONE, /* child->result is valid; child_release() makes it idle */
};

struct child {
	enum child_state state;
	pid_t pid;
	int to, from;	       /* pipes */
	int64_t wall_limit_ms; /* clock_now_ms() at which it is too late */
	int64_t cpu_limit_ms;  /* of its own CPU clock */
	uint32_t sequence;     /* of the last request */
	struct job_request request;
	struct slice file; /* borrowed while busy */
	size_t sent_bytes; /* of request and file */
	size_t got_bytes;  /* of what it says next */
	union {
		struct job_ready ready;
		struct job_result result;
	};
};

#define CHILD_FDS_MAX 2

/* What a worker is: a file to execute, and what it is told. */
struct child_program {
	const char *path;
	const char *name, *argument;
};

/* STATUS_IO when there is no process to be had. */
MUST_USE enum status
child_start(struct child *child, const struct child_program *program);

/* Give an idle child a picture, which must stay until it is done or ended. */
void child_give(struct child *child, struct slice file);

/*
 * child_turn(child):
 * Read and write what can be, and look at the clocks.
 *
 * STATUS_WORKER_DIED, _TIMEOUT, _PROTOCOL, or what it said of itself when it
 * could not start: the process is gone then.
 */
MUST_USE enum status child_turn(struct child *child);

/* The result was taken. */
void child_release(struct child *child);

/* What to wait for, 0 to CHILD_FDS_MAX; and until when at most. */
size_t child_poll(
    const struct child *child, struct pollfd fds[CHILD_FDS_MAX],
    int64_t *until_ms);

/* Kill and reap; harmless where there is no process. */
void child_end(struct child *child);

#endif
