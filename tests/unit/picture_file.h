#ifndef PICTURE_FILE_H
#define PICTURE_FILE_H

/* Files under tests/data, read as the tests run: from the project's root. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "guarded.h"

#define PICTURE_FILE_MAX_BYTES ((size_t)4 << 20)

/* The file `folder`/`name`, before an unreadable page; fails when missing. */
static inline struct guarded
picture_file(const char *folder, const char *name)
{
	uint8_t *bytes = malloc(PICTURE_FILE_MAX_BYTES);
	char path[512];
	struct guarded g;
	size_t len;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "rb");
	if (f == NULL || bytes == NULL)
		fail_msg("cannot read %s", path);
	len = fread(bytes, 1, PICTURE_FILE_MAX_BYTES, f);
	fclose(f);
	g = guarded_copy(bytes, len);
	free(bytes);
	return g;
}

#endif
