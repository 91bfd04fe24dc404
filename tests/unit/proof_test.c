#include "key_folder.h"

#include "annotation/annotation.h"
#include "annotation/base58.h"
#include "annotation/jcs.h"
#include "annotation/proof.h"

/*
 * The vectors of "Data Integrity EdDSA Cryptosuites v1.0" (W3C Recommendation,
 * 2025-05-15), B.2: representation eddsa-jcs-2022.
 */
#define SEED "c96ef9ea10c5e414c471723aff9de72c35fa5b70fae97e8832ecac7d2e2b8ed6"
#define DID "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
#define METHOD DID "#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
#define CREATED "2023-02-24T23:36:38Z"
#define CONTEXT                                                                \
	"\"@context\":[\"https://www.w3.org/ns/credentials/v2\","              \
	"\"https://www.w3.org/ns/credentials/examples/v2\"]"
#define MEMBERS                                                                \
	CONTEXT ",\"id\":\"urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33\","   \
		"\"type\":[\"VerifiableCredential\",\"AlumniCredential\"],"    \
		"\"name\":\"Alumni Credential\","                              \
		"\"description\":"                                             \
		"\"A minimum viable example of an Alumni Credential.\","       \
		"\"issuer\":\"https://vc.example/issuers/5678\","              \
		"\"validFrom\":\"2023-01-01T00:00:00Z\","                      \
		"\"credentialSubject\":{\"id\":\"did:example:abcdefgh\","      \
		"\"alumniOf\":\"The School of Examples\"}"
#define CONFIG                                                                 \
	"\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-jcs-2022\","  \
	"\"created\":\"" CREATED "\",\"verificationMethod\":\"" METHOD "\","   \
	"\"proofPurpose\":\"assertionMethod\"," CONTEXT
#define VALUE                                                                  \
	"z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GA" \
	"VFuUfjoJdcnTMuVor51aX"
#define SIGNED                                                                 \
	"{" MEMBERS ",\"proof\":{" CONFIG ",\"proofValue\":\"" VALUE "\"}}"

static struct arena arena;

static struct json *
parse(const char *text)
{
	struct json_error error;
	struct json *json = NULL;

	assert_int_equal(
	    json_parse(slice_of_text(text), &error, &json), STATUS_OK);
	return json;
}

static enum status
verify(const char *text, const char *did)
{
	struct json *document = parse(text);
	struct slice before, after;
	enum status s;

	arena_reset(&arena);
	assert_int_equal(json_print(document, &arena, &before), STATUS_OK);
	s = annotation_verify(document, did, &arena);
	assert_int_equal(json_print(document, &arena, &after), STATUS_OK);
	assert_true(slice_is_equal(before, after));
	json_free(document);
	return s;
}

static void
hash_is(const char *text, const char *wanted)
{
	struct json *json = parse(text);
	char hex[ANNOTATION_SHA256_BYTES];
	struct slice canonical;

	arena_reset(&arena);
	assert_int_equal(jcs_write(json, &arena, &canonical), STATUS_OK);
	annotation_sha256(canonical, hex);
	assert_string_equal(hex, wanted);
	json_free(json);
}

static void
w3c_hashes(void **state)
{
	(void)state;
	hash_is(
	    "{" MEMBERS "}", "59b7cb6251b8991add1ce0bc83107e3d"
			     "b9dbbab5bd2c28f687db1a03abc92f19");
	hash_is(
	    "{" CONFIG "}", "66ab154f5c2890a140cb8388a22a1604"
			    "54f80575f6eae09e5a097cabe539a1db");
}

static void
w3c_signature(void **state)
{
	struct key *key = key_folder_open_seed(SEED);
	struct json *document = parse("{" MEMBERS "}");
	struct json *wanted = parse(SIGNED);
	struct slice a, b;
	uint8_t signature[KEY_SIGNATURE_BYTES], published[KEY_SIGNATURE_BYTES];

	(void)state;
	arena_reset(&arena);
	assert_string_equal(key_did(key), DID);
	assert_int_equal(proof_add(document, key, CREATED, &arena), STATUS_OK);
	assert_int_equal(jcs_write(document, &arena, &a), STATUS_OK);
	assert_int_equal(jcs_write(wanted, &arena, &b), STATUS_OK);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	assert_true(base58_decode(VALUE + 1, signature, sizeof(signature)));
	key_folder_bytes(
	    "407cd12654b33d718ecbb99179a1506daaa849450bf3fc523cce3e1c96f8b803"
	    "51da3f253d725c6f00b07c9e5448d50b3ef78012b9ab54255116d069c6dd2808",
	    published);
	assert_memory_equal(signature, published, sizeof(published));
	json_free(wanted);
	json_free(document);
	key_close(key);
}

static void
w3c_verifies(void **state)
{
	(void)state;
	assert_int_equal(verify(SIGNED, NULL), STATUS_OK);
	assert_int_equal(verify(SIGNED, DID), STATUS_OK);
	assert_int_equal(
	    verify(
		SIGNED,
		"did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"),
	    STATUS_PROOF_KEY);
	/* The order of members is not signed. */
	assert_int_equal(
	    verify(
		"{\"proof\":{\"proofValue\":\"" VALUE "\"," CONFIG "}," MEMBERS
		"}",
		NULL),
	    STATUS_OK);
}

struct row {
	const char *text;
	enum status status;
};

#define WITH(proof) "{" MEMBERS ",\"proof\":{" proof "}}"
#define PROOF(type, suite, method, purpose, rest)                              \
	WITH("\"type\":\"" type "\",\"cryptosuite\":\"" suite                  \
	     "\",\"created\":\"" CREATED "\",\"verificationMethod\":\"" method \
	     "\",\"proofPurpose\":\"" purpose "\"," CONTEXT rest)
#define GOOD "DataIntegrityProof", "eddsa-jcs-2022", METHOD, "assertionMethod"
#define GOOD_VALUE ",\"proofValue\":\"" VALUE "\""

static const struct row rows[] = {
	{ "{" MEMBERS "}", STATUS_PROOF_MISSING },
	{ "[]", STATUS_PROOF_MISSING },
	{ "1", STATUS_PROOF_MISSING },
	{ "{\"proof\":null}", STATUS_PROOF_FORM },
	{ "{\"proof\":\"z\"}", STATUS_PROOF_FORM },
	{ "{\"proof\":[{" CONFIG GOOD_VALUE "}]," MEMBERS "}",
	  STATUS_PROOF_FORM },
	{ WITH(""), STATUS_PROOF_FORM },
	{ WITH(CONFIG), STATUS_PROOF_FORM },
	{ PROOF(
	      "DataIntegrityProof", "eddsa-rdfc-2022", METHOD,
	      "assertionMethod", GOOD_VALUE),
	  STATUS_PROOF_FORM },
	{ PROOF(
	      "Ed25519Signature2020", "eddsa-jcs-2022", METHOD,
	      "assertionMethod", GOOD_VALUE),
	  STATUS_PROOF_FORM },
	{ PROOF(
	      "DataIntegrityProof", "eddsa-jcs-2022", METHOD, "authentication",
	      GOOD_VALUE),
	  STATUS_PROOF_FORM },
	{ PROOF(
	      "DataIntegrityProof", "eddsa-jcs-2022", DID, "assertionMethod",
	      GOOD_VALUE),
	  STATUS_PROOF_FORM },
	{ PROOF(
	      "DataIntegrityProof", "eddsa-jcs-2022", DID "#" DID,
	      "assertionMethod", GOOD_VALUE),
	  STATUS_PROOF_FORM },
	{ PROOF(
	      "DataIntegrityProof", "eddsa-jcs-2022",
	      "https://vc.example/issuers/5678"
	      "#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
	      "assertionMethod", GOOD_VALUE),
	  STATUS_PROOF_FORM },
	{ PROOF(
	      "DataIntegrityProof", "eddsa-jcs-2022", METHOD "2",
	      "assertionMethod", GOOD_VALUE),
	  STATUS_PROOF_FORM },
	/* another key, then: not signed by that one */
	{ PROOF(
	      "DataIntegrityProof", "eddsa-jcs-2022",
	      "did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
	      "#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
	      "assertionMethod", GOOD_VALUE),
	  STATUS_PROOF_INVALID },
	{ WITH(CONFIG ",\"proofValue\":7"), STATUS_PROOF_FORM },
	{ WITH(CONFIG ",\"proofValue\":\"\""), STATUS_PROOF_FORM },
	{ WITH(CONFIG ",\"proofValue\":\"z\""), STATUS_PROOF_FORM },
	{ WITH(CONFIG ",\"proofValue\":\"" VALUE "1\""), STATUS_PROOF_FORM },
	{ WITH(CONFIG ",\"proofValue\":\"u" VALUE "\""), STATUS_PROOF_FORM },
	{ WITH(CONFIG ",\"proofValue\":\"z1" VALUE "\""), STATUS_PROOF_FORM },
	/* limits that nothing here would heed */
	{ WITH(CONFIG GOOD_VALUE ",\"expires\":\"2020-01-01T00:00:00Z\""),
	  STATUS_PROOF_FORM },
	{ WITH(CONFIG GOOD_VALUE ",\"domain\":\"x\""), STATUS_PROOF_FORM },
	{ WITH(CONFIG GOOD_VALUE ",\"challenge\":\"x\""), STATUS_PROOF_FORM },
	{ WITH(CONFIG GOOD_VALUE ",\"previousProof\":\"x\""),
	  STATUS_PROOF_FORM },
	/* something added to the proof, to the document */
	{ WITH(CONFIG GOOD_VALUE ",\"nonce\":\"x\""), STATUS_PROOF_INVALID },
	{ "{\"x\":1," MEMBERS ",\"proof\":{" CONFIG GOOD_VALUE "}}",
	  STATUS_PROOF_INVALID },
	/* a context that is not the signed one */
	{ "{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],"
	  "\"proof\":{" CONFIG GOOD_VALUE "}}",
	  STATUS_PROOF_FORM },
	{ "{\"proof\":{" CONFIG GOOD_VALUE "}}", STATUS_PROOF_FORM },
};

static void
forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (verify(rows[i].text, NULL) != rows[i].status)
			fail_msg(
			    "%s: %s", status_name(verify(rows[i].text, NULL)),
			    rows[i].text);
}

/* What a document says of its author must be the key that signed it. */
static void
author(void **state)
{
	static const struct row authors[] = {
		{ "{\"creator\":{\"id\":\"" DID "\"}}", STATUS_OK },
		{ "{\"creator\":{\"id\":\"did:key:z6Mk\"}}", STATUS_PROOF_KEY },
		{ "{\"creator\":{\"name\":\"x\"}}", STATUS_OK },
		{ "{\"from\":\"" DID "\",\"to\":\"x\"}", STATUS_OK },
		{ "{\"from\":\"did:key:z6Mk\"}", STATUS_PROOF_KEY },
	};
	struct key *key = key_folder_open_seed(SEED);

	(void)state;
	for (size_t i = 0; i < COUNT(authors); i++) {
		struct json *document = parse(authors[i].text);

		arena_reset(&arena);
		/* A document without a context has a proof without one. */
		assert_int_equal(
		    proof_add(document, key, CREATED, &arena), STATUS_OK);
		assert_int_equal(
		    annotation_verify(document, NULL, &arena),
		    authors[i].status);
		json_free(document);
	}
	key_close(key);
}

/* Whatever byte is changed, what is left is no JSON, says the same, or fails.
 */
static void
every_byte(void **state)
{
	static const char others[] = { 1, 2, 4, 8, 16, 32, 64 };
	struct json *whole = parse(SIGNED);
	struct slice wanted, got;
	struct arena keep;
	char *text = strdup(SIGNED);
	size_t changed = 0;

	(void)state;
	assert_int_equal(arena_open(&keep, 65536), STATUS_OK);
	assert_int_equal(jcs_write(whole, &keep, &wanted), STATUS_OK);
	for (size_t i = 0; text[i] != '\0'; i++)
		for (size_t k = 0; k < COUNT(others); k++) {
			struct json *json = NULL;
			struct json_error error;

			text[i] ^= others[k];
			arena_reset(&arena);
			if (json_parse(slice_of_text(text), &error, &json) ==
			    STATUS_OK) {
				assert_int_equal(
				    jcs_write(json, &arena, &got), STATUS_OK);
				assert_false(slice_is_equal(got, wanted));
				assert_int_not_equal(
				    proof_verify(json, NULL, &arena),
				    STATUS_OK);
				changed++;
			}
			json_free(json);
			text[i] ^= others[k];
		}
	assert_true(changed > 3000);
	free(text);
	json_free(whole);
	arena_close(&keep);
}

static void
full_arena(void **state)
{
	struct json *document = parse(SIGNED);
	struct arena small;

	(void)state;
	assert_int_equal(arena_open(&small, 4096), STATUS_OK);
	assert_non_null(arena_alloc(&small, 4096 - 512));
	assert_int_equal(
	    proof_verify(document, NULL, &small), STATUS_NO_MEMORY);
	arena_close(&small);
	json_free(document);
}

static int
open_all(void **state)
{
	(void)state;
	return crypto_open() == STATUS_OK &&
		       arena_open(&arena, (size_t)1 << 20) == STATUS_OK
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(w3c_hashes),	cmocka_unit_test(w3c_signature),
		cmocka_unit_test(w3c_verifies), cmocka_unit_test(forms),
		cmocka_unit_test(author),	cmocka_unit_test(every_byte),
		cmocka_unit_test(full_arena),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
