/* What goes wrong with a ledger: damage, strangers, rivals, no room, death. */

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "ledger/ledger.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define MODEL "face-test"

static char folder[] = "/tmp/ledger_failure_XXXXXX";
static char path[sizeof(folder) + 16];

static void
remove_ledger(void)
{
	static const char *const suffixes[] = { "", "-wal", "-shm",
						"-journal" };
	char name[sizeof(path) + 16];

	for (size_t i = 0; i < COUNT(suffixes); i++) {
		(void)snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
		(void)unlink(name);
	}
}

static enum status
put(struct ledger *ledger, int number)
{
	char key[24];
	char text[1500];
	struct ledger_entry entry = {
		.created_s = number,
		.sha256 = "00ff",
		.key = key,
		.area_px = 1,
		.model = MODEL,
		.annotation = slice_of(text, sizeof(text)),
	};

	(void)snprintf(key, sizeof(key), "k%d", number);
	memset(text, 'x', sizeof(text));
	return ledger_put(ledger, &entry);
}

static void
make_ledger(int count)
{
	struct ledger *ledger;

	remove_ledger();
	assert_int_equal(ledger_open(path, &ledger), STATUS_OK);
	assert_int_equal(ledger_begin(ledger), STATUS_OK);
	for (int i = 1; i <= count; i++)
		assert_int_equal(put(ledger, i), STATUS_OK);
	assert_int_equal(ledger_commit(ledger), STATUS_OK);
	ledger_close(ledger);
}

/* Run `sql` on the file, as someone else would. */
static void
meddle(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static size_t
read_file(char **data)
{
	FILE *file = fopen(path, "rb");
	struct stat about;
	size_t len;

	assert_non_null(file);
	assert_int_equal(stat(path, &about), 0);
	len = (size_t)about.st_size;
	*data = malloc(len);
	assert_non_null(*data);
	assert_int_equal(fread(*data, 1, len, file), len);
	(void)fclose(file);
	return len;
}

static void
write_file(const char *data, size_t len)
{
	FILE *file;

	remove_ledger();
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static bool
count_one(void *context, const struct ledger_entry *entry)
{
	(void)entry;
	++*(int *)context;
	return true;
}

static int
count_entries(struct ledger *ledger)
{
	const struct ledger_filter all = { 0 };
	int count = 0;

	assert_int_equal(
	    ledger_list(ledger, &all, count_one, &count), STATUS_OK);
	return count;
}

static void
opens_to(enum status expected)
{
	struct ledger *ledger;

	assert_string_equal(
	    status_name(ledger_open(path, &ledger)), status_name(expected));
	assert_true((ledger != NULL) == (expected == STATUS_OK));
	ledger_close(ledger);
}

static void
files_that_are_not_ours(void **state)
{
	static const char junk[8192] = "this is not a database, not at all";
	static const struct {
		const char *sql; /* done to a good ledger */
		enum status status;
	} cases[] = {
		{ "PRAGMA user_version = 3", STATUS_LEDGER_NEWER },
		{ "PRAGMA user_version = 1000000", STATUS_LEDGER_NEWER },
		{ "PRAGMA user_version = -1", STATUS_LEDGER_CORRUPT },
		{ "PRAGMA user_version = 0", STATUS_LEDGER_CORRUPT },
		{ "PRAGMA application_id = 0", STATUS_LEDGER_CORRUPT },
		{ "PRAGMA application_id = 7", STATUS_LEDGER_CORRUPT },
		{ "DROP TABLE annotation", STATUS_LEDGER_CORRUPT },
		{ "ALTER TABLE annotation DROP COLUMN text",
		  STATUS_LEDGER_CORRUPT },
		{ "DROP INDEX annotation_by_key", STATUS_OK },
	};
	char *before, *after;
	size_t len;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		make_ledger(3);
		meddle(cases[i].sql);
		opens_to(cases[i].status);
	}
	write_file(junk, sizeof(junk));
	opens_to(STATUS_LEDGER_CORRUPT);
	write_file(junk, 512);
	opens_to(STATUS_LEDGER_CORRUPT);
	write_file("", 0);
	opens_to(STATUS_OK);

	/* Another program's database is left exactly as it was. */
	remove_ledger();
	meddle("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
	len = read_file(&before);
	opens_to(STATUS_LEDGER_CORRUPT);
	assert_int_equal(read_file(&after), len);
	assert_memory_equal(before, after, len);
	free(before);
	free(after);
}

static bool
count_sight(void *context, const struct ledger_sight *sight)
{
	assert_non_null(sight->pdq);
	++*(int *)context;
	return true;
}

/* A file of version 1 is brought up to date and keeps what it holds. */
static void
an_older_version(void **state)
{
	const struct ledger_entry later = {
		.created_s = 2,
		.sha256 = "2",
		.pdq = "22",
		.pdq_mirrored = "33",
		.platform = "x",
		.account = "b",
		.account_url = "https://x.com/b",
		.model = "m",
		.annotation = { (const uint8_t *)"{}", 2 },
	};
	struct ledger_entry entry;
	struct ledger *ledger;
	struct arena arena;
	int64_t last;
	int count = 0;

	(void)state;
	remove_ledger();
	meddle("CREATE TABLE annotation (id INTEGER PRIMARY KEY,"
	       " created_s INTEGER NOT NULL, sha256 TEXT NOT NULL, pdq TEXT,"
	       " picture_key TEXT, platform TEXT, account TEXT, page_url TEXT,"
	       " area_px INTEGER NOT NULL, model TEXT NOT NULL,"
	       " text TEXT NOT NULL) STRICT;"
	       "INSERT INTO annotation VALUES (1, 1, '1', '11', 'k', 'x', 'a',"
	       " NULL, 1, 'm', '{}');"
	       "PRAGMA application_id = 1180787557; PRAGMA user_version = 1");
	assert_int_equal(ledger_open(path, &ledger), STATUS_OK);
	assert_int_equal(arena_open(&arena, 1 << 16), STATUS_OK);
	assert_int_equal(ledger_put(ledger, &later), STATUS_OK);
	assert_int_equal(count_entries(ledger), 2);
	assert_int_equal(
	    ledger_sights(ledger, 0, 10, count_sight, &count), STATUS_OK);
	assert_int_equal(count, 2);
	/* Of too many the newest, and only those after a number. */
	count = 0;
	assert_int_equal(
	    ledger_sights(ledger, 0, 1, count_sight, &count), STATUS_OK);
	assert_int_equal(count, 1);
	assert_int_equal(ledger_last(ledger, &last), STATUS_OK);
	assert_int_equal(last, 2);
	assert_int_equal(
	    ledger_sights(ledger, last, 10, count_sight, &count), STATUS_OK);
	assert_int_equal(count, 1);
	assert_int_equal(ledger_read(ledger, 1, &arena, &entry), STATUS_OK);
	assert_string_equal(entry.account, "a");
	assert_null(entry.account_url);
	assert_null(entry.pdq_mirrored);
	assert_int_equal(
	    ledger_read_hash(ledger, "2", &arena, &entry), STATUS_OK);
	assert_string_equal(entry.pdq_mirrored, "33");
	assert_string_equal(entry.account_url, "https://x.com/b");
	assert_int_equal(
	    ledger_read(ledger, 3, &arena, &entry), STATUS_NOT_FOUND);
	arena_close(&arena);
	ledger_close(ledger);
	/* Not by a second hand: it stays as it is. */
	opens_to(STATUS_OK);
}

static void
places_that_are_none(void **state)
{
	struct ledger *ledger;

	(void)state;
	assert_int_equal(
	    ledger_open("/nonexistent/ledger", &ledger), STATUS_LEDGER_OPEN);
	assert_null(ledger);
	assert_int_equal(ledger_open(folder, &ledger), STATUS_LEDGER_OPEN);
	assert_null(ledger);
	assert_int_equal(ledger_open("", &ledger), STATUS_LEDGER_OPEN);
	assert_null(ledger);
}

/* Pages of noise behind a good first one are noticed, not answered. */
static void
noise(void **state)
{
	struct ledger *ledger;
	struct slice text;
	char *data;
	size_t len;

	(void)state;
	make_ledger(60);
	len = read_file(&data);
	memset(data + 4096, 0x5a, len - 4096);
	write_file(data, len);
	free(data);
	assert_int_equal(ledger_open(path, &ledger), STATUS_OK);
	assert_int_equal(
	    ledger_find_hash(ledger, "00ff", MODEL, NULL, &text),
	    STATUS_LEDGER_CORRUPT);
	assert_int_equal(put(ledger, 1), STATUS_LEDGER_CORRUPT);
	ledger_close(ledger);
}

/* Every kind of question to a damaged file ends in an answer or a refusal. */
static void
use_damaged(void)
{
	const struct ledger_filter all = { 0 }, one = { .key = "k5" };
	struct ledger *ledger;
	struct arena arena;
	struct slice text;
	int64_t area_px;
	size_t count;
	int seen = 0;

	if (ledger_open(path, &ledger) != STATUS_OK)
		return;
	assert_int_equal(arena_open(&arena, 1 << 20), STATUS_OK);
	(void)!ledger_find_key(ledger, "k7", MODEL, &arena, &text, &area_px);
	(void)!ledger_find_hash(ledger, "00ff", MODEL, &arena, &text);
	(void)!ledger_list(ledger, &all, count_one, &seen);
	(void)!put(ledger, 1000);
	(void)!ledger_forget(ledger, &one, &count);
	(void)!ledger_forget(ledger, &all, &count);
	arena_close(&arena);
	ledger_close(ledger);
}

static void
damage(void **state)
{
	char *good, *bad;
	size_t len;

	(void)state;
	make_ledger(60);
	len = read_file(&good);
	bad = malloc(len);
	assert_non_null(bad);
	for (size_t cut = 0; cut < len; cut += len / 40) {
		write_file(good, cut);
		use_damaged();
	}
	srand(7); /* the same damage each time */
	for (int round = 0; round < 60; round++) {
		memcpy(bad, good, len);
		for (int i = 0; i < 40; i++)
			bad[(size_t)rand() % len] = (char)rand();
		write_file(bad, len);
		use_damaged();
	}
	free(good);
	free(bad);
}

static double
now_s(void)
{
	struct timespec t;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &t), 0);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A rival that holds the file is waited for, but not for ever. */
static void
busy(void **state)
{
	const struct ledger_filter all = { 0 };
	struct ledger *ledger;
	double from_s;
	size_t count;
	sqlite3 *rival;

	(void)state;
	make_ledger(3);
	assert_int_equal(ledger_open(path, &ledger), STATUS_OK);
	assert_int_equal(sqlite3_open(path, &rival), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(
		rival, "BEGIN IMMEDIATE; DELETE FROM annotation", NULL, NULL,
		NULL),
	    SQLITE_OK);
	assert_int_equal(count_entries(ledger), 3); /* readers do not wait */
	from_s = now_s();
	assert_int_equal(put(ledger, 4), STATUS_LEDGER_BUSY);
	assert_true(now_s() - from_s > 0.9 * 1e-3 * LEDGER_WAIT_MS);
	assert_true(now_s() - from_s < 10);
	assert_int_equal(ledger_begin(ledger), STATUS_LEDGER_BUSY);
	ledger_rollback(ledger);
	assert_int_equal(
	    ledger_forget(ledger, &all, &count), STATUS_LEDGER_BUSY);
	assert_int_equal(
	    sqlite3_exec(rival, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(put(ledger, 4), STATUS_OK);
	assert_int_equal(count_entries(ledger), 4);

	/* One that reads keeps a forget from emptying the log, no more. */
	assert_int_equal(
	    sqlite3_exec(
		rival, "BEGIN; SELECT count(*) FROM annotation", NULL, NULL,
		NULL),
	    SQLITE_OK);
	assert_int_equal(ledger_forget(ledger, &all, &count), STATUS_OK);
	assert_int_equal(count, 4);
	assert_int_equal(count_entries(ledger), 0);
	assert_int_equal(sqlite3_close(rival), SQLITE_OK);
	ledger_close(ledger);
}

/* Run `work` in a process of its own; gives what it returns. */
static int
apart(int (*work)(int argument), int argument)
{
	pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(work(argument));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* No file may grow beyond this, as on a full disk. */
static void
limit_files(size_t size_bytes)
{
	const struct rlimit limit = { size_bytes, size_bytes };

	(void)signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		_exit(99);
}

/* Fill the disk one by one; everything said to be kept is still there. */
/* Gives 0, or which step was not as it should be. */
static int
fill_disk(int size_bytes)
{
	struct ledger *ledger;
	enum status s;
	int count = 0;

	limit_files((size_t)size_bytes);
	s = ledger_open(path, &ledger);
	if (s != STATUS_OK)
		return s == STATUS_LEDGER_FULL ? 0 : 1;
	while ((s = put(ledger, count + 1)) == STATUS_OK)
		count++;
	if (s != STATUS_LEDGER_FULL)
		return 2;
	if (count_entries(ledger) != count)
		return 3;
	/* A transaction fails as a whole, wherever it was noticed. */
	s = ledger_begin(ledger);
	for (int i = 0; s == STATUS_OK && i < 1000; i++)
		s = put(ledger, 5000 + i);
	if (s != STATUS_LEDGER_FULL ||
	    ledger_commit(ledger) != STATUS_LEDGER_FULL)
		return 4;
	if (count_entries(ledger) != count)
		return 5;
	ledger_close(ledger);
	return 0;
}

static void
full(void **state)
{
	static const int sizes[] = {
		0, 1000, 5000, 30000, 45000, 100000, 300000
	};

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		remove_ledger();
		assert_int_equal(apart(fill_disk, sizes[i]), 0);
		/* With room again it is a ledger like any other. */
		opens_to(STATUS_OK);
	}
}

#define WRITES 500

static int
write_many(int first)
{
	struct ledger *ledger;

	if (ledger_open(path, &ledger) != STATUS_OK)
		return 1;
	for (int i = 0; i < WRITES; i += 5) {
		if (ledger_begin(ledger) != STATUS_OK)
			return 2;
		for (int j = 0; j < 5; j++)
			if (put(ledger, first + i + j) != STATUS_OK)
				return 3;
		if (ledger_commit(ledger) != STATUS_OK)
			return 4;
	}
	ledger_close(ledger);
	return 0;
}

/* Two browsers, so two hosts: from the making of the file on. */
static void
two_at_once(void **state)
{
	(void)state;
	for (int round = 0; round < 5; round++) {
		struct ledger *ledger;
		int status = 0;
		pid_t pid;

		remove_ledger();
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			_exit(write_many(10000));
		assert_int_equal(write_many(20000), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
		assert_int_equal(ledger_open(path, &ledger), STATUS_OK);
		assert_int_equal(count_entries(ledger), 2 * WRITES);
		ledger_close(ledger);
	}
}

/*
 * Three that make it at once: one that looked while another made it took it for
 * a stranger's, about once in ten rounds.
 */
static void
made_at_once(void **state)
{
	(void)state;
	for (int round = 0; round < 60; round++) {
		struct ledger *ledger;
		int go[2], status;
		char byte;

		remove_ledger();
		assert_int_equal(pipe(go), 0);
		for (int i = 0; i < 3; i++) {
			pid_t pid = fork();

			assert_true(pid >= 0);
			if (pid > 0)
				continue;
			(void)close(go[1]);
			/* The end of the pipe comes to all at once. */
			if (read(go[0], &byte, 1) != 0 ||
			    ledger_open(path, &ledger) != STATUS_OK)
				_exit(1);
			ledger_close(ledger);
			_exit(0);
		}
		assert_int_equal(close(go[0]), 0);
		assert_int_equal(close(go[1]), 0);
		for (int i = 0; i < 3; i++) {
			assert_true(wait(&status) > 0);
			assert_true(WIFEXITED(status));
			assert_int_equal(WEXITSTATUS(status), 0);
		}
	}
}

/* Say each number on the pipe once it is committed, until killed. */
static int
write_until_killed(int fd)
{
	struct ledger *ledger;

	if (ledger_open(path, &ledger) != STATUS_OK)
		return 1;
	for (int i = 1; i <= 1000; i++) {
		if (i % 3 == 0 && ledger_begin(ledger) != STATUS_OK)
			return 2;
		if (put(ledger, i) != STATUS_OK)
			return 3;
		if (i % 3 == 0 && ledger_commit(ledger) != STATUS_OK)
			return 4;
		if (write(fd, &i, sizeof(i)) != (ssize_t)sizeof(i))
			return 5;
	}
	(void)pause();
	return 6;
}

static void
killed(void **state)
{
	(void)state;
	for (int round = 0; round < 8; round++) {
		int ends[2], status = 0, number = 0, last = 0;
		struct ledger *ledger;
		pid_t pid;

		remove_ledger();
		assert_int_equal(pipe(ends), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			_exit(write_until_killed(ends[1]));
		(void)close(ends[1]);
		while (last < 1 + round * 140 &&
		       read(ends[0], &number, sizeof(number)) ==
			   (ssize_t)sizeof(number))
			last = number;
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		/* What was said after we stopped listening counts too. */
		while (read(ends[0], &number, sizeof(number)) ==
		       (ssize_t)sizeof(number))
			last = number;
		(void)close(ends[0]);
		assert_true(last >= 1);
		assert_int_equal(ledger_open(path, &ledger), STATUS_OK);
		/* At most the one that was not yet said may be there as well.
		 */
		number = count_entries(ledger);
		assert_in_range(number, last, last + 1);
		ledger_close(ledger);
	}
}

static int
open_all(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/ledger", folder);
	return 0;
}

static int
close_all(void **state)
{
	(void)state;
	remove_ledger();
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_that_are_not_ours),
		cmocka_unit_test(an_older_version),
		cmocka_unit_test(places_that_are_none),
		cmocka_unit_test(noise),
		cmocka_unit_test(damage),
		cmocka_unit_test(busy),
		cmocka_unit_test(full),
		cmocka_unit_test(made_at_once),
		cmocka_unit_test(two_at_once),
		cmocka_unit_test(killed),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
