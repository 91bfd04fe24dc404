#include "cli/installed.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "wire/json.h"

#define FILE_NAME "installed.json"
#define FILE_MAX_BYTES ((size_t)256 << 10)
#define FILES_MAX 32   /* browsers, twice */
#define FOLDERS_MAX 64 /* a few for each */

/* A struct installed_file with texts of its own. */
struct entry {
	char *browser, *path, *program;
};

struct installed {
	char path[FILE_PATH_BYTES];
	struct entry file[FILES_MAX];
	size_t file_count;
	char *folder[FOLDERS_MAX];
	size_t folder_count;
};

static void
free_entry(struct entry *entry)
{
	free(entry->browser);
	free(entry->path);
	free(entry->program);
	*entry = (struct entry){ 0 };
}

static enum status
read_files(struct installed *installed, const struct json *list)
{
	enum status s = STATUS_OK;

	if (!json_is_list(list))
		return STATUS_JSON_TYPE;
	for (const struct json *item = json_first(list);
	     item != NULL && s == STATUS_OK; item = json_next(item)) {
		struct installed_file file = { 0 };
		struct json_error error;

		if ((s = json_take_text(
			 item, "browser", 1, FILE_PATH_BYTES, &error,
			 &file.browser)) == STATUS_OK &&
		    (s = json_take_text(
			 item, "path", 1, FILE_PATH_BYTES, &error,
			 &file.path)) == STATUS_OK &&
		    (s = json_take_text(
			 item, "program", 1, FILE_PATH_BYTES, &error,
			 &file.program)) == STATUS_OK)
			s = installed_add(installed, file);
	}
	return s;
}

static enum status
read_folders(struct installed *installed, const struct json *list)
{
	enum status s = STATUS_OK;

	if (!json_is_list(list))
		return STATUS_JSON_TYPE;
	for (const struct json *item = json_first(list);
	     item != NULL && s == STATUS_OK; item = json_next(item))
		s = json_is_text(item)
			? installed_add_folder(installed, json_text(item))
			: STATUS_JSON_TYPE;
	return s;
}

static enum status
read_list(struct installed *installed)
{
	uint8_t *text = malloc(FILE_MAX_BYTES);
	struct json *json = NULL;
	struct json_error error;
	size_t len = 0;
	enum status s = STATUS_NO_MEMORY;

	if (text != NULL)
		s = file_read(
		    installed->path, text, FILE_MAX_BYTES, &len, NULL);
	if (s == STATUS_NOT_FOUND) {
		s = STATUS_OK;
		goto out;
	}
	if (s == STATUS_OK)
		s = json_parse(slice_of(text, len), &error, &json);
	if (s == STATUS_OK)
		s = read_files(installed, json_member(json, "manifests"));
	if (s == STATUS_OK)
		s = read_folders(installed, json_member(json, "folders"));
out:
	json_free(json);
	free(text);
	return s;
}

enum status
installed_open(const char *folder, struct installed **installed)
{
	enum status s;

	*installed = calloc(1, sizeof(**installed));
	if (*installed == NULL)
		return STATUS_NO_MEMORY;
	s = file_join(folder, FILE_NAME, (*installed)->path);
	if (s == STATUS_OK)
		s = read_list(*installed);
	if (s != STATUS_OK) {
		installed_close(*installed);
		*installed = NULL;
	}
	return s;
}

void
installed_close(struct installed *installed)
{
	if (installed == NULL)
		return;
	for (size_t i = 0; i < installed->file_count; i++)
		free_entry(&installed->file[i]);
	for (size_t i = 0; i < installed->folder_count; i++)
		free(installed->folder[i]);
	free(installed);
}

static bool
add_file(struct json *list, const struct entry *file)
{
	struct json *item = json_new_object();

	if (item != NULL && json_add_text(item, "browser", file->browser) &&
	    json_add_text(item, "path", file->path) &&
	    json_add_text(item, "program", file->program) &&
	    json_add(list, NULL, item))
		return true;
	json_free(item);
	return false;
}

/* NULL: out of memory. */
static struct json *
new_list(const struct installed *installed)
{
	struct json *json = json_new_object();
	struct json *files = json_new_list(), *folders = json_new_list();
	bool is_good = json != NULL && files != NULL && folders != NULL;

	for (size_t i = 0; is_good && i < installed->file_count; i++)
		is_good = add_file(files, &installed->file[i]);
	for (size_t i = 0; is_good && i < installed->folder_count; i++)
		is_good = json_add_text(folders, NULL, installed->folder[i]);
	if (is_good && json_add(json, "manifests", files)) {
		files = NULL;
		if (json_add(json, "folders", folders))
			return json;
	}
	json_free(files);
	json_free(folders);
	json_free(json);
	return NULL;
}

enum status
installed_save(struct installed *installed)
{
	struct arena arena = { 0 };
	struct slice text;
	struct json *json = NULL;
	enum status s = STATUS_NO_MEMORY;

	if (installed->file_count == 0 && installed->folder_count == 0)
		return unlink(installed->path) == 0 || errno == ENOENT
			   ? STATUS_OK
			   : STATUS_IO;
	json = new_list(installed);
	if (json != NULL)
		s = arena_open(&arena, 2 * FILE_MAX_BYTES);
	if (s == STATUS_OK)
		s = json_print(json, &arena, &text);
	if (s == STATUS_OK)
		s = file_replace(installed->path, 0600, text);
	json_free(json);
	arena_close(&arena);
	return s;
}

size_t
installed_count(const struct installed *installed)
{
	return installed->file_count;
}

struct installed_file
installed_file(const struct installed *installed, size_t index)
{
	const struct entry *entry = &installed->file[index];

	return (struct installed_file){ .browser = entry->browser,
					.path = entry->path,
					.program = entry->program };
}

enum status
installed_add(struct installed *installed, struct installed_file file)
{
	struct entry *entry;

	for (size_t i = 0; i < installed->file_count; i++)
		if (strcmp(installed->file[i].path, file.path) == 0)
			installed_remove(installed, i);
	if (installed->file_count == FILES_MAX)
		return STATUS_NO_MEMORY;
	entry = &installed->file[installed->file_count];
	entry->browser = strdup(file.browser);
	entry->path = strdup(file.path);
	entry->program = strdup(file.program);
	if (entry->browser == NULL || entry->path == NULL ||
	    entry->program == NULL) {
		free_entry(entry);
		return STATUS_NO_MEMORY;
	}
	installed->file_count++;
	return STATUS_OK;
}

void
installed_remove(struct installed *installed, size_t index)
{
	free_entry(&installed->file[index]);
	installed->file_count--;
	memmove(
	    &installed->file[index], &installed->file[index + 1],
	    (installed->file_count - index) * sizeof(installed->file[0]));
}

enum status
installed_add_folder(struct installed *installed, const char *path)
{
	char *copy = strdup(path);

	if (copy == NULL || installed->folder_count == FOLDERS_MAX) {
		free(copy);
		return STATUS_NO_MEMORY;
	}
	installed->folder[installed->folder_count++] = copy;
	return STATUS_OK;
}

void
installed_remove_folders(struct installed *installed)
{
	(void)unlink(installed->path);
	/* What is not empty is in use by others: it stays. */
	while (installed->folder_count > 0) {
		char *path = installed->folder[--installed->folder_count];

		(void)rmdir(path);
		free(path);
	}
}
