#ifndef KEY_H
#define KEY_H

/*
 * key: the one signing key, and nothing else of the secret leaves this file.
 *
 * <data folder>/key, 0600 in a 0700 folder, written atomically; made at first
 * use.  The same file holds the statements by which earlier keys named their
 * successors, so that a rotation is one rename: a key and the statement about
 * it are both there or neither is.
 */

#include "annotation/did.h"
#include "base/slice.h"
#include "base/status.h"

#define KEY_SIGNATURE_BYTES 64	/* Ed25519, RFC 8032 */
#define KEY_ROTATIONS_MAX 8	/* PROTOCOL.md, hello; the oldest are dropped */
#define KEY_ROTATION_BYTES 2048 /* one statement, with its NUL */

struct key;

/*
 * key_open(folder, key):
 * Read the key in `folder`, or make both when they are not there.
 *
 * STATUS_KEY_MODE         the file is not ours alone, or others may write the
 *                         folder
 * STATUS_KEY_DAMAGED, STATUS_KEY_UNREADABLE, STATUS_IO, STATUS_NO_MEMORY
 */
MUST_USE enum status key_open(const char *folder, struct key **key);
void key_close(struct key *key); /* wipes; harmless on NULL */

/* A new key that is in no file yet.  STATUS_IO, STATUS_NO_MEMORY */
MUST_USE enum status key_generate(struct key **key);

/*
 * key_replace(folder, old, statement, next):
 * Put `next` in the place of `old`; it takes over the statements of `old` and
 * adds `statement`.  The secret of `old` is gone from the file afterwards.
 *
 * STATUS_NOT_FOUND   `old` is not the key in `folder` any more
 * and all of key_open
 */
MUST_USE enum status key_replace(
    const char *folder, const struct key *old, struct slice statement,
    struct key *next);

/* "did:key:z6Mk..."; lives as long as the key. */
const char *key_did(const struct key *key);
const uint8_t *key_public(const struct key *key); /* DID_PUBLIC_BYTES */

/* The statements that lead to this key, oldest first; JSON, one line each. */
size_t key_rotation_count(const struct key *key);
const char *key_rotation(const struct key *key, size_t index);

/* Ed25519 over `bytes`; checked with the public key before it is given out. */
MUST_USE enum status key_sign(
    const struct key *key, struct slice bytes,
    uint8_t signature[KEY_SIGNATURE_BYTES]);

/* Does `signature` over `bytes` verify?  STATUS_PROOF_INVALID when not. */
MUST_USE enum status key_verify(
    const uint8_t public_key[DID_PUBLIC_BYTES], struct slice bytes,
    const uint8_t signature[KEY_SIGNATURE_BYTES]);

#endif
