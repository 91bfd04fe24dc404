/* `facetell ledger`, called as the program calls it, on a ledger of its own. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/cli.h"
#include "cli/moment.h"
#include "ledger/ledger.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define OUTPUT_BYTES 8192
#define WORDS_MAX 8

static char home[] = "/tmp/ledger_command_XXXXXX";
static char ledger_path[sizeof(home) + 64];
static char output[OUTPUT_BYTES]; /* of the last call */

/* Run "ledger" with the words of `line`; its output is in `output`. */
static int
call(const char *line)
{
	char words[256];
	char *argv[WORDS_MAX] = { (char[]){ "ledger" } };
	char path[sizeof(home) + 16];
	int argc = 1, code, kept;
	FILE *file;

	(void)snprintf(words, sizeof(words), "%s", line);
	for (char *word = strtok(words, " "); word != NULL;
	     word = strtok(NULL, " "))
		argv[argc++] = word;
	(void)snprintf(path, sizeof(path), "%s/output", home);
	(void)fflush(stdout);
	kept = dup(STDOUT_FILENO);
	assert_non_null(freopen(path, "w+", stdout));
	code = ledger_main(argc, argv);
	(void)fflush(stdout);
	assert_true(dup2(kept, STDOUT_FILENO) >= 0);
	(void)close(kept);
	file = fopen(path, "r");
	assert_non_null(file);
	output[fread(output, 1, sizeof(output) - 1, file)] = '\0';
	(void)fclose(file);
	return code;
}

static void
put(struct ledger *ledger, const char *key, const char *account,
    const char *page_url, int64_t created_s, const char *text)
{
	const struct ledger_entry entry = {
		.created_s = created_s,
		.sha256 = "00ff",
		.key = key,
		.platform = account != NULL ? "x" : NULL,
		.account = account,
		.page_url = page_url,
		.area_px = 102400,
		.model = "face-test",
		.annotation = slice_of_text(text),
	};

	assert_int_equal(ledger_put(ledger, &entry), STATUS_OK);
}

static void
fill(void)
{
	struct ledger *ledger;

	(void)unlink(ledger_path);
	assert_int_equal(ledger_open(ledger_path, &ledger), STATUS_OK);
	put(ledger, "x:1.jpg", "ann", "https://x.com/a", 1700000000,
	    "{\"body\":{\"verdict\":\"generated\",\"strength\":\"strong\"}}");
	put(ledger, "x:2.jpg", "a:b", "https://x.com/b", 1700000001,
	    "{\"body\":{\"reason\":\"no-face\",\"verdict\":\"cannot-tell\"}}");
	put(ledger, NULL, NULL, NULL, 1700086400, "{}");
	put(ledger, "\x1b[2J", "\xe2\x80\xae", NULL, 1700086401, "broken");
	ledger_close(ledger);
}

static void
lists(void **state)
{
	(void)state;
	fill();
	assert_int_equal(call("list"), CLI_DONE);
	assert_non_null(strstr(output, "CREATED"));
	assert_non_null(
	    strstr(output, "\n2023-11-14T22:13:20Z  generated      strong   "));
	assert_non_null(strstr(output, "  x:ann  "));
	assert_non_null(strstr(output, "  x:1.jpg\n"));
	assert_non_null(strstr(output, "cannot-tell    no-face   "));
	assert_non_null(strstr(output, "\n4 annotations\n"));
	/* What could play tricks with a terminal does not reach it. */
	assert_null(strchr(output, '\x1b'));
	assert_null(strstr(output, "\xe2\x80\xae"));
	assert_non_null(strstr(output, "  (unprintable)\n"));

	assert_int_equal(call("list --account x:a:b"), CLI_DONE);
	assert_non_null(strstr(output, "x:2.jpg"));
	assert_non_null(strstr(output, "\n1 annotations\n"));
}

static void
exports(void **state)
{
	(void)state;
	fill();
	assert_int_equal(call("export --to 2023-11-14"), CLI_DONE);
	assert_string_equal(
	    output,
	    "{\"body\":{\"verdict\":\"generated\",\"strength\":\"strong\"}}\n"
	    "{\"body\":{\"reason\":\"no-face\","
	    "\"verdict\":\"cannot-tell\"}}\n");
	assert_int_equal(call("export --key=nothing"), CLI_DONE);
	assert_string_equal(output, "");
}

static void
forgets(void **state)
{
	static const struct {
		const char *line, *said;
	} cases[] = {
		{ "forget --all", "4 forgotten\n" },
		{ "forget --account x:ann", "1 forgotten\n" },
		{ "--key x:2.jpg forget", "1 forgotten\n" },
		{ "forget --page https://x.com/b", "1 forgotten\n" },
		{ "forget --page https://x.com/", "0 forgotten\n" },
		{ "forget --from 1700000001", "3 forgotten\n" },
		{ "forget --to 1700000000", "1 forgotten\n" },
		{ "forget --from 2023-11-14 --to 2023-11-14", "2 forgotten\n" },
		{ "forget --from 2023-11-14T22:13:21Z --key x:1.jpg",
		  "0 forgotten\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		fill();
		assert_int_equal(call(cases[i].line), CLI_DONE);
		assert_string_equal(output, cases[i].said);
	}
}

static void
refuses(void **state)
{
	static const char *const lines[] = {
		"",
		"show",
		"list export",
		"forget",
		"forget --all --key x",
		"forget --everything",
		"forget --key",
		"forget --key=",
		"forget --page=",
		"forget --account x",
		"forget --account x:",
		"forget --account :1",
		"forget --from 0",
		"forget --from yesterday",
		"forget --from 20 --to 19",
	};

	(void)state;
	fill();
	for (size_t i = 0; i < COUNT(lines); i++) {
		assert_int_equal(call(lines[i]), CLI_USAGE);
		assert_string_equal(output, "");
	}
	assert_int_equal(call("list"), CLI_DONE);
	assert_non_null(strstr(output, "\n4 annotations\n"));
}

static void
without_a_ledger(void **state)
{
	FILE *file;

	(void)state;
	(void)unlink(ledger_path);
	assert_int_equal(call("list"), CLI_DONE);
	assert_string_equal(output, "0 annotations\n");
	assert_int_equal(call("export"), CLI_DONE);
	assert_string_equal(output, "");
	assert_int_equal(call("forget --all"), CLI_DONE);
	assert_string_equal(output, "0 forgotten\n");
	assert_int_not_equal(access(ledger_path, F_OK), 0);

	file = fopen(ledger_path, "w");
	assert_non_null(file);
	for (int i = 0; i < 1000; i++)
		(void)fputs("not a ledger", file);
	(void)fclose(file);
	assert_int_equal(call("list"), CLI_ENVIRONMENT);
}

static void
moments(void **state)
{
	static const struct {
		const char *text;
		int64_t first_s, last_s; /* 0: refused */
	} cases[] = {
		{ "1", 1, 1 },
		{ "1700000000", 1700000000, 1700000000 },
		{ "253402300799", 253402300799, 253402300799 },
		{ "1970-01-02", 86400, 172799 },
		{ "2000-02-29", 951782400, 951868799 },
		{ "2026-11-23", 1795392000, 1795478399 },
		{ "2026-11-23T18:00:01Z", 1795456801, 1795456801 },
		{ "9999-12-31", 253402214400, 253402300799 },
		{ "", 0, 0 },
		{ "0", 0, 0 },
		{ "-1", 0, 0 },
		{ "1 ", 0, 0 },
		{ "253402300800", 0, 0 },
		{ "99999999999999999999999999", 0, 0 },
		{ "1969-12-31", 0, 0 },
		{ "2026-13-01", 0, 0 },
		{ "2026-00-01", 0, 0 },
		{ "2026-02-29", 0, 0 },
		{ "2100-02-29", 0, 0 },
		{ "2026-11-31", 0, 0 },
		{ "2026-11-00", 0, 0 },
		{ "2026-1-1", 0, 0 },
		{ "2026-11-23T24:00:00Z", 0, 0 },
		{ "2026-11-23T18:60:00Z", 0, 0 },
		{ "2026-11-23T18:00:00", 0, 0 },
		{ "2026-11-23T18:00:00+01:00", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool expected = cases[i].first_s != 0;
		int64_t s;

		assert_int_equal(
		    moment_read(cases[i].text, MOMENT_FIRST, &s), expected);
		if (expected)
			assert_int_equal(s, cases[i].first_s);
		assert_int_equal(
		    moment_read(cases[i].text, MOMENT_LAST, &s), expected);
		if (expected)
			assert_int_equal(s, cases[i].last_s);
	}
}

static int
open_all(void **state)
{
	char folder[sizeof(home) + 16];

	(void)state;
	if (mkdtemp(home) == NULL || setenv("XDG_DATA_HOME", home, 1) != 0)
		return -1;
	(void)snprintf(folder, sizeof(folder), "%s/facetell", home);
	(void)snprintf(
	    ledger_path, sizeof(ledger_path), "%s/ledger.sqlite", folder);
	return mkdir(folder, 0700);
}

static int
close_all(void **state)
{
	static const char *const names[] = { "facetell/ledger.sqlite",
					     "facetell", "output", "." };
	char path[sizeof(home) + 64];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", home, names[i]);
		(void)remove(path);
	}
	return rmdir(home);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists),
		cmocka_unit_test(exports),
		cmocka_unit_test(forgets),
		cmocka_unit_test(refuses),
		cmocka_unit_test(without_a_ledger),
		cmocka_unit_test(moments),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
