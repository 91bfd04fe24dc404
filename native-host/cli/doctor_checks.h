#ifndef DOCTOR_CHECKS_H
#define DOCTOR_CHECKS_H

/*
 * doctor_checks: look at everything the host needs, and say what mends it.
 */

#include <stddef.h>

#include "base/file.h"

#define DOCTOR_CHECKS_MAX 32
#define DOCTOR_NAME_BYTES 24
#define DOCTOR_TEXT_BYTES (FILE_PATH_BYTES + 256)

/* In rising order. */
enum doctor_state {
	DOCTOR_GOOD,
	DOCTOR_NOTE,  /* nothing to do, but worth knowing */
	DOCTOR_AMISS, /* it works without, but not as it should */
	DOCTOR_FATAL, /* no picture can be answered */
};

struct doctor_check {
	enum doctor_state state;
	char name[DOCTOR_NAME_BYTES];
	char text[DOCTOR_TEXT_BYTES];
	char fix[DOCTOR_TEXT_BYTES]; /* a command, or empty */
};

struct doctor_report {
	struct doctor_check check[DOCTOR_CHECKS_MAX];
	size_t count;
};

void doctor_look(struct doctor_report *report);

enum doctor_state doctor_worst(const struct doctor_report *report);

#endif
