#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypto.h"

static struct arena arena;

static int
open_all(void **state)
{
	(void)state;
	return crypto_open() == STATUS_OK &&
		       arena_open(&arena, (size_t)4 << 20) == STATUS_OK
		   ? 0
		   : -1;
}

static int
close_all(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

static void
hash_is_sha256(void **state)
{
	static const struct {
		const char *text, *hex;
	} cases[] = {
		/* FIPS 180-2, appendix B.1, and the empty text */
		{ "abc", "ba7816bf8f01cfea414140de5dae2223"
			 "b00361a396177a9cb410ff61f20015ad" },
		{ "", "e3b0c44298fc1c149afbf4c8996fb924"
		      "27ae41e4649b934ca495991b7852b855" },
	};
	uint8_t hash[CRYPTO_SHA256_BYTES];
	char hex[2 * CRYPTO_SHA256_BYTES + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		crypto_sha256(slice_of_text(cases[i].text), hash);
		crypto_hex(slice_of(hash, sizeof(hash)), hex);
		assert_string_equal(hex, cases[i].hex);
	}
	crypto_sha256(slice_of(NULL, 0), hash);
	assert_int_equal(hash[0], 0xe3);
}

static void
base64_is_canonical(void **state)
{
	static const struct {
		const char *text, *bytes; /* NULL: refused */
	} cases[] = {
		/* RFC 4648, 10 */
		{ "", "" },
		{ "Zg==", "f" },
		{ "Zm8=", "fo" },
		{ "Zm9v", "foo" },
		{ "Zm9vYg==", "foob" },
		{ "Zm9vYmE=", "fooba" },
		{ "Zm9vYmFy", "foobar" },
		{ "+/8=", "\xfb\xff" },
		/* not canonical, or not base64 */
		{ "Zh==", NULL },
		{ "Zm9=", NULL },
		{ "Zg", NULL },
		{ "Zg=", NULL },
		{ "Zg===", NULL },
		{ "Zm8", NULL },
		{ "=", NULL },
		{ "==", NULL },
		{ "====", NULL },
		{ "Z===", NULL },
		{ "Zm9v====", NULL },
		{ "Zg==Zm9v", NULL },
		{ "Zg=a", NULL },
		{ "Z=8=", NULL },
		{ " m9v", NULL },
		{ "Zm9v\n", NULL },
		{ "Zm\n9v", NULL },
		{ "Zm9v\n\n\n\n", NULL },
		{ "-_8=", NULL },
		{ "Zm9\x80", NULL },
		{ "Zm9\xff", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t len = strlen(cases[i].text);
		char *text = malloc(len + 1); /* exact size, no NUL */
		struct slice bytes = { 0 };
		enum status s;

		assert_non_null(text);
		memcpy(text, cases[i].text, len);
		text = realloc(text, len > 0 ? len : 1);
		assert_non_null(text);
		s = crypto_base64_decode(slice_of(text, len), &arena, &bytes);
		free(text);
		if (cases[i].bytes == NULL) {
			assert_int_equal(s, STATUS_MESSAGE_BASE64);
			continue;
		}
		assert_int_equal(s, STATUS_OK);
		assert_true(slice_is_text(bytes, cases[i].bytes));
	}
	arena_reset(&arena);
}

/* Whatever is accepted is what encoding gives: nothing has two spellings. */
static void
base64_has_one_spelling(void **state)
{
	size_t accepted = 0;

	(void)state;
	/* All pairs of bytes, in each of the ways a last quad can end. */
	for (unsigned n = 0; n < 4U << 16; n++) {
		char quad[4] = { 'Z', (char)n, (char)(n >> 8), '=' };
		struct slice bytes;
		const char *again;

		if (n >> 16 == 1)
			quad[2] = '=';
		else if (n >> 16 == 2)
			quad[3] = (char)(n >> 8);
		else if (n >> 16 == 3)
			memcpy(
			    quad, (char[]){ (char)n, (char)(n >> 8), '=', '=' },
			    sizeof(quad));
		if (crypto_base64_decode(
			slice_of(quad, sizeof(quad)), &arena, &bytes) ==
		    STATUS_OK) {
			accepted++;
			assert_int_equal(
			    crypto_base64_encode(bytes, &arena, &again),
			    STATUS_OK);
			assert_int_equal(strlen(again), sizeof(quad));
			assert_memory_equal(again, quad, sizeof(quad));
		}
		arena_reset(&arena);
	}
	/* "Z??=" and "Z?==" · 256 times "Z?==" · "Z?aa" and "Z?==" · "??==" */
	assert_int_equal(
	    accepted, (64 * 16 + 4) + 256 * 4 + (64 * 64 + 4) + 64 * 4);
}

static void
base64_fails_when_full(void **state)
{
	static uint8_t zeros[2 << 20];
	struct arena small;
	struct slice bytes;
	const char *text;

	(void)state;
	assert_int_equal(arena_open(&small, 4096), STATUS_OK);
	memset(zeros, 'A', sizeof(zeros));
	assert_int_equal(
	    crypto_base64_decode(
		slice_of(zeros, sizeof(zeros)), &small, &bytes),
	    STATUS_NO_MEMORY);
	assert_int_equal(
	    crypto_base64_encode(slice_of(zeros, sizeof(zeros)), &small, &text),
	    STATUS_NO_MEMORY);
	arena_close(&small);
}

static void
from_hex(const char *hex, uint8_t *to)
{
	for (size_t i = 0; hex[2 * i] != '\0'; i++) {
		char digits[3] = { hex[2 * i], hex[2 * i + 1], '\0' };

		to[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
}

/* RFC 8032, 7.1, tests 1 to 3. */
static void
ed25519_is_rfc8032(void **state)
{
	static const struct {
		const char *seed, *public_key, *bytes, *signature;
	} cases[] = {
		{ "9d61b19deffd5a60ba844af492ec2cc4"
		  "4449c5697b326919703bac031cae7f60",
		  "d75a980182b10ab7d54bfed3c964073a"
		  "0ee172f3daa62325af021a68f707511a",
		  "",
		  "e5564300c360ac729086e2cc806e828a"
		  "84877f1eb8e5d974d873e06522490155"
		  "5fb8821590a33bacc61e39701cf9b46b"
		  "d25bf5f0595bbe24655141438e7a100b" },
		{ "4ccd089b28ff96da9db6c346ec114e0f"
		  "5b8a319f35aba624da8cf6ed4fb8a6fb",
		  "3d4017c3e843895a92b70aa74d1b7ebc"
		  "9c982ccf2ec4968cc0cd55f12af4660c",
		  "72",
		  "92a009a9f0d4cab8720e820b5f642540"
		  "a2b27b5416503f8fb3762223ebdb69da"
		  "085ac1e43e15996e458f3613d0f11d8c"
		  "387b2eaeb4302aeeb00d291612bb0c00" },
		{ "c5aa8df43f9f837bedb7442f31dcb7b1"
		  "66d38535076f094b85ce3a2e0b4458f7",
		  "fc51cd8e6218a1a38da47ed00230f058"
		  "0816ed13ba3303ac5deb911548908025",
		  "af82",
		  "6291d657deec24024827e69c3abe01a3"
		  "0ce548a284743a445e3680d7db5ac3ac"
		  "18ff9b538d16f290ae67f760984dc659"
		  "4a7c15e9716ed28dc027beceea1ec40a" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t seed[CRYPTO_SEED_BYTES];
		uint8_t public_key[CRYPTO_PUBLIC_BYTES];
		uint8_t expected[CRYPTO_SIGNATURE_BYTES];
		uint8_t signature[CRYPTO_SIGNATURE_BYTES];
		uint8_t data[2] = { 0 };
		struct slice bytes = slice_of(data, strlen(cases[i].bytes) / 2);
		struct crypto_pair pair;

		from_hex(cases[i].seed, seed);
		from_hex(cases[i].public_key, public_key);
		from_hex(cases[i].signature, expected);
		from_hex(cases[i].bytes, data);
		crypto_ed25519_pair(seed, &pair);
		assert_memory_equal(
		    pair.public_key, public_key, sizeof(public_key));
		crypto_ed25519_sign(&pair, bytes, signature);
		assert_memory_equal(signature, expected, sizeof(expected));
		assert_true(crypto_ed25519_verify(public_key, bytes, expected));
		for (size_t bit = 0; bit < 8 * sizeof(signature); bit += 7) {
			signature[bit / 8] ^= (uint8_t)(1U << bit % 8);
			assert_false(crypto_ed25519_verify(
			    public_key, bytes, signature));
			signature[bit / 8] ^= (uint8_t)(1U << bit % 8);
		}
		memset(public_key, 0, sizeof(public_key)); /* small order */
		assert_false(
		    crypto_ed25519_verify(public_key, bytes, expected));
		crypto_wipe(&pair, sizeof(pair));
		memset(seed, 0, sizeof(seed));
		assert_memory_equal(pair.seed, seed, sizeof(seed));
	}
}

static void
random_differs(void **state)
{
	uint8_t a[32], b[32];

	(void)state;
	crypto_random(a, sizeof(a));
	crypto_random(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash_is_sha256),
		cmocka_unit_test(base64_is_canonical),
		cmocka_unit_test(base64_has_one_spelling),
		cmocka_unit_test(base64_fails_when_full),
		cmocka_unit_test(ed25519_is_rfc8032),
		cmocka_unit_test(random_differs),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
