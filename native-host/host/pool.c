#include "host/pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "host/clock.h"

/* A picture whose worker dies gets one more: it may have been bad luck. */
#define TRIES_MAX 2
/*
 * Workers that end before they are ready: after each, the next is started a
 * little later, and so many in a row are no accident.
 */
#define STRIKES_MAX 20
#define STRIKE_MS 25
/* After that, ask again this much later and not sooner. */
#define BROKEN_MS 1000

struct job {
	struct job *next;
	void *owner;
	uint8_t *bytes;
	size_t len;
	int tries;
	enum status status;
	struct job_result result;
};

struct queue {
	struct job *first, *last;
};

struct pool {
	const struct child_program *program;
	size_t worker_count;
	struct child child[POOL_WORKERS_MAX];
	struct job *job[POOL_WORKERS_MAX]; /* what each is looking at */
	struct queue waiting, done;
	struct job *taken; /* what pool_take gave out last */
	size_t count, bytes;
	int strikes;
	enum status broken; /* why no worker can work, until broken_until_ms */
	int64_t broken_until_ms;
	int64_t start_after_ms;
};

const struct child_program pool_own_program = {
	.path = "/proc/self/exe",
	.name = "facetell",
	.argument = "worker",
};

static void
queue_append(struct queue *queue, struct job *job)
{
	job->next = NULL;
	if (queue->last != NULL)
		queue->last->next = job;
	else
		queue->first = job;
	queue->last = job;
}

static struct job *
queue_shift(struct queue *queue)
{
	struct job *job = queue->first;

	if (job == NULL)
		return NULL;
	queue->first = job->next;
	if (queue->first == NULL)
		queue->last = NULL;
	return job;
}

static void
queue_unshift(struct queue *queue, struct job *job)
{
	job->next = queue->first;
	queue->first = job;
	if (queue->last == NULL)
		queue->last = job;
}

static void
job_free(struct job *job)
{
	if (job == NULL)
		return;
	free(job->bytes);
	free(job);
}

size_t
pool_default_workers(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (cores < 1)
		return 1;
	return cores < POOL_WORKERS_MAX ? (size_t)cores : POOL_WORKERS_MAX;
}

enum status
pool_open(
    const struct child_program *program, size_t worker_count,
    struct pool **pool)
{
	assert(worker_count >= 1 && worker_count <= POOL_WORKERS_MAX);
	*pool = calloc(1, sizeof(**pool));
	if (*pool == NULL)
		return STATUS_NO_MEMORY;
	(*pool)->program = program;
	(*pool)->worker_count = worker_count;
	return STATUS_OK;
}

void
pool_close(struct pool *pool)
{
	struct job *job;

	if (pool == NULL)
		return;
	for (size_t i = 0; i < pool->worker_count; i++) {
		child_end(&pool->child[i]);
		job_free(pool->job[i]);
	}
	while ((job = queue_shift(&pool->waiting)) != NULL)
		job_free(job);
	while ((job = queue_shift(&pool->done)) != NULL)
		job_free(job);
	job_free(pool->taken);
	free(pool);
}

size_t
pool_count(const struct pool *pool)
{
	return pool->count;
}

size_t
pool_bytes(const struct pool *pool)
{
	return pool->bytes;
}

/* A worker that could not start: count it, and give up after a few. */
static void
strike(struct pool *pool, enum status s)
{
	bool is_accident = s == STATUS_WORKER_DIED ||
			   s == STATUS_WORKER_TIMEOUT || s == STATUS_IO;

	pool->strikes++;
	pool->start_after_ms =
	    clock_now_ms() + (int64_t)STRIKE_MS * pool->strikes;
	if (is_accident && pool->strikes < STRIKES_MAX)
		return;
	log_note("no worker can start: %s", status_text(s));
	pool->broken = s;
	pool->broken_until_ms = clock_now_ms() + BROKEN_MS;
	pool->strikes = 0;
}

static bool
is_broken(const struct pool *pool)
{
	return pool->broken != STATUS_OK &&
	       clock_now_ms() < pool->broken_until_ms;
}

static void
start(struct pool *pool, size_t index)
{
	enum status s = child_start(&pool->child[index], pool->program);

	if (s != STATUS_OK)
		strike(pool, s);
}

void
pool_warm(struct pool *pool)
{
	if (pool->child[0].state == CHILD_NONE && !is_broken(pool))
		start(pool, 0);
}

enum status
pool_submit(struct pool *pool, struct slice file, void *owner)
{
	struct job *job = calloc(1, sizeof(*job));

	if (job == NULL)
		return STATUS_NO_MEMORY;
	job->bytes = malloc(file.len > 0 ? file.len : 1);
	if (job->bytes == NULL) {
		free(job);
		return STATUS_NO_MEMORY;
	}
	if (file.len > 0)
		memcpy(job->bytes, file.data, file.len);
	job->len = file.len;
	job->owner = owner;
	queue_append(&pool->waiting, job);
	pool->count++;
	pool->bytes += job->len;
	return STATUS_OK;
}

static void
finish(struct pool *pool, struct job *job, enum status s)
{
	job->status = s;
	if (s != STATUS_OK)
		job_result_refuse(&job->result, STATUS_UNREADABLE);
	pool->bytes -= job->len;
	free(job->bytes);
	job->bytes = NULL;
	job->len = 0;
	queue_append(&pool->done, job);
}

/* The child ended, for reason `s`. */
static void
lose(struct pool *pool, size_t index, enum status s, bool was_starting)
{
	struct job *job = pool->job[index];

	pool->job[index] = NULL;
	if (was_starting) {
		strike(pool, s);
		return;
	}
	if (job == NULL) {
		log_note("a worker ended while idle");
		return;
	}
	log_note("a worker was replaced: %s", status_text(s));
	if (s == STATUS_WORKER_DIED && job->tries < TRIES_MAX)
		queue_unshift(&pool->waiting, job);
	else
		finish(pool, job, STATUS_UNREADABLE);
}

static void
turn_child(struct pool *pool, size_t index)
{
	struct child *child = &pool->child[index];
	bool was_starting = child->state == CHILD_STARTING;
	enum status s = child_turn(child);

	if (s != STATUS_OK) {
		lose(pool, index, s, was_starting);
		return;
	}
	if (was_starting && child->state == CHILD_IDLE) {
		pool->strikes = 0;
		pool->broken = STATUS_OK;
	}
	if (child->state == CHILD_DONE) {
		struct job *job = pool->job[index];

		job->result = child->result;
		pool->job[index] = NULL;
		child_release(child);
		finish(pool, job, STATUS_OK);
	}
}

static void
hand_out(struct pool *pool, size_t index)
{
	struct job *job = queue_shift(&pool->waiting);

	assert(job != NULL);
	job->tries++;
	pool->job[index] = job;
	child_give(&pool->child[index], slice_of(job->bytes, job->len));
	turn_child(pool, index);
}

/* Start as many more as there are pictures nobody will look at soon. */
static void
start_missing(struct pool *pool)
{
	size_t wanted = 0, coming = 0;

	for (struct job *j = pool->waiting.first; j != NULL; j = j->next)
		if (++wanted == pool->worker_count)
			break;
	for (size_t i = 0; i < pool->worker_count; i++)
		if (pool->child[i].state == CHILD_STARTING)
			coming++;
	for (size_t i = 0; i < pool->worker_count && coming < wanted; i++) {
		if (is_broken(pool) || clock_now_ms() < pool->start_after_ms)
			return;
		if (pool->child[i].state == CHILD_NONE) {
			start(pool, i);
			coming++;
		}
	}
}

void
pool_turn(struct pool *pool)
{
	struct job *job;

	for (size_t i = 0; i < pool->worker_count; i++) {
		turn_child(pool, i);
		/* It may be done with one before we have looked up. */
		while (pool->child[i].state == CHILD_IDLE &&
		       pool->waiting.first != NULL)
			hand_out(pool, i);
	}
	start_missing(pool);
	if (is_broken(pool))
		while ((job = queue_shift(&pool->waiting)) != NULL)
			finish(pool, job, pool->broken);
}

static bool
is_anyone_at_work(const struct pool *pool)
{
	for (size_t i = 0; i < pool->worker_count; i++)
		if (pool->child[i].state == CHILD_STARTING ||
		    pool->child[i].state == CHILD_BUSY)
			return true;
	return false;
}

size_t
pool_poll(
    const struct pool *pool, struct pollfd fds[POOL_FDS_MAX], int64_t *until_ms)
{
	size_t count = 0;

	if (pool->done.first != NULL)
		*until_ms = 0;
	if (pool->waiting.first != NULL && !is_anyone_at_work(pool) &&
	    pool->start_after_ms < *until_ms)
		*until_ms = pool->start_after_ms;
	for (size_t i = 0; i < pool->worker_count; i++) {
		int64_t until = INT64_MAX;

		count += child_poll(&pool->child[i], fds + count, &until);
		if (until < *until_ms)
			*until_ms = until;
	}
	return count;
}

bool
pool_take(
    struct pool *pool, void **owner, enum status *status,
    const struct job_result **result)
{
	struct job *job = queue_shift(&pool->done);

	job_free(pool->taken);
	pool->taken = job;
	if (job == NULL)
		return false;
	pool->count--;
	*owner = job->owner;
	*status = job->status;
	*result = &job->result;
	return true;
}
