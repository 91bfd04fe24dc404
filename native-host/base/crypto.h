#ifndef CRYPTO_H
#define CRYPTO_H

/*
 * crypto: hashes, signatures, base64 and random bytes.
 *
 * The only file that includes libsodium.  Works on bytes alone: what a key or
 * a hash means is known elsewhere.  crypto_open() comes before all else.
 */

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

#define CRYPTO_SHA256_BYTES 32
/* Ed25519, RFC 8032, 5.1.5. */
#define CRYPTO_SEED_BYTES 32
#define CRYPTO_PUBLIC_BYTES 32
#define CRYPTO_SIGNATURE_BYTES 64

/* Holds a secret: crypto_wipe() it when done. */
struct crypto_pair {
	uint8_t seed[CRYPTO_SEED_BYTES]; /* RFC 8032's private key */
	uint8_t public_key[CRYPTO_PUBLIC_BYTES];
};

/* Make ready; may be called again.  STATUS_IO: no source of random bytes. */
MUST_USE enum status crypto_open(void);

void crypto_sha256(struct slice bytes, uint8_t hash[CRYPTO_SHA256_BYTES]);

/* Two lower-case digits a byte and a NUL: `hex` has room for 2 * len + 1. */
void crypto_hex(struct slice bytes, char *hex);

/*
 * Canonical base64 (RFC 4648, 4): padded, no white space, unused bits zero.
 *
 * STATUS_MESSAGE_BASE64, STATUS_NO_MEMORY
 */
MUST_USE enum status crypto_base64_decode(
    struct slice text, struct arena *arena, struct slice *bytes);
MUST_USE enum status crypto_base64_encode(
    struct slice bytes, struct arena *arena, const char **text);

/* The pair of a seed: 32 bytes from crypto_random, or read from a file. */
void crypto_ed25519_pair(
    const uint8_t seed[CRYPTO_SEED_BYTES], struct crypto_pair *pair);

void crypto_ed25519_sign(
    const struct crypto_pair *pair, struct slice bytes,
    uint8_t signature[CRYPTO_SIGNATURE_BYTES]);

/* False also for keys of small order and signatures that are not canonical. */
MUST_USE bool crypto_ed25519_verify(
    const uint8_t public_key[CRYPTO_PUBLIC_BYTES], struct slice bytes,
    const uint8_t signature[CRYPTO_SIGNATURE_BYTES]);

void crypto_random(void *to, size_t len);

/* Overwrite a secret so that no optimiser takes it away. */
void crypto_wipe(void *secret, size_t len);

#endif
