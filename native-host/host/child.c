#include "host/child.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/clock.h"

/* The CPU clock cannot run faster than the wall's: no need to look sooner. */
#define CPU_LOOK_MIN_MS 10
#define PROGRAM_WORD_BYTES 32

static void
close_pair(int pair[2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			(void)close(pair[i]);
}

/* A pipe nobody inherits; `ours` is the end that must not block. */
static bool
open_pair(int pair[2], int ours)
{
	if (pipe(pair) != 0) {
		pair[0] = pair[1] = -1;
		return false;
	}
	return fcntl(pair[0], F_SETFD, FD_CLOEXEC) == 0 &&
	       fcntl(pair[1], F_SETFD, FD_CLOEXEC) == 0 &&
	       fcntl(pair[ours], F_SETFL, O_NONBLOCK) == 0;
}

static bool
spawn(pid_t *pid, const struct child_program *program, int in, int out)
{
	char name[PROGRAM_WORD_BYTES], argument[PROGRAM_WORD_BYTES];
	char *const argv[] = { name, argument, NULL };
	char *const no_environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t defaults, mask;
	bool ok;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	if (posix_spawnattr_init(&attr) != 0) {
		(void)posix_spawn_file_actions_destroy(&actions);
		return false;
	}
	(void)snprintf(name, sizeof(name), "%s", program->name);
	(void)snprintf(argument, sizeof(argument), "%s", program->argument);
	(void)sigemptyset(&mask);
	(void)sigemptyset(&defaults);
	(void)sigaddset(&defaults, SIGPIPE);
	ok =
	    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO) == 0 &&
	    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO) ==
		0 &&
	    posix_spawnattr_setsigdefault(&attr, &defaults) == 0 &&
	    posix_spawnattr_setsigmask(&attr, &mask) == 0 &&
	    posix_spawnattr_setflags(
		&attr, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) == 0 &&
	    posix_spawn(
		pid, program->path, &actions, &attr, argv, no_environment) == 0;
	(void)posix_spawnattr_destroy(&attr);
	(void)posix_spawn_file_actions_destroy(&actions);
	return ok;
}

enum status
child_start(struct child *child, const struct child_program *program)
{
	int to[2] = { -1, -1 }, from[2] = { -1, -1 };

	memset(child, 0, sizeof(*child));
	if (!open_pair(to, 1) || !open_pair(from, 0) ||
	    !spawn(&child->pid, program, to[0], from[1])) {
		close_pair(to);
		close_pair(from);
		return STATUS_IO;
	}
	(void)close(to[0]);
	(void)close(from[1]);
	child->to = to[1];
	child->from = from[0];
	child->state = CHILD_STARTING;
	child->wall_limit_ms = clock_now_ms() + JOB_WALL_MAX_MS;
	child->cpu_limit_ms = INT64_MAX;
	return STATUS_OK;
}

static int64_t
cpu_ms(const struct child *child)
{
	clockid_t clock;

	if (clock_getcpuclockid(child->pid, &clock) != 0)
		return 0;
	return clock_read_ms(clock);
}

void
child_give(struct child *child, struct slice file)
{
	assert(child->state == CHILD_IDLE && file.len <= UINT32_MAX);
	child->state = CHILD_BUSY;
	child->request.magic = JOB_MAGIC;
	child->request.sequence = ++child->sequence;
	child->request.size_bytes = (uint32_t)file.len;
	child->file = file;
	child->sent_bytes = 0;
	child->got_bytes = 0;
	child->wall_limit_ms = clock_now_ms() + JOB_WALL_MAX_MS;
	child->cpu_limit_ms = cpu_ms(child) + JOB_CPU_MAX_MS;
}

static size_t
unsent(const struct child *child)
{
	if (child->state != CHILD_BUSY)
		return 0;
	return sizeof(child->request) + child->file.len - child->sent_bytes;
}

static enum status
send_some(struct child *child)
{
	while (unsent(child) > 0) {
		const uint8_t *head = (const uint8_t *)&child->request;
		size_t head_len = sizeof(child->request);
		bool is_head = child->sent_bytes < head_len;
		const uint8_t *from =
		    is_head ? head + child->sent_bytes
			    : child->file.data + (child->sent_bytes - head_len);
		ssize_t n = write(
		    child->to, from,
		    is_head ? head_len - child->sent_bytes : unsent(child));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return STATUS_OK;
		if (n <= 0)
			return STATUS_WORKER_DIED;
		child->sent_bytes += (size_t)n;
	}
	return STATUS_OK;
}

/* How much it may say now: one byte where it should say nothing at all. */
static size_t
expected(const struct child *child)
{
	switch (child->state) {
	case CHILD_STARTING:
		return sizeof(child->ready);
	case CHILD_BUSY:
		return sizeof(child->result);
	case CHILD_NONE:
	case CHILD_IDLE:
	case CHILD_DONE:
		break;
	}
	return 0;
}

/* It has said all it had to say; is that in form? */
static enum status
heard(struct child *child)
{
	if (child->state == CHILD_STARTING) {
		if (child->ready.magic != JOB_MAGIC ||
		    !status_is_known(child->ready.status))
			return STATUS_WORKER_PROTOCOL;
		child->state = CHILD_IDLE;
		child->wall_limit_ms = INT64_MAX;
		child->got_bytes = 0;
		return (enum status)child->ready.status;
	}
	/* An answer to what it has not read whole would be no answer. */
	if (unsent(child) > 0 ||
	    !job_result_is_valid(&child->result, child->sequence))
		return STATUS_WORKER_PROTOCOL;
	child->state = CHILD_DONE;
	return STATUS_OK;
}

static enum status
receive_some(struct child *child)
{
	while (expected(child) > 0) {
		uint8_t *to = (uint8_t *)&child->result + child->got_bytes;
		ssize_t n =
		    read(child->from, to, expected(child) - child->got_bytes);
		enum status s;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return STATUS_OK;
		if (n <= 0)
			return STATUS_WORKER_DIED;
		child->got_bytes += (size_t)n;
		if (child->got_bytes == expected(child) &&
		    (s = heard(child)) != STATUS_OK)
			return s;
	}
	return STATUS_OK;
}

/* An idle child says nothing; the end of its pipe is its own end. */
static enum status
check_idle(const struct child *child)
{
	uint8_t byte;
	ssize_t n = read(child->from, &byte, 1);

	if (n < 0)
		return STATUS_OK;
	return n == 0 ? STATUS_WORKER_DIED : STATUS_WORKER_PROTOCOL;
}

enum status
child_turn(struct child *child)
{
	enum status s = STATUS_OK;

	if (child->state == CHILD_NONE || child->state == CHILD_DONE)
		return STATUS_OK;
	if (child->state == CHILD_IDLE) {
		s = check_idle(child);
	} else {
		s = send_some(child);
		if (s == STATUS_OK)
			s = receive_some(child);
	}
	if (s == STATUS_OK &&
	    (child->state == CHILD_BUSY || child->state == CHILD_STARTING) &&
	    (clock_now_ms() >= child->wall_limit_ms ||
	     (child->state == CHILD_BUSY &&
	      cpu_ms(child) >= child->cpu_limit_ms)))
		s = STATUS_WORKER_TIMEOUT;
	if (s != STATUS_OK)
		child_end(child);
	return s;
}

void
child_release(struct child *child)
{
	assert(child->state == CHILD_DONE);
	child->state = CHILD_IDLE;
	child->file = (struct slice){ 0 };
	child->got_bytes = 0;
	child->wall_limit_ms = INT64_MAX;
}

size_t
child_poll(
    const struct child *child, struct pollfd fds[CHILD_FDS_MAX],
    int64_t *until_ms)
{
	size_t count = 0;

	if (child->state == CHILD_NONE)
		return 0;
	fds[count++] = (struct pollfd){ .fd = child->from, .events = POLLIN };
	if (unsent(child) > 0)
		fds[count++] =
		    (struct pollfd){ .fd = child->to, .events = POLLOUT };
	if (child->state == CHILD_STARTING || child->state == CHILD_BUSY) {
		*until_ms = child->wall_limit_ms;
	}
	if (child->state == CHILD_BUSY) {
		int64_t left = child->cpu_limit_ms - cpu_ms(child);
		int64_t look =
		    clock_now_ms() +
		    (left > CPU_LOOK_MIN_MS ? left : CPU_LOOK_MIN_MS);

		if (look < *until_ms)
			*until_ms = look;
	}
	return count;
}

void
child_end(struct child *child)
{
	if (child->state == CHILD_NONE)
		return;
	(void)kill(child->pid, SIGKILL);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	(void)close(child->to);
	(void)close(child->from);
	child->state = CHILD_NONE;
}
