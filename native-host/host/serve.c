#include "host/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/log.h"
#include "host/answer.h"
#include "host/clock.h"
#include "host/desk.h"
#include "wire/frame.h"

/* The browser is gone: what is in hand is finished if it is done by then. */
#define GRACE_MS 700

struct serve {
	int in, out;
	struct frame_reader reader;
	struct desk desk;
	enum status ended; /* STATUS_OK while the browser still asks */
	int64_t end_ms;	   /* at the latest, once the browser is gone */
};

/* The browser asks no more, because of `why`. */
static void
end_asking(struct serve *serve, enum status why)
{
	if (serve->ended != STATUS_OK)
		return;
	serve->ended = why;
	serve->end_ms = clock_now_ms() + GRACE_MS;
	if (why != STATUS_END)
		log_note("stopping: %s", status_text(why));
	if (why != STATUS_END && desk_refuse(&serve->desk, why) != STATUS_OK)
		log_note("this could not be answered");
}

/* Read what one read gives.  STATUS_NO_MEMORY */
static enum status
read_some(struct serve *serve)
{
	struct slice frame = { 0 };
	uint8_t *into;
	size_t want;
	ssize_t n;
	enum status s = frame_want(&serve->reader, &into, &want);

	if (s != STATUS_OK) {
		end_asking(serve, s);
		return STATUS_OK;
	}
	n = read(serve->in, into, want);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return STATUS_OK;
	if (n <= 0) {
		end_asking(
		    serve, n == 0 ? frame_end(&serve->reader) : STATUS_IO);
		return STATUS_OK;
	}
	frame_got(&serve->reader, (size_t)n, &frame);
	if (frame.len > 0)
		return desk_answer(&serve->desk, frame);
	/* A length out of bounds is told at once, not when more comes. */
	s = frame_want(&serve->reader, &into, &want);
	if (s != STATUS_OK)
		end_asking(serve, s);
	return STATUS_OK;
}

/*
 * Wait for anything to happen.  The writer's end of `in` may be closed while
 * there is still something to read: that is when the time left begins to run,
 * and what is left to read is still read.
 */
static enum status
wait_for_more(struct serve *serve, bool *readable, bool *writable)
{
	struct pollfd fds[2 + POOL_FDS_MAX];
	bool reads = serve->ended == STATUS_OK && desk_has_room(&serve->desk);
	bool writes = outbox_writable(&serve->desk.outbox) > 0;
	int64_t until_ms = serve->end_ms, left;
	size_t count = 2;
	int n;

	fds[0] = (struct pollfd){ .fd = -1, .events = POLLIN };
	if (reads || serve->end_ms == INT64_MAX)
		fds[0].fd = serve->in;
	if (!reads)
		fds[0].events = 0;
	fds[1] = (struct pollfd){ .fd = serve->out };
	if (writes)
		fds[1].events = POLLOUT;
	count += pool_poll(serve->desk.pool, fds + count, &until_ms);
	left = until_ms == INT64_MAX ? -1 : until_ms - clock_now_ms();
	if (until_ms != INT64_MAX && left < 0)
		left = 0;
	n = poll(fds, (nfds_t)count, (int)left);
	*readable = *writable = false;
	if (n < 0)
		return errno == EINTR ? STATUS_OK : STATUS_IO;
	if ((fds[1].revents & (POLLERR | POLLHUP | POLLNVAL)) != 0)
		return STATUS_IO;
	if ((fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0 &&
	    serve->end_ms == INT64_MAX)
		serve->end_ms = clock_now_ms() + GRACE_MS;
	*readable = reads && fds[0].revents != 0;
	*writable = (fds[1].revents & POLLOUT) != 0;
	return STATUS_OK;
}

/* Gone, and either everything is answered or the time is up? */
static bool
is_over(const struct serve *serve)
{
	if (serve->end_ms == INT64_MAX)
		return false;
	return clock_now_ms() >= serve->end_ms ||
	       (serve->ended != STATUS_OK &&
		pool_count(serve->desk.pool) == 0 &&
		outbox_bytes(&serve->desk.outbox) == 0);
}

static enum status
loop(struct serve *serve)
{
	bool readable, writable;
	enum status s;

	while (!is_over(serve)) {
		s = wait_for_more(serve, &readable, &writable);
		if (s == STATUS_OK && readable)
			s = read_some(serve);
		if (s == STATUS_OK)
			s = desk_conclude(&serve->desk);
		if (s == STATUS_OK)
			s = outbox_flush(&serve->desk.outbox, serve->out);
		if (s != STATUS_OK)
			return s == STATUS_END ? STATUS_IO : s;
	}
	return serve->ended != STATUS_OK ? serve->ended : STATUS_END;
}

static enum status
greet(struct serve *serve)
{
	enum status s = desk_greet(&serve->desk);

	if (s == STATUS_OK)
		s = outbox_flush(&serve->desk.outbox, serve->out);
	if (s == STATUS_OK &&
	    pipeline_key_status(serve->desk.pipeline) == STATUS_OK)
		pool_warm(serve->desk.pool);
	return s == STATUS_END ? STATUS_IO : s;
}

enum status
serve_run(int in, int out, const char *folder)
{
	struct serve serve = { .in = in, .out = out, .end_ms = INT64_MAX };
	int flags = fcntl(out, F_GETFL);
	enum status s = STATUS_IO;

	if (flags < 0 || fcntl(out, F_SETFL, flags | O_NONBLOCK) < 0)
		return STATUS_IO;
	s = desk_open(&serve.desk, folder);
	if (s == STATUS_OK)
		s = greet(&serve);
	if (s == STATUS_OK)
		s = loop(&serve);
	desk_close(&serve.desk);
	frame_reader_close(&serve.reader);
	(void)fcntl(out, F_SETFL, flags);
	return s;
}

void
serve_refuse(int out, enum status why)
{
	struct outbox outbox = { 0 };
	struct arena arena = { 0 };
	struct slice text = { 0 };
	enum status s = arena_open(&arena, (size_t)1 << 20);

	if (s == STATUS_OK)
		s = answer_error(0, why, "", &arena, &text);
	if (s == STATUS_OK)
		s = outbox_add(&outbox, &text, 1);
	outbox_release(&outbox);
	if (s == STATUS_OK)
		s = outbox_flush(&outbox, out);
	if (s != STATUS_OK)
		log_note("the browser could not be told: %s", status_text(why));
	outbox_close(&outbox);
	arena_close(&arena);
}
