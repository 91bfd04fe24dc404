#include "metadata/text.h"

#include "metadata/bytes.h"
#include "metadata/inflate.h"

#define DEFLATE 0 /* the only method there is */

/* What comes before the first NUL; `rest` moves past it. */
static bool
take_text(struct slice *rest, struct slice *head)
{
	const uint8_t *end =
	    rest->len == 0 ? NULL : memchr(rest->data, 0, rest->len);

	if (end == NULL)
		return false;
	*head = slice_of(rest->data, (size_t)(end - rest->data));
	*rest = bytes_after(*rest, head->len + 1);
	return true;
}

static enum status
unpack(struct slice packed, struct arena *arena, struct text *text)
{
	return inflate_bounded(
	    packed, TEXT_UNPACKED_MAX_BYTES, arena, &text->value,
	    &text->is_cut);
}

/* iTXt: two flags, a language and a translated keyword before the text. */
static enum status
read_utf8(struct slice rest, struct arena *arena, struct text *text)
{
	struct slice language, translated;
	bool is_packed = rest.len >= 2 && rest.data[0] == 1;

	if (rest.len < 2 || rest.data[0] > 1 || rest.data[1] != DEFLATE)
		return STATUS_UNREADABLE;
	rest = bytes_after(rest, 2);
	if (!take_text(&rest, &language) || !take_text(&rest, &translated))
		return STATUS_UNREADABLE;
	text->is_utf8 = true;
	text->value = rest;
	return is_packed ? unpack(rest, arena, text) : STATUS_OK;
}

static enum status
read_packed(struct slice rest, struct arena *arena, struct text *text)
{
	if (rest.len < 1 || rest.data[0] != DEFLATE)
		return STATUS_UNREADABLE;
	return unpack(bytes_after(rest, 1), arena, text);
}

static bool
take_keyword(struct slice *rest, struct text *text)
{
	return take_text(rest, &text->keyword) && text->keyword.len > 0 &&
	       text->keyword.len <= TEXT_KEYWORD_MAX_BYTES;
}

enum status
text_read(
    const struct container_part *part, struct arena *arena, struct text *text)
{
	struct slice rest = part->data;

	*text = (struct text){ 0 };
	if (!take_keyword(&rest, text))
		return STATUS_UNREADABLE;
	if (part->kind == CONTAINER_TEXT_PACKED)
		return read_packed(rest, arena, text);
	if (part->kind == CONTAINER_TEXT_UTF8)
		return read_utf8(rest, arena, text);
	text->value = rest;
	return STATUS_OK;
}

enum status
text_unpack_profile(
    const struct container_part *part, struct arena *arena, struct text *text)
{
	struct slice rest = part->data;

	*text = (struct text){ 0 };
	return take_keyword(&rest, text) ? read_packed(rest, arena, text)
					 : STATUS_UNREADABLE;
}
