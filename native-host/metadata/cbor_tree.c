#include "metadata/cbor_tree.h"

#include <cbor.h>

#define UNKNOWN_COUNT UINT64_MAX

/* Tags 0 to 23 in one byte: libcbor 0.8 refuses those from 6 to 20 as not
 * assigned, and COSE's is 18 (RFC 8949, 3.4). */
#define TAG_FIRST 0xC0
#define TAG_LAST 0xD7

/* A list, map or tag that waits for its children. */
struct level {
	struct cbor_node *node;
	struct cbor_node *last;
	uint64_t left; /* UNKNOWN_COUNT: until a break */
	size_t count;
};

struct tree {
	struct cbor_node *node; /* NULL while counting */
	size_t node_count;
	size_t depth;
	struct level level[CBOR_TREE_DEPTH_MAX];
	bool is_bad;
	bool is_done;
};

/* RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF. */
static bool
is_utf8(struct slice s)
{
	for (size_t i = 0; i < s.len;) {
		uint8_t c = s.data[i++];
		uint8_t low = 0x80, high = 0xbf;
		size_t more = 0;

		if (c < 0x80)
			continue;
		if (c < 0xc2 || c > 0xf4)
			return false;
		more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
		if (c == 0xe0)
			low = 0xa0;
		if (c == 0xed)
			high = 0x9f;
		if (c == 0xf0)
			low = 0x90;
		if (c == 0xf4)
			high = 0x8f;
		for (; more > 0; more--, low = 0x80, high = 0xbf) {
			if (i == s.len || s.data[i] < low || s.data[i] > high)
				return false;
			i++;
		}
	}
	return true;
}

/* Is the key that was put last in its map there before? */
static bool
is_repeated(const struct level *level)
{
	const struct cbor_node *key = level->node->first;

	for (; key != level->last; key = key->next->next)
		if (key->kind == level->last->kind &&
		    key->number == level->last->number &&
		    slice_is_equal(key->data, level->last->data))
			return true;
	return false;
}

/* What was waited for is complete: so may be what waited for it. */
static void
close_full(struct tree *tree)
{
	while (tree->depth > 0 && tree->level[tree->depth - 1].left == 0)
		tree->depth--;
	tree->is_done = tree->depth == 0;
}

/* Hang a node below the innermost level. */
static void
attach(struct tree *tree, struct cbor_node *node)
{
	struct level *level;

	if (tree->depth == 0)
		return;
	level = &tree->level[tree->depth - 1];
	level->count++;
	if (level->left != UNKNOWN_COUNT)
		level->left--;
	if (tree->node == NULL || node == NULL)
		return; /* the first pass, which only counts, makes none */
	if (level->last == NULL)
		level->node->first = node;
	else
		level->last->next = node;
	level->last = node;
	if (level->node->kind == CBOR_MAP &&
	    level->count > 2 * CBOR_TREE_PAIRS_MAX)
		tree->is_bad = true;
	/* At an odd count it is a key. */
	if (!tree->is_bad && level->node->kind == CBOR_MAP &&
	    (level->count & 1) != 0 &&
	    (node->kind == CBOR_TEXT || node->kind == CBOR_NUMBER) &&
	    is_repeated(level))
		tree->is_bad = true;
}

static void
add(struct tree *tree, enum cbor_kind kind, uint64_t number, struct slice data,
    uint64_t children)
{
	struct cbor_node *node = NULL;

	if (tree->is_bad || tree->is_done ||
	    tree->node_count == CBOR_TREE_NODES_MAX ||
	    (children > 0 && tree->depth == CBOR_TREE_DEPTH_MAX) ||
	    (kind == CBOR_TEXT && !is_utf8(data))) {
		tree->is_bad = true;
		return;
	}
	if (tree->node != NULL) {
		node = &tree->node[tree->node_count];
		*node = (struct cbor_node){ .kind = kind,
					    .number = number,
					    .data = data };
	}
	tree->node_count++;
	attach(tree, node);
	if (children > 0)
		tree->level[tree->depth++] =
		    (struct level){ .node = node, .left = children };
	close_full(tree);
}

static void
add_plain(void *tree, enum cbor_kind kind, uint64_t number)
{
	add(tree, kind, number, slice_of(NULL, 0), 0);
}

static void
add_group(void *tree, enum cbor_kind kind, uint64_t count)
{
	/* No file that is read has room for that many. */
	if (count != UNKNOWN_COUNT && count > CBOR_TREE_NODES_MAX) {
		((struct tree *)tree)->is_bad = true;
		return;
	}
	if (kind == CBOR_MAP && count != UNKNOWN_COUNT)
		count *= 2;
	add(tree, kind, 0, slice_of(NULL, 0), count);
}

#define NUMBER(name, type, kind)                                               \
	static void name(void *tree, type number)                              \
	{                                                                      \
		add_plain(tree, kind, number);                                 \
	}
NUMBER(on_number_8, uint8_t, CBOR_NUMBER)
NUMBER(on_number_16, uint16_t, CBOR_NUMBER)
NUMBER(on_number_32, uint32_t, CBOR_NUMBER)
NUMBER(on_number_64, uint64_t, CBOR_NUMBER)
NUMBER(on_below_8, uint8_t, CBOR_BELOW)
NUMBER(on_below_16, uint16_t, CBOR_BELOW)
NUMBER(on_below_32, uint32_t, CBOR_BELOW)
NUMBER(on_below_64, uint64_t, CBOR_BELOW)
NUMBER(on_bool, bool, CBOR_BOOL)
#undef NUMBER

static void
on_bytes(void *tree, cbor_data data, size_t len)
{
	add(tree, CBOR_BYTES, 0, slice_of(data, len), 0);
}

static void
on_text(void *tree, cbor_data data, size_t len)
{
	add(tree, CBOR_TEXT, 0, slice_of(data, len), 0);
}

static void
on_pieces(void *tree)
{
	((struct tree *)tree)->is_bad = true;
}

static void
on_list(void *tree, size_t count)
{
	add_group(tree, CBOR_LIST, count);
}

static void
on_open_list(void *tree)
{
	add_group(tree, CBOR_LIST, UNKNOWN_COUNT);
}

static void
on_map(void *tree, size_t count)
{
	add_group(tree, CBOR_MAP, count);
}

static void
on_open_map(void *tree)
{
	add_group(tree, CBOR_MAP, UNKNOWN_COUNT);
}

static void
on_tag(void *tree, uint64_t tag)
{
	add(tree, CBOR_TAG, tag, slice_of(NULL, 0), 1);
}

static void
on_float(void *tree, float value)
{
	(void)value;
	add_plain(tree, CBOR_FLOAT, 0);
}

static void
on_double(void *tree, double value)
{
	(void)value;
	add_plain(tree, CBOR_FLOAT, 0);
}

static void
on_nothing(void *tree)
{
	add_plain(tree, CBOR_NOTHING, 0);
}

static void
on_break(void *context)
{
	struct tree *tree = context;
	struct level *level;

	if (tree->depth == 0) {
		tree->is_bad = true;
		return;
	}
	level = &tree->level[tree->depth - 1];
	/* A map cannot end between a key and its value; in the counting pass
	 * there is no node to tell, and the second pass will. */
	if (level->left != UNKNOWN_COUNT ||
	    (level->node != NULL && level->node->kind == CBOR_MAP &&
	     (level->count & 1) != 0)) {
		tree->is_bad = true;
		return;
	}
	level->left = 0;
	close_full(tree);
}

static const struct cbor_callbacks callbacks = {
	.uint8 = on_number_8,
	.uint16 = on_number_16,
	.uint32 = on_number_32,
	.uint64 = on_number_64,
	.negint8 = on_below_8,
	.negint16 = on_below_16,
	.negint32 = on_below_32,
	.negint64 = on_below_64,
	.byte_string_start = on_pieces,
	.byte_string = on_bytes,
	.string = on_text,
	.string_start = on_pieces,
	.indef_array_start = on_open_list,
	.array_start = on_list,
	.indef_map_start = on_open_map,
	.map_start = on_map,
	.tag = on_tag,
	.float2 = on_float,
	.float4 = on_float,
	.float8 = on_double,
	.undefined = on_nothing,
	.null = on_nothing,
	.boolean = on_bool,
	.indef_break = on_break,
};

/* True when the bytes are one value and nothing else. */
static bool
walk(struct slice bytes, struct tree *tree)
{
	size_t at = 0;

	while (at < bytes.len && !tree->is_bad) {
		struct cbor_decoder_result r;

		if (bytes.data[at] >= TAG_FIRST && bytes.data[at] <= TAG_LAST) {
			on_tag(tree, (uint64_t)(bytes.data[at++] - TAG_FIRST));
			continue;
		}
		r = cbor_stream_decode(
		    bytes.data + at, bytes.len - at, &callbacks, tree);

		if (r.status != CBOR_DECODER_FINISHED || r.read == 0)
			return false;
		at += r.read;
	}
	return !tree->is_bad && tree->is_done;
}

enum status
cbor_tree_read(
    struct slice bytes, struct arena *arena, const struct cbor_node **root)
{
	struct tree count = { 0 }, tree = { 0 };

	*root = NULL;
	if (!walk(bytes, &count))
		return STATUS_UNREADABLE;
	tree.node = arena_array(arena, count.node_count, sizeof(*tree.node));
	if (tree.node == NULL)
		return STATUS_NO_MEMORY;
	if (!walk(bytes, &tree))
		return STATUS_UNREADABLE;
	*root = tree.node;
	return STATUS_OK;
}

bool
cbor_tree_is(const struct cbor_node *node, enum cbor_kind kind)
{
	return node != NULL && node->kind == kind;
}

const struct cbor_node *
cbor_tree_member(const struct cbor_node *map, const char *key)
{
	if (!cbor_tree_is(map, CBOR_MAP))
		return NULL;
	for (const struct cbor_node *k = map->first; k != NULL;
	     k = k->next->next)
		if (k->kind == CBOR_TEXT && slice_is_text(k->data, key))
			return k->next;
	return NULL;
}

const struct cbor_node *
cbor_tree_labelled(const struct cbor_node *map, uint64_t label)
{
	if (!cbor_tree_is(map, CBOR_MAP))
		return NULL;
	for (const struct cbor_node *k = map->first; k != NULL;
	     k = k->next->next)
		if (k->kind == CBOR_NUMBER && k->number == label)
			return k->next;
	return NULL;
}

const struct cbor_node *
cbor_tree_list(const struct cbor_node *node)
{
	return cbor_tree_is(node, CBOR_LIST) ? node->first : NULL;
}

struct slice
cbor_tree_text(const struct cbor_node *node)
{
	return cbor_tree_is(node, CBOR_TEXT) ? node->data : slice_of(NULL, 0);
}

struct slice
cbor_tree_bytes(const struct cbor_node *node)
{
	return cbor_tree_is(node, CBOR_BYTES) ? node->data : slice_of(NULL, 0);
}

size_t
cbor_tree_count(const struct cbor_node *node)
{
	size_t count = 0;

	if (!cbor_tree_is(node, CBOR_LIST) && !cbor_tree_is(node, CBOR_MAP))
		return 0;
	for (const struct cbor_node *n = node->first; n != NULL; n = n->next)
		count++;
	return count;
}
