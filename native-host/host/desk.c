#include "host/desk.h"

#include "host/answer.h"
#include "host/place.h"
#include "wire/frame.h"
#include "wire/message.h"

/* Over these nothing more is read; 500 pictures of 20 KB asked in one go must
 * not wait for their first answer to be taken. */
#define WAITING_MAX_BYTES ((size_t)4 << 20)
#define WAITING_MAX_COUNT 256
#define UNREAD_MAX_BYTES ((size_t)4 << 20)
/* A picture, its base64 and what is made of it; a lookup's annotations. */
#define SCRATCH_BYTES ((size_t)64 << 20)

enum status
desk_open(struct desk *desk, const char *folder)
{
	enum status s;

	*desk = (struct desk){ 0 };
	s = arena_open(&desk->scratch, SCRATCH_BYTES);
	if (s == STATUS_OK)
		s = pool_open(
		    &pool_own_program, pool_default_workers(), &desk->pool);
	if (s == STATUS_OK)
		s = pipeline_open(folder, &desk->pipeline);
	return s;
}

void
desk_close(struct desk *desk)
{
	pool_close(desk->pool);
	while (desk->requests.first != NULL)
		request_close(&desk->requests, desk->requests.first);
	pipeline_close(desk->pipeline);
	outbox_close(&desk->outbox);
	arena_close(&desk->scratch);
}

static enum status
send_text(struct desk *desk, enum status s, const struct slice *text)
{
	if (s == STATUS_OK)
		s = outbox_add(&desk->outbox, text, 1);
	return s;
}

static enum status
send_error(struct desk *desk, int64_t id, enum status why, const char *at)
{
	struct slice text = { 0 };
	enum status s = answer_error(id, why, at, &desk->scratch, &text);

	return send_text(desk, s, &text);
}

static enum status
send_hello(struct desk *desk, int64_t id)
{
	char path[PLACE_BYTES];
	const struct answer_state state = {
		.ledger = pipeline_ledger_status(desk->pipeline),
		.model = place_weights(path),
	};
	struct slice text = { 0 };
	enum status s = answer_hello(
	    id, pipeline_key(desk->pipeline), &state, &desk->scratch, &text);

	return send_text(desk, s, &text);
}

static enum status
send_annotation(
    struct desk *desk, int64_t id, bool remembered, struct slice annotation)
{
	struct slice text = { 0 };
	enum status s = answer_annotation(
	    id, remembered, annotation, &desk->scratch, &text);

	return send_text(desk, s, &text);
}

static enum status
do_score(struct desk *desk, int64_t id, const struct message_score *score)
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
	    desk->pipeline, &picture, &desk->scratch, &annotation);
	if (s == STATUS_OK)
		return send_annotation(desk, id, true, annotation);
	if (s != STATUS_NOT_FOUND)
		return s;
	request = request_open(&desk->requests, id, &picture);
	if (request == NULL)
		return STATUS_NO_MEMORY;
	s = pool_submit(desk->pool, score->picture, request);
	if (s != STATUS_OK)
		request_close(&desk->requests, request);
	return s;
}

static enum status
do_lookup(struct desk *desk, int64_t id, const struct message_lookup *lookup)
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
		    desk->pipeline, lookup->keys[i], &desk->scratch,
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
	s = answer_annotations(id, found, count, more, &desk->scratch, &text);
	return send_text(desk, s, &text);
}

static enum status
do_forget(struct desk *desk, int64_t id, const struct message_forget *forget)
{
	struct slice text = { 0 };
	size_t count = 0;
	enum status s = pipeline_forget(desk->pipeline, forget, &count);

	if (s != STATUS_OK)
		return s;
	request_forget(&desk->requests, forget);
	s = answer_forgotten(id, count, &desk->scratch, &text);
	return send_text(desk, s, &text);
}

static enum status
do_message(struct desk *desk, const struct message *message)
{
	if (pipeline_key_status(desk->pipeline) != STATUS_OK)
		return pipeline_key_status(desk->pipeline);
	switch (message->kind) {
	case MESSAGE_HELLO:
		return send_hello(desk, message->id);
	case MESSAGE_SCORE:
		return do_score(desk, message->id, &message->score);
	case MESSAGE_LOOKUP:
		return do_lookup(desk, message->id, &message->lookup);
	case MESSAGE_FORGET:
		return do_forget(desk, message->id, &message->forget);
	}
	return STATUS_MESSAGE_UNKNOWN;
}

enum status
desk_answer(struct desk *desk, struct slice frame)
{
	struct json_error error = { .at = "" };
	struct message message = { 0 };
	enum status s = message_parse(frame, &desk->scratch, &error, &message);

	if (s == STATUS_OK)
		s = do_message(desk, &message);
	if (s != STATUS_OK) {
		arena_reset(&desk->scratch);
		s = send_error(desk, message.id, s, error.at);
	}
	arena_reset(&desk->scratch);
	return s;
}

enum status
desk_refuse(struct desk *desk, enum status why)
{
	enum status s = send_error(desk, 0, why, "");

	arena_reset(&desk->scratch);
	return s;
}

enum status
desk_greet(struct desk *desk)
{
	enum status key = pipeline_key_status(desk->pipeline);
	enum status s = key == STATUS_OK ? send_hello(desk, 0)
					 : send_error(desk, 0, key, "");

	arena_reset(&desk->scratch);
	outbox_release(&desk->outbox);
	return s;
}

/* A worker is done with the picture of `request`, or all workers are. */
static enum status
conclude(
    struct desk *desk, struct request *request, enum status outcome,
    const struct job_result *result)
{
	/* A worker's death says nothing lasting about the picture. */
	bool keep = outcome == STATUS_OK && !request->is_forgotten;
	bool remembered = false;
	struct slice annotation = { 0 };
	enum status s = outcome;

	if (s == STATUS_OK || s == STATUS_UNREADABLE)
		s = pipeline_conclude(
		    desk->pipeline, &request->picture, result, keep,
		    &desk->scratch, &annotation, &remembered);
	if (s == STATUS_OK)
		s = send_annotation(desk, request->id, remembered, annotation);
	if (s != STATUS_OK)
		s = send_error(desk, request->id, s, "");
	arena_reset(&desk->scratch);
	request_close(&desk->requests, request);
	return s;
}

enum status
desk_conclude(struct desk *desk)
{
	const struct job_result *result;
	enum status outcome, s = STATUS_OK;
	void *owner;

	pool_turn(desk->pool);
	while (s == STATUS_OK &&
	       pool_take(desk->pool, &owner, &outcome, &result))
		s = conclude(desk, owner, outcome, result);
	/* Only what is safe in the ledger is said. */
	pipeline_commit(desk->pipeline);
	outbox_release(&desk->outbox);
	return s;
}

bool
desk_has_room(const struct desk *desk)
{
	return pool_bytes(desk->pool) < WAITING_MAX_BYTES &&
	       pool_count(desk->pool) < WAITING_MAX_COUNT &&
	       outbox_bytes(&desk->outbox) < UNREAD_MAX_BYTES;
}
