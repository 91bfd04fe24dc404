#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/cli.h"
#include "cli/scan_item.h"
#include "cli/walk.h"
#include "host/clock.h"
#include "host/pipeline.h"
#include "host/place.h"
#include "host/pool.h"
#include "host/sandbox.h"
#include "wire/form.h"

#define COMMAND "scan"
/* Read ahead this far and no further; lines come out in the order asked. */
#define ITEMS_MAX 64
#define AHEAD_MAX_BYTES ((size_t)32 << 20)
#define PROGRESS_MS 200
#define SCRATCH_BYTES ((size_t)64 << 20)

struct scan {
	struct scan_options options;
	struct walk walk;
	enum walk_step step;
	struct scan_item item[ITEMS_MAX]; /* a ring */
	size_t first, count;
	struct pipeline *pipeline;
	struct pool *pool;
	struct arena scratch;
	uint8_t *buffer; /* one file */
	size_t done, failed;
	int64_t begun_ms, shown_ms;
	bool shows_progress;
};

/* The file in the buffer, or what is wrong with it. */
static const char *
read_file(struct scan *scan, const char *path, size_t *len)
{
	struct stat st;
	const char *error = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	*len = 0;
	if (fd < 0)
		return strerror(errno);
	if (fstat(fd, &st) != 0)
		error = strerror(errno);
	else if (!S_ISREG(st.st_mode))
		error = "not a regular file";
	else if (st.st_size > (off_t)DECODE_FILE_MAX_BYTES)
		error = "more than 16 MiB";
	while (error == NULL && *len <= DECODE_FILE_MAX_BYTES) {
		ssize_t n = read(
		    fd, scan->buffer + *len, DECODE_FILE_MAX_BYTES + 1 - *len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			error = strerror(errno);
		if (n <= 0)
			break;
		*len += (size_t)n;
	}
	if (error == NULL && *len > DECODE_FILE_MAX_BYTES)
		error = "more than 16 MiB";
	(void)close(fd);
	return error;
}

static enum status
take_file(struct scan *scan)
{
	struct scan_item *item =
	    &scan->item[(scan->first + scan->count) % ITEMS_MAX];
	struct slice annotation = { 0 }, file;
	const char *error = NULL;
	size_t len = 0;
	enum status s;

	s = scan_item_open(item, scan->walk.path);
	if (s != STATUS_OK)
		return s;
	scan->count++;
	if (scan->step == WALK_BAD)
		error = "cannot be read";
	else
		error = read_file(scan, item->path, &len);
	if (error != NULL)
		return scan_item_fail(item, error);
	file = slice_of(scan->buffer, len);
	annotation_sha256(file, item->picture.sha256);
	item->picture.page_url = scan->options.page_url;
	s = STATUS_NOT_FOUND;
	if (!scan->options.is_fresh)
		s = pipeline_recall(
		    scan->pipeline, &item->picture, &scan->scratch,
		    &annotation);
	if (s == STATUS_OK)
		s = scan_item_answer(item, annotation);
	else if (s == STATUS_NOT_FOUND)
		s = pool_submit(scan->pool, file, item);
	arena_reset(&scan->scratch);
	return s;
}

/* Read ahead as far as we may and there is something to read. */
static enum status
take_files(struct scan *scan)
{
	enum status s = STATUS_OK;

	while (s == STATUS_OK && scan->step != WALK_END &&
	       scan->count < ITEMS_MAX &&
	       pool_bytes(scan->pool) < AHEAD_MAX_BYTES) {
		scan->step = walk_next(&scan->walk);
		if (scan->step == WALK_WAIT || scan->step == WALK_END)
			break;
		s = take_file(scan);
	}
	return s;
}

static enum status
conclude(
    struct scan *scan, struct scan_item *item, enum status outcome,
    const struct job_result *result)
{
	bool keep = outcome == STATUS_OK;
	bool remembered = false;
	struct slice annotation = { 0 };
	enum status s = outcome;

	if (s == STATUS_OK || s == STATUS_UNREADABLE)
		s = pipeline_conclude(
		    scan->pipeline, &item->picture, result, keep,
		    &scan->scratch, &annotation, &remembered);
	if (s == STATUS_OK)
		s = scan_item_answer(item, annotation);
	arena_reset(&scan->scratch);
	return s;
}

static enum status
conclude_all(struct scan *scan)
{
	const struct job_result *result;
	enum status outcome, s = STATUS_OK;
	void *owner;

	pool_turn(scan->pool);
	while (s == STATUS_OK &&
	       pool_take(scan->pool, &owner, &outcome, &result))
		s = conclude(scan, owner, outcome, result);
	pipeline_commit(scan->pipeline);
	return s;
}

static void
show_progress(struct scan *scan, bool is_last)
{
	int64_t now_ms = clock_now_ms();
	int64_t took_ms = now_ms - scan->begun_ms;

	if (!scan->shows_progress ||
	    (!is_last && now_ms - scan->shown_ms < PROGRESS_MS))
		return;
	scan->shown_ms = now_ms;
	(void)fprintf(
	    stderr, "\r%zu done, %lld a second%s", scan->done,
	    (long long)scan->done * 1000 / (took_ms > 0 ? took_ms : 1),
	    is_last ? "\n" : " ");
}

/* Print what is next in order, as far as it is known. */
static enum status
print_ready(struct scan *scan)
{
	bool printed = false;

	while (scan->count > 0 && scan->item[scan->first].is_done) {
		struct scan_item *item = &scan->item[scan->first];

		scan->done++;
		if (item->has_failed)
			scan->failed++;
		if (!scan_item_print(item, &scan->options, &scan->scratch))
			return STATUS_IO;
		arena_reset(&scan->scratch);
		scan_item_close(item);
		scan->first = (scan->first + 1) % ITEMS_MAX;
		scan->count--;
		printed = true;
	}
	if (printed && fflush(stdout) != 0)
		return STATUS_IO;
	show_progress(scan, false);
	return STATUS_OK;
}

static enum status
wait_for_more(struct scan *scan)
{
	struct pollfd fds[1 + POOL_FDS_MAX];
	int64_t until_ms = INT64_MAX, left_ms;
	size_t count = 1 + pool_poll(scan->pool, fds + 1, &until_ms);

	/* With nothing in hand and names on their way, wait for those. */
	fds[0] = (struct pollfd){ .fd = -1, .events = POLLIN };
	if (scan->step == WALK_WAIT && scan->count < ITEMS_MAX)
		fds[0].fd = STDIN_FILENO;
	else if (scan->count == 0 && scan->step != WALK_END)
		return STATUS_OK;
	left_ms = until_ms == INT64_MAX ? -1 : until_ms - clock_now_ms();
	if (until_ms != INT64_MAX && left_ms < 0)
		left_ms = 0;
	if (scan->shows_progress && (left_ms < 0 || left_ms > PROGRESS_MS))
		left_ms = PROGRESS_MS;
	if (poll(fds, (nfds_t)count, (int)left_ms) < 0 && errno != EINTR)
		return STATUS_IO;
	return STATUS_OK;
}

static enum status
run(struct scan *scan)
{
	enum status s = STATUS_OK;

	while (s == STATUS_OK) {
		s = take_files(scan);
		if (s == STATUS_OK)
			s = conclude_all(scan);
		if (s == STATUS_OK)
			s = print_ready(scan);
		if (scan->count == 0 && scan->step == WALK_END)
			break;
		if (s == STATUS_OK)
			s = wait_for_more(scan);
	}
	show_progress(scan, true);
	return s;
}

static enum status
open_all(struct scan *scan)
{
	char folder[PLACE_BYTES];
	size_t workers = scan->options.workers > 0 ? scan->options.workers
						   : pool_default_workers();
	enum status s;

	if (place_data_folder(folder) != STATUS_OK)
		log_note("the data folder cannot be made");
	if (sandbox_limit_files(folder, SANDBOX_READ_ALL) != STATUS_OK)
		log_note("this kernel has no Landlock: files are not walled");
	scan->buffer = malloc(DECODE_FILE_MAX_BYTES + 1);
	if (scan->buffer == NULL)
		return STATUS_NO_MEMORY;
	s = arena_open(&scan->scratch, SCRATCH_BYTES);
	if (s == STATUS_OK)
		s = pool_open(&pool_own_program, workers, &scan->pool);
	if (s == STATUS_OK)
		s = pipeline_open(folder, &scan->pipeline);
	if (s == STATUS_OK)
		s = pipeline_key_status(scan->pipeline);
	return s;
}

static void
close_all(struct scan *scan)
{
	for (; scan->count > 0; scan->count--) {
		scan_item_close(&scan->item[scan->first]);
		scan->first = (scan->first + 1) % ITEMS_MAX;
	}
	walk_close(&scan->walk);
	pool_close(scan->pool);
	pipeline_close(scan->pipeline);
	arena_close(&scan->scratch);
	free(scan->buffer);
}

/* Options and words; the words are moved to the front of argv. */
static int
read_words(int argc, char **argv, struct scan_options *options, size_t *count)
{
	struct cli_words words = { .argc = argc, .argv = argv, .next = 1 };
	enum cli_word word;

	*count = 0;
	while ((word = cli_next(&words)) != CLI_WORD_END) {
		if (word == CLI_WORD_WRONG)
			return CLI_USAGE;
		if (word == CLI_WORD_PLAIN)
			argv[1 + (*count)++] = words.argv[words.next - 1];
		else if (!scan_options_set(options, words.flag, words.value))
			return cli_wrong(
			    COMMAND, "%s cannot be %s", words.flag,
			    words.value);
	}
	if (*count == 0)
		return cli_wrong(COMMAND, "no file, folder or - is named");
	return CLI_DONE;
}

int
scan_main(int argc, char **argv)
{
	static struct scan scan;
	size_t count;
	enum status s;
	int code = read_words(argc, argv, &scan.options, &count);

	if (code != CLI_DONE)
		return code;
	walk_open(&scan.walk, argv + 1, count);
	scan.begun_ms = clock_now_ms();
	scan.shows_progress = isatty(STDERR_FILENO) == 1;
	s = open_all(&scan);
	if (s == STATUS_OK)
		s = run(&scan);
	if (s == STATUS_OK &&
	    pipeline_ledger_status(scan.pipeline) != STATUS_OK)
		log_note("nothing is remembered: see facetell doctor");
	if (s != STATUS_OK)
		log_note("scan: %s; see facetell doctor", status_text(s));
	code = scan.failed > 0 ? CLI_FAILED : CLI_DONE;
	close_all(&scan);
	return s == STATUS_OK ? code : CLI_ENVIRONMENT;
}
