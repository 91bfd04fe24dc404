#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/installed.h"
#include "cli/manifest.h"
#include "host/place.h"

#define COMMAND "uninstall"

struct undo {
	char **argv; /* to look for --browser again */
	int argc;
	bool is_named;
	size_t removed;
	int code;
};

/* Is this one meant?  Without --browser all are. */
static bool
is_wanted(const struct undo *undo, const char *browser)
{
	struct cli_words words = { .argc = undo->argc,
				   .argv = undo->argv,
				   .next = 1 };

	while (cli_next(&words) == CLI_WORD_OPTION)
		if (strcmp(words.value, browser) == 0)
			return true;
	return !undo->is_named;
}

static int
read_options(int argc, char **argv, struct undo *undo)
{
	struct cli_words words = { .argc = argc, .argv = argv, .next = 1 };
	enum cli_word word;

	while ((word = cli_next(&words)) != CLI_WORD_END) {
		if (word == CLI_WORD_WRONG)
			return CLI_USAGE;
		if (word == CLI_WORD_PLAIN)
			return cli_wrong(COMMAND, "what is %s?", words.value);
		if (browser_find(words.value) == NULL)
			return cli_wrong(
			    COMMAND, "there is no browser %s", words.value);
		undo->is_named = true;
	}
	return CLI_DONE;
}

/* Is it gone now? */
static bool
remove_one(struct undo *undo, const char *path)
{
	if (unlink(path) == 0) {
		(void)printf("removed %s\n", path);
		undo->removed++;
		return true;
	}
	(void)fprintf(
	    stderr, "facetell uninstall: %s: %s\n", path, strerror(errno));
	undo->code = CLI_ENVIRONMENT;
	return false;
}

/* Is there nothing of ours at that place any more? */
static bool
undo_file(struct undo *undo, const struct installed_file *file)
{
	switch (manifest_look(file->path, file->program)) {
	case MANIFEST_NONE:
		(void)printf("was gone %s\n", file->path);
		return true;
	case MANIFEST_OURS:
		return remove_one(undo, file->path);
	case MANIFEST_OTHER:
		break;
	}
	(void)fprintf(
	    stderr,
	    "facetell uninstall: left %s: somebody changed it, it does not "
	    "start %s any more\n",
	    file->path, file->program);
	undo->code = CLI_FAILED;
	return false;
}

static void
undo_listed(struct undo *undo, struct installed *installed)
{
	for (size_t i = 0; i < installed_count(installed);) {
		struct installed_file file = installed_file(installed, i);

		if (is_wanted(undo, file.browser) && undo_file(undo, &file))
			installed_remove(installed, i);
		else
			i++;
	}
}

/* The list may be lost with the data folder: what starts us is ours too. */
static void
undo_unlisted(struct undo *undo)
{
	char program[PLACE_BYTES], path[FILE_PATH_BYTES];

	if (place_program(program) != STATUS_OK)
		return;
	for (const struct browser *b = browser_table; b->name != NULL; b++)
		if (is_wanted(undo, b->name) &&
		    browser_manifest(b, path) == STATUS_OK &&
		    manifest_look(path, program) == MANIFEST_OURS)
			(void)remove_one(undo, path);
}

int
uninstall_main(int argc, char **argv)
{
	struct undo undo = { .argv = argv, .argc = argc };
	struct installed *installed = NULL;
	char folder[PLACE_BYTES];
	enum status s;
	int code = read_options(argc, argv, &undo);

	if (code != CLI_DONE)
		return code;
	s = place_name_data_folder(folder);
	if (s == STATUS_OK)
		s = installed_open(folder, &installed);
	if (s == STATUS_OK)
		undo_listed(&undo, installed);
	undo_unlisted(&undo);
	if (s == STATUS_OK && installed_count(installed) == 0)
		installed_remove_folders(installed);
	else if (s == STATUS_OK)
		s = installed_save(installed);
	installed_close(installed);
	if (s != STATUS_OK) {
		(void)fprintf(
		    stderr,
		    "facetell uninstall: %s/installed.json: %s; move it away "
		    "if it is damaged\n",
		    folder, status_text(s));
		return CLI_ENVIRONMENT;
	}
	if (undo.removed == 0 && undo.code == CLI_DONE)
		(void)printf("nothing was installed\n");
	return undo.code;
}
