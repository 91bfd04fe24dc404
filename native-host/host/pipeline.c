#include "host/pipeline_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "base/log.h"
#include "host/clock.h"

/* A ledger that was busy, full or not to be opened is tried again after. */
#define LEDGER_RETRY_MS 5000

/* Only what may pass by itself is tried again. */
static bool
may_pass(enum status s)
{
	return s != STATUS_LEDGER_CORRUPT && s != STATUS_LEDGER_NEWER;
}

void
pipeline_ledger_failed(struct pipeline *pipeline, enum status s)
{
	if (pipeline->ledger_status != s)
		log_note("ledger: %s", status_text(s));
	pipeline->ledger_status = s;
	pipeline->ledger_retry_ms = clock_now_ms() + LEDGER_RETRY_MS;
	/* What was rolled back may have been found. */
	seen_drop(pipeline->seen);
}

struct ledger *
pipeline_ledger(struct pipeline *pipeline)
{
	enum status s = pipeline->ledger_status;

	if (s != STATUS_OK &&
	    (!may_pass(s) || clock_now_ms() < pipeline->ledger_retry_ms))
		return NULL;
	if (pipeline->ledger == NULL) {
		s = ledger_open(pipeline->ledger_path, &pipeline->ledger);
		if (s != STATUS_OK) {
			pipeline->ledger = NULL;
			pipeline_ledger_failed(pipeline, s);
			return NULL;
		}
	}
	pipeline->ledger_status = STATUS_OK;
	return pipeline->ledger;
}

static enum status
open_key(struct pipeline *pipeline, const char *folder)
{
	enum status s;

	if (folder[0] == '\0')
		return STATUS_KEY_UNREADABLE;
	s = key_open(folder, &pipeline->key);
	if (s != STATUS_OK)
		pipeline->key = NULL;
	/* Of a full disk or the like: the key is what it means here. */
	return (int)s < 20 && s != STATUS_OK ? STATUS_KEY_UNREADABLE : s;
}

enum status
pipeline_open(const char *folder, struct pipeline **pipeline)
{
	struct pipeline *p = calloc(1, sizeof(*p));

	*pipeline = p;
	if (p == NULL)
		return STATUS_NO_MEMORY;
	if (seen_open(&p->seen) != STATUS_OK)
		return STATUS_NO_MEMORY;
	p->key_status = open_key(p, folder);
	if (folder[0] == '\0' ||
	    file_join(folder, PLACE_LEDGER, p->ledger_path) != STATUS_OK)
		p->ledger_status = STATUS_LEDGER_OPEN;
	else
		(void)pipeline_ledger(p);
	return STATUS_OK;
}

void
pipeline_close(struct pipeline *pipeline)
{
	if (pipeline == NULL)
		return;
	seen_close(pipeline->seen);
	ledger_close(pipeline->ledger);
	key_close(pipeline->key);
	free(pipeline);
}

const struct key *
pipeline_key(const struct pipeline *pipeline)
{
	return pipeline->key;
}

enum status
pipeline_key_status(const struct pipeline *pipeline)
{
	return pipeline->key_status;
}

enum status
pipeline_ledger_status(const struct pipeline *pipeline)
{
	return pipeline->ledger_status;
}

enum status
pipeline_asked(struct pipeline *pipeline, enum status s)
{
	if (s == STATUS_OK || s == STATUS_NOT_FOUND || s == STATUS_NO_MEMORY)
		return s;
	pipeline_ledger_failed(pipeline, s);
	return STATUS_NOT_FOUND;
}

enum status
pipeline_look_elsewhere(
    struct pipeline *pipeline, const struct seen_picture *picture,
    struct arena *arena, struct sightings *sightings)
{
	struct ledger *ledger = pipeline_ledger(pipeline);
	enum status s;

	*sightings = (struct sightings){ .accounts = 0 };
	if (ledger == NULL)
		return STATUS_OK;
	s = pipeline_asked(
	    pipeline,
	    seen_find(pipeline->seen, ledger, picture, arena, sightings));
	return s == STATUS_NOT_FOUND ? STATUS_OK : s;
}

/* A picture that could not be decoded outweighs no other, whatever it claims.
 */
static int64_t
area_of(const struct job_result *result)
{
	if (!result->has_phash)
		return 0;
	return (int64_t)result->width_px * result->height_px;
}

static void
keep_annotation(
    struct pipeline *pipeline, const struct pipeline_picture *picture,
    const struct job_result *result, int64_t created_s, struct slice annotation)
{
	char pdq[2 * PHASH_BYTES + 1], pdq_mirrored[2 * PHASH_BYTES + 1];
	struct ledger_entry entry = {
		.created_s = created_s,
		.sha256 = picture->sha256,
		.key = picture->key,
		.platform = picture->account.platform,
		.account = picture->account.id,
		.account_url = picture->account.url,
		.page_url = picture->page_url,
		.area_px = area_of(result),
		.model = SCORE_MODEL,
		.annotation = annotation,
	};
	struct ledger *ledger = pipeline_ledger(pipeline);
	enum status s = STATUS_OK;

	if (ledger == NULL)
		return;
	if (result->has_phash && result->phash.quality >= PHASH_QUALITY_MIN) {
		crypto_hex(slice_of(result->phash.bits, PHASH_BYTES), pdq);
		entry.pdq = pdq;
		crypto_hex(
		    slice_of(result->mirrored.bits, PHASH_BYTES), pdq_mirrored);
		entry.pdq_mirrored = pdq_mirrored;
	}
	if (!pipeline->in_transaction)
		s = ledger_begin(ledger);
	if (s == STATUS_OK) {
		pipeline->in_transaction = true;
		s = ledger_put(ledger, &entry);
	}
	if (s == STATUS_OK)
		return;
	if (pipeline->in_transaction)
		ledger_rollback(ledger);
	pipeline->in_transaction = false;
	pipeline_ledger_failed(pipeline, s);
}

enum status
pipeline_conclude(
    struct pipeline *pipeline, const struct pipeline_picture *picture,
    const struct job_result *result, bool keep, struct arena *arena,
    struct slice *annotation, bool *remembered)
{
	const struct seen_picture wanted = {
		.phash = result->phash,
		.mirrored = result->mirrored,
		.key = picture->key,
		.platform = picture->account.platform,
		.account = picture->account.id,
	};
	struct sightings others;
	const struct annotation_picture about = {
		.sha256 = picture->sha256,
		.format = (enum image_format)result->format,
		.width_px = result->width_px,
		.height_px = result->height_px,
		.has_phash = result->has_phash != 0,
		.phash = result->phash,
		.key = picture->key,
		.account = picture->account,
		.sightings = &others,
		.story = &result->story,
	};
	int64_t now_s = (int64_t)time(NULL);
	struct slice fresh, larger;
	enum status s;

	assert(pipeline->key != NULL);
	s = pipeline_look_elsewhere(pipeline, &wanted, arena, &others);
	if (s != STATUS_OK)
		return s;
	s = annotation_write(
	    &about, &result->score, now_s, pipeline->key, arena, &fresh);
	if (s != STATUS_OK)
		return s;
	s = pipeline_find_larger(
	    pipeline, picture->key, &picture->account, area_of(result), arena,
	    &larger);
	if (s == STATUS_NO_MEMORY)
		return s;
	*remembered = s == STATUS_OK;
	*annotation = *remembered ? larger : fresh;
	if (keep)
		keep_annotation(pipeline, picture, result, now_s, fresh);
	return STATUS_OK;
}

void
pipeline_commit(struct pipeline *pipeline)
{
	enum status s;

	if (!pipeline->in_transaction)
		return;
	pipeline->in_transaction = false;
	s = ledger_commit(pipeline->ledger);
	if (s == STATUS_OK)
		return;
	ledger_rollback(pipeline->ledger);
	pipeline_ledger_failed(pipeline, s);
}

enum status
pipeline_forget(
    struct pipeline *pipeline, const struct message_forget *forget,
    size_t *count)
{
	struct ledger_filter filter = { 0 };
	struct ledger *ledger;
	enum status s;

	pipeline_commit(pipeline);
	/* Someone waits for this one: try, even if it failed a moment ago. */
	if (may_pass(pipeline->ledger_status))
		pipeline->ledger_retry_ms = 0;
	ledger = pipeline_ledger(pipeline);
	if (ledger == NULL)
		return pipeline->ledger_status;
	switch (forget->what) {
	case FORGET_ALL:
		break;
	case FORGET_ACCOUNT:
		filter.platform = forget->account.platform;
		filter.account = forget->account.id;
		break;
	case FORGET_KEY:
		filter.key = forget->key;
		break;
	case FORGET_PAGE:
		filter.page_url = forget->page_url;
		break;
	case FORGET_SPAN:
		filter.from_s = forget->from_s;
		filter.to_s = forget->to_s;
		break;
	}
	s = ledger_forget(ledger, &filter, count);
	seen_drop(pipeline->seen);
	if (s != STATUS_OK)
		pipeline_ledger_failed(pipeline, s);
	return s;
}
