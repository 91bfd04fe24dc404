#ifndef C2PA_H
#define C2PA_H

/*
 * c2pa: Content Credentials, validated (C2PA 2.1, chapter 15).
 *
 *   takes   the file, its C2PA part (container.h), the time, trusted
 *           certificates; any bytes at all
 *   gives   one of five states, the standard's status codes, who signed, and
 *           what the signed actions say of how the picture came about
 *
 * c2pa_open() before a worker's walls go up; c2pa_validate() then needs no
 * file, clock, network or random number.  Revocation is never checked, and
 * said so.  Ingredients are followed, each manifest once, C2PA_MANIFESTS_MAX
 * at most.
 */

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"
#include "image/decode.h"
#include "metadata/c2pa_code.h"

#define C2PA_FINDINGS_MAX 48
#define C2PA_MANIFESTS_MAX 32
#define C2PA_ASSERTIONS_MAX 256 /* in one manifest */
#define C2PA_TEXT_BYTES 128	/* with the final NUL */
#define C2PA_ABOUT_BYTES 48
#define C2PA_TRUST_MAX_BYTES ((size_t)4 << 20) /* of PEM */

enum c2pa_state {
	C2PA_ABSENT,	 /* says nothing: platforms strip it */
	C2PA_TRUSTED,	 /* valid, by one who is on the user's list */
	C2PA_VALID,	 /* valid, by one who is on no list */
	C2PA_INVALID,	 /* altered, or never was valid */
	C2PA_UNCHECKABLE /* there, and cannot be validated: see the findings */
};

struct c2pa_finding {
	int32_t code;		      /* enum c2pa_code */
	int32_t is_ingredient;	      /* 0: of the picture itself */
	char about[C2PA_ABOUT_BYTES]; /* label of an assertion or manifest */
};

/* Plain data without pointers, so that it can cross a worker's pipe. */
struct c2pa_result {
	int32_t state; /* enum c2pa_state */
	int32_t finding_count;
	int32_t left_out_count; /* findings for which there was no room */
	int32_t manifest_count; /* that were looked at */
	struct c2pa_finding finding[C2PA_FINDINGS_MAX];

	/* Of the picture's own manifest; empty where it does not say. */
	char signer[C2PA_TEXT_BYTES];
	char organisation[C2PA_TEXT_BYTES];
	char issuer[C2PA_TEXT_BYTES];
	char generator[C2PA_TEXT_BYTES];
	int64_t stamped_at_s; /* since 1970, by the time-stamp; 0 without one */

	/* Signed actions, their assertion unaltered: its own, or if those do
	 * not say, an ingredient's. */
	char source_type[C2PA_TEXT_BYTES]; /* trainedAlgorithmicMedia, ... */
	int32_t is_declared_ai;
	int32_t is_source_of_ingredient;
};

struct c2pa;

/*
 * c2pa_open(trust_pem, c2pa):
 * `trust_pem`: the certificates the user trusts, files of PEM one after the
 * other; empty for none.
 *
 * Makes OpenSSL ready for the whole process (blinding.h), so call it in workers
 * and tests only.
 *
 * STATUS_TOO_LARGE   more than C2PA_TRUST_MAX_BYTES, or TRUST_ANCHORS_MAX
 * STATUS_IO          no source of random bytes
 * STATUS_NO_MEMORY
 */
MUST_USE enum status c2pa_open(struct slice trust_pem, struct c2pa **c2pa);
void c2pa_close(struct c2pa *c2pa); /* harmless on NULL */

/*
 * c2pa_validate(c2pa, file, format, store, now_s, arena, result):
 * `store` is CONTAINER_C2PA's part, empty when the file has none.
 *
 * STATUS_NO_MEMORY   the arena is full; the result is C2PA_UNCHECKABLE
 */
MUST_USE enum status c2pa_validate(
    const struct c2pa *c2pa, struct slice file, enum image_format format,
    struct slice store, int64_t now_s, struct arena *arena,
    struct c2pa_result *result);

/* "valid", "invalid" and so on: never NULL. */
const char *c2pa_state_name(enum c2pa_state state);

#endif
