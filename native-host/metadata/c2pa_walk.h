#ifndef C2PA_WALK_H
#define C2PA_WALK_H

/*
 * c2pa_walk: what the steps of a validation share.  Only c2pa*.c include it.
 *
 * A step notes what it finds and goes on; only a full arena ends it.
 */

#include "metadata/c2pa.h"
#include "metadata/cbor_tree.h"
#include "metadata/digest.h"
#include "metadata/jumbf.h"
#include "metadata/trust.h"

#define C2PA_REDACTED_MAX 64

/* One manifest of the store. */
struct c2pa_manifest {
	struct jumbf_super box;
	struct jumbf_super claim_box, signature;
	size_t assertion_count;
	struct jumbf_super *assertion; /* in the store of assertions */
	struct slice claim_bytes;      /* CBOR, as signed */
	const struct cbor_node *claim;
	enum digest_name digest; /* where a reference names none */
	bool is_second;		 /* c2pa.claim.v2 */
	bool is_update;
	bool is_open; /* there is a claim to read */
};

/* An assertion whose claim names it, its hash right. */
struct c2pa_reference {
	struct slice label;
	struct jumbf_super box;
	bool is_good;
};

struct c2pa_walk {
	const struct trust *trust;
	struct slice file;
	enum image_format format;
	struct slice manifests; /* boxes inside the store */
	int64_t now_s;
	struct arena *arena;
	struct c2pa_result *result;
	size_t hash_left_bytes; /* that references may still ask for */
	bool has_failed, has_stopped, is_trusted;
	bool is_bound; /* the binding of the picture was come by */

	/* While an ingredient is looked at: what its user knew of it. */
	bool is_ingredient;
	const struct cbor_node *known;

	size_t redacted_count;
	struct slice redacted[C2PA_REDACTED_MAX]; /* URIs */
};

/* Add a finding to the result and weigh it. */
void c2pa_note(struct c2pa_walk *walk, enum c2pa_code code, struct slice about);

/*
 * c2pa_manifest_open(walk, box, manifest):
 * Find claim, assertions and signature and read the claim; notes what is
 * missing.  `is_open` when the claim could be read.  STATUS_NO_MEMORY
 */
MUST_USE enum status c2pa_manifest_open(
    struct c2pa_walk *walk, const struct jumbf_super *box,
    struct c2pa_manifest *manifest);

/* The hash of what a reference points at; false also when there is too much. */
bool c2pa_hash_matches(
    struct c2pa_walk *walk, enum digest_name name, struct slice bytes,
    struct slice hash);

/* Signature, certificate and time-stamp.  STATUS_NO_MEMORY */
MUST_USE enum status c2pa_signature_check(
    struct c2pa_walk *walk, const struct c2pa_manifest *manifest);

/*
 * Every assertion the claim names, against its hash; `reference` has room for
 * C2PA_ASSERTIONS_MAX.
 */
void c2pa_assertions_check(
    struct c2pa_walk *walk, const struct c2pa_manifest *manifest,
    struct c2pa_reference *reference, size_t *count);

/* The picture against the binding among these assertions. */
MUST_USE enum status c2pa_binding_check(
    struct c2pa_walk *walk, const struct c2pa_manifest *manifest,
    const struct c2pa_reference *reference, size_t count, bool is_updated);

/* How the picture came about, by the actions among these assertions. */
MUST_USE enum status c2pa_actions_read(
    struct c2pa_walk *walk, const struct c2pa_reference *reference,
    size_t count);

/* Is the box one of C2PA's of this name: "c2cl" and so on? */
bool c2pa_is_uuid(const struct jumbf_super *box, const char letters[4]);

/* Is it this label, or this label and a number: "c2pa.actions__2"? */
bool c2pa_is_label(struct slice label, const char *name);

/*
 * Split "self#jumbf=..." into the manifest's label, empty when relative, and
 * what follows it.  False when it is of another form.
 */
bool
c2pa_uri_split(struct slice uri, struct slice *manifest, struct slice *path);

/* The CBOR of an assertion; `root` is NULL when it is none. */
MUST_USE enum status c2pa_assertion_read(
    struct c2pa_walk *walk, const struct jumbf_super *box,
    const struct cbor_node **root);

#endif
