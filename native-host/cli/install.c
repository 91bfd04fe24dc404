#include "cli/install.h"

#include <stdio.h>

#include "cli/cli.h"
#include "cli/installed.h"
#include "cli/manifest.h"
#include "host/place.h"

#define COMMAND "install"
#define BROWSERS_MAX 16 /* more than the table has */
#define MODE 0644
#define ARENA_BYTES ((size_t)1 << 20)

struct request {
	const struct browser *browser[BROWSERS_MAX];
	size_t count;
	bool is_named; /* by --browser; else those that were found */
	struct manifest_extensions extensions;
};

static bool
has(const struct request *request, const struct browser *browser)
{
	for (size_t i = 0; i < request->count; i++)
		if (request->browser[i] == browser)
			return true;
	return false;
}

static int
take_option(const struct cli_words *words, struct request *request)
{
	const struct browser *browser;
	enum browser_family family;

	if (strcmp(words->flag, "--browser") == 0) {
		browser = browser_find(words->value);
		if (browser == NULL)
			return cli_wrong(
			    COMMAND, "there is no browser %s", words->value);
		request->is_named = true;
		if (!has(request, browser))
			request->browser[request->count++] = browser;
		return CLI_DONE;
	}
	if (!manifest_is_id(words->value, &family))
		return cli_wrong(
		    COMMAND, "%s is no extension's id", words->value);
	if (request->extensions.count == MANIFEST_EXTENSIONS_MAX)
		return cli_wrong(
		    COMMAND, "more than %d ids", MANIFEST_EXTENSIONS_MAX);
	request->extensions.id[request->extensions.count++] = words->value;
	return CLI_DONE;
}

static int
read_options(int argc, char **argv, struct request *request)
{
	struct cli_words words = { .argc = argc, .argv = argv, .next = 1 };
	enum cli_word word;
	int code = CLI_DONE;

	while (code == CLI_DONE && (word = cli_next(&words)) != CLI_WORD_END) {
		if (word == CLI_WORD_WRONG)
			code = CLI_USAGE;
		else if (word == CLI_WORD_PLAIN)
			code = cli_wrong(COMMAND, "what is %s?", words.value);
		else
			code = take_option(&words, request);
	}
	return code;
}

static void
find_browsers(struct request *request)
{
	for (const struct browser *b = browser_table; b->name != NULL; b++)
		if (browser_is_here(b))
			request->browser[request->count++] = b;
}

/* What cannot be served, and why, is said also when others can. */
static void
tell_confined(void)
{
	for (const struct browser_confined *c = browser_confined_table;
	     c->title != NULL; c++)
		if (browser_is_confined_here(c))
			(void)fprintf(stderr, "%s: %s\n", c->title, c->text);
}

static void
remember_folder(void *context, const char *path)
{
	/* Not remembered, it is only not removed again. */
	if (installed_add_folder(context, path) != STATUS_OK)
		(void)fprintf(stderr, "facetell install: made %s\n", path);
}

static enum status
make_parent(const char *path, struct installed *installed)
{
	char folder[FILE_PATH_BYTES];
	size_t len = (size_t)(strrchr(path, '/') - path);

	memcpy(folder, path, len);
	folder[len] = '\0';
	return file_make_folder(folder, remember_folder, installed);
}

static enum status
write_one(
    const struct browser *browser, const char *program,
    const struct request *request, struct installed *installed,
    struct arena *arena)
{
	struct installed_file file = { .browser = browser->name,
				       .program = program };
	char path[FILE_PATH_BYTES];
	struct slice text;
	enum manifest_state before;
	enum status s;

	arena_reset(arena);
	if ((s = browser_manifest(browser, path)) != STATUS_OK ||
	    (s = manifest_write(
		 browser->family, program, &request->extensions, arena,
		 &text)) != STATUS_OK ||
	    (s = make_parent(path, installed)) != STATUS_OK)
		return s;
	file.path = path;
	before = manifest_look(path, program);
	/* Known before it is there: what is there is always known. */
	if ((s = installed_add(installed, file)) != STATUS_OK ||
	    (s = installed_save(installed)) != STATUS_OK ||
	    (s = file_replace(path, MODE, text)) != STATUS_OK)
		return s;
	(void)printf(
	    "%s %s for %s\n", before == MANIFEST_OTHER ? "replaced" : "wrote",
	    path, browser->title);
	return STATUS_OK;
}

static int
write_all(
    const char *program, const struct request *request,
    struct installed *installed, struct arena *arena)
{
	int code = CLI_DONE;

	for (size_t i = 0; i < request->count; i++) {
		enum status s = write_one(
		    request->browser[i], program, request, installed, arena);

		if (s == STATUS_OK)
			continue;
		(void)fprintf(
		    stderr, "facetell install: %s: %s\n",
		    request->browser[i]->title, status_text(s));
		code = CLI_ENVIRONMENT;
	}
	return code;
}

static int
fail(const char *what, enum status s)
{
	(void)fprintf(
	    stderr, "facetell install: %s: %s\n", what, status_text(s));
	return CLI_ENVIRONMENT;
}

/* No browser was named, and none found. */
static int
tell_none(void)
{
	(void)fprintf(
	    stderr, "facetell install: no browser was found; name one with "
		    "--browser:");
	for (const struct browser *b = browser_table; b->name != NULL; b++)
		(void)fprintf(stderr, " %s", b->name);
	(void)fprintf(stderr, "\n");
	return CLI_ENVIRONMENT;
}

int
install_main(int argc, char **argv)
{
	struct request request = { .count = 0 };
	char program[PLACE_BYTES], folder[PLACE_BYTES];
	struct installed *installed = NULL;
	struct arena arena = { 0 };
	int code = read_options(argc, argv, &request);
	enum status s;

	if (code != CLI_DONE)
		return code;
	if (!request.is_named) {
		find_browsers(&request);
		tell_confined();
	}
	if (request.count == 0)
		return tell_none();
	if ((s = place_program(program)) != STATUS_OK)
		return fail("this program's own file", s);
	if ((s = place_name_data_folder(folder)) != STATUS_OK)
		return fail("the data folder (is HOME set?)", s);
	if ((s = installed_open(folder, &installed)) != STATUS_OK)
		return fail(folder, s);
	s = file_make_folder(folder, remember_folder, installed);
	if (s == STATUS_OK)
		s = arena_open(&arena, ARENA_BYTES);
	code = s == STATUS_OK ? write_all(program, &request, installed, &arena)
			      : fail(folder, s);
	arena_close(&arena);
	installed_close(installed);
	return code;
}
