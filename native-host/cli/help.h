#ifndef HELP_H
#define HELP_H

/*
 * help: the table of commands as text and as a man page.
 */

#include <stdio.h>

#include "cli/cli.h"

/* All commands, one line each. */
void help_print(FILE *to);

/* One command: its forms, what it does, its options, its exit codes. */
void help_print_command(FILE *to, const struct cli_command *command);

/* facetell(1) in roff's man macros, to standard output. */
void help_print_man(void);

#endif
