#include <string.h>

#include "host/pipeline_inside.h"

/* What the ledger has on a picture already: pipeline_recall*(). */

/* Is the member what was asked for?  What is not asked for is as it is. */
static bool
is_same(const struct json *object, const char *name, const char *wanted)
{
	const char *text = json_text(json_member(object, name));

	return wanted == NULL || (text != NULL && strcmp(text, wanted) == 0);
}

/* As is_same, but what the annotation does not say is no contradiction. */
static bool
is_compatible(const struct json *object, const char *name, const char *wanted)
{
	return json_member(object, name) == NULL ||
	       is_same(object, name, wanted);
}

/*
 * The ledger is a file like any other: what comes from it is read and verified
 * anew.  Also, a text signed by a former key is none of ours any more.
 */
static enum status
check_text(
    const struct pipeline *pipeline, struct slice text, struct arena *arena,
    struct json **document)
{
	struct json_error error;
	enum status s = json_parse(text, &error, document);

	if (s != STATUS_OK) {
		*document = NULL;
		return STATUS_NOT_FOUND;
	}
	s = annotation_verify(*document, key_did(pipeline->key), arena);
	if (s == STATUS_OK || s == STATUS_NO_MEMORY)
		return s;
	return STATUS_NOT_FOUND;
}

/* Accounts that an annotation says to have the picture too. */
static int64_t
told_accounts(const struct json *body)
{
	const struct json *sign = json_first(json_member(body, "evidence"));

	for (; sign != NULL; sign = json_next(sign))
		if (is_same(sign, "id", "seen-before"))
			return json_integer(json_member(
			    json_member(sign, "observed"), "accounts"));
	return 0;
}

/*
 * Has the picture been met on other accounts than when this was written?  Then
 * it is to be said anew, unless it says something that outweighs this.
 */
static enum status
check_others(
    struct pipeline *pipeline, const struct json *document, struct arena *arena)
{
	const struct json *target = json_member(document, "target");
	const struct json *account = json_member(target, "account");
	const struct json *body = json_member(document, "body");
	struct seen_picture picture = {
		.key = json_text(json_member(target, "key")),
		.platform = json_text(json_member(account, "platform")),
		.account = json_text(json_member(account, "id")),
	};
	struct ledger_entry entry;
	struct sightings others;
	enum status s;

	if (!is_same(body, "verdict", "nothing-found") &&
	    !is_same(body, "verdict", "reused"))
		return STATUS_OK;
	s = pipeline_asked(
	    pipeline,
	    ledger_read_hash(
		pipeline->ledger, json_text(json_member(target, "sha256")),
		arena, &entry));
	if (s != STATUS_OK || !seen_parse_hash(entry.pdq, &picture.phash) ||
	    !seen_parse_hash(entry.pdq_mirrored, &picture.mirrored))
		return s == STATUS_NOT_FOUND ? STATUS_OK : s;
	s = pipeline_look_elsewhere(pipeline, &picture, arena, &others);
	if (s == STATUS_OK && others.accounts != told_accounts(body))
		s = STATUS_NOT_FOUND;
	return s;
}

enum status
pipeline_recall(
    struct pipeline *pipeline, const struct pipeline_picture *picture,
    struct arena *arena, struct slice *annotation)
{
	struct ledger *ledger = pipeline_ledger(pipeline);
	const struct json *target, *account;
	struct json *document = NULL;
	enum status s;

	if (ledger == NULL || pipeline->key == NULL)
		return STATUS_NOT_FOUND;
	s = pipeline_asked(
	    pipeline,
	    ledger_find_hash(
		ledger, picture->sha256, SCORE_MODEL, arena, annotation));
	if (s == STATUS_OK)
		s = check_text(pipeline, *annotation, arena, &document);
	if (s != STATUS_OK)
		goto out;
	target = json_member(document, "target");
	account = json_member(target, "account");
	if (!is_same(target, "sha256", picture->sha256) ||
	    !is_same(target, "key", picture->key) ||
	    !is_same(account, "platform", picture->account.platform) ||
	    !is_same(account, "id", picture->account.id))
		s = STATUS_NOT_FOUND;
	else
		s = check_others(pipeline, document, arena);
out:
	json_free(document);
	return s;
}

enum status
pipeline_find_larger(
    struct pipeline *pipeline, const char *key,
    const struct message_account *account, int64_t area_px, struct arena *arena,
    struct slice *annotation)
{
	struct ledger *ledger = pipeline_ledger(pipeline);
	const struct json *target, *owner;
	struct json *document = NULL;
	int64_t found_px = 0;
	enum status s;

	if (ledger == NULL || pipeline->key == NULL || key == NULL)
		return STATUS_NOT_FOUND;
	s = pipeline_asked(
	    pipeline,
	    ledger_find_key(
		ledger, key, SCORE_MODEL, arena, annotation, &found_px));
	if (s == STATUS_OK && found_px <= area_px)
		s = STATUS_NOT_FOUND;
	if (s == STATUS_OK)
		s = check_text(pipeline, *annotation, arena, &document);
	if (s != STATUS_OK)
		goto out;
	target = json_member(document, "target");
	owner = json_member(target, "account");
	if (!is_same(target, "key", key) ||
	    !is_compatible(owner, "platform", account->platform) ||
	    !is_compatible(owner, "id", account->id))
		s = STATUS_NOT_FOUND;
	else
		s = check_others(pipeline, document, arena);
out:
	json_free(document);
	return s;
}

enum status
pipeline_recall_key(
    struct pipeline *pipeline, const char *key, struct arena *arena,
    struct slice *annotation)
{
	const struct message_account anyone = { NULL, NULL, NULL };

	return pipeline_find_larger(
	    pipeline, key, &anyone, -1, arena, annotation);
}
