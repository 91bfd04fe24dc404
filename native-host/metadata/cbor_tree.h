#ifndef CBOR_TREE_H
#define CBOR_TREE_H

/*
 * cbor_tree: CBOR (RFC 8949) as a tree of views.
 *
 *   takes   any bytes at all
 *   gives   nodes in the arena; texts and bytes stay where they are
 *
 * The only file that includes libcbor, of which it uses the streaming decoder
 * alone: that one allocates nothing, so no length that is announced costs
 * memory.  Refused: more than CBOR_TREE_DEPTH_MAX levels or
 * CBOR_TREE_NODES_MAX nodes, larger maps, texts that are not UTF-8, a text key
 * twice in a map, strings in pieces, bytes after the end.
 */

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

#define CBOR_TREE_DEPTH_MAX 24
#define CBOR_TREE_NODES_MAX ((size_t)8192)
#define CBOR_TREE_PAIRS_MAX ((size_t)256) /* in one map */

enum cbor_kind {
	CBOR_NUMBER, /* 0 and up */
	CBOR_BELOW,  /* -1 - number */
	CBOR_BYTES,
	CBOR_TEXT,
	CBOR_LIST,
	CBOR_MAP, /* children: key, value, key, value ... */
	CBOR_TAG, /* one child; number is the tag */
	CBOR_BOOL,
	CBOR_NOTHING, /* null, undefined */
	CBOR_FLOAT    /* its value is not kept */
};

struct cbor_node {
	enum cbor_kind kind;
	uint64_t number;   /* also true as 1 */
	struct slice data; /* of CBOR_BYTES and CBOR_TEXT */
	const struct cbor_node *first, *next;
};

/*
 * cbor_tree_read(bytes, arena, root):
 *
 * STATUS_UNREADABLE   not CBOR, or refused
 * STATUS_NO_MEMORY
 */
MUST_USE enum status cbor_tree_read(
    struct slice bytes, struct arena *arena, const struct cbor_node **root);

/*
 * All of these take NULL for a node that is not there, and give NULL or an
 * empty slice when it is of another kind.
 */
const struct cbor_node *
cbor_tree_member(const struct cbor_node *map, const char *key);
/* A member by a whole number, as COSE labels its headers. */
const struct cbor_node *
cbor_tree_labelled(const struct cbor_node *map, uint64_t label);
const struct cbor_node *cbor_tree_list(const struct cbor_node *node);
struct slice cbor_tree_text(const struct cbor_node *node);
struct slice cbor_tree_bytes(const struct cbor_node *node);
bool cbor_tree_is(const struct cbor_node *node, enum cbor_kind kind);
/* Children of a list or map, keys and values alike. */
size_t cbor_tree_count(const struct cbor_node *node);

#endif
