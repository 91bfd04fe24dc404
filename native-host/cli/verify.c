#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "annotation/annotation.h"
#include "annotation/proof.h"
#include "base/crypto.h"
#include "cli/cli.h"

#define COMMAND "verify"
#define TEXT_MAX_BYTES ((size_t)1 << 20) /* one document, white space too */
#define ARENA_BYTES ((size_t)64 << 20)	 /* address space; used as needed */

struct check {
	const char *did; /* the key it must be, or NULL */
	struct arena arena;
	char *buffer; /* TEXT_MAX_BYTES */
	size_t good, bad;
};

/* A file that is read a line at a time through the buffer. */
struct lines {
	const char *name;
	int fd;
	char *buffer;
	size_t at, used; /* what is not handed out yet lies between */
	size_t number;	 /* of the line handed out last */
	bool has_ended;
	bool has_failed;
};

static void
report_place(const char *name, size_t line)
{
	if (line > 0)
		(void)printf("%s:%zu: ", name, line);
	else
		(void)printf("%s: ", name);
}

static void
report_bad(
    struct check *check, const char *name, size_t line, const char *why,
    const char *at)
{
	check->bad++;
	report_place(name, line);
	(void)printf("FAILED: %s%s%s\n", why, at[0] != '\0' ? " at " : "", at);
}

static void
check_document(
    struct check *check, const struct json *document, const char *name,
    size_t line)
{
	char signer[DID_TEXT_BYTES];
	enum status s;

	arena_reset(&check->arena);
	s = annotation_verify(document, check->did, &check->arena);
	if (s == STATUS_OK)
		s = proof_signer(document, signer);
	if (s != STATUS_OK) {
		report_bad(check, name, line, status_text(s), "");
		return;
	}
	check->good++;
	report_place(name, line);
	(void)printf("ok, signed by %s\n", signer);
}

/* Read until the buffer is full or the file ends. */
static void
fill(struct lines *lines)
{
	memmove(
	    lines->buffer, lines->buffer + lines->at, lines->used - lines->at);
	lines->used -= lines->at;
	lines->at = 0;
	while (!lines->has_ended && lines->used < TEXT_MAX_BYTES) {
		ssize_t n = read(
		    lines->fd, lines->buffer + lines->used,
		    TEXT_MAX_BYTES - lines->used);

		if (n < 0 && errno == EINTR)
			continue;
		lines->has_failed = n < 0;
		lines->has_ended = n <= 0;
		lines->used += n > 0 ? (size_t)n : 0;
	}
}

/*
 * The next line without its end; false when there is none.  `is_whole` is
 * false for one that the buffer cannot hold, of which the rest is skipped.
 */
static bool
next_line(struct lines *lines, struct slice *line, bool *is_whole)
{
	const char *start, *end = NULL;

	*is_whole = true;
	for (;;) {
		size_t left = lines->used - lines->at;

		start = lines->buffer + lines->at;
		end = memchr(start, '\n', left);
		if (end != NULL || (lines->has_ended && left > 0))
			break;
		if (lines->has_ended)
			return false;
		if (left == TEXT_MAX_BYTES) {
			*is_whole = false;
			lines->at = lines->used;
		}
		fill(lines);
	}
	if (end == NULL)
		end = lines->buffer + lines->used;
	*line = slice_of(start, (size_t)(end - start));
	lines->at += line->len;
	if (lines->at < lines->used)
		lines->at++;
	lines->number++;
	return true;
}

static bool
is_blank(struct slice line)
{
	for (size_t i = 0; i < line.len; i++)
		if (strchr(" \t\r", line.data[i]) == NULL)
			return false;
	return true;
}

static void
check_lines(struct check *check, struct lines *lines)
{
	struct slice line;
	bool is_whole;

	while (next_line(lines, &line, &is_whole)) {
		struct json_error error = { .at = "" };
		struct json *document = NULL;
		enum status s = STATUS_JSON_LENGTH;

		if (is_whole && is_blank(line))
			continue;
		if (is_whole)
			s = json_parse(line, &error, &document);
		if (s == STATUS_OK)
			check_document(
			    check, document, lines->name, lines->number);
		else
			report_bad(
			    check, lines->name, lines->number, status_text(s),
			    error.at);
		json_free(document);
	}
}

/* A file is one document, however it is laid out, or else one on each line. */
static void
check_open_file(struct check *check, struct lines *lines)
{
	size_t before = check->good + check->bad;
	struct json_error error;
	struct json *document = NULL;

	fill(lines);
	if (lines->has_ended && json_parse(
				    slice_of(lines->buffer, lines->used),
				    &error, &document) == STATUS_OK) {
		check_document(check, document, lines->name, 0);
		json_free(document);
	} else {
		check_lines(check, lines);
	}
	if (lines->has_failed)
		report_bad(check, lines->name, 0, "cannot be read", "");
	else if (check->good + check->bad == before)
		report_bad(check, lines->name, 0, "nothing to verify", "");
}

static void
check_file(struct check *check, const char *name)
{
	bool is_input = strcmp(name, "-") == 0;
	struct lines lines = {
		.name = is_input ? "standard input" : name,
		.fd =
		    is_input ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC),
		.buffer = check->buffer,
	};

	if (lines.fd < 0) {
		report_bad(check, name, 0, strerror(errno), "");
		return;
	}
	check_open_file(check, &lines);
	if (!is_input)
		close(lines.fd);
}

/* The options, and how many files there are; or an exit code to end with. */
static int
read_options(int argc, char **argv, struct check *check, size_t *files)
{
	struct cli_words words = { .argc = argc, .argv = argv, .next = 1 };
	uint8_t public_key[DID_PUBLIC_BYTES];
	enum cli_word word;

	while ((word = cli_next(&words)) != CLI_WORD_END) {
		if (word == CLI_WORD_WRONG)
			return CLI_USAGE;
		if (word == CLI_WORD_PLAIN)
			(*files)++;
		else
			check->did = words.value;
	}
	if (*files == 0)
		return cli_wrong(COMMAND, "which files?");
	if (check->did != NULL && did_read(check->did, public_key) != STATUS_OK)
		return cli_wrong(
		    COMMAND, "--key: %s is no did:key of an Ed25519 key",
		    check->did);
	return CLI_DONE;
}

static void
check_files(int argc, char **argv, struct check *check)
{
	struct cli_words words = { .argc = argc, .argv = argv, .next = 1 };
	enum cli_word word;

	while ((word = cli_next(&words)) != CLI_WORD_END)
		if (word == CLI_WORD_PLAIN)
			check_file(check, words.value);
}

int
verify_main(int argc, char **argv)
{
	struct check check = { 0 };
	size_t files = 0;
	int code = read_options(argc, argv, &check, &files);

	if (code != CLI_DONE)
		return code;
	check.buffer = malloc(TEXT_MAX_BYTES);
	if (check.buffer == NULL || crypto_open() != STATUS_OK ||
	    arena_open(&check.arena, ARENA_BYTES) != STATUS_OK) {
		(void)fprintf(stderr, "facetell verify: out of memory\n");
		code = CLI_ENVIRONMENT;
		goto out;
	}
	check_files(argc, argv, &check);
	(void)fprintf(
	    stderr, "%zu verified, %zu failed\n", check.good, check.bad);
	code = check.bad > 0 ? CLI_FAILED : CLI_DONE;
out:
	arena_close(&check.arena);
	free(check.buffer);
	return code;
}
