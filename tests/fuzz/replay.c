/*
 * Replay: run a fuzz target over files, without libFuzzer.
 *
 *     json_fuzz tests/fuzz/corpus/json one-more-file ...
 *
 * Every file, and every file of a folder (not of those below it), is given to
 * the target from a heap copy of exactly its size, so that valgrind and ASan
 * see a read beyond it.  A target that dislikes something aborts.
 */

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t file_count;

static _Noreturn void
give_up(const char *path)
{
	fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
	exit(1);
}

static void
replay_file(const char *path, size_t len)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = malloc(len > 0 ? len : 1);

	if (file == NULL || data == NULL || fread(data, 1, len, file) != len)
		give_up(path);
	(void)fclose(file);
	/* Even one byte past an empty file is not to be read. */
	if (len == 0) {
		free(data);
		data = NULL;
	}
	(void)LLVMFuzzerTestOneInput(data, len);
	free(data);
	file_count++;
}

static void
replay(const char *path, int depth)
{
	struct stat about;
	struct dirent *entry;
	DIR *folder;

	if (stat(path, &about) != 0)
		give_up(path);
	if (!S_ISDIR(about.st_mode)) {
		replay_file(path, (size_t)about.st_size);
		return;
	}
	if (depth > 0)
		return;
	folder = opendir(path);
	if (folder == NULL)
		give_up(path);
	while ((entry = readdir(folder)) != NULL) {
		size_t size_bytes = strlen(path) + strlen(entry->d_name) + 2;
		char *below = malloc(size_bytes);

		if (below == NULL)
			give_up(path);
		(void)snprintf(below, size_bytes, "%s/%s", path, entry->d_name);
		replay(below, depth + 1);
		free(below);
	}
	(void)closedir(folder);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i], 0);
	printf("replayed %zu files\n", file_count);
	return 0;
}
