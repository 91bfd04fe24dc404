#ifndef JUMBF_H
#define JUMBF_H

/*
 * jumbf: the boxes in which C2PA keeps its manifests (ISO 19566-5).
 *
 *   takes   any bytes at all
 *   gives   views of boxes, one level at a time: nothing here recurses
 */

#include "base/slice.h"

#define JUMBF_UUID_BYTES 16
#define JUMBF_LABEL_MAX_BYTES 255

/* Types of boxes, four letters each. */
#define JUMBF_SUPER 0x6a756d62U	      /* jumb */
#define JUMBF_DESCRIPTION 0x6a756d64U /* jumd */
#define JUMBF_CBOR 0x63626f72U	      /* cbor */

struct jumbf_box {
	uint32_t type;
	struct slice data; /* without length and type */
};

/* A superbox: what it is, and the boxes in it. */
struct jumbf_super {
	const uint8_t *uuid;  /* JUMBF_UUID_BYTES */
	struct slice label;   /* may be empty; ASCII without '/' */
	struct slice content; /* boxes after the description */
	struct slice hashed;  /* what a hash of it covers: all but its head */
};

/*
 * jumbf_next(rest, box):
 * The box at the front of `rest`, which moves past it.  False at the end, and
 * where a box lies about its length: then `rest` is not empty.
 */
bool jumbf_next(struct slice *rest, struct jumbf_box *box);

/* False when it is no superbox, or its description is damaged. */
bool jumbf_open(const struct jumbf_box *box, struct jumbf_super *super);

/* The next superbox; other boxes are passed over.  Otherwise as jumbf_next. */
bool jumbf_next_super(struct slice *rest, struct jumbf_super *super);

/*
 * jumbf_find(content, label, super):
 * How many superboxes have this label; the first is opened.
 */
size_t
jumbf_find(struct slice content, struct slice label, struct jumbf_super *super);

/* The first box of a type; empty when there is none. */
struct slice jumbf_part(struct slice content, uint32_t type);

#endif
