#ifndef CERTIFICATE_H
#define CERTIFICATE_H

/*
 * certificate: one X.509 certificate as C2PA wants it, and what it signed.
 *
 *   takes   DER, any bytes at all
 *   gives   a fault by the C2PA certificate profile (2.1, 14.5), names, and
 *           whether a signature is of its key
 *
 * Keeps nothing between calls.
 */

#include "base/slice.h"

#define CERTIFICATE_MAX_BYTES ((size_t)16 << 10)
#define CERTIFICATE_TEXT_BYTES 128 /* of a name, with the final NUL */

/* COSE algorithms, RFC 9053 and 8230, that C2PA allows. */
enum certificate_algorithm {
	CERTIFICATE_ES256,
	CERTIFICATE_ES384,
	CERTIFICATE_ES512,
	CERTIFICATE_PS256,
	CERTIFICATE_PS384,
	CERTIFICATE_PS512,
	CERTIFICATE_EDDSA
};

enum certificate_fault {
	CERTIFICATE_GOOD,
	CERTIFICATE_UNREADABLE,	 /* not DER of a certificate, or too long */
	CERTIFICATE_ALGORITHM,	 /* its key or its signature's algorithm */
	CERTIFICATE_SELF_SIGNED, /* where a signer must not be */
	CERTIFICATE_USAGE,	 /* key usage, extended key usage, CA or not */
	CERTIFICATE_FORM,	 /* version, unique IDs, extensions */
	CERTIFICATE_OUTSIDE	 /* not valid at that time */
};

/* Printable UTF-8, cut between letters. */
struct certificate_names {
	char name[CERTIFICATE_TEXT_BYTES]; /* CN */
	char organisation[CERTIFICATE_TEXT_BYTES];
	char issuer[CERTIFICATE_TEXT_BYTES]; /* the issuer's O, or CN */
};

/*
 * certificate_fault(der, at_s, names):
 * The profile of one who signs claims, at a time in seconds since 1970.
 * `names` are set whenever it can be read, empty otherwise.
 */
enum certificate_fault certificate_fault(
    struct slice der, int64_t at_s, struct certificate_names *names);

/* Is `signature` one of its key over `text`? */
bool certificate_verify(
    struct slice der, enum certificate_algorithm algorithm, struct slice text,
    struct slice signature);

#endif
