#ifndef COSE_H
#define COSE_H

/*
 * cose: a signature over a claim, COSE_Sign1 (RFC 9052) as C2PA uses it.
 *
 *   takes   CBOR, any bytes at all
 *   gives   algorithm, certificates, signature and time-stamp, and whether the
 *           signature is of the first certificate's key
 */

#include "base/arena.h"
#include "metadata/certificate.h"
#include "metadata/trust.h"

enum cose_state {
	COSE_READ,
	COSE_MALFORMED,	  /* not a COSE_Sign1, or its payload is not detached */
	COSE_ALGORITHM,	  /* none that C2PA allows */
	COSE_CREDENTIALS, /* no chain of certificates, several, or too long */
	COSE_NO_MEMORY
};

struct cose {
	enum certificate_algorithm algorithm;
	struct slice protected_header; /* as signed */
	struct slice signature;
	size_t chain_count;
	struct slice chain[TRUST_CHAIN_MAX]; /* DER, the signer first */
	size_t stamp_count;
	struct slice stamp;	    /* the first of them; empty without one */
	bool is_stamp_of_signature; /* sigTst2; else of the claim: sigTst */
};

enum cose_state
cose_read(struct slice cbor, struct arena *arena, struct cose *cose);

/*
 * Is the signature one over this payload?  STATUS_NO_MEMORY: not known.
 */
MUST_USE enum status cose_verify(
    const struct cose *cose, struct slice payload, struct arena *arena,
    bool *is_good);

/*
 * cose_stamped(cose, payload, arena, text):
 * What the time-stamp may have been made of: two forms.  STATUS_NO_MEMORY
 */
#define COSE_STAMPED_FORMS 2
MUST_USE enum status cose_stamped(
    const struct cose *cose, struct slice payload, struct arena *arena,
    struct slice text[COSE_STAMPED_FORMS]);

#endif
