#ifndef PROOF_H
#define PROOF_H

/*
 * proof: W3C Data Integrity, cryptosuite eddsa-jcs-2022.
 *
 * https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022
 *
 * Stricter than the recommendation in two things: the document's "@context"
 * must be the proof's (the recommendation allows more to follow), and a proof
 * with members that limit it (expires, domain, challenge, previousProof) is
 * refused, because nothing here would hold it to them.
 */

#include "annotation/key.h"
#include "base/arena.h"
#include "wire/json.h"

/*
 * What our documents name in "@context".  Texts only: verifiers compare the
 * document's list with the proof's item by item, and one that is much used
 * (npm's @digitalbazaar/eddsa-jcs-2022-cryptosuite) compares objects by
 * identity, so that an object in the list never verifies there.  The second
 * gives every term of ours a meaning in JSON-LD (VC Data Model 2.0, B.2.4).
 */
#define PROOF_CONTEXT "https://w3id.org/security/data-integrity/v2"
#define PROOF_CONTEXT_TERMS                                                    \
	"https://www.w3.org/ns/credentials/undefined-terms/v2"

/*
 * proof_add(document, key, created, arena):
 * Sign `document` (an object without "proof") and add the proof to it.
 * `created` is "2026-11-23T18:00:00Z".  Verified before it returns.
 *
 * STATUS_PROOF_INVALID, STATUS_NO_MEMORY
 */
MUST_USE enum status proof_add(
    struct json *document, const struct key *key, const char *created,
    struct arena *arena);

/*
 * proof_verify(document, did, arena):
 * Check the proof of `document`, which is left as it was.  `did` is the key it
 * must be signed by, or NULL for whichever the proof names.
 *
 * STATUS_PROOF_MISSING, _FORM, _KEY, _INVALID, STATUS_NO_MEMORY
 */
MUST_USE enum status
proof_verify(const struct json *document, const char *did, struct arena *arena);

/*
 * The did:key that the proof names, whether or not it verifies.
 *
 * STATUS_PROOF_MISSING, STATUS_PROOF_FORM
 */
MUST_USE enum status
proof_signer(const struct json *document, char did[DID_TEXT_BYTES]);

#endif
