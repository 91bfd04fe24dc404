#include "metadata/c2pa_walk.h"

#include "base/plain.h"

/* The last part of a URI: .../digitalsourcetype/trainedAlgorithmicMedia */
static struct slice
last_part(struct slice uri)
{
	size_t at = uri.len;

	while (at > 0 && uri.data[at - 1] != '/')
		at--;
	return slice_of(uri.data + at, uri.len - at);
}

/* cv.iptc.org/newscodes/digitalsourcetype: those that name a trained model. */
static bool
is_ai(struct slice type)
{
	static const char *const types[] = {
		"trainedAlgorithmicMedia",
		"compositeWithTrainedAlgorithmicMedia",
		"trainedAlgorithmicData", /* C2PA's own */
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (slice_is_text(type, types[i]))
			return true;
	return false;
}

/* AI outweighs what was said before; else what is said first counts. */
static void
note_source(struct c2pa_walk *walk, struct slice type)
{
	struct c2pa_result *result = walk->result;
	bool is_declared = is_ai(type);

	if (type.len == 0 || result->is_declared_ai != 0 ||
	    (!is_declared && result->source_type[0] != '\0'))
		return;
	plain_copy(type, result->source_type, C2PA_TEXT_BYTES);
	result->is_declared_ai = is_declared;
	result->is_source_of_ingredient = walk->is_ingredient;
}

enum status
c2pa_actions_read(
    struct c2pa_walk *walk, const struct c2pa_reference *reference,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct cbor_node *root, *each;
		enum status s;

		if (!reference[i].is_good ||
		    (!c2pa_is_label(reference[i].label, "c2pa.actions") &&
		     !c2pa_is_label(reference[i].label, "c2pa.actions.v2")))
			continue;
		s = c2pa_assertion_read(walk, &reference[i].box, &root);
		if (s != STATUS_OK)
			return s;
		if (root == NULL)
			c2pa_note(
			    walk, C2PA_ASSERTION_CBOR, reference[i].label);
		each = cbor_tree_list(cbor_tree_member(root, "actions"));
		for (; each != NULL; each = each->next)
			note_source(
			    walk, last_part(cbor_tree_text(cbor_tree_member(
				      each, "digitalSourceType"))));
	}
	return STATUS_OK;
}
