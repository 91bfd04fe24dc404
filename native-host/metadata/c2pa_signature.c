#include "metadata/c2pa_walk.h"

#include "base/plain.h"
#include "metadata/cose.h"
#include "metadata/stamp.h"

/* When it was signed, as far as a time-stamp tells. */
static enum status
check_stamp(
    struct c2pa_walk *walk, const struct c2pa_manifest *manifest,
    const struct cose *cose, struct stamp *stamp)
{
	static const enum c2pa_code codes[] = {
		[STAMP_MALFORMED] = C2PA_STAMP_MALFORMED,
		[STAMP_MISMATCH] = C2PA_STAMP_MISMATCH,
		[STAMP_OUTSIDE] = C2PA_STAMP_OUTSIDE,
		[STAMP_UNTRUSTED] = C2PA_STAMP_UNTRUSTED,
		[STAMP_TRUSTED] = C2PA_STAMP_TRUSTED,
	};
	struct slice text[COSE_STAMPED_FORMS];
	enum status s;

	*stamp = (struct stamp){ .state = STAMP_MISMATCH };
	if (cose->stamp_count == 0)
		return STATUS_OK;
	if ((s = cose_stamped(
		 cose, manifest->claim_bytes, walk->arena, text)) != STATUS_OK)
		return s;
	stamp_check(cose->stamp, text, COSE_STAMPED_FORMS, walk->trust, stamp);
	if (stamp->state >= STAMP_UNTRUSTED) {
		c2pa_note(walk, C2PA_STAMP_VALIDATED, manifest->box.label);
		if (!walk->is_ingredient)
			walk->result->stamped_at_s = stamp->at_s;
	}
	c2pa_note(walk, codes[stamp->state], manifest->box.label);
	return STATUS_OK;
}

static void
show_names(struct c2pa_result *result, const struct certificate_names *names)
{
	plain_copy(slice_of_text(names->name), result->signer, C2PA_TEXT_BYTES);
	plain_copy(
	    slice_of_text(names->organisation), result->organisation,
	    C2PA_TEXT_BYTES);
	plain_copy(
	    slice_of_text(names->issuer), result->issuer, C2PA_TEXT_BYTES);
}

/*
 * A time-stamp by a service on no list lets an expired certificate count as
 * valid, never as trusted: its time could be anybody's invention.
 */
static void
check_credential(
    struct c2pa_walk *walk, const struct c2pa_manifest *manifest,
    const struct cose *cose, const struct stamp *stamp)
{
	int64_t at_s =
	    stamp->state >= STAMP_UNTRUSTED ? stamp->at_s : walk->now_s;
	int64_t trusted_at_s =
	    stamp->state == STAMP_TRUSTED ? stamp->at_s : walk->now_s;
	struct slice about = manifest->box.label;
	struct certificate_names names;
	enum certificate_fault fault =
	    certificate_fault(cose->chain[0], at_s, &names);
	bool is_trusted;

	if (!walk->is_ingredient)
		show_names(walk->result, &names);
	if (fault == CERTIFICATE_OUTSIDE)
		c2pa_note(walk, C2PA_CREDENTIAL_EXPIRED, about);
	else if (fault == CERTIFICATE_ALGORITHM)
		c2pa_note(walk, C2PA_ALGORITHM_UNSUPPORTED, about);
	else if (fault != CERTIFICATE_GOOD)
		c2pa_note(walk, C2PA_CREDENTIAL_INVALID, about);
	if (fault != CERTIFICATE_GOOD)
		return;
	is_trusted = trust_holds(
	    walk->trust, cose->chain, cose->chain_count, trusted_at_s);
	c2pa_note(walk, C2PA_SIGNATURE_INSIDE, about);
	c2pa_note(
	    walk,
	    is_trusted ? C2PA_CREDENTIAL_TRUSTED : C2PA_CREDENTIAL_UNTRUSTED,
	    about);
	c2pa_note(walk, C2PA_CREDENTIAL_NOT_REVOKED, about);
	if (!walk->is_ingredient)
		walk->is_trusted = is_trusted;
}

/* Does the claim name the signature beside it? */
static bool
is_named(const struct c2pa_manifest *manifest)
{
	struct slice owner, path;

	return c2pa_uri_split(
		   cbor_tree_text(
		       cbor_tree_member(manifest->claim, "signature")),
		   &owner, &path) &&
	       slice_is_text(path, "c2pa.signature") &&
	       (owner.len == 0 || slice_is_equal(owner, manifest->box.label));
}

enum status
c2pa_signature_check(
    struct c2pa_walk *walk, const struct c2pa_manifest *manifest)
{
	struct slice about = manifest->box.label;
	struct cose cose;
	struct stamp stamp;
	bool is_good;
	enum status s;

	if (!is_named(manifest)) {
		c2pa_note(walk, C2PA_SIGNATURE_MISSING, about);
		return STATUS_OK;
	}
	switch (cose_read(
	    jumbf_part(manifest->signature.content, JUMBF_CBOR), walk->arena,
	    &cose)) {
	case COSE_READ:
		break;
	case COSE_MALFORMED:
		c2pa_note(walk, C2PA_SIGNATURE_MISMATCH, about);
		return STATUS_OK;
	case COSE_ALGORITHM:
		c2pa_note(walk, C2PA_ALGORITHM_UNSUPPORTED, about);
		return STATUS_OK;
	case COSE_CREDENTIALS:
		c2pa_note(walk, C2PA_CREDENTIAL_INVALID, about);
		return STATUS_OK;
	case COSE_NO_MEMORY:
		return STATUS_NO_MEMORY;
	}
	if ((s = check_stamp(walk, manifest, &cose, &stamp)) != STATUS_OK)
		return s;
	check_credential(walk, manifest, &cose, &stamp);
	s = cose_verify(&cose, manifest->claim_bytes, walk->arena, &is_good);
	if (s != STATUS_OK)
		return s;
	c2pa_note(
	    walk, is_good ? C2PA_SIGNATURE_VALIDATED : C2PA_SIGNATURE_MISMATCH,
	    about);
	return STATUS_OK;
}
