#include "metadata/c2pa_walk.h"

#include "base/plain.h"

/* Did the one who used this ingredient say that he saw it fail so? */
static bool
is_known(const struct cbor_node *known, enum c2pa_code code)
{
	for (const struct cbor_node *each = cbor_tree_list(known); each != NULL;
	     each = each->next)
		if (slice_is_text(
			cbor_tree_text(cbor_tree_member(each, "code")),
			c2pa_code_name(code)))
			return true;
	return false;
}

/* The next free finding; when there is none, that of a success. */
static struct c2pa_finding *
make_room(struct c2pa_result *result, enum c2pa_weight weight)
{
	if (result->finding_count < C2PA_FINDINGS_MAX)
		return &result->finding[result->finding_count++];
	result->left_out_count++;
	for (int i = C2PA_FINDINGS_MAX - 1; i >= 0 && weight >= C2PA_STOP; i--)
		if (c2pa_code_weight((enum c2pa_code)result->finding[i].code) <
		    C2PA_STOP)
			return &result->finding[i];
	return NULL;
}

void
c2pa_note(struct c2pa_walk *walk, enum c2pa_code code, struct slice about)
{
	enum c2pa_weight weight = c2pa_code_weight(code);
	struct c2pa_finding *finding = make_room(walk->result, weight);

	if (finding != NULL) {
		finding->code = (int32_t)code;
		finding->is_ingredient = walk->is_ingredient;
		plain_copy(about, finding->about, C2PA_ABOUT_BYTES);
	}
	/*
	 * That an ingredient's certificate has expired since says nothing of
	 * the picture, nor does what was known when it was used.
	 */
	if (walk->is_ingredient &&
	    (weight == C2PA_STOP || code == C2PA_CREDENTIAL_EXPIRED ||
	     is_known(walk->known, code)))
		return;
	walk->has_failed = walk->has_failed || weight == C2PA_FAILURE;
	walk->has_stopped = walk->has_stopped || weight == C2PA_STOP;
}

bool
c2pa_hash_matches(
    struct c2pa_walk *walk, enum digest_name name, struct slice bytes,
    struct slice hash)
{
	if (bytes.len > walk->hash_left_bytes) {
		c2pa_note(walk, C2PA_GENERAL_ERROR, slice_of(NULL, 0));
		return false;
	}
	walk->hash_left_bytes -= bytes.len;
	return digest_matches(name, &bytes, 1, hash);
}
