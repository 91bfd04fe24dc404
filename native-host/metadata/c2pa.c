#include "metadata/c2pa.h"

#include <stdlib.h>

#include "base/plain.h"
#include "metadata/blinding.h"
#include "metadata/bytes.h"
#include "metadata/c2pa_walk.h"

/* Boxes beside the manifests; a store has one a manifest. */
#define STORE_BOXES_MAX 256
/* A file's bytes are hashed once by its binding and once by references; more
 * is somebody's wish to keep us busy. */
#define HASH_FACTOR 4

struct c2pa {
	struct trust *trust;
};

/* A manifest to look at. */
struct visit {
	struct jumbf_super box;
	const struct cbor_node *known; /* status codes its user recorded */
	bool is_bound; /* the picture must be as its binding says */
};

struct queue {
	size_t count;
	struct visit visit[C2PA_MANIFESTS_MAX];
	struct c2pa_reference *reference;
};

enum status
c2pa_open(struct slice trust_pem, struct c2pa **c2pa)
{
	struct c2pa *c;
	enum status s;

	*c2pa = NULL;
	if (trust_pem.len > C2PA_TRUST_MAX_BYTES)
		return STATUS_TOO_LARGE;
	if ((s = digest_open()) != STATUS_OK ||
	    (s = blinding_open()) != STATUS_OK)
		return s;
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return STATUS_NO_MEMORY;
	if ((s = trust_open(trust_pem, &c->trust)) != STATUS_OK) {
		free(c);
		return s;
	}
	*c2pa = c;
	return STATUS_OK;
}

void
c2pa_close(struct c2pa *c2pa)
{
	if (c2pa == NULL)
		return;
	trust_close(c2pa->trust);
	free(c2pa);
}

/* Where an ingredient names its manifest: by version 1 and 2, and by 3. */
static const struct cbor_node *
ingredient_manifest(const struct cbor_node *ingredient)
{
	const struct cbor_node *reference =
	    cbor_tree_member(ingredient, "c2pa_manifest");

	return reference != NULL
		   ? reference
		   : cbor_tree_member(ingredient, "activeManifest");
}

static const struct cbor_node *
ingredient_known(const struct cbor_node *ingredient)
{
	const struct cbor_node *known =
	    cbor_tree_member(ingredient, "validationStatus");

	if (known != NULL)
		return known;
	return cbor_tree_member(
	    cbor_tree_member(
		cbor_tree_member(ingredient, "validationResults"),
		"activeManifest"),
	    "failure");
}

/* Queue a manifest that was not seen yet; false when there are too many. */
static bool
enqueue(struct queue *queue, const struct visit *visit)
{
	for (size_t i = 0; i < queue->count; i++)
		if (queue->visit[i].box.uuid == visit->box.uuid)
			return true;
	if (queue->count == C2PA_MANIFESTS_MAX)
		return false;
	queue->visit[queue->count++] = *visit;
	return true;
}

static void
follow_ingredient(
    struct c2pa_walk *walk, struct queue *queue,
    const struct c2pa_manifest *manifest, const struct cbor_node *ingredient,
    struct slice label, bool is_bound)
{
	const struct cbor_node *reference = ingredient_manifest(ingredient);
	const struct cbor_node *alg = cbor_tree_member(reference, "alg");
	struct slice owner, path;
	struct visit visit = { .known = ingredient_known(ingredient),
			       .is_bound = is_bound };
	enum digest_name digest =
	    alg == NULL ? manifest->digest : digest_named(cbor_tree_text(alg));

	if (reference == NULL) {
		c2pa_note(walk, C2PA_INGREDIENT_UNKNOWN, label);
		return;
	}
	if (!c2pa_uri_split(
		cbor_tree_text(cbor_tree_member(reference, "url")), &owner,
		&path) ||
	    jumbf_find(walk->manifests, owner, &visit.box) != 1) {
		c2pa_note(walk, C2PA_INGREDIENT_MISSING, label);
		return;
	}
	if (!c2pa_hash_matches(
		walk, digest, visit.box.hashed,
		cbor_tree_bytes(cbor_tree_member(reference, "hash"))))
		c2pa_note(walk, C2PA_INGREDIENT_MISMATCH, label);
	else if (!enqueue(queue, &visit))
		c2pa_note(walk, C2PA_GENERAL_ERROR, label);
	else
		c2pa_note(walk, C2PA_INGREDIENT_MATCH, label);
}

/* All its ingredients; one at most is what the picture was made from. */
static enum status
follow_ingredients(
    struct c2pa_walk *walk, struct queue *queue,
    const struct c2pa_manifest *manifest, size_t count, bool is_bound)
{
	size_t parents = 0;

	for (size_t i = 0; i < count; i++) {
		const struct c2pa_reference *reference = &queue->reference[i];
		const struct cbor_node *root;
		bool is_parent;
		enum status s;

		if (!reference->is_good ||
		    (!c2pa_is_label(reference->label, "c2pa.ingredient") &&
		     !c2pa_is_label(reference->label, "c2pa.ingredient.v2") &&
		     !c2pa_is_label(reference->label, "c2pa.ingredient.v3")))
			continue;
		s = c2pa_assertion_read(walk, &reference->box, &root);
		if (s != STATUS_OK)
			return s;
		if (!cbor_tree_is(root, CBOR_MAP)) {
			c2pa_note(
			    walk, C2PA_INGREDIENT_MALFORMED, reference->label);
			continue;
		}
		is_parent = slice_is_text(
		    cbor_tree_text(cbor_tree_member(root, "relationship")),
		    "parentOf");
		parents += is_parent ? 1 : 0;
		follow_ingredient(
		    walk, queue, manifest, root, reference->label,
		    is_bound && is_parent && manifest->is_update);
	}
	if (manifest->is_update && parents != 1)
		c2pa_note(walk, C2PA_UPDATE_PARENTS, manifest->box.label);
	else if (parents > 1)
		c2pa_note(walk, C2PA_MANIFEST_PARENTS, manifest->box.label);
	return STATUS_OK;
}

/* Who made the claim, as he calls himself. */
static void
show_generator(struct c2pa_result *result, const struct c2pa_manifest *manifest)
{
	const struct cbor_node *info =
	    cbor_tree_member(manifest->claim, "claim_generator_info");
	struct slice name;

	if (cbor_tree_is(info, CBOR_LIST))
		info = info->first;
	name = cbor_tree_text(cbor_tree_member(info, "name"));
	if (name.len == 0)
		name = cbor_tree_text(
		    cbor_tree_member(manifest->claim, "claim_generator"));
	plain_copy(name, result->generator, C2PA_TEXT_BYTES);
}

static bool
has_binding(const struct c2pa_reference *reference, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_begin(reference[i].label, "c2pa.hash.", 10))
			return true;
	return false;
}

static enum status
look_at(struct c2pa_walk *walk, struct queue *queue, const struct visit *visit)
{
	struct c2pa_manifest manifest;
	size_t count = 0;
	bool is_updated;
	enum status s;

	walk->result->manifest_count++;
	s = c2pa_manifest_open(walk, &visit->box, &manifest);
	if (s != STATUS_OK || !manifest.is_open)
		return s;
	if (!walk->is_ingredient)
		show_generator(walk->result, &manifest);
	if ((s = c2pa_signature_check(walk, &manifest)) != STATUS_OK)
		return s;
	c2pa_assertions_check(walk, &manifest, queue->reference, &count);
	if (manifest.is_update && has_binding(queue->reference, count))
		c2pa_note(walk, C2PA_UPDATE_INVALID, manifest.box.label);
	s = follow_ingredients(walk, queue, &manifest, count, visit->is_bound);
	if (s != STATUS_OK)
		return s;
	if ((s = c2pa_actions_read(walk, queue->reference, count)) != STATUS_OK)
		return s;
	if (!visit->is_bound || manifest.is_update)
		return STATUS_OK;
	walk->is_bound = true;
	is_updated = walk->is_ingredient;
	walk->is_ingredient = false; /* what it binds is the picture itself */
	return c2pa_binding_check(
	    walk, &manifest, queue->reference, count, is_updated);
}

/* The store's superbox, and its last manifest, which is the picture's own. */
static bool
open_store(struct c2pa_walk *walk, struct slice store, struct jumbf_super *last)
{
	struct jumbf_super box;
	struct jumbf_box each;
	struct slice rest;
	size_t boxes = 0, count = 0;

	if (!jumbf_next_super(&store, &box) ||
	    !slice_is_text(box.label, "c2pa") || !c2pa_is_uuid(&box, "c2pa"))
		return false;
	walk->manifests = rest = box.content;
	/* Every reference walks over them: so not too many, of any type. */
	while (jumbf_next(&rest, &each) && ++boxes <= STORE_BOXES_MAX) {
		if (each.type != JUMBF_SUPER)
			continue;
		if (!jumbf_open(&each, last))
			return false;
		count++;
	}
	return count > 0 && rest.len == 0 && boxes <= STORE_BOXES_MAX;
}

static enum c2pa_state
conclude(const struct c2pa_walk *walk)
{
	if (walk->has_failed)
		return C2PA_INVALID;
	if (walk->has_stopped)
		return C2PA_UNCHECKABLE;
	return walk->is_trusted ? C2PA_TRUSTED : C2PA_VALID;
}

static enum status
look_at_all(struct c2pa_walk *walk, struct slice store)
{
	struct queue *queue = arena_alloc(walk->arena, sizeof(*queue));
	enum status s = STATUS_OK;

	if (queue == NULL)
		return STATUS_NO_MEMORY;
	queue->reference = arena_array(
	    walk->arena, C2PA_ASSERTIONS_MAX, sizeof(*queue->reference));
	if (queue->reference == NULL)
		return STATUS_NO_MEMORY;
	if (!open_store(walk, store, &queue->visit[0].box)) {
		c2pa_note(walk, C2PA_GENERAL_ERROR, slice_of(NULL, 0));
		return STATUS_OK;
	}
	queue->count = 1;
	queue->visit[0].is_bound = true;
	for (size_t i = 0; s == STATUS_OK && i < queue->count; i++) {
		walk->is_ingredient = i > 0;
		walk->known =
		    queue->visit[i].is_bound ? NULL : queue->visit[i].known;
		s = look_at(walk, queue, &queue->visit[i]);
	}
	walk->is_ingredient = false;
	/* An update whose chain of parents leads to no binding. */
	if (s == STATUS_OK && !walk->is_bound && !walk->has_failed)
		c2pa_note(walk, C2PA_GENERAL_ERROR, slice_of(NULL, 0));
	return s;
}

enum status
c2pa_validate(
    const struct c2pa *c2pa, struct slice file, enum image_format format,
    struct slice store, int64_t now_s, struct arena *arena,
    struct c2pa_result *result)
{
	struct c2pa_walk walk = { .trust = c2pa->trust,
				  .file = file,
				  .format = format,
				  .now_s = now_s,
				  .arena = arena,
				  .result = result };
	enum status s;

	memset(result, 0, sizeof(*result));
	if (store.len == 0)
		return STATUS_OK;
	if (!size_mul(file.len, HASH_FACTOR, &walk.hash_left_bytes))
		walk.hash_left_bytes = file.len;
	s = look_at_all(&walk, store);
	result->state =
	    (int32_t)(s == STATUS_OK ? conclude(&walk) : C2PA_UNCHECKABLE);
	return s;
}

const char *
c2pa_state_name(enum c2pa_state state)
{
	switch (state) {
	case C2PA_ABSENT:
		return "absent";
	case C2PA_TRUSTED:
		return "trusted";
	case C2PA_VALID:
		return "valid";
	case C2PA_INVALID:
		return "invalid";
	case C2PA_UNCHECKABLE:
		break;
	}
	return "uncheckable";
}
