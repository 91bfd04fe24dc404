/* RAND_METHOD is on its way out; what is to replace it is a provider, which
 * is ten times the code. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "metadata/blinding.h"

#include <openssl/rand.h>

#include "base/crypto.h"
#include "metadata/digest.h"

#define SEED_BYTES 32

static struct {
	uint8_t seed[SEED_BYTES];
	uint64_t count;
} generator;

static int
give(unsigned char *to, int len)
{
	size_t left = len > 0 ? (size_t)len : 0;

	while (left > 0) {
		struct slice state = slice_of(&generator, sizeof(generator));
		struct digest block;
		size_t n;

		if (!digest_pieces(DIGEST_SHA512, &state, 1, &block))
			return 0;
		generator.count++;
		n = left < block.len ? left : block.len;
		memcpy(to, block.bytes, n);
		to += n;
		left -= n;
	}
	return 1;
}

static int
is_ready(void)
{
	return 1;
}

enum status
blinding_open(void)
{
	static const RAND_METHOD method = {
		.bytes = give,
		.pseudorand = give,
		.status = is_ready,
	};
	unsigned char one;
	enum status s = crypto_open();

	if (s != STATUS_OK)
		return s;
	crypto_random(generator.seed, SEED_BYTES);
	if (RAND_set_rand_method(&method) != 1 || RAND_bytes(&one, 1) != 1 ||
	    RAND_priv_bytes(&one, 1) != 1)
		return STATUS_NO_MEMORY;
	return STATUS_OK;
}
