#ifndef CLI_H
#define CLI_H

/*
 * cli: one table of commands, from which --help, the man page and the reading
 * of options are all made.
 *
 * A command is one file here, cli/NAME.c, with `int NAME_main(...)`, declared
 * below and entered in the table in cli_commands.c.  It returns an exit code.
 */

#include <stdbool.h>

/* Exit codes, the same for every command. */
enum cli_exit {
	CLI_DONE,	 /* everything asked was done */
	CLI_FAILED,	 /* a check failed, or a file could not be answered */
	CLI_USAGE,	 /* the command line is wrong; nothing was done */
	CLI_ENVIRONMENT, /* key, ledger, model, wall or output is unusable */
};

struct cli_option {
	const char *flag;     /* "--format"; NULL ends the list */
	const char *argument; /* "jsonl|table", or NULL when it takes none */
	const char *text;     /* one sentence */
};

struct cli_command {
	const char *name; /* NULL ends the table */
	const char
	    *synopsis;	     /* what follows the name; one line for each form */
	const char *summary; /* a few words, for the list of commands */
	const char *text;    /* paragraphs, divided by an empty line */
	const struct cli_option *options;
	int (*run)(int argc, char **argv); /* argv[0] is the command's name */
	bool is_hidden;
};

/* The table, in cli_commands.c. */
extern const struct cli_command cli_commands[];

/* The entry of `name`, or NULL. */
const struct cli_command *cli_find(const char *name);

/*
 * Reading a command line.  Options may stand anywhere before "--"; a value
 * follows as the next word or after "=".  "-" is a word.
 */
enum cli_word {
	CLI_WORD_OPTION, /* words->flag, and words->value if it takes one */
	CLI_WORD_PLAIN,	 /* words->value */
	CLI_WORD_END,
	CLI_WORD_WRONG, /* said on stderr: return CLI_USAGE */
};

struct cli_words {
	int argc;
	char **argv;
	int next;	 /* start with 1 */
	bool only_plain; /* after "--" */
	const char *flag;
	const char *value;
};

enum cli_word cli_next(struct cli_words *words);

/* Say "facetell NAME: ..." and where help is; gives CLI_USAGE. */
int cli_wrong(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The whole command line, `argv[0]` being the program. */
int cli_main(int argc, char **argv);

int doctor_main(int argc, char **argv);
int install_main(int argc, char **argv);
int key_main(int argc, char **argv);
int ledger_main(int argc, char **argv);
int scan_main(int argc, char **argv);
int uninstall_main(int argc, char **argv);
int verify_main(int argc, char **argv);

#endif
