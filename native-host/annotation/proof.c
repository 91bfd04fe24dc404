#include "annotation/proof.h"

#include <stdio.h>

#include "annotation/base58.h"
#include "annotation/jcs.h"
#include "base/crypto.h"

#define TYPE "DataIntegrityProof"
#define SUITE "eddsa-jcs-2022"
#define PURPOSE "assertionMethod"
#define DID_SCHEME "did:key:"
#define METHOD_BYTES ((size_t)2 * DID_TEXT_BYTES) /* did:key:X#X */

/* What is signed: the hash of the proof's own members, then the document's. */
struct digest {
	uint8_t bytes[2 * CRYPTO_SHA256_BYTES];
};

/* The verification method of a did:key is the key itself: did:key:X#X. */
static void
write_method(const char *did, char method[METHOD_BYTES])
{
	(void)snprintf(
	    method, METHOD_BYTES, "%s#%s", did, did + sizeof(DID_SCHEME) - 1);
}

static enum status
hash_canonical(
    const struct json *json, struct arena *arena,
    uint8_t hash[CRYPTO_SHA256_BYTES])
{
	struct slice text;
	enum status s = jcs_write(json, arena, &text);

	if (s == STATUS_OK)
		crypto_sha256(text, hash);
	return s;
}

static enum status
compute_digest(
    const struct json *config, const struct json *bare, struct arena *arena,
    struct digest *digest)
{
	enum status s = hash_canonical(config, arena, digest->bytes);

	if (s != STATUS_OK)
		return s;
	return hash_canonical(bare, arena, digest->bytes + CRYPTO_SHA256_BYTES);
}

/* The proof without its value; NULL: out of memory. */
static struct json *
new_config(const struct json *document, const char *did, const char *created)
{
	const struct json *context = json_member(document, "@context");
	struct json *config = json_new_object(), *copy = NULL;
	char method[METHOD_BYTES];

	write_method(did, method);
	if (config == NULL || !json_add_text(config, "type", TYPE) ||
	    !json_add_text(config, "cryptosuite", SUITE) ||
	    !json_add_text(config, "created", created) ||
	    !json_add_text(config, "verificationMethod", method) ||
	    !json_add_text(config, "proofPurpose", PURPOSE))
		goto fail;
	if (context == NULL)
		return config;
	copy = json_copy(context);
	if (copy != NULL && json_add(config, "@context", copy))
		return config;
	json_free(copy);
fail:
	json_free(config);
	return NULL;
}

enum status
proof_add(
    struct json *document, const struct key *key, const char *created,
    struct arena *arena)
{
	struct json *proof = new_config(document, key_did(key), created);
	uint8_t signature[KEY_SIGNATURE_BYTES];
	char value[1 + BASE58_TEXT_BYTES] = "z";
	struct digest digest;
	enum status s = STATUS_NO_MEMORY;

	if (proof == NULL)
		return STATUS_NO_MEMORY;
	s = compute_digest(proof, document, arena, &digest);
	if (s == STATUS_OK)
		s = key_sign(
		    key, slice_of(digest.bytes, sizeof(digest.bytes)),
		    signature);
	if (s != STATUS_OK)
		goto out;
	base58_encode(slice_of(signature, sizeof(signature)), value + 1);
	s = STATUS_NO_MEMORY;
	if (!json_add_text(proof, "proofValue", value) ||
	    !json_add(document, "proof", proof))
		goto out;
	proof = NULL;
	s = proof_verify(document, key_did(key), arena);
out:
	json_free(proof);
	return s;
}

static bool
has_text(const struct json *object, const char *name, const char *wanted)
{
	const char *text = json_text(json_member(object, name));

	return text != NULL && strcmp(text, wanted) == 0;
}

enum status
proof_signer(const struct json *document, char did[DID_TEXT_BYTES])
{
	const struct json *proof = json_member(document, "proof");
	const char *method, *hash;
	char again[METHOD_BYTES];
	uint8_t public_key[DID_PUBLIC_BYTES];

	if (proof == NULL)
		return STATUS_PROOF_MISSING;
	method = json_text(json_member(proof, "verificationMethod"));
	hash = method == NULL ? NULL : strchr(method, '#');
	if (hash == NULL || (size_t)(hash - method) >= DID_TEXT_BYTES)
		return STATUS_PROOF_FORM;
	memcpy(did, method, (size_t)(hash - method));
	did[hash - method] = '\0';
	if (did_read(did, public_key) != STATUS_OK)
		return STATUS_PROOF_FORM;
	write_method(did, again);
	return strcmp(method, again) == 0 ? STATUS_OK : STATUS_PROOF_FORM;
}

static enum status
check_context(
    const struct json *document, const struct json *proof, struct arena *arena)
{
	const struct json *ours = json_member(document, "@context");
	const struct json *theirs = json_member(proof, "@context");
	struct slice a, b;
	enum status s;

	if (theirs == NULL)
		return STATUS_OK;
	if (ours == NULL)
		return STATUS_PROOF_FORM;
	if ((s = jcs_write(ours, arena, &a)) != STATUS_OK ||
	    (s = jcs_write(theirs, arena, &b)) != STATUS_OK)
		return s;
	return slice_is_equal(a, b) ? STATUS_OK : STATUS_PROOF_FORM;
}

static enum status
check_form(const struct json *proof, uint8_t signature[KEY_SIGNATURE_BYTES])
{
	static const char *const unheeded[] = { "expires", "domain",
						"challenge", "previousProof" };
	const char *value = json_text(json_member(proof, "proofValue"));

	for (size_t i = 0; i < sizeof(unheeded) / sizeof(unheeded[0]); i++)
		if (json_member(proof, unheeded[i]) != NULL)
			return STATUS_PROOF_FORM;
	return has_text(proof, "type", TYPE) &&
		       has_text(proof, "cryptosuite", SUITE) &&
		       has_text(proof, "proofPurpose", PURPOSE) &&
		       value != NULL && value[0] == 'z' &&
		       base58_decode(value + 1, signature, KEY_SIGNATURE_BYTES)
		   ? STATUS_OK
		   : STATUS_PROOF_FORM;
}

static enum status
check_signature(
    const struct json *document, const char *did,
    const uint8_t signature[KEY_SIGNATURE_BYTES], struct arena *arena)
{
	struct json *bare = json_copy(document);
	struct json *config = bare == NULL ? NULL : json_detach(bare, "proof");
	uint8_t public_key[DID_PUBLIC_BYTES];
	struct digest digest;
	enum status s = STATUS_NO_MEMORY;

	if (config == NULL)
		goto out;
	json_free(json_detach(config, "proofValue"));
	s = compute_digest(config, bare, arena, &digest);
	if (s == STATUS_OK)
		s = did_read(did, public_key);
	if (s == STATUS_OK)
		s = key_verify(
		    public_key, slice_of(digest.bytes, sizeof(digest.bytes)),
		    signature);
out:
	json_free(config);
	json_free(bare);
	return s;
}

enum status
proof_verify(const struct json *document, const char *did, struct arena *arena)
{
	const struct json *proof = json_member(document, "proof");
	uint8_t signature[KEY_SIGNATURE_BYTES];
	char signer[DID_TEXT_BYTES];
	enum status s = proof_signer(document, signer);

	if (s != STATUS_OK || (s = check_form(proof, signature)) != STATUS_OK ||
	    (s = check_context(document, proof, arena)) != STATUS_OK)
		return s;
	if (did != NULL && strcmp(did, signer) != 0)
		return STATUS_PROOF_KEY;
	return check_signature(document, signer, signature, arena);
}
