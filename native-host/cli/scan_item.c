#include "cli/scan_item.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/pool.h"
#include "wire/form.h"
#include "wire/json.h"
#include "wire/json_text.h"

bool
scan_options_set(
    struct scan_options *options, const char *flag, const char *value)
{
	if (strcmp(flag, "--fresh") == 0) {
		options->is_fresh = true;
		return true;
	}
	if (strcmp(flag, "--format") == 0) {
		options->is_table = strcmp(value, "table") == 0;
		return options->is_table || strcmp(value, "jsonl") == 0;
	}
	if (strcmp(flag, "--jobs") == 0) {
		if (value[0] < '1' || value[0] > '0' + POOL_WORKERS_MAX ||
		    value[1] != '\0')
			return false;
		options->workers = (size_t)(value[0] - '0');
		return true;
	}
	if (strcmp(flag, "--annotate") == 0) {
		options->page_url = value;
		return strlen(value) <= MESSAGE_URL_MAX_BYTES &&
		       form_is_url(value);
	}
	return false;
}

enum status
scan_item_open(struct scan_item *item, const char *path)
{
	*item = (struct scan_item){ .path = strdup(path) };
	return item->path != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

void
scan_item_close(struct scan_item *item)
{
	free(item->path);
	free(item->text);
	*item = (struct scan_item){ 0 };
}

enum status
scan_item_answer(struct scan_item *item, struct slice annotation)
{
	item->text = malloc(annotation.len + 1);
	if (item->text == NULL)
		return STATUS_NO_MEMORY;
	memcpy(item->text, annotation.data, annotation.len);
	item->text[annotation.len] = '\0';
	item->is_done = true;
	return STATUS_OK;
}

enum status
scan_item_fail(struct scan_item *item, const char *error)
{
	item->has_failed = true;
	return scan_item_answer(item, slice_of_text(error));
}

/* A name as text: what is no UTF-8, or would move the cursor, becomes '?'. */
static char *
printable(const char *path, struct arena *arena)
{
	size_t len = strlen(path);
	char *text = arena_alloc(arena, len + 1);

	if (text == NULL)
		return NULL;
	memcpy(text, path, len + 1);
	for (size_t i = 0; i < len;) {
		size_t n = json_text_sequence(slice_of(text + i, len - i));

		if (n == 0 || (unsigned char)text[i] < 0x20 ||
		    text[i] == 0x7f) {
			text[i] = '?';
			n = 1;
		}
		i += n;
	}
	return text;
}

/* {"path":...,"error":...} */
static bool
print_error(const struct scan_item *item, const char *path, struct arena *arena)
{
	struct json *line = json_new_object();
	struct slice text = { 0 };
	bool ok = line != NULL && json_add_text(line, "path", path) &&
		  json_add_text(line, "error", item->text) &&
		  json_print(line, arena, &text) == STATUS_OK;

	json_free(line);
	return ok && fwrite(text.data, 1, text.len, stdout) == text.len &&
	       fputc('\n', stdout) != EOF;
}

static const char *
text_or(const struct json *object, const char *name, const char *otherwise)
{
	const char *text = json_text(json_member(object, name));

	return text != NULL ? text : otherwise;
}

static bool
print_row(const struct scan_item *item, const char *path)
{
	struct json_error error;
	struct json *annotation = NULL;
	const struct json *body;
	const char *verdict;
	int n;

	if (item->has_failed)
		return printf(
			   "%-13s %-17s %4s  %s: %s\n", "error", "-", "-", path,
			   item->text) > 0;
	if (json_parse(slice_of_text(item->text), &error, &annotation) !=
	    STATUS_OK)
		return false;
	body = json_member(annotation, "body");
	verdict = text_or(body, "verdict", "?");
	n = printf(
	    "%-13s %-17s", verdict,
	    text_or(body, "strength", text_or(body, "reason", "-")));
	if (n > 0 && json_member(body, "decibans") != NULL)
		n = printf(
		    " %4lld",
		    (long long)json_integer(json_member(body, "decibans")));
	else if (n > 0)
		n = printf(" %4s", "-");
	json_free(annotation);
	return n > 0 && printf("  %s\n", path) > 0;
}

bool
scan_item_print(
    const struct scan_item *item, const struct scan_options *options,
    struct arena *arena)
{
	const char *path = printable(item->path, arena);

	if (path == NULL)
		return false;
	if (options->is_table)
		return print_row(item, path);
	if (item->has_failed)
		return print_error(item, path, arena);
	return fputs(item->text, stdout) != EOF && fputc('\n', stdout) != EOF;
}
