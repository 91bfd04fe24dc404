#ifndef INSTALLED_H
#define INSTALLED_H

/*
 * installed: what `install` wrote, so that `uninstall` removes that.
 *
 * <data folder>/installed.json, written before what it tells of: a file that
 * is there is always known, one that is known may not be there.
 */

#include "base/file.h"

struct installed;

/* A manifest that was written. */
struct installed_file {
	const char *browser; /* its name in the table */
	const char *path;
	const char *program; /* what it starts */
};

/*
 * installed_open(folder, installed):
 * Read the list in `folder`; none is an empty one.
 *
 * STATUS_JSON_*   the file is damaged
 * STATUS_IO, STATUS_NO_MEMORY
 */
MUST_USE enum status
installed_open(const char *folder, struct installed **installed);
void installed_close(struct installed *installed); /* harmless on NULL */

/* Write the list, or remove it when it is empty.  STATUS_IO, _NO_MEMORY */
MUST_USE enum status installed_save(struct installed *installed);

size_t installed_count(const struct installed *installed);
struct installed_file
installed_file(const struct installed *installed, size_t index);

/* Add a file, in place of one of the same path.  STATUS_NO_MEMORY */
MUST_USE enum status
installed_add(struct installed *installed, struct installed_file file);
void installed_remove(struct installed *installed, size_t index);

/* A folder that was made on the way, the outer before the inner. */
MUST_USE enum status
installed_add_folder(struct installed *installed, const char *path);

/* Remove the list's own file, then the folders as far as they are empty. */
void installed_remove_folders(struct installed *installed);

#endif
