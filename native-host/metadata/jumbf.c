#include "metadata/jumbf.h"

#include "metadata/bytes.h"

#define HEAD_BYTES ((size_t)8)	     /* length, type */
#define LONG_HEAD_BYTES ((size_t)16) /* and a length of 64 bits */

/* Bits of a description's toggles: ISO 19566-5, table B.1. */
#define HAS_LABEL 2
#define HAS_ID 4
#define HAS_HASH 8
#define HAS_PRIVATE 16

bool
jumbf_next(struct slice *rest, struct jumbf_box *box)
{
	size_t head = HEAD_BYTES;
	uint64_t len;

	if (rest->len < HEAD_BYTES)
		return false;
	len = bytes_big(rest->data, 4);
	box->type = bytes_big(rest->data + 4, 4);
	if (len == 1) {
		head = LONG_HEAD_BYTES;
		if (rest->len < head)
			return false;
		len = (uint64_t)bytes_big(rest->data + 8, 4) << 32 |
		      bytes_big(rest->data + 12, 4);
	}
	/* 0, to the end of the file, is of no use inside another box. */
	if (len < head || len > rest->len)
		return false;
	box->data = slice_of(rest->data + head, (size_t)len - head);
	*rest = bytes_after(*rest, (size_t)len);
	return true;
}

/* Labels are put together to paths with '/'; whoever shows one cleans it. */
static bool
is_label(struct slice label)
{
	if (label.len > JUMBF_LABEL_MAX_BYTES)
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (label.data[i] >= 0x80 || label.data[i] == '/')
			return false;
	return true;
}

/* What comes after the label is as long as the toggles say. */
static bool
is_end(struct slice rest, uint8_t toggles)
{
	size_t fixed = ((toggles & HAS_ID) != 0 ? 4U : 0U) +
		       ((toggles & HAS_HASH) != 0 ? 32U : 0U);
	struct jumbf_box box;

	if (rest.len < fixed)
		return false;
	rest = bytes_after(rest, fixed);
	if ((toggles & HAS_PRIVATE) != 0 && !jumbf_next(&rest, &box))
		return false;
	return rest.len == 0;
}

bool
jumbf_open(const struct jumbf_box *box, struct jumbf_super *super)
{
	struct slice rest = box->data, text;
	struct jumbf_box description;
	uint8_t toggles;

	*super = (struct jumbf_super){ .hashed = box->data };
	if (box->type != JUMBF_SUPER || !jumbf_next(&rest, &description) ||
	    description.type != JUMBF_DESCRIPTION ||
	    description.data.len < JUMBF_UUID_BYTES + 1)
		return false;
	super->uuid = description.data.data;
	super->content = rest;
	toggles = description.data.data[JUMBF_UUID_BYTES];
	text = bytes_after(description.data, JUMBF_UUID_BYTES + 1);
	if ((toggles & HAS_LABEL) != 0) {
		const uint8_t *end;

		end = text.len == 0 ? NULL : memchr(text.data, 0, text.len);
		if (end == NULL)
			return false;
		super->label = slice_of(text.data, (size_t)(end - text.data));
		text = bytes_after(text, super->label.len + 1);
	}
	return is_label(super->label) && is_end(text, toggles);
}

bool
jumbf_next_super(struct slice *rest, struct jumbf_super *super)
{
	struct jumbf_box box;
	struct slice at = *rest;

	while (jumbf_next(&at, &box)) {
		if (box.type == JUMBF_SUPER) {
			if (!jumbf_open(&box, super))
				return false;
			*rest = at;
			return true;
		}
		*rest = at;
	}
	return false;
}

size_t
jumbf_find(struct slice content, struct slice label, struct jumbf_super *super)
{
	struct jumbf_super each;
	size_t count = 0;

	while (jumbf_next_super(&content, &each))
		if (slice_is_equal(each.label, label) && count++ == 0)
			*super = each;
	return count;
}

struct slice
jumbf_part(struct slice content, uint32_t type)
{
	struct jumbf_box box;

	while (jumbf_next(&content, &box))
		if (box.type == type)
			return box.data;
	return slice_of(NULL, 0);
}
