#ifndef MOMENT_H
#define MOMENT_H

/*
 * moment: a time as a person types it.
 */

#include <stdbool.h>
#include <stdint.h>

#define MOMENT_MAX_S 253402300799 /* 9999-12-31T23:59:59Z */

/* Which second of a day that is given without a time. */
enum moment_end {
	MOMENT_FIRST,
	MOMENT_LAST,
};

/*
 * "2026-11-23T18:00:00Z", "2026-11-23" (in UTC), or seconds since 1970; false
 * for anything else, and for what is not after 1970 began or after 9999.
 */
bool moment_read(const char *text, enum moment_end end, int64_t *seconds);

#endif
