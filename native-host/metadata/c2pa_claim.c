#include "metadata/c2pa_walk.h"

#include "metadata/bytes.h"

#define STORE_PATH "c2pa.assertions/"

/* A C2PA UUID is four letters and ISO's tail: C2PA 2.1, 11.1.4. */
bool
c2pa_is_uuid(const struct jumbf_super *box, const char letters[4])
{
	static const uint8_t TAIL[12] = { 0x00, 0x11, 0x00, 0x10, 0x80, 0x00,
					  0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71 };

	return memcmp(box->uuid, letters, 4) == 0 &&
	       memcmp(box->uuid + 4, TAIL, sizeof(TAIL)) == 0;
}

bool
c2pa_is_label(struct slice label, const char *name)
{
	size_t len = strlen(name);

	return bytes_begin(label, name, len) &&
	       (label.len == len ||
		bytes_begin(bytes_after(label, len), "__", 2));
}

bool
c2pa_uri_split(struct slice uri, struct slice *manifest, struct slice *path)
{
	static const char HEAD[] = "self#jumbf=";
	static const char WHOLE[] = "/c2pa/";
	const uint8_t *end;

	*manifest = *path = slice_of(NULL, 0);
	if (!bytes_begin(uri, HEAD, sizeof(HEAD) - 1))
		return false;
	uri = bytes_after(uri, sizeof(HEAD) - 1);
	if (bytes_begin(uri, WHOLE, sizeof(WHOLE) - 1)) {
		uri = bytes_after(uri, sizeof(WHOLE) - 1);
		end = uri.len == 0 ? NULL : memchr(uri.data, '/', uri.len);
		*manifest = end == NULL
				? uri
				: bytes_head(uri, (size_t)(end - uri.data));
		uri = bytes_after(uri, manifest->len + 1);
		if (manifest->len == 0)
			return false;
	}
	*path = uri;
	return true;
}

/* How many boxes are claims; the first is opened. */
static size_t
find_claims(struct slice content, struct jumbf_super *claim)
{
	struct jumbf_super each;
	size_t count = 0;

	while (jumbf_next_super(&content, &each))
		if (c2pa_is_uuid(&each, "c2cl") &&
		    (slice_is_text(each.label, "c2pa.claim") ||
		     slice_is_text(each.label, "c2pa.claim.v2")) &&
		    count++ == 0)
			*claim = each;
	return count;
}

/* Members without which a claim says nothing: C2PA 2.1, 10.3. */
static bool
is_claim(const struct c2pa_manifest *manifest)
{
	const struct cbor_node *claim = manifest->claim;
	const char *list =
	    manifest->is_second ? "created_assertions" : "assertions";

	return cbor_tree_text(cbor_tree_member(claim, "signature")).len > 0 &&
	       cbor_tree_text(cbor_tree_member(claim, "instanceID")).len > 0 &&
	       cbor_tree_is(cbor_tree_member(claim, list), CBOR_LIST);
}

/* The assertions, once, so that no reference has to walk over them. */
static enum status
index_assertions(struct c2pa_walk *walk, struct c2pa_manifest *manifest)
{
	struct jumbf_super store, each;
	struct slice rest;

	if (jumbf_find(
		manifest->box.content, slice_of_text("c2pa.assertions"),
		&store) != 1 ||
	    !c2pa_is_uuid(&store, "c2as")) {
		c2pa_note(walk, C2PA_CLAIM_MALFORMED, manifest->box.label);
		return STATUS_OK;
	}
	manifest->assertion = arena_array(
	    walk->arena, C2PA_ASSERTIONS_MAX, sizeof(*manifest->assertion));
	if (manifest->assertion == NULL)
		return STATUS_NO_MEMORY;
	rest = store.content;
	while (manifest->assertion_count < C2PA_ASSERTIONS_MAX &&
	       jumbf_next_super(&rest, &each))
		manifest->assertion[manifest->assertion_count++] = each;
	if (rest.len > 0)
		c2pa_note(walk, C2PA_GENERAL_ERROR, manifest->box.label);
	return STATUS_OK;
}

/* How many assertions have this label; the first is opened. */
static size_t
find_assertion(
    const struct c2pa_manifest *manifest, struct slice label,
    struct jumbf_super *box)
{
	size_t count = 0;

	for (size_t i = 0; i < manifest->assertion_count; i++)
		if (slice_is_equal(manifest->assertion[i].label, label) &&
		    count++ == 0)
			*box = manifest->assertion[i];
	return count;
}

static enum status
read_claim(struct c2pa_walk *walk, struct c2pa_manifest *manifest)
{
	const struct cbor_node *alg;
	enum status s;

	manifest->claim_bytes =
	    jumbf_part(manifest->claim_box.content, JUMBF_CBOR);
	manifest->is_second =
	    slice_is_text(manifest->claim_box.label, "c2pa.claim.v2");
	s = cbor_tree_read(
	    manifest->claim_bytes, walk->arena, &manifest->claim);
	if (s == STATUS_NO_MEMORY)
		return s;
	if (s != STATUS_OK) {
		c2pa_note(walk, C2PA_CLAIM_CBOR, manifest->box.label);
		return STATUS_OK;
	}
	if (!is_claim(manifest)) {
		c2pa_note(walk, C2PA_CLAIM_MALFORMED, manifest->box.label);
		return STATUS_OK;
	}
	alg = cbor_tree_member(manifest->claim, "alg");
	manifest->digest =
	    alg == NULL ? DIGEST_SHA256 : digest_named(cbor_tree_text(alg));
	manifest->is_open = true;
	return STATUS_OK;
}

enum status
c2pa_manifest_open(
    struct c2pa_walk *walk, const struct jumbf_super *box,
    struct c2pa_manifest *manifest)
{
	size_t claims;
	enum status s;

	*manifest = (struct c2pa_manifest){ .box = *box };
	if (!c2pa_is_uuid(box, "c2ma") && !c2pa_is_uuid(box, "c2um")) {
		/* Compressed (c2cm), or of a version to come. */
		c2pa_note(walk, C2PA_MANIFEST_INACCESSIBLE, box->label);
		return STATUS_OK;
	}
	manifest->is_update = c2pa_is_uuid(box, "c2um");
	claims = find_claims(box->content, &manifest->claim_box);
	if (claims != 1) {
		c2pa_note(
		    walk,
		    claims == 0 ? C2PA_CLAIM_MISSING : C2PA_CLAIM_MULTIPLE,
		    box->label);
		return STATUS_OK;
	}
	if ((s = index_assertions(walk, manifest)) != STATUS_OK ||
	    manifest->assertion == NULL)
		return s;
	if (jumbf_find(
		box->content, slice_of_text("c2pa.signature"),
		&manifest->signature) != 1 ||
	    !c2pa_is_uuid(&manifest->signature, "c2cs")) {
		c2pa_note(walk, C2PA_SIGNATURE_MISSING, box->label);
		return STATUS_OK;
	}
	return read_claim(walk, manifest);
}

/* A later claim may take away what an ingredient's said, if it says so; but
 * never what binds a manifest to its picture (C2PA 2.1, 6.8). */
static bool
is_redacted(
    const struct c2pa_walk *walk, const struct c2pa_manifest *manifest,
    struct slice label)
{
	if (bytes_begin(label, "c2pa.hash.", 10))
		return false;
	for (size_t i = 0; i < walk->redacted_count; i++) {
		struct slice owner, path;

		if (c2pa_uri_split(walk->redacted[i], &owner, &path) &&
		    slice_is_equal(owner, manifest->box.label) &&
		    slice_is_equal(
			bytes_after(path, sizeof(STORE_PATH) - 1), label))
			return true;
	}
	return false;
}

/* Is it the path of an assertion whose label begins so? */
static bool
is_path_of(struct slice path, const char *label)
{
	return bytes_begin(
	    bytes_after(path, sizeof(STORE_PATH) - 1), label, strlen(label));
}

static void
add_redactions(struct c2pa_walk *walk, const struct c2pa_manifest *manifest)
{
	const struct cbor_node *each = cbor_tree_list(
	    cbor_tree_member(manifest->claim, "redacted_assertions"));

	for (; each != NULL; each = each->next) {
		struct slice owner, path, uri = cbor_tree_text(each);

		if (!c2pa_uri_split(uri, &owner, &path) || owner.len == 0 ||
		    slice_is_equal(owner, manifest->box.label))
			c2pa_note(walk, C2PA_ASSERTION_SELF_REDACTED, uri);
		else if (is_path_of(path, "c2pa.hash."))
			c2pa_note(walk, C2PA_DATA_REDACTED, path);
		else if (is_path_of(path, "c2pa.actions"))
			c2pa_note(walk, C2PA_ACTION_REDACTED, path);
		else if (walk->redacted_count < C2PA_REDACTED_MAX)
			walk->redacted[walk->redacted_count++] = uri;
		else
			c2pa_note(walk, C2PA_GENERAL_ERROR, uri);
	}
}

/* One reference of the claim: is the assertion there, its hash the same? */
static void
check_reference(
    struct c2pa_walk *walk, const struct c2pa_manifest *manifest,
    const struct cbor_node *node, struct c2pa_reference *reference)
{
	struct slice owner, path, uri, hash;
	const struct cbor_node *alg = cbor_tree_member(node, "alg");
	enum digest_name digest =
	    alg == NULL ? manifest->digest : digest_named(cbor_tree_text(alg));

	uri = cbor_tree_text(cbor_tree_member(node, "url"));
	hash = cbor_tree_bytes(cbor_tree_member(node, "hash"));
	*reference = (struct c2pa_reference){ .label = uri };
	if (!c2pa_uri_split(uri, &owner, &path) ||
	    !bytes_begin(path, STORE_PATH, sizeof(STORE_PATH) - 1) ||
	    (owner.len > 0 && !slice_is_equal(owner, manifest->box.label))) {
		c2pa_note(walk, C2PA_ASSERTION_MISSING, uri);
		return;
	}
	reference->label = bytes_after(path, sizeof(STORE_PATH) - 1);
	if (is_redacted(walk, manifest, reference->label))
		return;
	if (find_assertion(manifest, reference->label, &reference->box) != 1) {
		c2pa_note(walk, C2PA_ASSERTION_MISSING, reference->label);
		return;
	}
	if (digest == DIGEST_UNKNOWN) {
		c2pa_note(walk, C2PA_ALGORITHM_UNSUPPORTED, reference->label);
		return;
	}
	reference->is_good =
	    c2pa_hash_matches(walk, digest, reference->box.hashed, hash);
	c2pa_note(
	    walk, reference->is_good ? C2PA_URI_MATCH : C2PA_URI_MISMATCH,
	    reference->label);
}

/* Assertions in the store that no claim vouches for. */
static void
find_undeclared(
    struct c2pa_walk *walk, const struct c2pa_manifest *manifest,
    const struct c2pa_reference *reference, size_t count)
{
	for (size_t n = 0; n < manifest->assertion_count; n++) {
		struct slice label = manifest->assertion[n].label;
		size_t i = 0;

		while (i < count && !slice_is_equal(reference[i].label, label))
			i++;
		if (i == count)
			c2pa_note(walk, C2PA_ASSERTION_UNDECLARED, label);
	}
}

void
c2pa_assertions_check(
    struct c2pa_walk *walk, const struct c2pa_manifest *manifest,
    struct c2pa_reference *reference, size_t *count)
{
	static const char *const lists[] = { "assertions", "created_assertions",
					     "gathered_assertions" };

	*count = 0;
	for (size_t i = manifest->is_second ? 1 : 0;
	     i < (manifest->is_second ? 3U : 1U); i++) {
		const struct cbor_node *each =
		    cbor_tree_list(cbor_tree_member(manifest->claim, lists[i]));

		for (; each != NULL; each = each->next) {
			if (*count == C2PA_ASSERTIONS_MAX) {
				c2pa_note(
				    walk, C2PA_GENERAL_ERROR,
				    manifest->box.label);
				return;
			}
			check_reference(
			    walk, manifest, each, &reference[(*count)++]);
		}
	}
	add_redactions(walk, manifest);
	find_undeclared(walk, manifest, reference, *count);
}

enum status
c2pa_assertion_read(
    struct c2pa_walk *walk, const struct jumbf_super *box,
    const struct cbor_node **root)
{
	enum status s = cbor_tree_read(
	    jumbf_part(box->content, JUMBF_CBOR), walk->arena, root);

	return s == STATUS_NO_MEMORY ? s : STATUS_OK;
}
