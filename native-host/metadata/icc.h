#ifndef ICC_H
#define ICC_H

/*
 * icc: what a colour profile calls itself.
 *
 *   takes   an ICC profile, any bytes at all
 *   gives   its description in ASCII
 */

#include "base/slice.h"

#define ICC_NAME_BYTES 64 /* with the final NUL */

/* False, and an empty name, when it says none.  Other letters become '?'. */
bool icc_name(struct slice profile, char name[ICC_NAME_BYTES]);

#endif
