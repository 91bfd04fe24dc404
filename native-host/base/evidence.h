#ifndef EVIDENCE_H
#define EVIDENCE_H

/*
 * evidence: one sign, what was observed, and what it weighs.
 *
 * Plain data without pointers, so that it can cross the pipe from a worker as
 * it is.  Whoever makes one fills every member; whoever receives one from
 * outside checks it with evidence_is_valid() first.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define EVIDENCE_NAME_BYTES 24 /* with the final NUL */
#define EVIDENCE_VALUES_MAX 8
#define EVIDENCE_POINTS_MAX 8
#define EVIDENCE_SAYS_BYTES 96 /* with the final NUL */
#define EVIDENCE_WHERE_BYTES 48
#define EVIDENCE_DECIBANS_MAX 60 /* 10^6 : 1; no sign of ours earns more */

/* Independent kinds of evidence; wire names in evidence.c. */
enum evidence_family {
	EVIDENCE_PICTURE, /* what the pixels show */
	EVIDENCE_FILE,	  /* what the file says of itself */
	/* Who else has it: no claim of generation, so always 0 decibans. */
	EVIDENCE_IDENTITY,
	EVIDENCE_FAMILY_COUNT
};

struct evidence_value {
	char name[EVIDENCE_NAME_BYTES]; /* [a-z][A-Za-z0-9]*, unit included */
	int32_t value;
};

/* Thousandths of the picture's width and height, from the top left. */
struct evidence_point {
	char name[EVIDENCE_NAME_BYTES];
	int32_t x_permille, y_permille;
};

struct evidence {
	char id[EVIDENCE_NAME_BYTES];
	int32_t family; /* enum evidence_family */
	int32_t
	    decibans; /* 10 log10 of the likelihood ratio, generated : photo */
	int32_t value_count;
	int32_t point_count;
	int32_t has_region;	    /* 0 or 1 */
	int32_t region_permille[4]; /* left, top, right, bottom */
	struct evidence_value value[EVIDENCE_VALUES_MAX];
	struct evidence_point point[EVIDENCE_POINTS_MAX];
	/* A stranger's text, and where it stood; plain (plain.h), or empty. */
	char says[EVIDENCE_SAYS_BYTES];
	char where[EVIDENCE_WHERE_BYTES];
};

/* The family's name on the wire. */
const char *evidence_family_name(enum evidence_family family);

/* Are all counts, names (none twice) and numbers within their bounds? */
bool evidence_is_valid(const struct evidence *evidence);

/* Append an observed value; a full list or a bad name is our own mistake. */
void
evidence_observe(struct evidence *evidence, const char *name, int32_t value);

/* Quote `says`, which stood at `where`; what is not fit to show becomes '?'. */
void
evidence_quote(struct evidence *evidence, struct slice says, const char *where);

/* Append a point to draw, in thousandths of the picture. */
void evidence_point(
    struct evidence *evidence, const char *name, int32_t x_permille,
    int32_t y_permille);

#endif
