#include "metadata/c2pa_walk.h"

#include "metadata/asset_boxes.h"
#include "metadata/bytes.h"

#define EXCLUSIONS_MAX 32

struct range {
	size_t at, len;
};

/* C2PA 2.1, 18.5: ranges of the file that the hash leaves out, in order. */
static bool
read_exclusions(
    const struct cbor_node *list, size_t file_bytes,
    struct range range[EXCLUSIONS_MAX], size_t *count)
{
	*count = 0;
	for (const struct cbor_node *each = cbor_tree_list(list); each != NULL;
	     each = each->next) {
		const struct cbor_node *at = cbor_tree_member(each, "start");
		const struct cbor_node *len = cbor_tree_member(each, "length");
		size_t i = *count;

		if (i == EXCLUSIONS_MAX || !cbor_tree_is(at, CBOR_NUMBER) ||
		    !cbor_tree_is(len, CBOR_NUMBER) ||
		    at->number > file_bytes ||
		    len->number > file_bytes - at->number)
			return false;
		for (; i > 0 && range[i - 1].at > at->number; i--)
			range[i] = range[i - 1];
		range[i] =
		    (struct range){ (size_t)at->number, (size_t)len->number };
		++*count;
	}
	for (size_t i = 1; i < *count; i++)
		if (range[i - 1].at + range[i - 1].len > range[i].at)
			return false;
	return true;
}

/*
 * Say so when more is left out than the store; and where an update manifest
 * made the store longer, leave out all of it (C2PA 2.1, 15.12.1).
 */
static enum status
fit_to_store(
    struct c2pa_walk *walk, struct range *range, size_t count, bool is_updated)
{
	struct asset_boxes boxes;
	struct slice store;
	bool is_plain = false;
	enum status s =
	    asset_boxes_read(walk->file, walk->format, walk->arena, &boxes);

	if (s != STATUS_OK)
		return s == STATUS_NO_MEMORY ? s : STATUS_OK;
	store = asset_boxes_store(&boxes);
	for (size_t i = 0; i < count && store.len > 0; i++) {
		size_t at = (size_t)(store.data - walk->file.data);

		if (range[i].at != at)
			continue;
		if (is_updated)
			range[i].len = store.len;
		is_plain = count == 1 && range[i].len == store.len;
	}
	if (count > 0 && !is_plain)
		c2pa_note(
		    walk, C2PA_DATA_EXCLUSIONS,
		    slice_of_text("c2pa.hash.data"));
	return STATUS_OK;
}

static enum status
check_data(
    struct c2pa_walk *walk, const struct cbor_node *root, struct slice about,
    enum digest_name digest, bool is_updated)
{
	struct range range[EXCLUSIONS_MAX];
	struct slice piece[EXCLUSIONS_MAX + 1];
	struct slice hash = cbor_tree_bytes(cbor_tree_member(root, "hash"));
	size_t count, at = 0;
	enum status s;

	if (hash.len == 0 || !read_exclusions(
				 cbor_tree_member(root, "exclusions"),
				 walk->file.len, range, &count)) {
		c2pa_note(walk, C2PA_DATA_MALFORMED, about);
		return STATUS_OK;
	}
	if ((s = fit_to_store(walk, range, count, is_updated)) != STATUS_OK)
		return s;
	for (size_t i = 0; i < count; i++) {
		if (range[i].at < at) {
			c2pa_note(walk, C2PA_DATA_MALFORMED, about);
			return STATUS_OK;
		}
		piece[i] = slice_of(walk->file.data + at, range[i].at - at);
		at = range[i].at + range[i].len;
	}
	piece[count] = bytes_after(walk->file, at);
	c2pa_note(
	    walk,
	    digest_matches(digest, piece, count + 1, hash) ? C2PA_DATA_MATCH
							   : C2PA_DATA_MISMATCH,
	    about);
	return STATUS_OK;
}

/* One entry: as many of the file's boxes as it names, hashed together. */
static enum c2pa_code
check_entry(
    const struct cbor_node *entry, enum digest_name digest,
    const struct asset_boxes *boxes, size_t *at)
{
	const struct cbor_node *alg = cbor_tree_member(entry, "alg");
	const struct cbor_node *name =
	    cbor_tree_list(cbor_tree_member(entry, "names"));
	struct slice whole = { 0 };
	bool is_store = false;

	if (name == NULL)
		return C2PA_BOXES_MALFORMED;
	if (alg != NULL)
		digest = digest_named(cbor_tree_text(alg));
	for (; name != NULL; name = name->next, ++*at) {
		if (*at == boxes->count ||
		    !slice_is_text(cbor_tree_text(name), boxes->box[*at].name))
			return C2PA_BOXES_UNKNOWN;
		if (whole.len == 0)
			whole.data = boxes->box[*at].bytes.data;
		whole.len += boxes->box[*at].bytes.len;
		is_store = strcmp(boxes->box[*at].name, ASSET_BOX_STORE) == 0;
		if (is_store && whole.len != boxes->box[*at].bytes.len)
			return C2PA_BOXES_MALFORMED;
	}
	if (is_store)
		return C2PA_BOXES_MATCH; /* it cannot hold its own hash */
	if (digest == DIGEST_UNKNOWN)
		return C2PA_ALGORITHM_UNSUPPORTED;
	return digest_matches(
		   digest, &whole, 1,
		   cbor_tree_bytes(cbor_tree_member(entry, "hash")))
		   ? C2PA_BOXES_MATCH
		   : C2PA_BOXES_MISMATCH;
}

static enum status
check_boxes(
    struct c2pa_walk *walk, const struct cbor_node *root, struct slice about,
    enum digest_name digest)
{
	const struct cbor_node *entry =
	    cbor_tree_list(cbor_tree_member(root, "boxes"));
	enum c2pa_code code =
	    entry == NULL ? C2PA_BOXES_MALFORMED : C2PA_BOXES_MATCH;
	struct asset_boxes boxes;
	size_t at = 0;
	enum status s =
	    asset_boxes_read(walk->file, walk->format, walk->arena, &boxes);

	if (s == STATUS_NO_MEMORY)
		return s;
	if (s != STATUS_OK || walk->format == IMAGE_WEBP) {
		c2pa_note(walk, C2PA_ALGORITHM_UNSUPPORTED, about);
		return STATUS_OK;
	}
	for (; entry != NULL && code == C2PA_BOXES_MATCH; entry = entry->next)
		code = check_entry(entry, digest, &boxes, &at);
	if (code == C2PA_BOXES_MATCH && (at != boxes.count || !boxes.is_whole))
		code = C2PA_BOXES_UNKNOWN;
	c2pa_note(walk, code, about);
	return STATUS_OK;
}

/* Bindings that stand for the whole file: C2PA 2.1, 9.2. */
static const struct c2pa_reference *
find_binding(
    const struct c2pa_reference *reference, size_t count, size_t *bindings)
{
	const struct c2pa_reference *found = NULL;

	*bindings = 0;
	for (size_t i = 0; i < count; i++)
		if (bytes_begin(reference[i].label, "c2pa.hash.", 10) &&
		    !c2pa_is_label(
			reference[i].label, "c2pa.hash.multi-asset") &&
		    (*bindings)++ == 0)
			found = &reference[i];
	return found;
}

enum status
c2pa_binding_check(
    struct c2pa_walk *walk, const struct c2pa_manifest *manifest,
    const struct c2pa_reference *reference, size_t count, bool is_updated)
{
	const struct c2pa_reference *binding;
	const struct cbor_node *root, *alg;
	enum digest_name digest;
	size_t bindings;
	enum status s;

	binding = find_binding(reference, count, &bindings);
	if (bindings == 0)
		c2pa_note(walk, C2PA_CLAIM_NO_BINDING, manifest->box.label);
	if (bindings > 1)
		c2pa_note(walk, C2PA_ASSERTION_BINDINGS, manifest->box.label);
	/* Altered itself, and said so: it binds nothing. */
	if (bindings != 1 || !binding->is_good)
		return STATUS_OK;
	s = c2pa_assertion_read(walk, &binding->box, &root);
	if (s != STATUS_OK)
		return s;
	if (root == NULL) {
		c2pa_note(walk, C2PA_ASSERTION_CBOR, binding->label);
		return STATUS_OK;
	}
	alg = cbor_tree_member(root, "alg");
	digest =
	    alg == NULL ? manifest->digest : digest_named(cbor_tree_text(alg));
	if (c2pa_is_label(binding->label, "c2pa.hash.boxes"))
		return check_boxes(walk, root, binding->label, digest);
	if (!c2pa_is_label(binding->label, "c2pa.hash.data") ||
	    digest == DIGEST_UNKNOWN) {
		c2pa_note(walk, C2PA_ALGORITHM_UNSUPPORTED, binding->label);
		return STATUS_OK;
	}
	return check_data(walk, root, binding->label, digest, is_updated);
}
