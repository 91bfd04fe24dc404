#include "host/place.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum status
place_name_data_folder(char path[PLACE_BYTES])
{
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");

	path[0] = '\0';
	/* The base directory specification: a relative path is ignored. */
	if (data != NULL && data[0] == '/')
		return file_join(data, "facetell", path);
	if (home != NULL && home[0] == '/')
		return file_join(home, ".local/share/facetell", path);
	return STATUS_IO;
}

enum status
place_data_folder(char path[PLACE_BYTES])
{
	enum status s = place_name_data_folder(path);

	return s == STATUS_OK ? file_make_folder(path, NULL, NULL) : s;
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
		if (file_join(folder, names[i], path) == STATUS_OK &&
		    access(path, F_OK) == 0)
			return STATUS_OK;
	return STATUS_WORKER_MODEL;
}
