#ifndef ANNOTATION_H
#define ANNOTATION_H

/*
 * annotation: the signed statement about one picture.
 *
 *   takes   what was seen where (struct message_account), what the worker made
 *           of it (struct score), the hashes
 *   gives   a W3C Web Annotation with its proof, as canonical JSON
 *
 * Integers only, depth <= 16, at most ANNOTATION_MAX_BYTES.
 */

#include "annotation/key.h"
#include "annotation/verdict.h"
#include "base/arena.h"
#include "image/phash.h"
#include "metadata/story.h"
#include "wire/message.h"

#define ANNOTATION_MAX_BYTES ((size_t)64 << 10)
#define ANNOTATION_SHA256_BYTES 65 /* hex with its NUL */
#define ANNOTATION_TIME_BYTES 21   /* "2026-11-23T18:00:00Z" with its NUL */

struct annotation_picture {
	const char *sha256; /* hex, of the file's bytes */
	enum image_format format;
	size_t width_px, height_px; /* 0 when the header could not be read */
	bool has_phash;
	struct phash phash; /* left out below PHASH_QUALITY_MIN */
	const char *key;    /* may be NULL */
	struct message_account account;
	const struct sightings *sightings; /* elsewhere; NULL: not looked for */
	const struct story *story;	   /* of the file; NULL: not read */
};

/* SHA-256 of a file in hex. */
void annotation_sha256(struct slice file, char hex[ANNOTATION_SHA256_BYTES]);

/* Seconds since 1970 as an RFC 3339 time in UTC; years 1970 to 9999. */
void annotation_time(int64_t seconds, char text[ANNOTATION_TIME_BYTES]);

/*
 * annotation_write(picture, score, created_s, key, arena, text):
 * Build, sign, verify and print one annotation.
 *
 * STATUS_NO_MEMORY, STATUS_PROOF_INVALID
 */
MUST_USE enum status annotation_write(
    const struct annotation_picture *picture, const struct score *score,
    int64_t created_s, const struct key *key, struct arena *arena,
    struct slice *text);

/*
 * annotation_verify(document, did, arena):
 * proof_verify, and that the document is signed by whom it says it is from:
 * "creator" of an annotation, "from" of a key rotation.
 *
 * STATUS_PROOF_MISSING, _FORM, _KEY, _INVALID, STATUS_NO_MEMORY
 */
MUST_USE enum status annotation_verify(
    const struct json *document, const char *did, struct arena *arena);

#endif
