#ifndef MANIFEST_H
#define MANIFEST_H

/*
 * manifest: what tells a browser how to start the host, and for whom.
 *
 * Made from manifests/ *.json.in, which are part of the program.
 */

#include "base/arena.h"
#include "cli/browser.h"

#define MANIFEST_EXTENSIONS_MAX 8 /* of --extension-id */

/* Whose extensions besides our own may start the host. */
struct manifest_extensions {
	const char *id[MANIFEST_EXTENSIONS_MAX];
	size_t count;
};

/*
 * Is it the id of an extension, and of which family?  Chromium: 32 letters of
 * a to p; Firefox: "name@place" or a UUID in braces.
 */
bool manifest_is_id(const char *id, enum browser_family *family);

/*
 * manifest_write(family, program, extensions, arena, text):
 * The manifest that starts `program` (an absolute path) for our extension and
 * those of `extensions` that are of the family.
 *
 * STATUS_JSON_UTF8   the path cannot stand in a manifest
 * STATUS_NO_MEMORY
 */
MUST_USE enum status manifest_write(
    enum browser_family family, const char *program,
    const struct manifest_extensions *extensions, struct arena *arena,
    struct slice *text);

enum manifest_state {
	MANIFEST_NONE,	/* there is no file */
	MANIFEST_OURS,	/* of our host, and it starts `program` */
	MANIFEST_OTHER, /* somebody made it, or changed it */
};

enum manifest_state manifest_look(const char *path, const char *program);

#endif
