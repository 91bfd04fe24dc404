#include "unit.h"

#include "annotation/base58.h"
#include "annotation/did.h"
#include "guarded.h"

struct pair {
	const char *bytes;
	size_t len;
	const char *text;
};

/* From draft-msporny-base58-03, section 5, and the empty text. */
static const struct pair pairs[] = {
	{ "", 0, "" },
	{ "Hello World!", 12, "2NEpo7TZRRrLZSi2U" },
	{ "The quick brown fox jumps over the lazy dog.", 44,
	  "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z" },
	{ "\x00\x00\x28\x7f\xb4\xcd", 6, "11233QC4" },
	/* Nothing but zeros. */
	{ "\x00\x00\x00", 3, "111" },
};

static void
both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct guarded in = guarded_copy(pairs[i].bytes, pairs[i].len);
		struct guarded out = guarded_copy(NULL, pairs[i].len);
		char text[BASE58_TEXT_BYTES];

		base58_encode(slice_of(in.data, in.len), text);
		assert_string_equal(text, pairs[i].text);
		assert_true(base58_decode(text, out.data, out.len));
		assert_memory_equal(out.data, in.data, in.len);
		guarded_free(&in);
		guarded_free(&out);
	}
}

static void
longest_fits(void **state)
{
	uint8_t most[BASE58_MAX_BYTES], back[BASE58_MAX_BYTES];
	struct guarded text = guarded_copy(NULL, BASE58_TEXT_BYTES);

	(void)state;
	memset(most, 0xff, sizeof(most));
	base58_encode(slice_of(most, sizeof(most)), (char *)text.data);
	assert_int_equal(strlen((char *)text.data), BASE58_TEXT_BYTES - 1);
	assert_true(base58_decode((char *)text.data, back, sizeof(back)));
	assert_memory_equal(most, back, sizeof(most));
	guarded_free(&text);
}

static void
one_way_only(void **state)
{
	static const struct {
		const char *text;
		size_t len;
	} wrong[] = {
		{ "2NEpo7TZRRrLZSi2U", 11 },  /* too long for it */
		{ "2NEpo7TZRRrLZSi2U", 13 },  /* too short for it */
		{ "12NEpo7TZRRrLZSi2U", 12 }, /* a zero too many */
		{ "1233QC4", 6 },	      /* a zero too few */
		{ "2NEpo7TZRRrLZSi20", 12 },  /* no such digits: 0 O I l */
		{ "2NEpo7TZRRrLZSi2O", 12 },
		{ "2NEpo7TZRRrLZSi2I", 12 },
		{ "2NEpo7TZRRrLZSi2l", 12 },
		{ "2NEpo7TZRRrLZSi2 ", 12 },
		{ "z", 0 },
		{ "", 1 },
	};
	uint8_t bytes[BASE58_MAX_BYTES];

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(base58_decode(wrong[i].text, bytes, wrong[i].len));
}

static void
did_is_the_key(void **state)
{
	/* The key of the W3C's eddsa-jcs-2022 vectors. */
	static const char did[] =
	    "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
	uint8_t public_key[DID_PUBLIC_BYTES];
	char again[DID_TEXT_BYTES], fingerprint[DID_FINGERPRINT_BYTES];

	(void)state;
	assert_int_equal(did_read(did, public_key), STATUS_OK);
	did_write(public_key, again);
	assert_string_equal(again, did);
	did_fingerprint(did, fingerprint);
	assert_string_equal(
	    fingerprint, "rJVnaZ keFzdQ yMZu1c gjg7k1 pZZ6pv BQ7XJP t4swbT Q2");
}

static void
no_did(void **state)
{
	static const char *const wrong[] = {
		"",
		"did:key:",
		"did:key:z",
		"did:web:example.org",
		"did:key:6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
		"did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ",
		"did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ22",
		"did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#",
		/* P-256, X25519: other codecs */
		"did:key:zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
		"did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc",
	};
	uint8_t public_key[DID_PUBLIC_BYTES];

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_int_equal(
		    did_read(wrong[i], public_key), STATUS_PROOF_FORM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways),
		cmocka_unit_test(longest_fits),
		cmocka_unit_test(one_way_only),
		cmocka_unit_test(did_is_the_key),
		cmocka_unit_test(no_did),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
