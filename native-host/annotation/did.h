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
#define DID_FINGERPRINT_BYTES 64 /* 44 digits, 7 spaces and the NUL */

/* "did:key:z6Mk..." */
void
did_write(const uint8_t public_key[DID_PUBLIC_BYTES], char did[DID_TEXT_BYTES]);

/* The public key a did:key names.  STATUS_PROOF_FORM when it is none. */
MUST_USE enum status
did_read(const char *did, uint8_t public_key[DID_PUBLIC_BYTES]);

/*
 * What people compare, here and in the extension's options: all of the did
 * after "did:key:z6Mk", which every Ed25519 key has, in groups of six.
 */
void did_fingerprint(const char *did, char text[DID_FINGERPRINT_BYTES]);

#endif
