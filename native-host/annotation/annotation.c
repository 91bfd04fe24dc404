#include "annotation/annotation.h"

#include <assert.h>
#include <time.h>

#include "annotation/jcs.h"
#include "annotation/proof.h"
#include "base/crypto.h"
#include "base/version.h"

#define CONTEXT_ANNOTATION "http://www.w3.org/ns/anno.jsonld"
#define TIME_MAX_S 253402300799LL /* 9999-12-31T23:59:59Z */

void
annotation_sha256(struct slice file, char hex[ANNOTATION_SHA256_BYTES])
{
	uint8_t hash[CRYPTO_SHA256_BYTES];

	crypto_sha256(file, hash);
	crypto_hex(slice_of(hash, sizeof(hash)), hex);
}

void
annotation_time(int64_t seconds, char text[ANNOTATION_TIME_BYTES])
{
	time_t time = (time_t)seconds;
	struct tm utc;
	size_t len;

	assert(seconds >= 0 && seconds <= TIME_MAX_S);
	(void)gmtime_r(&time, &utc);
	len = strftime(text, ANNOTATION_TIME_BYTES, "%Y-%m-%dT%H:%M:%SZ", &utc);
	assert(len == ANNOTATION_TIME_BYTES - 1);
	(void)len;
}

/* A new object or list, already handed over to `to`; NULL: out of memory. */
static struct json *
add_new(struct json *to, const char *name, struct json *child)
{
	if (child != NULL && json_add(to, name, child))
		return child;
	json_free(child);
	return NULL;
}

static bool
add_optional(struct json *to, const char *name, const char *text)
{
	return text == NULL || json_add_text(to, name, text);
}

static bool
add_numbers(
    struct json *to, const char *name, const int32_t *number, size_t count)
{
	struct json *list = add_new(to, name, json_new_list());

	for (size_t i = 0; list != NULL && i < count; i++)
		if (!json_add_integer(list, NULL, number[i]))
			return false;
	return list != NULL;
}

static bool
add_context(struct json *document)
{
	struct json *list = add_new(document, "@context", json_new_list());

	return list != NULL && json_add_text(list, NULL, CONTEXT_ANNOTATION) &&
	       json_add_text(list, NULL, PROOF_CONTEXT) &&
	       json_add_text(list, NULL, PROOF_CONTEXT_TERMS);
}

static bool
add_creator(struct json *document, const struct key *key)
{
	struct json *creator = add_new(document, "creator", json_new_object());

	return creator != NULL && json_add_text(creator, "id", key_did(key)) &&
	       json_add_text(creator, "type", "Software") &&
	       json_add_text(creator, "name", "facetell") &&
	       json_add_text(creator, "version", VERSION_TEXT) &&
	       json_add_text(creator, "model", SCORE_MODEL);
}

static bool
add_account(struct json *target, const struct message_account *account)
{
	struct json *object;

	if (account->platform == NULL || account->id == NULL)
		return true;
	object = add_new(target, "account", json_new_object());
	return object != NULL &&
	       json_add_text(object, "platform", account->platform) &&
	       json_add_text(object, "id", account->id) &&
	       add_optional(object, "url", account->url);
}

static bool
add_phash(struct json *target, const struct annotation_picture *picture)
{
	char hex[2 * PHASH_BYTES + 1];

	/* The hash of a picture that says too little matches too much. */
	if (!picture->has_phash || picture->phash.quality < PHASH_QUALITY_MIN)
		return true;
	crypto_hex(slice_of(picture->phash.bits, PHASH_BYTES), hex);
	return json_add_text(target, "pdq", hex);
}

static bool
add_target(struct json *document, const struct annotation_picture *picture)
{
	struct json *target = add_new(document, "target", json_new_object());
	bool has_size = picture->width_px > 0 && picture->height_px > 0;

	return target != NULL && json_add_text(target, "type", "Image") &&
	       json_add_text(target, "sha256", picture->sha256) &&
	       add_phash(target, picture) &&
	       (!has_size ||
		(json_add_integer(
		     target, "width", (int64_t)picture->width_px) &&
		 json_add_integer(
		     target, "height", (int64_t)picture->height_px))) &&
	       add_optional(
		   target, "format", decode_media_type(picture->format)) &&
	       add_optional(target, "key", picture->key) &&
	       add_account(target, &picture->account);
}

static bool
add_points(struct json *to, const struct evidence *evidence)
{
	struct json *points;

	if (evidence->point_count == 0)
		return true;
	points = add_new(to, "points", json_new_object());
	for (int32_t i = 0; points != NULL && i < evidence->point_count; i++) {
		const struct evidence_point *p = &evidence->point[i];

		if (!add_numbers(
			points, p->name,
			(int32_t[]){ p->x_permille, p->y_permille }, 2))
			return false;
	}
	return points != NULL;
}

static bool
add_observed(struct json *to, const struct evidence *evidence)
{
	struct json *observed = add_new(to, "observed", json_new_object());

	for (int32_t i = 0; observed && i < evidence->value_count; i++)
		if (!json_add_integer(
			observed, evidence->value[i].name,
			evidence->value[i].value))
			return false;
	return observed != NULL;
}

/* DISARM, framework of 2025-02 (CC BY-SA 4.0): AI-generated account imagery. */
static const char *
disarm_tag(const struct evidence *evidence)
{
	bool is_declared = strcmp(evidence->id, "declared-ai") == 0 ||
			   strcmp(evidence->id, "declared-ai-part") == 0;

	if (is_declared || evidence->decibans >= VERDICT_GENERATED_DECIBANS)
		return "T0145.002";
	return NULL;
}

static bool
add_evidence(struct json *list, const struct evidence *evidence)
{
	struct json *item = add_new(list, NULL, json_new_object());
	const char *family =
	    evidence_family_name((enum evidence_family)evidence->family);

	return item != NULL && json_add_text(item, "id", evidence->id) &&
	       json_add_text(item, "family", family) &&
	       json_add_integer(item, "decibans", evidence->decibans) &&
	       add_optional(item, "disarm", disarm_tag(evidence)) &&
	       add_observed(item, evidence) && add_points(item, evidence) &&
	       (evidence->says[0] == '\0' ||
		json_add_text(item, "says", evidence->says)) &&
	       (evidence->where[0] == '\0' ||
		json_add_text(item, "where", evidence->where)) &&
	       (!evidence->has_region ||
		add_numbers(item, "region", evidence->region_permille, 4));
}

static bool
add_verdict(struct json *body, const struct verdict *verdict)
{
	if (!json_add_text(body, "verdict", verdict_kind_name(verdict->kind)))
		return false;
	/* Of the pixels, also where the file itself says enough. */
	if (verdict->reason != STATUS_OK)
		return json_add_text(
		    body, "reason", status_name(verdict->reason));
	return json_add_integer(body, "decibans", verdict->decibans) &&
	       (verdict->strength == STRENGTH_NONE ||
		json_add_text(
		    body, "strength",
		    verdict_strength_name(verdict->strength)));
}

static bool
add_sighting(struct json *list, const struct sighting *sighting)
{
	struct json *item = add_new(list, NULL, json_new_object());
	char when[ANNOTATION_TIME_BYTES];

	annotation_time(sighting->created_s, when);
	return item != NULL &&
	       json_add_text(item, "platform", sighting->platform) &&
	       json_add_text(item, "id", sighting->id) &&
	       add_optional(item, "url", sighting->url) &&
	       add_optional(item, "key", sighting->key) &&
	       json_add_integer(item, "bits", sighting->bits) &&
	       json_add_boolean(item, "mirrored", sighting->is_mirrored) &&
	       json_add_text(item, "when", when);
}

/* Who else has it, beside the sign that says how many. */
static bool
add_sightings(
    struct json *body, struct json *evidence, const struct sightings *sightings)
{
	struct evidence sign;
	struct json *list;

	if (sightings == NULL || sightings->count == 0)
		return true;
	sightings_evidence(sightings, &sign);
	if (!add_evidence(evidence, &sign))
		return false;
	list = add_new(body, "seen", json_new_list());
	for (size_t i = 0; list != NULL && i < sightings->count; i++)
		if (!add_sighting(list, &sightings->list[i]))
			return false;
	return list != NULL;
}

static bool
add_body(
    struct json *document, const struct score *score,
    const struct annotation_picture *picture)
{
	struct json *body = add_new(document, "body", json_new_object());
	const struct sightings *sightings = picture->sightings;
	const struct story *story = picture->story;
	struct verdict verdict = verdict_of(score);
	struct json *list;

	if (verdict.kind == VERDICT_CANNOT_TELL)
		sightings = NULL;
	if (sightings != NULL)
		verdict = verdict_with_sightings(verdict, sightings);
	if (story != NULL)
		verdict = verdict_with_story(verdict, story);

	if (body == NULL || !json_add_text(body, "type", "Assessment") ||
	    !add_verdict(body, &verdict) ||
	    (score->has_face &&
	     !add_numbers(body, "face", score->face_permille, 4)))
		return false;
	list = add_new(body, "evidence", json_new_list());
	for (int32_t i = 0; list != NULL && i < score->evidence_count; i++)
		if (!add_evidence(list, &score->evidence[i]))
			return false;
	for (int32_t i = 0; list && story && i < story->evidence_count; i++)
		if (!add_evidence(list, &story->evidence[i]))
			return false;
	return list != NULL && add_sightings(body, list, sightings);
}

enum status
annotation_write(
    const struct annotation_picture *picture, const struct score *score,
    int64_t created_s, const struct key *key, struct arena *arena,
    struct slice *text)
{
	char created[ANNOTATION_TIME_BYTES];
	struct json *document = json_new_object();
	enum status s = STATUS_NO_MEMORY;

	annotation_time(created_s, created);
	if (document == NULL || !add_context(document) ||
	    !json_add_text(document, "type", "Annotation") ||
	    !json_add_text(document, "motivation", "assessing") ||
	    !json_add_text(document, "created", created) ||
	    !add_creator(document, key) || !add_target(document, picture) ||
	    !add_body(document, score, picture))
		goto out;
	s = proof_add(document, key, created, arena);
	if (s == STATUS_OK)
		s = jcs_write(document, arena, text);
	/* Every text and list in it is bounded far below. */
	assert(s != STATUS_OK || text->len <= ANNOTATION_MAX_BYTES);
out:
	json_free(document);
	return s;
}

/* Who a document says it is from; NULL when it does not say. */
static const char *
author_of(const struct json *document)
{
	const char *from = json_text(json_member(document, "from"));

	if (from != NULL)
		return from;
	return json_text(json_member(json_member(document, "creator"), "id"));
}

enum status
annotation_verify(
    const struct json *document, const char *did, struct arena *arena)
{
	char signer[DID_TEXT_BYTES];
	const char *author = author_of(document);
	enum status s = proof_verify(document, did, arena);

	if (s != STATUS_OK || author == NULL)
		return s;
	s = proof_signer(document, signer);
	if (s == STATUS_OK && strcmp(author, signer) != 0)
		return STATUS_PROOF_KEY;
	return s;
}
