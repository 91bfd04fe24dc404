#include "cli/walk.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
walk_open(struct walk *walk, char *const *words, size_t word_count)
{
	memset(walk, 0, sizeof(*walk));
	walk->words = words;
	walk->word_count = word_count;
}

static void
leave_folder(struct walk *walk)
{
	struct walk_folder *folder = &walk->folder[--walk->depth];

	for (size_t i = 0; i < folder->count; i++)
		free(folder->entries[i]);
	free((void *)folder->entries);
	*folder = (struct walk_folder){ 0 };
}

void
walk_close(struct walk *walk)
{
	while (walk->depth > 0)
		leave_folder(walk);
}

static int
compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_name(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

/* Go into the folder walk->path. */
static bool
enter_folder(struct walk *walk)
{
	struct walk_folder *folder = &walk->folder[walk->depth];
	struct dirent **entries = NULL;
	int count;

	if (walk->depth == WALK_DEPTH_MAX)
		return false;
	count = scandir(walk->path, &entries, is_name, compare_names);
	if (count < 0)
		return false;
	*folder = (struct walk_folder){
		.entries = entries,
		.count = (size_t)count,
		.path_len = strlen(walk->path),
	};
	walk->depth++;
	return true;
}

/*
 * The next of the innermost folder; false when it has no more.  What is
 * neither file nor folder (a pipe, a device, a link to nowhere) is no picture.
 */
static bool
next_in_folder(struct walk *walk, enum walk_step *step)
{
	struct walk_folder *folder = &walk->folder[walk->depth - 1];
	struct stat st;

	while (folder->next < folder->count) {
		const char *name = folder->entries[folder->next++]->d_name;
		size_t len = folder->path_len;
		size_t slash = len > 0 && walk->path[len - 1] != '/' ? 1 : 0;

		if (len + slash + strlen(name) >= WALK_PATH_BYTES) {
			walk->path[len] = '\0';
			*step = WALK_BAD;
			return true;
		}
		if (slash > 0)
			walk->path[len] = '/';
		memcpy(walk->path + len + slash, name, strlen(name) + 1);
		if (lstat(walk->path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			*step = enter_folder(walk) ? WALK_WAIT : WALK_BAD;
			return true;
		}
		if (S_ISREG(st.st_mode) ||
		    (S_ISLNK(st.st_mode) && stat(walk->path, &st) == 0 &&
		     S_ISREG(st.st_mode))) {
			*step = WALK_FILE;
			return true;
		}
	}
	return false;
}

/* A word or a name: what it is decides whether to go into it. */
static enum walk_step
start_at(struct walk *walk, const char *name, size_t len)
{
	struct stat st;

	if (len >= WALK_PATH_BYTES)
		len = WALK_PATH_BYTES - 1;
	memcpy(walk->path, name, len);
	walk->path[len] = '\0';
	if (stat(walk->path, &st) != 0 || !S_ISDIR(st.st_mode))
		return WALK_FILE;
	return enter_folder(walk) ? WALK_WAIT : WALK_BAD;
}

/* Take the first `len` bytes and the line's end out of the buffer. */
static void
drop_line(struct walk_names *names, size_t len)
{
	size_t gone = len < names->used ? len + 1 : len;

	memmove(names->buffer, names->buffer + gone, names->used - gone);
	names->used -= gone;
}

/* Read once if that does not wait. */
static bool
fill_names(struct walk_names *names)
{
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	ssize_t n;

	if (names->used == sizeof(names->buffer)) {
		names->used = 0; /* no path is that long: it is cut */
		names->is_long = true;
	}
	if (poll(&fd, 1, 0) <= 0)
		return false;
	n = read(
	    STDIN_FILENO, names->buffer + names->used,
	    sizeof(names->buffer) - names->used);
	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0)
		names->has_ended = true;
	else
		names->used += (size_t)n;
	return true;
}

static enum walk_step
next_name(struct walk *walk)
{
	struct walk_names *names = &walk->names;
	enum walk_step step;

	for (;;) {
		const char *end = memchr(names->buffer, '\n', names->used);
		size_t len =
		    end != NULL ? (size_t)(end - names->buffer) : names->used;

		if (end == NULL && !names->has_ended) {
			if (!fill_names(names))
				return WALK_WAIT;
			continue;
		}
		if (names->used == 0) {
			names->is_open = false;
			return WALK_WAIT;
		}
		if (names->is_long) {
			(void)snprintf(
			    walk->path, sizeof(walk->path),
			    "(a name of more than %zu bytes)",
			    sizeof(names->buffer));
			names->is_long = false;
			drop_line(names, len);
			return WALK_BAD;
		}
		step = len > 0 ? start_at(walk, names->buffer, len) : WALK_WAIT;
		drop_line(names, len);
		if (len > 0)
			return step;
	}
}

enum walk_step
walk_next(struct walk *walk)
{
	enum walk_step step = WALK_WAIT;

	for (;;) {
		if (walk->depth > 0) {
			if (!next_in_folder(walk, &step))
				leave_folder(walk);
			else if (step != WALK_WAIT)
				return step;
		} else if (walk->names.is_open) {
			step = next_name(walk);
			/* It waits, unless it went into a folder or ended. */
			if (step != WALK_WAIT ||
			    (walk->depth == 0 && walk->names.is_open))
				return step;
		} else if (walk->next_word < walk->word_count) {
			const char *word = walk->words[walk->next_word++];

			if (strcmp(word, "-") == 0) {
				walk->names =
				    (struct walk_names){ .is_open = true };
				continue;
			}
			step = start_at(walk, word, strlen(word));
			if (step != WALK_WAIT)
				return step;
		} else {
			return WALK_END;
		}
	}
}
