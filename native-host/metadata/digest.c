#include "metadata/digest.h"

#include <openssl/evp.h>
#include <time.h>

static const EVP_MD *
function_of(enum digest_name name)
{
	switch (name) {
	case DIGEST_SHA256:
		return EVP_sha256();
	case DIGEST_SHA384:
		return EVP_sha384();
	case DIGEST_SHA512:
		return EVP_sha512();
	case DIGEST_UNKNOWN:
		break;
	}
	return NULL;
}

enum status
digest_open(void)
{
	const uint64_t options =
	    OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT |
	    OPENSSL_INIT_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_ADD_ALL_DIGESTS |
	    OPENSSL_INIT_ADD_ALL_CIPHERS;
	struct digest digest;
	ENGINE *engine = NULL;

	if (OPENSSL_init_crypto(options, NULL) != 1)
		return STATUS_NO_MEMORY;
	/* The first look for a key's methods sets up a lock, and wakes others
	 * by a call a worker may not make. */
	(void)EVP_PKEY_asn1_find_str(&engine, "RSA", -1);
	tzset(); /* gmtime_r() would read a file, the first time */
	for (int name = DIGEST_SHA256; name <= DIGEST_SHA512; name++)
		if (!digest_pieces((enum digest_name)name, NULL, 0, &digest))
			return STATUS_NO_MEMORY;
	return STATUS_OK;
}

enum digest_name
digest_named(struct slice name)
{
	if (slice_is_text(name, "sha256"))
		return DIGEST_SHA256;
	if (slice_is_text(name, "sha384"))
		return DIGEST_SHA384;
	if (slice_is_text(name, "sha512"))
		return DIGEST_SHA512;
	return DIGEST_UNKNOWN;
}

bool
digest_pieces(
    enum digest_name name, const struct slice *piece, size_t count,
    struct digest *digest)
{
	const EVP_MD *function = function_of(name);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned int len = 0;
	bool is_good = context != NULL && function != NULL &&
		       EVP_DigestInit_ex(context, function, NULL) == 1;

	for (size_t i = 0; is_good && i < count; i++)
		is_good =
		    piece[i].len == 0 ||
		    EVP_DigestUpdate(context, piece[i].data, piece[i].len) == 1;
	is_good =
	    is_good && EVP_DigestFinal_ex(context, digest->bytes, &len) == 1;
	digest->len = is_good ? len : 0;
	EVP_MD_CTX_free(context);
	return is_good;
}

bool
digest_matches(
    enum digest_name name, const struct slice *piece, size_t count,
    struct slice hash)
{
	struct digest digest;

	return digest_pieces(name, piece, count, &digest) &&
	       slice_is_equal(slice_of(digest.bytes, digest.len), hash);
}
