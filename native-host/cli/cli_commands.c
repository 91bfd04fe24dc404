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

#define BROWSER_OPTION                                                         \
	{                                                                      \
		"--browser", "NAME",                                           \
		    "Only this one: chrome, chromium, edge, brave, vivaldi, "  \
		    "firefox or librewolf. May be given again."                \
	}

static const struct cli_option install_options[] = {
	BROWSER_OPTION,
	{ "--extension-id", "ID",
	  "Let this extension start the host too, besides our own: for a copy "
	  "that was loaded unpacked. May be given again." },
	{ NULL, NULL, NULL },
};

static const struct cli_option uninstall_options[] = {
	BROWSER_OPTION,
	{ NULL, NULL, NULL },
};

static const struct cli_option ledger_options[] = {
	{ "--all", NULL, "Everything." },
	{ "--account", "PLATFORM:ID",
	  "What was said of this account's pictures." },
	{ "--key", "KEY", "What was said of this picture." },
	{ "--page", "URL", "What was seen on exactly this page." },
	{ "--from", "TIME", "What was said at this time or later." },
	{ "--to", "TIME",
	  "What was said at this time or earlier; of a day, all of it." },
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
	  "reason why we cannot tell. One that cannot be read, or is larger "
	  "than "
	  "16 MiB, has a line "
	  "{\"path\",\"error\"} of its own. What the ledger remembers of the "
	  "same bytes and model is answered from it, so that a scan that was "
	  "interrupted goes on where it was.",
	  scan_options, scan_main, false },
	{ "verify", "[--key did:key:z6Mk...] FILE...|-",
	  "check signed annotations",
	  "Check the proof of every annotation in the files, one a line (or "
	  "one a file, over many lines), and say of each whether it holds, "
	  "who signed it, or why it fails.",
	  verify_options, verify_main, false },
	{ "key", "show\nrotate\nexport", "the signing key",
	  "show prints the public key as did:key, and the fingerprint that "
	  "the extension's options show. rotate makes a new one and signs with "
	  "the old one that it follows it. export prints the public key (as "
	  "did:key, JWK and verification method) and the last eight such "
	  "statements as JSON.",
	  no_options, key_main, false },
	{ "doctor", "[--json]", "say what works here and what does not",
	  "Try the walls, read key, ledger and model, look for the manifests "
	  "of the browsers, and name the command that mends what is amiss.",
	  doctor_options, doctor_main, false },
	{ "install", "[--browser NAME]... [--extension-id ID]...",
	  "register with the browsers",
	  "Write the native messaging manifest of every browser found, for "
	  "this user, and print each file written. A browser is found when "
	  "this user has started it before or its program is on the PATH.\n\n"
	  "Browsers from Flatpak, and Chromium from Snap, cannot start a host "
	  "outside their sandbox. Firefox from Snap asks once whether it may.",
	  install_options, install_main, false },
	{ "uninstall", "[--browser NAME]...", "undo install",
	  "Remove exactly the files that install wrote, and the folders it "
	  "made as far as they are empty. A manifest that was changed to start "
	  "another program is left alone, with a word. Key and ledger stay.",
	  uninstall_options, uninstall_main, false },
	{ "ledger",
	  "list|export [--account PLATFORM:ID] [--key KEY] [--page URL] "
	  "[--from TIME] [--to TIME]\n"
	  "forget --all\n"
	  "forget [--account PLATFORM:ID] [--key KEY] [--page URL] "
	  "[--from TIME] [--to TIME]",
	  "what was seen and answered",
	  "list prints what the ledger holds as a table, oldest first. export "
	  "prints the signed annotations as JSON Lines. forget deletes, for "
	  "good: also from the file's unused parts and its log.\n\n"
	  "With several options, only what fits them all is meant. A TIME is "
	  "2026-11-23, 2026-11-23T18:00:00Z (both in UTC) or seconds since "
	  "1970.",
	  ledger_options, ledger_main, false },
	{ NULL, NULL, NULL, NULL, NULL, NULL, false },
};
