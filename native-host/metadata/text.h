#ifndef TEXT_H
#define TEXT_H

/*
 * text: the texts and the deflated parts of a PNG.
 *
 *   takes   a CONTAINER_TEXT... or CONTAINER_ICC part
 *   gives   keyword and text, unpacked within a limit
 */

#include "base/arena.h"
#include "base/status.h"
#include "metadata/container.h"

#define TEXT_UNPACKED_MAX_BYTES ((size_t)256 << 10)
#define TEXT_KEYWORD_MAX_BYTES 79 /* PNG, 11.3.4.2 */

struct text {
	struct slice keyword; /* Latin-1 */
	struct slice value;
	bool is_utf8; /* else Latin-1 */
	bool is_cut;  /* there was more than TEXT_UNPACKED_MAX_BYTES */
};

/*
 * text_read(part, arena, text):
 *
 * STATUS_UNREADABLE   no keyword, or damaged where it is packed
 * STATUS_NO_MEMORY    the arena is full
 */
MUST_USE enum status text_read(
    const struct container_part *part, struct arena *arena, struct text *text);

/*
 * text_unpack_profile(part, arena, text):
 * The ICC profile of a PNG: its name as keyword, its bytes as value.
 */
MUST_USE enum status text_unpack_profile(
    const struct container_part *part, struct arena *arena, struct text *text);

#endif
