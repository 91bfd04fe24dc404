#include "base/crypto.h"

#include <assert.h>
#include <sodium.h>

_Static_assert(CRYPTO_SHA256_BYTES == crypto_hash_sha256_BYTES, "SHA-256");
_Static_assert(CRYPTO_SEED_BYTES == crypto_sign_SEEDBYTES, "seed");
_Static_assert(CRYPTO_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "public");
_Static_assert(CRYPTO_SIGNATURE_BYTES == crypto_sign_BYTES, "signature");

enum status
crypto_open(void)
{
	return sodium_init() < 0 ? STATUS_IO : STATUS_OK;
}

void
crypto_sha256(struct slice bytes, uint8_t hash[CRYPTO_SHA256_BYTES])
{
	(void)crypto_hash_sha256(hash, bytes.data, bytes.len);
}

void
crypto_hex(struct slice bytes, char *hex)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < bytes.len; i++) {
		hex[2 * i] = digits[bytes.data[i] >> 4];
		hex[2 * i + 1] = digits[bytes.data[i] & 15];
	}
	hex[2 * bytes.len] = '\0';
}

enum status
crypto_base64_decode(
    struct slice text, struct arena *arena, struct slice *bytes)
{
	size_t most = text.len / 4 * 3;
	size_t len = 0;
	uint8_t *to;
	uint8_t all = 0;

	/* libsodium 1.0.18 takes some bytes from 0x80 on for "/". */
	for (size_t i = 0; i < text.len; i++)
		all |= text.data[i];
	if (text.len % 4 != 0 || all >= 0x80)
		return STATUS_MESSAGE_BASE64;
	to = arena_alloc(arena, most + 1);
	if (to == NULL)
		return STATUS_NO_MEMORY;
	/*
	 * Without an end pointer libsodium wants all of the text consumed,
	 * without characters to ignore it takes no white space, and it refuses
	 * unused bits that are not zero (tests/unit/crypto_test.c tries all).
	 */
	if (sodium_base642bin(
		to, most, (const char *)text.data, text.len, NULL, &len, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0)
		return STATUS_MESSAGE_BASE64;
	*bytes = slice_of(to, len);
	return STATUS_OK;
}

enum status
crypto_base64_encode(struct slice bytes, struct arena *arena, const char **text)
{
	size_t size_bytes;
	char *to;

	if (!size_mul(bytes.len / 3 + 1, 4, &size_bytes))
		return STATUS_NO_MEMORY;
	to = arena_alloc(arena, size_bytes + 1);
	if (to == NULL)
		return STATUS_NO_MEMORY;
	*text = sodium_bin2base64(
	    to, size_bytes + 1, bytes.data, bytes.len,
	    sodium_base64_VARIANT_ORIGINAL);
	return STATUS_OK;
}

void
crypto_ed25519_pair(
    const uint8_t seed[CRYPTO_SEED_BYTES], struct crypto_pair *pair)
{
	uint8_t secret[crypto_sign_SECRETKEYBYTES];

	memcpy(pair->seed, seed, CRYPTO_SEED_BYTES);
	(void)crypto_sign_seed_keypair(pair->public_key, secret, seed);
	sodium_memzero(secret, sizeof(secret));
}

void
crypto_ed25519_sign(
    const struct crypto_pair *pair, struct slice bytes,
    uint8_t signature[CRYPTO_SIGNATURE_BYTES])
{
	/* libsodium's secret key is the seed and then the public key. */
	uint8_t secret[crypto_sign_SECRETKEYBYTES];

	memcpy(secret, pair->seed, CRYPTO_SEED_BYTES);
	memcpy(
	    secret + CRYPTO_SEED_BYTES, pair->public_key, CRYPTO_PUBLIC_BYTES);
	(void)crypto_sign_detached(
	    signature, NULL, bytes.data, bytes.len, secret);
	sodium_memzero(secret, sizeof(secret));
}

bool
crypto_ed25519_verify(
    const uint8_t public_key[CRYPTO_PUBLIC_BYTES], struct slice bytes,
    const uint8_t signature[CRYPTO_SIGNATURE_BYTES])
{
	return crypto_sign_verify_detached(
		   signature, bytes.data, bytes.len, public_key) == 0;
}

void
crypto_random(void *to, size_t len)
{
	randombytes_buf(to, len);
}

void
crypto_wipe(void *secret, size_t len)
{
	sodium_memzero(secret, len);
}
