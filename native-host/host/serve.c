#include "host/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "host/answer.h"
#include "host/clock.h"
#include "host/outbox.h"
#include "host/pipeline.h"
#include "host/place.h"
#include "host/pool.h"
#include "host/request.h"
#include "wire/frame.h"
#include "wire/message.h"

/* Over these nothing more is read; 500 pictures of 20 KB asked in one go must
 * not wait for their first answer to be taken. */
#define WAITING_MAX_BYTES ((size_t)4 << 20)
#define WAITING_MAX_COUNT 256
#define UNREAD_MAX_BYTES ((size_t)4 << 20)
/* The browser is gone: what is in hand is finished if it is done by then. */
#define GRACE_MS 700
/* A picture, its base64 and what is made of it; a lookup's annotations. */
#define SCRATCH_BYTES ((size_t)64 << 20)

struct serve {
	int in, out;
	struct frame_reader reader;
	struct outbox outbox;
	struct arena scratch;
	struct pipeline *pipeline;
	struct pool *pool;
	struct request_list requests;
	enum status ended; /* STATUS_OK while the browser still asks */
	int64_t end_ms;	   /* at the latest, once the browser is gone */
};

static enum status
send_text(struct serve *serve, enum status s, const struct slice *text)
{
	if (s == STATUS_OK)
		s = outbox_add(&serve->outbox, text, 1);
	return s;
}

static enum status
send_error(struct serve *serve, int64_t id, enum status why, const char *at)
{
	struct slice text = { 0 };
	enum status s = answer_error(id, why, at, &serve->scratch, &text);

	return send_text(serve, s, &text);
}

static enum status
send_hello(struct serve *serve, int64_t id)
{
	char path[PLACE_BYTES];
	const struct answer_state state = {
		.ledger = pipeline_ledger_status(serve->pipeline),
		.model = place_weights(path),
	};
	struct slice text = { 0 };
	enum status s = answer_hello(
	    id, pipeline_key(serve->pipeline), &state, &serve->scratch, &text);

	return send_text(serve, s, &text);
}

static enum status
send_annotation(
    struct serve *serve, int64_t id, bool remembered, struct slice annotation)
{
	struct slice text = { 0 };
	enum status s = answer_annotation(
	    id, remembered, annotation, &serve->scratch, &text);

	return send_text(serve, s, &text);
}

static enum status
do_score(struct serve *serve, int64_t id, const struct message_score *score)
{
	struct pipeline_picture picture = {
		.key = score->key,
		.account = score->account,
		.page_url = score->page_url,
	};
	struct request *request;
	struct slice annotation = { 0 };
	enum status s;

	annotation_sha256(score->picture, picture.sha256);
	s = pipeline_recall(
	    serve->pipeline, &picture, &serve->scratch, &annotation);
	if (s == STATUS_OK)
		return send_annotation(serve, id, true, annotation);
	if (s != STATUS_NOT_FOUND)
		return s;
	request = request_open(&serve->requests, id, &picture);
	if (request == NULL)
		return STATUS_NO_MEMORY;
	s = pool_submit(serve->pool, score->picture, request);
	if (s != STATUS_OK)
		request_close(&serve->requests, request);
	return s;
}

static enum status
do_lookup(struct serve *serve, int64_t id, const struct message_lookup *lookup)
{
	/* What surrounds the annotations in the answer is less than this. */
	const size_t room = FRAME_OUT_MAX_BYTES - 256;
	struct slice found[MESSAGE_LOOKUP_MAX];
	struct slice text = { 0 };
	size_t count = 0, len = 0;
	bool more = false;
	enum status s;

	for (size_t i = 0; i < lookup->key_count && !more; i++) {
		s = pipeline_recall_key(
		    serve->pipeline, lookup->keys[i], &serve->scratch,
		    &found[count]);
		if (s == STATUS_NOT_FOUND)
			continue;
		if (s != STATUS_OK && count == 0)
			return s;
		if (s != STATUS_OK || len + found[count].len + 1 > room) {
			more = true;
			continue;
		}
		len += found[count++].len + 1;
	}
	s = answer_annotations(id, found, count, more, &serve->scratch, &text);
	return send_text(serve, s, &text);
}

static enum status
do_forget(struct serve *serve, int64_t id, const struct message_forget *forget)
{
	struct slice text = { 0 };
	size_t count = 0;
	enum status s = pipeline_forget(serve->pipeline, forget, &count);

	if (s != STATUS_OK)
		return s;
	request_forget(&serve->requests, forget);
	s = answer_forgotten(id, count, &serve->scratch, &text);
	return send_text(serve, s, &text);
}

static enum status
do_message(struct serve *serve, const struct message *message)
{
	if (pipeline_key_status(serve->pipeline) != STATUS_OK)
		return pipeline_key_status(serve->pipeline);
	switch (message->kind) {
	case MESSAGE_HELLO:
		return send_hello(serve, message->id);
	case MESSAGE_SCORE:
		return do_score(serve, message->id, &message->score);
	case MESSAGE_LOOKUP:
		return do_lookup(serve, message->id, &message->lookup);
	case MESSAGE_FORGET:
		return do_forget(serve, message->id, &message->forget);
	}
	return STATUS_MESSAGE_UNKNOWN;
}

/* Whatever is wrong with a frame is the answer to it. */
static enum status
answer_frame(struct serve *serve, struct slice frame)
{
	struct json_error error = { .at = "" };
	struct message message = { 0 };
	enum status s = message_parse(frame, &serve->scratch, &error, &message);

	if (s == STATUS_OK)
		s = do_message(serve, &message);
	if (s != STATUS_OK) {
		arena_reset(&serve->scratch);
		s = send_error(serve, message.id, s, error.at);
	}
	arena_reset(&serve->scratch);
	return s;
}

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
	if (why != STATUS_END && send_error(serve, 0, why, "") != STATUS_OK)
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
		return answer_frame(serve, frame);
	/* A length that is out of bounds is told at once, not when more comes.
	 */
	s = frame_want(&serve->reader, &into, &want);
	if (s != STATUS_OK)
		end_asking(serve, s);
	return STATUS_OK;
}

/* A worker is done with the picture of `request`, or all workers are. */
static enum status
conclude(
    struct serve *serve, struct request *request, enum status outcome,
    const struct job_result *result)
{
	/* A worker's death says nothing lasting about the picture. */
	bool keep = outcome == STATUS_OK && !request->is_forgotten;
	bool remembered = false;
	struct slice annotation = { 0 };
	enum status s = outcome;

	if (s == STATUS_OK || s == STATUS_UNREADABLE)
		s = pipeline_conclude(
		    serve->pipeline, &request->picture, result, keep,
		    &serve->scratch, &annotation, &remembered);
	if (s == STATUS_OK)
		s = send_annotation(serve, request->id, remembered, annotation);
	if (s != STATUS_OK)
		s = send_error(serve, request->id, s, "");
	arena_reset(&serve->scratch);
	request_close(&serve->requests, request);
	return s;
}

static enum status
conclude_all(struct serve *serve)
{
	const struct job_result *result;
	enum status outcome, s = STATUS_OK;
	void *owner;

	pool_turn(serve->pool);
	while (s == STATUS_OK &&
	       pool_take(serve->pool, &owner, &outcome, &result))
		s = conclude(serve, owner, outcome, result);
	/* Only what is safe in the ledger is said. */
	pipeline_commit(serve->pipeline);
	outbox_release(&serve->outbox);
	return s;
}

static bool
has_room(const struct serve *serve)
{
	return pool_bytes(serve->pool) < WAITING_MAX_BYTES &&
	       pool_count(serve->pool) < WAITING_MAX_COUNT &&
	       outbox_bytes(&serve->outbox) < UNREAD_MAX_BYTES;
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
	bool reads = serve->ended == STATUS_OK && has_room(serve);
	bool writes = outbox_writable(&serve->outbox) > 0;
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
	count += pool_poll(serve->pool, fds + count, &until_ms);
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
	       (serve->ended != STATUS_OK && pool_count(serve->pool) == 0 &&
		outbox_bytes(&serve->outbox) == 0);
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
			s = conclude_all(serve);
		if (s == STATUS_OK)
			s = outbox_flush(&serve->outbox, serve->out);
		if (s != STATUS_OK)
			return s == STATUS_END ? STATUS_IO : s;
	}
	return serve->ended != STATUS_OK ? serve->ended : STATUS_END;
}

static enum status
greet(struct serve *serve)
{
	enum status key = pipeline_key_status(serve->pipeline);
	enum status s = key == STATUS_OK ? send_hello(serve, 0)
					 : send_error(serve, 0, key, "");

	arena_reset(&serve->scratch);
	outbox_release(&serve->outbox);
	if (s == STATUS_OK)
		s = outbox_flush(&serve->outbox, serve->out);
	if (s == STATUS_OK && key == STATUS_OK)
		pool_warm(serve->pool);
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
	s = arena_open(&serve.scratch, SCRATCH_BYTES);
	if (s == STATUS_OK)
		s = pool_open(
		    &pool_own_program, pool_default_workers(), &serve.pool);
	if (s == STATUS_OK)
		s = pipeline_open(folder, &serve.pipeline);
	if (s == STATUS_OK)
		s = greet(&serve);
	if (s == STATUS_OK)
		s = loop(&serve);
	pool_close(serve.pool);
	while (serve.requests.first != NULL)
		request_close(&serve.requests, serve.requests.first);
	pipeline_close(serve.pipeline);
	frame_reader_close(&serve.reader);
	outbox_close(&serve.outbox);
	arena_close(&serve.scratch);
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
