#ifndef DID_H
#define DID_H

/*
 * did: the public half of a key, as others know it.
 *
 * did:key of the W3C credentials community group, Ed25519 only.
 */

#include "base/slice.h"
#include "base/status.h"

#define DID_PUBLIC_BYTES 32 /* Ed25519, RFC 8032 */
#define DID_TEXT_BYTES 64   /* "did:key:z6Mk..." is 56 long, with its NUL */
#define DID_FINGERPRINT_BYTES 40 /* eight groups of four hex digits */

/* "did:key:z6Mk..." */
void
did_write(const uint8_t public_key[DID_PUBLIC_BYTES], char did[DID_TEXT_BYTES]);

/* The public key a did:key names.  STATUS_PROOF_FORM when it is none. */
MUST_USE enum status
did_read(const char *did, uint8_t public_key[DID_PUBLIC_BYTES]);

/*
 * What people compare: the first 16 bytes of SHA-256 of the public key, "a1b2
 * c3d4 ..." in eight groups (PROTOCOL.md, "Fingerprint").
 */
void did_fingerprint(
    const uint8_t public_key[DID_PUBLIC_BYTES],
    char text[DID_FINGERPRINT_BYTES]);

#endif
