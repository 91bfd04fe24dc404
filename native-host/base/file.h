#ifndef FILE_H
#define FILE_H

/*
 * file: small files, read and written as a whole.
 *
 * What is written is either there in full or not there at all, also after a
 * crash: a file beside it, fsync, then one rename or link, then fsync of the
 * folder.  A failed call has logged errno's text.
 */

#include "base/slice.h"
#include "base/status.h"

#define FILE_PATH_BYTES 4096 /* Linux's PATH_MAX, with the NUL */

/* "folder/name"; STATUS_IO when it is too long. */
MUST_USE enum status
file_join(const char *folder, const char *name, char path[FILE_PATH_BYTES]);

/*
 * file_make_folder(path, made, context):
 * Make a folder and those above it, each 0700.  `made` (may be NULL) is told
 * of every one that was not there, the outermost first.  STATUS_IO
 */
MUST_USE enum status file_make_folder(
    const char *path, void (*made)(void *context, const char *path),
    void *context);

/* Who may do what with a file that was read. */
struct file_rights {
	bool is_ours;	/* it belongs to the user who asks */
	bool is_shared; /* its group or others may read or write it */
};

/*
 * file_read(path, buffer, size, len, rights):
 * A regular file of at most `size` bytes; no symbolic link is followed.
 * `rights` may be NULL.
 *
 * STATUS_NOT_FOUND, STATUS_TOO_LARGE, STATUS_IO
 */
MUST_USE enum status file_read(
    const char *path, void *buffer, size_t size, size_t *len,
    struct file_rights *rights);

/* Write the file, in place of what was there; readable by `mode` (0600). */
MUST_USE enum status
file_replace(const char *path, unsigned mode, struct slice bytes);

/*
 * file_create(path, mode, bytes, was_there):
 * The same, but a file that is there is left alone and `*was_there` set: of
 * several processes that create it at once, one does.
 */
MUST_USE enum status file_create(
    const char *path, unsigned mode, struct slice bytes, bool *was_there);

/*
 * file_lock(folder, lock):
 * Wait for the one lock on a folder; file_unlock gives it back, as does the
 * end of the process.  STATUS_IO
 */
MUST_USE enum status file_lock(const char *folder, int *lock);
void file_unlock(int lock); /* harmless on -1 */

#endif
