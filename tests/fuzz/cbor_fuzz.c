/* Any bytes as CBOR; what is read is walked, and is within its bounds. */

#include <stdlib.h>

#include "metadata/cbor_tree.h"

#define ARENA_BYTES ((size_t)4 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct arena arena;
static volatile uint8_t seen;

static size_t
count(const struct cbor_node *node, int depth)
{
	size_t nodes = 0;

	if (node != NULL && depth > CBOR_TREE_DEPTH_MAX)
		abort();
	for (; node != NULL; node = node->next) {
		nodes += 1 + count(node->first, depth + 1);
		for (size_t i = 0; i < node->data.len; i++)
			seen ^= node->data.data[i];
		if (node->kind == CBOR_MAP && (cbor_tree_count(node) & 1) != 0)
			abort();
	}
	return nodes;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct cbor_node *root;
	enum status s;

	if (arena.base == NULL && arena_open(&arena, ARENA_BYTES) != STATUS_OK)
		abort();
	s = cbor_tree_read(slice_of(data, len), &arena, &root);
	if (s == STATUS_NO_MEMORY || (s == STATUS_OK) != (root != NULL) ||
	    count(root, 0) > CBOR_TREE_NODES_MAX)
		abort();
	(void)cbor_tree_member(root, "alg");
	arena_reset(&arena);
	return 0;
}
