#ifndef C2PA_CODE_H
#define C2PA_CODE_H

/*
 * c2pa_code: the status codes of C2PA 2.1, 15.2, and what each amounts to.
 *
 * Append only: the numbers cross a worker's pipe.
 */

enum c2pa_weight {
	C2PA_SUCCESS,
	C2PA_NOTICE,  /* worth a word, changes nothing */
	C2PA_STOP,    /* what could not be looked at */
	C2PA_FAILURE, /* the picture or its manifest is not as it was signed */
};

/* clang-format off */
#define C2PA_CODE_LIST(X) \
	X(CLAIM_MISSING,            FAILURE, "claim.missing") \
	X(CLAIM_MULTIPLE,           FAILURE, "claim.multiple") \
	X(CLAIM_CBOR,               FAILURE, "claim.cbor.invalid") \
	X(CLAIM_MALFORMED,          FAILURE, "claim.malformed") \
	X(CLAIM_NO_BINDING,         FAILURE, "claim.hardBindings.missing") \
	X(SIGNATURE_MISSING,        FAILURE, "claimSignature.missing") \
	X(SIGNATURE_MISMATCH,       FAILURE, "claimSignature.mismatch") \
	X(SIGNATURE_OUTSIDE,        FAILURE, "claimSignature.outsideValidity") \
	X(SIGNATURE_INSIDE,         SUCCESS, "claimSignature.insideValidity") \
	X(SIGNATURE_VALIDATED,      SUCCESS, "claimSignature.validated") \
	X(CREDENTIAL_TRUSTED,       SUCCESS, "signingCredential.trusted") \
	X(CREDENTIAL_UNTRUSTED,     NOTICE,  "signingCredential.untrusted") \
	X(CREDENTIAL_INVALID,       FAILURE, "signingCredential.invalid") \
	X(CREDENTIAL_EXPIRED,       FAILURE, "signingCredential.expired") \
	X(CREDENTIAL_NOT_REVOKED,   NOTICE,  "signingCredential.ocsp.skipped") \
	X(STAMP_VALIDATED,          SUCCESS, "timeStamp.validated") \
	X(STAMP_TRUSTED,            SUCCESS, "timeStamp.trusted") \
	X(STAMP_UNTRUSTED,          NOTICE,  "timeStamp.untrusted") \
	X(STAMP_MISMATCH,           NOTICE,  "timeStamp.mismatch") \
	X(STAMP_MALFORMED,          NOTICE,  "timeStamp.malformed") \
	X(STAMP_OUTSIDE,            NOTICE,  "timeStamp.outsideValidity") \
	X(ASSERTION_MISSING,        FAILURE, "assertion.missing") \
	X(ASSERTION_UNDECLARED,     FAILURE, "assertion.undeclared") \
	X(ASSERTION_CBOR,           FAILURE, "assertion.cbor.invalid") \
	X(ASSERTION_BINDINGS,       FAILURE, "assertion.multipleHardBindings") \
	X(ASSERTION_SELF_REDACTED,  FAILURE, "assertion.selfRedacted") \
	X(URI_MATCH,                SUCCESS, "assertion.hashedURI.match") \
	X(URI_MISMATCH,             FAILURE, "assertion.hashedURI.mismatch") \
	X(DATA_MATCH,               SUCCESS, "assertion.dataHash.match") \
	X(DATA_MISMATCH,            FAILURE, "assertion.dataHash.mismatch") \
	X(DATA_MALFORMED,           FAILURE, "assertion.dataHash.malformed") \
	X(DATA_EXCLUSIONS,          NOTICE,  "assertion.dataHash.additionalExclusionsPresent") \
	X(BOXES_MATCH,              SUCCESS, "assertion.boxesHash.match") \
	X(BOXES_MISMATCH,           FAILURE, "assertion.boxesHash.mismatch") \
	X(BOXES_MALFORMED,          FAILURE, "assertion.boxesHash.malformed") \
	X(BOXES_UNKNOWN,            FAILURE, "assertion.boxesHash.unknownBox") \
	X(INGREDIENT_UNKNOWN,       NOTICE,  "ingredient.unknownProvenance") \
	X(INGREDIENT_MALFORMED,     FAILURE, "assertion.ingredient.malformed") \
	X(INGREDIENT_MATCH,         SUCCESS, "ingredient.manifest.validated") \
	X(INGREDIENT_MISMATCH,      FAILURE, "ingredient.manifest.mismatch") \
	X(INGREDIENT_MISSING,       FAILURE, "ingredient.manifest.missing") \
	X(UPDATE_INVALID,           FAILURE, "manifest.update.invalid") \
	X(UPDATE_PARENTS,           FAILURE, "manifest.update.wrongParents") \
	X(MANIFEST_PARENTS,         FAILURE, "manifest.multipleParents") \
	X(MANIFEST_INACCESSIBLE,    STOP,    "manifest.inaccessible") \
	X(ALGORITHM_UNSUPPORTED,    STOP,    "algorithm.unsupported") \
	X(GENERAL_ERROR,            STOP,    "general.error") \
	X(DATA_REDACTED,            FAILURE, "assertion.dataHash.redacted") \
	X(ACTION_REDACTED,          FAILURE, "assertion.action.redacted")
/* clang-format on */

enum c2pa_code {
#define X(name, weight, text) C2PA_##name,
	C2PA_CODE_LIST(X)
#undef X
	    C2PA_CODE_COUNT
};

/* As the standard spells it; never NULL. */
const char *c2pa_code_name(enum c2pa_code code);

enum c2pa_weight c2pa_code_weight(enum c2pa_code code);

#endif
