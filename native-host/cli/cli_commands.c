#include <stddef.h>

#include "cli/cli.h"

/*
 * Every command and every word --help and the man page say of it.  Plain
 * sentences, ASCII, no line broken by hand but between paragraphs.
 */

static const struct cli_option no_options[] = { { NULL, NULL, NULL } };

static const struct cli_option scan_options[] = {
	{ "--format", "jsonl|table",
	  "One signed annotation a line (the default), or a table to read." },
	{ "--annotate", "URL",
	  "The https address of the page the pictures were seen on." },
	{ "--jobs", "N", "Use N workers, 1 to 4; else one for each core." },
	{ "--fresh", NULL,
	  "Look again at pictures the ledger has an answer for." },
	{ NULL, NULL, NULL },
};

static const struct cli_option verify_options[] = {
	{ "--key", "did:key:z6Mk...",
	  "The key that must have signed; else the one each proof names." },
	{ NULL, NULL, NULL },
};

static const struct cli_option doctor_options[] = {
	{ "--json", NULL, "One JSON object instead of text." },
	{ NULL, NULL, NULL },
};

static const struct cli_option install_options[] = {
	{ "--browser", "NAME",
	  "Only this one: chrome, chromium, edge, brave, vivaldi, firefox or "
	  "librewolf. May be given again." },
	{ NULL, NULL, NULL },
};

const struct cli_command cli_commands[] = {
	{ "scan",
	  "[--format jsonl|table] [--annotate URL] [--jobs N] [--fresh] "
	  "PATH...|-",
	  "score picture files",
	  "Score files, or all files below folders (in sorted order), or names "
	  "read from standard input, one a line. One signed annotation a line, "
	  "in the order asked.\n\n"
	  "A file that is no picture is answered like any other, with the "
	  "reason why we cannot tell. A file that cannot be read has a line "
	  "{\"path\",\"error\"} of its own. What the ledger remembers of the "
	  "same bytes and model is answered from it, so that a scan that was "
	  "interrupted goes on where it was.",
	  scan_options, scan_main, false },
	{ "verify", "[--key did:key:z6Mk...] FILE...|-",
	  "check signed annotations",
	  "Check the proof of every annotation in the files, one a line, and "
	  "say of each that fails which it is and why.",
	  verify_options, verify_main, false },
	{ "key", "show\nrotate\nexport", "the signing key",
	  "show prints the public key as did:key. rotate makes a new one and "
	  "signs with the old one that it follows it. export prints the public "
	  "key and all such statements as JSON.",
	  no_options, key_main, false },
	{ "doctor", "[--json]", "say what works here and what does not",
	  "Try the walls, read key, ledger and model, look for the manifests "
	  "of the browsers, and name the command that mends what is amiss.",
	  doctor_options, doctor_main, false },
	{ "install", "[--browser NAME]...", "register with the browsers",
	  "Write the native messaging manifest of every browser found, for "
	  "this user, and print each file written.",
	  install_options, install_main, false },
	{ "uninstall", "[--browser NAME]...", "undo install",
	  "Remove exactly the files that install writes.", install_options,
	  uninstall_main, false },
	{ "ledger", "list\nexport\nforget", "what was seen and answered",
	  "list prints what the ledger holds as a table, export all "
	  "annotations "
	  "as JSON Lines, forget deletes.",
	  no_options, ledger_main, false },
	{ NULL, NULL, NULL, NULL, NULL, NULL, false },
};
