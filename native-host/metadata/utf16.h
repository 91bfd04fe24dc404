#ifndef UTF16_H
#define UTF16_H

/*
 * utf16: text of two bytes a letter, made UTF-8.
 *
 *   takes   any bytes at all
 *   gives   valid UTF-8 in the arena; halves of nothing become U+FFFD
 */

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

/*
 * utf16_read(text, is_little, arena, out):
 * The order of bytes is that of a byte order mark; without one, of the side on
 * which more zeros lie; without those, little-endian if `is_little`.  Ends at
 * the first NUL.
 *
 * STATUS_NO_MEMORY
 */
MUST_USE enum status utf16_read(
    struct slice text, bool is_little, struct arena *arena, struct slice *out);

#endif
