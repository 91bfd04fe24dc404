#ifndef CLOCK_H
#define CLOCK_H

/*
 * clock: milliseconds that only ever go forward.
 */

#include <stdint.h>
#include <time.h>

/* Of `clock`, since its own beginning; INT64_MAX when it cannot be read. */
static inline int64_t
clock_read_ms(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t) != 0)
		return INT64_MAX;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static inline int64_t
clock_now_ms(void)
{
	return clock_read_ms(CLOCK_MONOTONIC);
}

#endif
