#include "net_files.h"

#include <stdio.h>
#include <stdlib.h>

#define MODULES "node_modules/@mediapipe/"
#define ASSETS MODULES "face_mesh/face_mesh_solution_packed_assets.data"

/* Offsets: face_mesh_solution_packed_assets_loader.js of the same package. */
static const struct source {
	const char *name, *path;
	long first, end; /* bytes; end 0: all */
} sources[] = {
	{ "short-range", ASSETS, 3757224, 3986256 },
	{ "full-range",
	  MODULES "face_detection/face_detection_full_range.tflite", 0, 0 },
	{ "attention", ASSETS, 0, 2495952 },
};

static struct slice
read_range(const char *path, long first, long end)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes;
	size_t len;

	if (file == NULL || (end == 0 && fseek(file, 0, SEEK_END) != 0)) {
		perror(path);
		exit(1);
	}
	len = (size_t)((end == 0 ? ftell(file) : end) - first);
	bytes = malloc(len);
	if (bytes == NULL || fseek(file, first, SEEK_SET) != 0 ||
	    fread(bytes, 1, len, file) != len) {
		perror(path);
		exit(1);
	}
	fclose(file);
	return slice_of(bytes, len);
}

struct slice
net_file_weights(void)
{
	return read_range("build/face.weights", 0, 0);
}

struct slice
net_file_tflite(const char *name)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (strcmp(sources[i].name, name) == 0)
			return read_range(
			    sources[i].path, sources[i].first, sources[i].end);
	fprintf(stderr, "%s: no such network\n", name);
	exit(1);
}

void *
net_file_bytes(struct slice file)
{
	return (void *)(uintptr_t)file.data;
}
