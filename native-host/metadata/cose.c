#include "metadata/cose.h"

#include "metadata/cbor_tree.h"

#define TAG_SIGN1 18 /* RFC 9052, 2 */
#define HEADER_ALGORITHM 1
#define HEADER_CHAIN 33	 /* x5chain, RFC 9360, 2 */
#define HEAD_MAX_BYTES 9 /* of a string in CBOR */

/* -1 - n, as CBOR holds what is below zero. */
static bool
read_algorithm(const struct cbor_node *node, enum certificate_algorithm *a)
{
	static const struct {
		uint64_t below;
		enum certificate_algorithm algorithm;
	} known[] = {
		{ 6, CERTIFICATE_ES256 },  { 34, CERTIFICATE_ES384 },
		{ 35, CERTIFICATE_ES512 }, { 36, CERTIFICATE_PS256 },
		{ 37, CERTIFICATE_PS384 }, { 38, CERTIFICATE_PS512 },
		{ 7, CERTIFICATE_EDDSA },
	};

	if (!cbor_tree_is(node, CBOR_BELOW))
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].below == node->number) {
			*a = known[i].algorithm;
			return true;
		}
	return false;
}

/* The one place of four in which the chain is; else NULL. */
static const struct cbor_node *
find_chain(const struct cbor_node *inside, const struct cbor_node *outside)
{
	const struct cbor_node *place[] = {
		cbor_tree_labelled(inside, HEADER_CHAIN),
		cbor_tree_member(inside, "x5chain"),
		cbor_tree_labelled(outside, HEADER_CHAIN),
		cbor_tree_member(outside, "x5chain"),
	};
	const struct cbor_node *found = NULL;

	for (size_t i = 0; i < sizeof(place) / sizeof(place[0]); i++) {
		if (place[i] != NULL && found != NULL)
			return NULL;
		if (place[i] != NULL)
			found = place[i];
	}
	return found;
}

/* One certificate, or a list of them. */
static bool
read_chain(const struct cbor_node *node, struct cose *cose)
{
	const struct cbor_node *each =
	    cbor_tree_is(node, CBOR_LIST) ? node->first : node;

	for (; each != NULL; each = each->next) {
		struct slice der = cbor_tree_bytes(each);

		if (der.len == 0 || cose->chain_count == TRUST_CHAIN_MAX)
			return false;
		cose->chain[cose->chain_count++] = der;
		if (each == node)
			break; /* what is next to it is another header */
	}
	return cose->chain_count > 0;
}

static void
read_stamps(const struct cbor_node *header, const char *name, struct cose *cose)
{
	const struct cbor_node *token = cbor_tree_list(
	    cbor_tree_member(cbor_tree_member(header, name), "tstTokens"));

	for (; token != NULL; token = token->next)
		if (cose->stamp_count++ == 0) {
			cose->stamp =
			    cbor_tree_bytes(cbor_tree_member(token, "val"));
			cose->is_stamp_of_signature =
			    strcmp(name, "sigTst2") == 0;
		}
}

enum cose_state
cose_read(struct slice cbor, struct arena *arena, struct cose *cose)
{
	const struct cbor_node *root, *inside, *outside, *payload, *part;
	enum status s;

	memset(cose, 0, sizeof(*cose));
	if ((s = cbor_tree_read(cbor, arena, &root)) != STATUS_OK)
		return s == STATUS_NO_MEMORY ? COSE_NO_MEMORY : COSE_MALFORMED;
	if (cbor_tree_is(root, CBOR_TAG) && root->number == TAG_SIGN1)
		root = root->first;
	if (cbor_tree_count(root) != 4 || (part = cbor_tree_list(root)) == NULL)
		return COSE_MALFORMED;
	cose->protected_header = cbor_tree_bytes(part);
	outside = part->next;
	payload = outside->next;
	cose->signature = cbor_tree_bytes(payload->next);
	if (!cbor_tree_is(outside, CBOR_MAP) ||
	    !cbor_tree_is(payload, CBOR_NOTHING) || cose->signature.len == 0)
		return COSE_MALFORMED;
	s = cbor_tree_read(cose->protected_header, arena, &inside);
	if (s != STATUS_OK)
		return s == STATUS_NO_MEMORY ? COSE_NO_MEMORY : COSE_MALFORMED;
	if (!read_algorithm(
		cbor_tree_labelled(inside, HEADER_ALGORITHM), &cose->algorithm))
		return COSE_ALGORITHM;
	if (!read_chain(find_chain(inside, outside), cose))
		return COSE_CREDENTIALS;
	read_stamps(inside, "sigTst2", cose);
	read_stamps(outside, "sigTst2", cose);
	read_stamps(inside, "sigTst", cose);
	read_stamps(outside, "sigTst", cose);
	return COSE_READ;
}

/* The head of a string in CBOR, in the shortest form. */
static uint8_t *
put_head(uint8_t *to, uint8_t major, size_t len)
{
	int more = len < 24 ? 0 : len <= 0xff ? 1 : len <= 0xffff ? 2 : 4;

	*to++ = (uint8_t)(major << 5 |
			  (more == 0 ? (int)len
				     : more == 1 ? 24 : more == 2 ? 25 : 26));
	for (int i = more - 1; i >= 0; i--)
		*to++ = (uint8_t)(len >> (8 * i));
	return to;
}

static uint8_t *
put_string(uint8_t *to, uint8_t major, struct slice data)
{
	to = put_head(to, major, data.len);
	if (data.len > 0)
		memcpy(to, data.data, data.len);
	return to + data.len;
}

/* Sig_structure, RFC 9052, 4.4: context, header, nothing, payload. */
static enum status
put_together(
    const struct cose *cose, const char *context, struct slice payload,
    struct arena *arena, struct slice *text)
{
	struct slice name = slice_of_text(context);
	uint8_t *start, *to;

	start = arena_alloc(
	    arena, 2 + 3 * HEAD_MAX_BYTES + name.len +
		       cose->protected_header.len + payload.len);
	if (start == NULL)
		return STATUS_NO_MEMORY;
	to = put_head(start, 4, 4);
	to = put_string(to, 3, name);
	to = put_string(to, 2, cose->protected_header);
	to = put_string(to, 2, slice_of(NULL, 0));
	to = put_string(to, 2, payload);
	*text = slice_of(start, (size_t)(to - start));
	return STATUS_OK;
}

enum status
cose_verify(
    const struct cose *cose, struct slice payload, struct arena *arena,
    bool *is_good)
{
	struct slice text;
	enum status s = put_together(cose, "Signature1", payload, arena, &text);

	*is_good = s == STATUS_OK &&
		   certificate_verify(
		       cose->chain[0], cose->algorithm, text, cose->signature);
	return s;
}

enum status
cose_stamped(
    const struct cose *cose, struct slice payload, struct arena *arena,
    struct slice text[COSE_STAMPED_FORMS])
{
	if (cose->is_stamp_of_signature) {
		uint8_t *to =
		    arena_alloc(arena, HEAD_MAX_BYTES + cose->signature.len);

		if (to == NULL)
			return STATUS_NO_MEMORY;
		payload = slice_of(
		    to, (size_t)(put_string(to, 2, cose->signature) - to));
	}
	text[1] = payload;
	return put_together(cose, "CounterSignature", payload, arena, &text[0]);
}
