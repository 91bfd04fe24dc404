#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/version.h"
#include "cli/help.h"
#include "host/sandbox.h"

const struct cli_command *
cli_find(const char *name)
{
	for (const struct cli_command *c = cli_commands; c->name != NULL; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

int
cli_wrong(const char *command, const char *format, ...)
{
	va_list args;

	(void)fprintf(stderr, "facetell %s: ", command);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fprintf(stderr, "\nSee: facetell %s --help\n", command);
	return CLI_USAGE;
}

/* The option of `command` that the first `len` bytes of `word` spell. */
static const struct cli_option *
find_option(const char *command, const char *word, size_t len)
{
	const struct cli_command *c = cli_find(command);

	if (c == NULL)
		return NULL;
	for (const struct cli_option *o = c->options; o->flag != NULL; o++)
		if (strlen(o->flag) == len && memcmp(o->flag, word, len) == 0)
			return o;
	return NULL;
}

enum cli_word
cli_next(struct cli_words *words)
{
	const struct cli_option *option;
	const char *word;
	size_t len;

	if (words->next >= words->argc)
		return CLI_WORD_END;
	word = words->argv[words->next++];
	if (!words->only_plain && strcmp(word, "--") == 0) {
		words->only_plain = true;
		return cli_next(words);
	}
	if (words->only_plain || word[0] != '-' || word[1] == '\0') {
		words->value = word;
		return CLI_WORD_PLAIN;
	}
	len = strcspn(word, "=");
	option = find_option(words->argv[0], word, len);
	if (option == NULL) {
		(void)cli_wrong(words->argv[0], "there is no option %s", word);
		return CLI_WORD_WRONG;
	}
	words->flag = option->flag;
	words->value = word[len] == '=' ? word + len + 1 : NULL;
	if (option->argument != NULL && words->value == NULL &&
	    words->next < words->argc)
		words->value = words->argv[words->next++];
	if ((option->argument != NULL) == (words->value != NULL))
		return CLI_WORD_OPTION;
	(void)cli_wrong(
	    words->argv[0], "%s %s", option->flag,
	    option->argument != NULL ? "needs a value" : "takes no value");
	return CLI_WORD_WRONG;
}

/* Is --help asked for, before any "--"? */
static bool
wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

/* Output that could not be written must not look like success. */
static int
flush_output(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	(void)fprintf(stderr, "facetell: the output could not be written\n");
	return CLI_ENVIRONMENT;
}

int
cli_main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	const struct cli_command *command;

	if (strcmp(name, "--version") == 0) {
		(void)printf("facetell %s\n", VERSION_TEXT);
		return flush_output(CLI_DONE);
	}
	if (strcmp(name, "--man") == 0) {
		help_print_man();
		return flush_output(CLI_DONE);
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 ||
	    strcmp(name, "help") == 0) {
		help_print(stdout);
		return flush_output(CLI_DONE);
	}
	command = cli_find(name);
	if (command == NULL) {
		if (*name == '\0')
			help_print(stderr);
		else
			(void)fprintf(
			    stderr,
			    "facetell: there is no command %s\n"
			    "See: facetell --help\n",
			    name);
		return CLI_USAGE;
	}
	if (wants_help(argc - 1, argv + 1)) {
		help_print_command(stdout, command);
		return flush_output(CLI_DONE);
	}
	/* No command needs a network; only doctor is there to say what ails. */
	if (sandbox_forbid_network() != STATUS_OK &&
	    command->run != doctor_main) {
		(void)fprintf(
		    stderr, "facetell: %s; see: facetell doctor\n",
		    status_text(STATUS_SANDBOX));
		return CLI_ENVIRONMENT;
	}
	return flush_output(command->run(argc - 1, argv + 1));
}
