/* Any JSON has one canonical form, and a proof covers all that stands there. */

#include <stdlib.h>

#include "annotation/annotation.h"
#include "annotation/base58.h"
#include "annotation/jcs.h"
#include "annotation/proof.h"
#include "base/crypto.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool is_so)
{
	if (!is_so)
		abort();
}

/* Canonical once, canonical for ever. */
static void
canonical(const struct json *json, struct arena *arena)
{
	struct json_error error;
	struct slice first, second;
	struct json *again;

	need(jcs_write(json, arena, &first) == STATUS_OK);
	need(json_parse(first, &error, &again) == STATUS_OK);
	need(jcs_write(again, arena, &second) == STATUS_OK);
	need(slice_is_equal(first, second));
	json_free(again);
}

/* What verifies does not when anything is added. */
static void
proof(struct json *json, struct arena *arena)
{
	char did[DID_TEXT_BYTES];

	if (annotation_verify(json, NULL, arena) != STATUS_OK)
		return;
	need(proof_signer(json, did) == STATUS_OK);
	need(proof_verify(json, did, arena) == STATUS_OK);
	need(proof_verify(json, "did:key:z", arena) == STATUS_PROOF_KEY);
	need(json_add_null(json, "\x7f added"));
	need(proof_verify(json, did, arena) == STATUS_PROOF_INVALID);
}

/* What decodes encodes to the same. */
static void
base58(const char *text)
{
	char again[BASE58_TEXT_BYTES];
	uint8_t bytes[BASE58_MAX_BYTES];

	for (size_t len = 0; len <= sizeof(bytes); len++)
		if (base58_decode(text, bytes, len)) {
			base58_encode(slice_of(bytes, len), again);
			need(strcmp(text, again) == 0);
		}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena arena;
	struct json *json;
	struct json_error error;

	if (arena.base == NULL)
		need(
		    crypto_open() == STATUS_OK &&
		    arena_open(&arena, (size_t)64 << 20) == STATUS_OK);
	arena_reset(&arena);
	if (json_parse(slice_of(data, size), &error, &json) != STATUS_OK)
		return 0;
	canonical(json, &arena);
	if (json_is_text(json) && strlen(json_text(json)) < 256)
		base58(json_text(json));
	if (json_is_object(json))
		proof(json, &arena);
	json_free(json);
	return 0;
}
