#include <stdio.h>
#include <stdlib.h>

#include "base/version.h"
#include "cli/cli.h"
#include "cli/doctor_checks.h"
#include "wire/json.h"

#define COMMAND "doctor"
#define ARENA_BYTES ((size_t)4 << 20)

static const char *
state_name(enum doctor_state state)
{
	switch (state) {
	case DOCTOR_GOOD:
		return "ok";
	case DOCTOR_NOTE:
		return "note";
	case DOCTOR_AMISS:
		return "amiss";
	case DOCTOR_FATAL:
		return "fatal";
	}
	return "?";
}

static void
print_text(const struct doctor_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct doctor_check *c = &report->check[i];

		(void)printf(
		    "%-6s %-20s %s\n", state_name(c->state), c->name, c->text);
		if (c->fix[0] != '\0')
			(void)printf("%-27s -> %s\n", "", c->fix);
	}
}

static bool
add_check(struct json *list, const struct doctor_check *check)
{
	struct json *object = json_new_object();

	if (object != NULL && json_add_text(object, "name", check->name) &&
	    json_add_text(object, "state", state_name(check->state)) &&
	    json_add_text(object, "text", check->text) &&
	    (check->fix[0] == '\0' ||
	     json_add_text(object, "fix", check->fix)) &&
	    json_add(list, NULL, object))
		return true;
	json_free(object);
	return false;
}

static bool
print_json(const struct doctor_report *report)
{
	struct json *object = json_new_object();
	struct json *list = json_new_list();
	struct arena arena = { 0 };
	struct slice text;
	bool ok =
	    object != NULL && list != NULL &&
	    arena_open(&arena, ARENA_BYTES) == STATUS_OK &&
	    json_add_text(object, "version", VERSION_TEXT) &&
	    json_add_text(object, "state", state_name(doctor_worst(report)));

	for (size_t i = 0; ok && i < report->count; i++)
		ok = add_check(list, &report->check[i]);
	if (ok && (ok = json_add(object, "checks", list)))
		list = NULL;
	if (ok && (ok = json_print(object, &arena, &text) == STATUS_OK))
		ok = fwrite(text.data, 1, text.len, stdout) == text.len &&
		     fputc('\n', stdout) != EOF;
	json_free(list);
	json_free(object);
	arena_close(&arena);
	return ok;
}

int
doctor_main(int argc, char **argv)
{
	struct cli_words words = { .argc = argc, .argv = argv, .next = 1 };
	struct doctor_report *report;
	bool as_json = false;
	enum cli_word word;
	int code = CLI_DONE;

	while ((word = cli_next(&words)) != CLI_WORD_END) {
		if (word == CLI_WORD_WRONG)
			return CLI_USAGE;
		if (word == CLI_WORD_PLAIN)
			return cli_wrong(COMMAND, "what is %s?", words.value);
		as_json = true;
	}
	report = calloc(1, sizeof(*report));
	if (report == NULL)
		return CLI_ENVIRONMENT;
	doctor_look(report);
	if (!as_json)
		print_text(report);
	else if (!print_json(report))
		code = CLI_ENVIRONMENT;
	if (doctor_worst(report) == DOCTOR_FATAL)
		code = CLI_ENVIRONMENT;
	else if (doctor_worst(report) == DOCTOR_AMISS && code == CLI_DONE)
		code = CLI_FAILED;
	free(report);
	return code;
}
