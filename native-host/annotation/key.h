#ifndef KEY_H
#define KEY_H

/*
 * key: the one signing key, and nothing else of the secret leaves this file.
 *
 * <data folder>/key, 0600 in a 0700 folder, written atomically; made at first
 * use.  A rotation is a statement by the old key about the new one, kept beside
 * it in rotations.jsonl, so that a verifier who pinned the old key can follow.
 */

#include "base/slice.h"
#include "base/status.h"

#define KEY_DID_BYTES 64         /* "did:key:z6Mk..." is 56 long, with its NUL */
#define KEY_PUBLIC_BYTES 32      /* Ed25519, RFC 8032 */
#define KEY_SIGNATURE_BYTES 64

struct key;

/*
 * key_open(folder, key):
 * Read the key in `folder`, or make both when they are not there.
 *
 * STATUS_KEY_MODE, STATUS_KEY_DAMAGED, STATUS_KEY_UNREADABLE, STATUS_IO
 */
MUST_USE enum status key_open(const char *folder, struct key **key);
void key_close(struct key *key); /* wipes; harmless on NULL */

/* "did:key:z6Mk..."; lives as long as the key. */
const char *key_did(const struct key *key);

/* Ed25519 over `bytes`; checked with the public key before it is given out. */
MUST_USE enum status key_sign(
    const struct key *key, struct slice bytes,
    uint8_t signature[KEY_SIGNATURE_BYTES]);

/* The public key a did:key names.  STATUS_PROOF_FORM when it is none. */
MUST_USE enum status
key_from_did(const char *did, uint8_t public_key[KEY_PUBLIC_BYTES]);

/* Does `signature` over `bytes` verify?  STATUS_PROOF_INVALID when not. */
MUST_USE enum status key_verify(
    const uint8_t public_key[KEY_PUBLIC_BYTES], struct slice bytes,
    const uint8_t signature[KEY_SIGNATURE_BYTES]);

#endif
