#include "cli/help.h"

#include <string.h>

#include "base/version.h"

#define COLUMNS 78

static const char about[] =
    "Facetell tells you, while you browse, what a profile picture gives away. "
    "A browser extension hands it the bytes of a picture already on screen; "
    "it answers with a signed annotation. Nothing leaves the machine: it "
    "cannot open a network socket.";

static const struct {
	const char *code, *text;
} exits[] = {
	{ "0", "Everything asked was done." },
	{ "1", "A check failed, or a file could not be answered." },
	{ "2", "The command line is wrong; nothing was done." },
	{ "3", "Key, ledger, model, wall or output is unusable." },
};

static const struct {
	const char *path, *text;
} files[] = {
	{ "$XDG_DATA_HOME/facetell/key",
	  "The signing key, mode 0600. Without XDG_DATA_HOME the folder is "
	  "~/.local/share/facetell." },
	{ "$XDG_DATA_HOME/facetell/rotations.jsonl",
	  "Signed statements by which newer keys follow older ones." },
	{ "$XDG_DATA_HOME/facetell/ledger.sqlite",
	  "What was seen and answered: hashes, keys and annotations, never a "
	  "picture." },
	{ "face.weights",
	  "The face networks, beside the program or in ../share/facetell." },
};

/* Print words of `text` between two columns; '\n' starts a new line. */
static void
print_wrapped(FILE *to, const char *text, size_t indent, size_t column)
{
	while (*text != '\0') {
		size_t len = strcspn(text, " \n");

		if (column > indent && column + 1 + len > COLUMNS) {
			(void)fprintf(to, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			(void)fputc(' ', to);
			column++;
		} else {
			(void)fprintf(to, "%*s", (int)(indent - column), "");
			column = indent;
		}
		(void)fwrite(text, 1, len, to);
		column += len;
		text += len;
		if (*text == '\n') {
			(void)fputc('\n', to);
			column = 0;
		}
		if (*text != '\0')
			text++;
	}
	(void)fputc('\n', to);
}

/* Each line of the synopsis with `before` in front. */
static void
print_forms(FILE *to, const struct cli_command *command, const char *before)
{
	const char *form = command->synopsis;

	for (;;) {
		size_t len = strcspn(form, "\n");

		(void)fprintf(
		    to, "%sfacetell %s%s%.*s\n", before, command->name,
		    len > 0 ? " " : "", (int)len, form);
		if (form[len] == '\0')
			return;
		form += len + 1;
	}
}

void
help_print(FILE *to)
{
	(void)fprintf(to, "facetell %s\n\n", VERSION_TEXT);
	print_wrapped(to, about, 0, 0);
	(void)fprintf(to, "\nCommands:\n");
	for (const struct cli_command *c = cli_commands; c->name != NULL; c++)
		if (!c->is_hidden)
			(void)fprintf(to, "  %-10s %s\n", c->name, c->summary);
	(void)fprintf(
	    to, "\nfacetell COMMAND --help tells more of each. Also --version, "
		"--man.\n");
}

void
help_print_command(FILE *to, const struct cli_command *command)
{
	print_forms(to, command, "");
	(void)fputc('\n', to);
	print_wrapped(to, command->text, 0, 0);
	if (command->options->flag != NULL)
		(void)fprintf(to, "\nOptions:\n");
	for (const struct cli_option *o = command->options; o->flag != NULL;
	     o++) {
		int n = fprintf(
		    to, "  %s%s%s", o->flag, o->argument != NULL ? " " : "",
		    o->argument != NULL ? o->argument : "");

		if (n > 26) {
			(void)fputc('\n', to);
			n = 0;
		}
		print_wrapped(to, o->text, 28, n > 0 ? (size_t)n : 0);
	}
	(void)fprintf(to, "\nExit codes:\n");
	for (size_t i = 0; i < sizeof(exits) / sizeof(exits[0]); i++)
		(void)fprintf(to, "  %s  %s\n", exits[i].code, exits[i].text);
}

/* Text for roff: backslash, hyphen and a leading dot or quote are its own. */
static void
print_roff(const char *text, size_t len)
{
	bool at_start = true;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (at_start && (c == '.' || c == '\''))
			(void)fputs("\\&", stdout);
		at_start = c == '\n';
		if (c == '\\')
			(void)fputs("\\e", stdout);
		else if (c == '-')
			(void)fputs("\\-", stdout);
		else
			(void)fputc(c, stdout);
	}
}

/* Paragraphs: an empty line becomes a paragraph macro. */
static void
print_roff_text(const char *text)
{
	for (;;) {
		const char *end = strstr(text, "\n\n");
		size_t len = end != NULL ? (size_t)(end - text) : strlen(text);

		print_roff(text, len);
		(void)fputc('\n', stdout);
		if (end == NULL)
			return;
		(void)fputs(".PP\n", stdout);
		text = end + 2;
	}
}

static void
print_roff_item(const char *term, const char *argument, const char *text)
{
	(void)fputs(".TP\n\\fB", stdout);
	print_roff(term, strlen(term));
	(void)fputs("\\fR", stdout);
	if (argument != NULL) {
		(void)fputs(" \\fI", stdout);
		print_roff(argument, strlen(argument));
		(void)fputs("\\fR", stdout);
	}
	(void)fputc('\n', stdout);
	print_roff_text(text);
}

static void
print_man_command(const struct cli_command *command)
{
	const char *form = command->synopsis;

	(void)printf(".SS %s\n.nf\n", command->name);
	for (;;) {
		size_t len = strcspn(form, "\n");

		(void)printf("\\fBfacetell %s\\fR ", command->name);
		print_roff(form, len);
		(void)fputc('\n', stdout);
		if (form[len] == '\0')
			break;
		form += len + 1;
	}
	(void)fputs(".fi\n.PP\n", stdout);
	print_roff_text(command->text);
	for (const struct cli_option *o = command->options; o->flag != NULL;
	     o++)
		print_roff_item(o->flag, o->argument, o->text);
}

void
help_print_man(void)
{
	(void)printf(
	    ".TH FACETELL 1 \"\" \"facetell %s\" \"User Commands\"\n"
	    ".SH NAME\nfacetell \\- tell what a profile picture gives away\n"
	    ".SH SYNOPSIS\n\\fBfacetell\\fR \\fICOMMAND\\fR [...]\n"
	    ".SH DESCRIPTION\n",
	    VERSION_TEXT);
	print_roff_text(about);
	(void)fputs(
	    ".PP\nStarted by a browser it speaks native messaging on standard "
	    "input and output.\n.SH COMMANDS\n",
	    stdout);
	for (const struct cli_command *c = cli_commands; c->name != NULL; c++)
		if (!c->is_hidden)
			print_man_command(c);
	(void)fputs(".SH EXIT STATUS\n", stdout);
	for (size_t i = 0; i < sizeof(exits) / sizeof(exits[0]); i++)
		print_roff_item(exits[i].code, NULL, exits[i].text);
	(void)fputs(".SH FILES\n", stdout);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		print_roff_item(files[i].path, NULL, files[i].text);
	(void)fputs(".SH SEE ALSO\nPROTOCOL.md of the source\n", stdout);
}
