#ifndef WALK_H
#define WALK_H

/*
 * walk: from the words of a command line to the files they mean, in order.
 *
 * A folder means all regular files below it, sorted by name byte by byte, each
 * folder's own where its name stands; links to folders are not followed, so
 * there is no way round in circles.  "-" means the names on standard input, one
 * a line.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/file.h"

#define WALK_PATH_BYTES FILE_PATH_BYTES
#define WALK_DEPTH_MAX 64

struct dirent;

struct walk_folder {
	struct dirent **entries; /* sorted by name */
	size_t count, next;
	size_t path_len; /* of this folder in walk->path */
};

struct walk_names {
	bool is_open;
	bool has_ended;
	bool is_long; /* skipping the rest of a line that is no path */
	char buffer[WALK_PATH_BYTES];
	size_t used;
};

struct walk {
	char *const *words;
	size_t word_count, next_word;
	struct walk_folder folder[WALK_DEPTH_MAX];
	size_t depth;
	struct walk_names names;
	char path[WALK_PATH_BYTES]; /* what the last step was about */
};

enum walk_step {
	WALK_FILE, /* walk->path is a file, or was said to be one */
	WALK_BAD,  /* walk->path is a folder that cannot be read */
	WALK_WAIT, /* no name has come yet: wait for standard input */
	WALK_END,
};

void walk_open(struct walk *walk, char *const *words, size_t word_count);
void walk_close(struct walk *walk);

/* Never waits. */
enum walk_step walk_next(struct walk *walk);

#endif
