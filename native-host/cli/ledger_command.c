/* Named so because ledger/ledger.c is "ledger" in the archive already. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "annotation/annotation.h"
#include "cli/cli.h"
#include "cli/moment.h"
#include "host/place.h"
#include "ledger/ledger.h"
#include "wire/form.h"
#include "wire/json.h"

#define COMMAND "ledger"

/* What the words of the command line ask for. */
struct request {
	const char *verb;
	bool is_all; /* --all */
	bool is_filtered;
	struct ledger_filter filter;
	char platform[64]; /* of --account */
};

static int
refuse(enum status s, const char *path)
{
	(void)fprintf(
	    stderr, "facetell ledger: %s (%s)\n", status_text(s), path);
	if (s == STATUS_LEDGER_CORRUPT)
		(void)fprintf(
		    stderr, "Move it away for a new one; what it held is then "
			    "no longer remembered.\n");
	if (s == STATUS_LEDGER_NEWER)
		(void)fprintf(stderr, "Update facetell to read it.\n");
	return CLI_ENVIRONMENT;
}

static bool
take_account(struct request *request, const char *value)
{
	size_t len = strcspn(value, ":");

	if (len == 0 || value[len] == '\0' || value[len + 1] == '\0' ||
	    len >= sizeof(request->platform))
		return false;
	memcpy(request->platform, value, len);
	request->platform[len] = '\0';
	request->filter.platform = request->platform;
	request->filter.account = value + len + 1;
	return true;
}

/* Is the value of `flag` one we can look for?  Then it is in the filter. */
static bool
take_option(struct request *request, const char *flag, const char *value)
{
	struct ledger_filter *filter = &request->filter;

	if (strcmp(flag, "--all") == 0) {
		request->is_all = true;
		return true;
	}
	request->is_filtered = true;
	if (strcmp(flag, "--account") == 0)
		return take_account(request, value);
	if (strcmp(flag, "--key") == 0) {
		filter->key = value;
		return *value != '\0';
	}
	if (strcmp(flag, "--page") == 0) {
		filter->page_url = value;
		return *value != '\0';
	}
	if (strcmp(flag, "--from") == 0)
		return moment_read(value, MOMENT_FIRST, &filter->from_s);
	return moment_read(value, MOMENT_LAST, &filter->to_s);
}

static int
read_words(int argc, char **argv, struct request *request)
{
	struct cli_words words = { .argc = argc, .argv = argv, .next = 1 };
	enum cli_word word;

	while ((word = cli_next(&words)) != CLI_WORD_END) {
		if (word == CLI_WORD_WRONG)
			return CLI_USAGE;
		if (word == CLI_WORD_PLAIN && request->verb != NULL)
			return cli_wrong(COMMAND, "what is %s?", words.value);
		if (word == CLI_WORD_PLAIN)
			request->verb = words.value;
		else if (!take_option(request, words.flag, words.value))
			return cli_wrong(
			    COMMAND, "%s cannot be %s", words.flag,
			    words.value);
	}
	if (request->is_all && request->is_filtered)
		return cli_wrong(COMMAND, "--all, or only some?");
	if (request->filter.to_s != 0 &&
	    request->filter.to_s < request->filter.from_s)
		return cli_wrong(COMMAND, "--to is before --from");
	return CLI_DONE;
}

/* A column of text from outside; "-" when it is not known. */
static void
print_column(const char *text, int width)
{
	if (text == NULL)
		text = "-";
	else if (!form_is_printable(text))
		text = "(unprintable)";
	(void)printf("  %-*s", width, text);
}

static void
print_row(const struct ledger_entry *entry, const struct json *body)
{
	char created[ANNOTATION_TIME_BYTES] = "-";
	char account[256] = "-";
	const char *strength = json_text(json_member(body, "strength"));
	const char *reason = json_text(json_member(body, "reason"));

	/* A damaged ledger may say anything. */
	if (entry->created_s >= 0 && entry->created_s <= MOMENT_MAX_S)
		annotation_time(entry->created_s, created);
	if (entry->account != NULL)
		(void)snprintf(
		    account, sizeof(account), "%s:%s",
		    entry->platform != NULL ? entry->platform : "",
		    entry->account);
	(void)printf("%-20s", created);
	print_column(json_text(json_member(body, "verdict")), 13);
	print_column(strength != NULL ? strength : reason, 17);
	(void)printf("  %9" PRId64, entry->area_px);
	print_column(account, 32);
	print_column(entry->key, 0);
	(void)printf("\n");
}

static bool
list_entry(void *context, const struct ledger_entry *entry)
{
	struct json_error error;
	struct json *document = NULL;

	/* One that cannot be read is listed all the same, without a verdict. */
	(void)!json_parse(entry->annotation, &error, &document);
	print_row(entry, json_member(document, "body"));
	json_free(document);
	++*(size_t *)context;
	return ferror(stdout) == 0;
}

static enum status
list(struct ledger *ledger, const struct request *request)
{
	size_t count = 0;
	enum status s;

	(void)printf(
	    "%-20s  %-13s  %-17s  %9s  %-32s  %s\n", "CREATED", "VERDICT",
	    "STRENGTH, REASON", "PIXELS", "ACCOUNT", "PICTURE");
	s = ledger_list(ledger, &request->filter, list_entry, &count);
	if (s == STATUS_OK)
		(void)printf("%zu annotations\n", count);
	return s;
}

static bool
export_entry(void *context, const struct ledger_entry *entry)
{
	(void)context;
	(void)fwrite(entry->annotation.data, 1, entry->annotation.len, stdout);
	(void)fputc('\n', stdout);
	return ferror(stdout) == 0;
}

static enum status export(
    struct ledger *ledger, const struct request *request) {
	return ledger_list(ledger, &request->filter, export_entry, NULL);
}

static enum status
forget(struct ledger *ledger, const struct request *request)
{
	size_t count;
	enum status s = ledger_forget(ledger, &request->filter, &count);

	if (s == STATUS_OK)
		(void)printf("%zu forgotten\n", count);
	return s;
}

int
ledger_main(int argc, char **argv)
{
	static const struct {
		const char *name;
		enum status (*run)(
		    struct ledger *ledger, const struct request *request);
		const char *nothing; /* said when there is no ledger */
	} verbs[] = {
		{ "list", list, "0 annotations\n" },
		{ "export", export, "" },
		{ "forget", forget, "0 forgotten\n" },
	};
	const size_t verb_count = sizeof(verbs) / sizeof(verbs[0]);
	struct request request = { 0 };
	char folder[PLACE_BYTES], path[PLACE_BYTES] = "";
	struct ledger *ledger = NULL;
	size_t i = 0;
	enum status s;
	int code;

	if ((code = read_words(argc, argv, &request)) != CLI_DONE)
		return code;
	if (request.verb == NULL)
		return cli_wrong(COMMAND, "list, export or forget?");
	while (i < verb_count && strcmp(request.verb, verbs[i].name) != 0)
		i++;
	if (i == verb_count)
		return cli_wrong(
		    COMMAND, "there is no \"ledger %s\"", request.verb);
	if (verbs[i].run == forget && !request.is_all && !request.is_filtered)
		return cli_wrong(COMMAND, "forget what? (all: --all)");
	if ((s = place_name_data_folder(folder)) != STATUS_OK ||
	    (s = file_join(folder, PLACE_LEDGER, path)) != STATUS_OK)
		return refuse(s, path);
	/* Nobody asks for a ledger to be made. */
	if (access(path, F_OK) != 0 && errno == ENOENT) {
		(void)fputs(verbs[i].nothing, stdout);
		return CLI_DONE;
	}
	s = ledger_open(path, &ledger);
	if (s == STATUS_OK)
		s = verbs[i].run(ledger, &request);
	ledger_close(ledger);
	return s == STATUS_OK ? CLI_DONE : refuse(s, path);
}
