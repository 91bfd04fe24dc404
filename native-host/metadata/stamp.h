#ifndef STAMP_H
#define STAMP_H

/*
 * stamp: when something was signed, said by a time-stamping service (RFC 3161).
 *
 *   takes   a TimeStampResp or TimeStampToken, any bytes at all, and what it
 *           may be a stamp of
 *   gives   the time, and how far it can be believed
 */

#include "metadata/trust.h"

#define STAMP_MAX_BYTES ((size_t)64 << 10)

enum stamp_state {
	STAMP_MALFORMED,
	STAMP_MISMATCH,	 /* of something else, or its signature is wrong */
	STAMP_OUTSIDE,	 /* made when its own certificate was not valid */
	STAMP_UNTRUSTED, /* whole, by a service on no list */
	STAMP_TRUSTED
};

struct stamp {
	enum stamp_state state;
	int64_t at_s; /* since 1970; 0 when malformed */
};

/*
 * stamp_check(der, text, count, trust, stamp):
 * `text` are `count` forms in which the stamped bytes may have been hashed.
 */
void stamp_check(
    struct slice der, const struct slice *text, size_t count,
    const struct trust *trust, struct stamp *stamp);

#endif
