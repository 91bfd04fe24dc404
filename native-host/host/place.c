#include "host/place.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum status
place_join(const char *folder, const char *name, char path[PLACE_BYTES])
{
	int n = snprintf(path, PLACE_BYTES, "%s/%s", folder, name);

	if (n > 0 && n < PLACE_BYTES)
		return STATUS_OK;
	path[0] = '\0';
	return STATUS_IO;
}

/* Make a folder and its parents, 0700 where new. */
static bool
make_folders(char *path)
{
	struct stat st;

	for (char *p = path + 1;; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST &&
		    stat(path, &st) != 0) {
			*p = c;
			return false;
		}
		*p = c;
		if (c == '\0')
			return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
	}
}

enum status
place_data_folder(char path[PLACE_BYTES])
{
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");
	enum status s;

	path[0] = '\0';
	/* The base directory specification: a relative path is ignored. */
	if (data != NULL && data[0] == '/')
		s = place_join(data, "facetell", path);
	else if (home != NULL && home[0] == '/')
		s = place_join(home, ".local/share/facetell", path);
	else
		s = STATUS_IO;
	if (s == STATUS_OK && !make_folders(path))
		s = STATUS_IO;
	return s;
}

enum status
place_program(char path[PLACE_BYTES])
{
	ssize_t n = readlink("/proc/self/exe", path, PLACE_BYTES - 1);

	if (n <= 0 || n >= PLACE_BYTES - 1) {
		path[0] = '\0';
		return STATUS_IO;
	}
	path[n] = '\0';
	return STATUS_OK;
}

enum status
place_weights(char path[PLACE_BYTES])
{
	static const char *const names[] = { "face.weights",
					     "../share/facetell/face.weights" };
	char folder[PLACE_BYTES];

	path[0] = '\0';
	if (place_program(folder) != STATUS_OK)
		return STATUS_WORKER_MODEL;
	*strrchr(folder, '/') = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (place_join(folder, names[i], path) == STATUS_OK &&
		    access(path, F_OK) == 0)
			return STATUS_OK;
	return STATUS_WORKER_MODEL;
}
