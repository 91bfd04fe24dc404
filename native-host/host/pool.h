#ifndef POOL_H
#define POOL_H

/*
 * pool: the workers, and the pictures that wait for one.
 *
 *   takes   a file's bytes and a word of the owner's to know it by
 *   gives   a struct job_result for each, in the order they are done
 *   knows   nothing of messages, keys or the ledger
 *
 * One thread, one poll loop: the caller polls what pool_poll names and calls
 * pool_turn.  A worker that dies, hangs or talks out of form is replaced, and
 * costs at most the picture it was looking at.
 */

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "base/status.h"
#include "host/child.h"
#include "host/job.h"

#define POOL_WORKERS_MAX 4
#define POOL_FDS_MAX ((size_t)POOL_WORKERS_MAX * CHILD_FDS_MAX)

struct pool;

/* This very program, also when its file was replaced since: `facetell worker`.
 */
extern const struct child_program pool_own_program;

/* One worker for each core, four at most. */
size_t pool_default_workers(void);

/*
 * pool_open(program, worker_count, pool):
 * Nothing is started yet.  `program` must outlive the pool.  STATUS_NO_MEMORY
 */
MUST_USE enum status pool_open(
    const struct child_program *program, size_t worker_count,
    struct pool **pool);

/* Kills and reaps every worker; harmless on NULL. */
void pool_close(struct pool *pool);

/* Start the first worker, so that the first picture need not wait for it. */
void pool_warm(struct pool *pool);

/*
 * pool_submit(pool, file, owner):
 * Wait for a worker with a copy of `file`, of at most DECODE_FILE_MAX_BYTES.
 *
 * STATUS_NO_MEMORY
 */
MUST_USE enum status
pool_submit(struct pool *pool, struct slice file, void *owner);

/* Pictures not yet taken back, and the bytes they hold. */
size_t pool_count(const struct pool *pool);
size_t pool_bytes(const struct pool *pool);

/* What to wait for; *until_ms is lowered to when a turn is due at last. */
size_t pool_poll(
    const struct pool *pool, struct pollfd fds[POOL_FDS_MAX],
    int64_t *until_ms);

/* Do all that can be done without waiting. */
void pool_turn(struct pool *pool);

/*
 * pool_take(pool, owner, status, result):
 * The next picture that is done; false when there is none.  `*result` lives
 * until the next call.
 *
 * STATUS_OK           a worker saw it
 * STATUS_UNREADABLE   no worker outlived it; `*result` says so
 * anything else       why no worker can work
 */
bool pool_take(
    struct pool *pool, void **owner, enum status *status,
    const struct job_result **result);

#endif
