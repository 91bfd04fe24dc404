#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "ledger/ledger.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define MODEL "face-test"

static struct arena arena;
static char folder[] = "/tmp/ledger_test_XXXXXX";
static char path[sizeof(folder) + 16];
static struct ledger *ledger;

static void
name_file(char *to, size_t size_bytes, const char *suffix)
{
	(void)snprintf(to, size_bytes, "%s%s", path, suffix);
}

static int
open_fresh(void **state)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	char name[sizeof(path) + 8];

	(void)state;
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		name_file(name, sizeof(name), suffixes[i]);
		(void)unlink(name);
	}
	arena_reset(&arena);
	return ledger_open(path, &ledger) == STATUS_OK ? 0 : -1;
}

static int
close_it(void **state)
{
	(void)state;
	ledger_close(ledger);
	ledger = NULL;
	return 0;
}

static struct ledger_entry
entry_of(const char *key, int64_t area_px, int64_t created_s, const char *text)
{
	return (struct ledger_entry){
		.created_s = created_s,
		.sha256 = "00ff",
		.key = key,
		.area_px = area_px,
		.model = MODEL,
		.annotation = slice_of_text(text),
	};
}

static void
put(const char *key, int64_t area_px, int64_t created_s, const char *text)
{
	struct ledger_entry entry = entry_of(key, area_px, created_s, text);

	assert_int_equal(ledger_put(ledger, &entry), STATUS_OK);
}

static bool
count_one(void *context, const struct ledger_entry *entry)
{
	assert_non_null(entry->sha256);
	++*(size_t *)context;
	return true;
}

static size_t
count_of(const struct ledger_filter *filter)
{
	const struct ledger_filter all = { 0 };
	size_t count = 0;

	assert_int_equal(
	    ledger_list(
		ledger, filter != NULL ? filter : &all, count_one, &count),
	    STATUS_OK);
	return count;
}

static void
is_private(void **state)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	char name[sizeof(path) + 8];
	struct stat about;

	(void)state;
	put("k", 1, 1, "text");
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		name_file(name, sizeof(name), suffixes[i]);
		assert_int_equal(stat(name, &about), 0);
		assert_int_equal(about.st_mode & 0777, 0600);
	}
	ledger_close(ledger);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(ledger_open(path, &ledger), STATUS_OK);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	assert_int_equal(count_of(NULL), 1);
}

static void
finds_largest(void **state)
{
	struct slice text;
	int64_t area_px = 0;

	(void)state;
	put("k", 1600, 5, "small and new");
	put("k", 102400, 1, "large and old");
	put("k", 102400, 2, "large");
	put("k", 102400, 2, "large, put last");
	put("k", 9, 9, "tiny");
	put("k2", 999999, 9, "another");
	put(NULL, 999999, 9, "no key");
	assert_int_equal(
	    ledger_find_key(ledger, "k", MODEL, &arena, &text, &area_px),
	    STATUS_OK);
	assert_true(slice_is_text(text, "large, put last"));
	assert_int_equal(area_px, 102400);
	assert_int_equal(
	    ledger_find_key(ledger, "k", "x", &arena, &text, &area_px),
	    STATUS_NOT_FOUND);
	assert_int_equal(
	    ledger_find_key(ledger, "K", MODEL, &arena, &text, &area_px),
	    STATUS_NOT_FOUND);
	assert_int_equal(
	    ledger_find_key(ledger, "", MODEL, &arena, &text, &area_px),
	    STATUS_NOT_FOUND);
	assert_int_equal(
	    ledger_find_key(
		ledger, "' OR 1 --", MODEL, &arena, &text, &area_px),
	    STATUS_NOT_FOUND);
}

static void
finds_by_hash(void **state)
{
	struct ledger_entry entry = entry_of(NULL, 100, 1, "by hash");
	struct slice text;

	(void)state;
	entry.sha256 = "abcd";
	put("k", 100, 2, "other");
	assert_int_equal(ledger_put(ledger, &entry), STATUS_OK);
	assert_int_equal(
	    ledger_find_hash(ledger, "abcd", MODEL, &arena, &text), STATUS_OK);
	assert_true(slice_is_text(text, "by hash"));
	assert_int_equal(
	    ledger_find_hash(ledger, "abc", MODEL, &arena, &text),
	    STATUS_NOT_FOUND);
	assert_int_equal(
	    ledger_find_hash(ledger, "abcd", "x", &arena, &text),
	    STATUS_NOT_FOUND);
}

static void
says_when_arena_is_full(void **state)
{
	struct arena small;
	struct slice text;
	int64_t area_px;

	(void)state;
	put("k", 1, 1, "text");
	assert_int_equal(arena_open(&small, 4096), STATUS_OK);
	assert_non_null(arena_alloc(&small, 4096));
	assert_int_equal(
	    ledger_find_key(ledger, "k", MODEL, &small, &text, &area_px),
	    STATUS_NO_MEMORY);
	arena_close(&small);
	/* and the query is ready again */
	assert_int_equal(
	    ledger_find_key(ledger, "k", MODEL, &arena, &text, &area_px),
	    STATUS_OK);
}

static void
put_full(
    const char *key, const char *platform, const char *account,
    const char *page_url, int64_t created_s)
{
	struct ledger_entry entry = entry_of(key, 1, created_s, "annotation");

	entry.pdq = "0123";
	entry.platform = platform;
	entry.account = account;
	entry.page_url = page_url;
	assert_int_equal(ledger_put(ledger, &entry), STATUS_OK);
}

static void
forgets_what_matches(void **state)
{
	static const struct {
		struct ledger_filter filter;
		size_t count;
	} cases[] = {
		{ { .key = "k1" }, 2 },
		{ { .key = "K1" }, 0 },
		{ { .platform = "x", .account = "1" }, 1 },
		{ { .platform = "fb", .account = "1" }, 2 },
		{ { .platform = "fb" }, 3 },
		{ { .page_url = "https://a" }, 2 },
		{ { .page_url = "https://a%" }, 0 },
		{ { .from_s = 20, .to_s = 30 }, 2 },
		{ { .from_s = 20 }, 4 },
		{ { .to_s = 20 }, 2 },
		{ { .to_s = 9 }, 0 },
		{ { .from_s = 51 }, 0 },
		{ { .platform = "fb",
		    .account = "1",
		    .page_url = "https://a",
		    .key = "k1",
		    .from_s = 10,
		    .to_s = 10 },
		  1 },
		{ { 0 }, 5 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct ledger_filter all = { 0 };
		size_t count = 99;

		assert_int_equal(ledger_begin(ledger), STATUS_OK);
		put_full("k1", "fb", "1", "https://a", 10);
		put_full("k1", "fb", "2", "https://b", 20);
		put_full("k2", "fb", "1", "https://b", 30);
		put_full("k3", "x", "1", "https://a", 40);
		put_full(NULL, NULL, NULL, NULL, 50);
		assert_int_equal(ledger_commit(ledger), STATUS_OK);
		assert_int_equal(count_of(&cases[i].filter), cases[i].count);
		assert_int_equal(
		    ledger_forget(ledger, &cases[i].filter, &count), STATUS_OK);
		assert_int_equal(count, cases[i].count);
		assert_int_equal(count_of(NULL), 5 - count);
		if (count > 0)
			assert_int_equal(count_of(&cases[i].filter), 0);
		assert_int_equal(
		    ledger_forget(ledger, &all, &count), STATUS_OK);
	}
}

/* How often `needle` stands in the file and its log. */
static size_t
occurrences(const char *needle)
{
	static const char *const suffixes[] = { "", "-wal" };
	size_t found = 0, len = strlen(needle);

	for (size_t i = 0; i < COUNT(suffixes); i++) {
		char name[sizeof(path) + 8];
		struct stat about;
		size_t size_bytes;
		char *data;
		FILE *file;

		name_file(name, sizeof(name), suffixes[i]);
		if (stat(name, &about) != 0)
			continue;
		size_bytes = (size_t)about.st_size;
		data = malloc(size_bytes + 1);
		file = fopen(name, "rb");
		assert_true(data != NULL && file != NULL);
		assert_int_equal(fread(data, 1, size_bytes, file), size_bytes);
		(void)fclose(file);
		for (size_t at = 0; at + len <= size_bytes; at++)
			found += memcmp(data + at, needle, len) == 0;
		free(data);
	}
	return found;
}

/* Not a byte of what is forgotten stays, while we run and after. */
static void
forgets_for_good(void **state)
{
	static const char marker[] = "a-name-nobody-should-find";
	const struct ledger_filter filter = { .key = marker };
	size_t count;

	(void)state;
	assert_int_equal(ledger_begin(ledger), STATUS_OK);
	for (int i = 0; i < 300; i++) {
		put_full(marker, "fb", marker, marker, i);
		put_full("kept", "fb", "kept", "kept", i);
	}
	assert_int_equal(ledger_commit(ledger), STATUS_OK);
	assert_true(occurrences(marker) >= 900);
	assert_int_equal(ledger_forget(ledger, &filter, &count), STATUS_OK);
	assert_int_equal(count, 300);
	assert_int_equal(occurrences(marker), 0);
	assert_true(occurrences("kept") >= 300);
	ledger_close(ledger);
	assert_int_equal(occurrences(marker), 0);
	assert_int_equal(ledger_open(path, &ledger), STATUS_OK);
	assert_int_equal(count_of(NULL), 300);
}

/* Context: what is expected next; stops after two. */
static bool
check_order(void *context, const struct ledger_entry *entry)
{
	int *expected = context;

	assert_int_equal(entry->created_s, *expected);
	assert_string_equal(entry->sha256, "00ff");
	assert_int_equal(entry->area_px, 1);
	assert_string_equal(entry->model, MODEL);
	if (*expected == 10) {
		assert_string_equal(entry->pdq, "0123");
		assert_string_equal(entry->key, "k1");
		assert_string_equal(entry->platform, "fb");
		assert_string_equal(entry->account, "1");
		assert_string_equal(entry->page_url, "https://a");
	} else {
		assert_null(entry->key);
		assert_null(entry->platform);
		assert_null(entry->account);
		assert_null(entry->page_url);
	}
	assert_true(slice_is_text(entry->annotation, "annotation"));
	*expected += 10;
	return *expected < 30;
}

static void
lists_oldest_first(void **state)
{
	const struct ledger_filter all = { 0 };
	int expected = 10;

	(void)state;
	put_full(NULL, NULL, NULL, NULL, 30);
	put_full("k1", "fb", "1", "https://a", 10);
	put_full(NULL, NULL, NULL, NULL, 20);
	assert_int_equal(
	    ledger_list(ledger, &all, check_order, &expected), STATUS_OK);
	assert_int_equal(expected, 30);
}

static void
rolls_back(void **state)
{
	(void)state;
	put("k", 1, 1, "kept");
	assert_int_equal(ledger_begin(ledger), STATUS_OK);
	put("k", 1, 1, "not kept");
	assert_int_equal(count_of(NULL), 2);
	ledger_rollback(ledger);
	ledger_rollback(ledger);
	assert_int_equal(count_of(NULL), 1);
	assert_int_equal(ledger_begin(ledger), STATUS_OK);
	put("k", 1, 1, "kept too");
	assert_int_equal(ledger_commit(ledger), STATUS_OK);
	ledger_close(ledger);
	assert_int_equal(ledger_open(path, &ledger), STATUS_OK);
	assert_int_equal(count_of(NULL), 2);
	ledger_close(NULL);
}

static void
fill(int from, int to)
{
	char key[24], sha256[24];

	assert_int_equal(ledger_begin(ledger), STATUS_OK);
	for (int i = from; i < to; i++) {
		struct ledger_entry entry = entry_of(key, 100, i, "text");

		(void)snprintf(key, sizeof(key), "k%d", i);
		(void)snprintf(sha256, sizeof(sha256), "%08d", i);
		entry.sha256 = sha256;
		entry.platform = "fb";
		entry.account = key;
		entry.page_url = key;
		assert_int_equal(ledger_put(ledger, &entry), STATUS_OK);
	}
	assert_int_equal(ledger_commit(ledger), STATUS_OK);
}

/* Seconds that 400 of each kind of question take, among `rows` entries. */
static double
time_questions(int rows)
{
	struct timespec from, to;
	struct slice text;
	int64_t area_px;
	char name[24];

	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from), 0);
	for (int i = 0; i < 400; i++) {
		struct ledger_filter by_account = { .platform = "fb",
						    .account = name };
		struct ledger_filter by_page = { .page_url = name };
		struct ledger_filter by_time = { .from_s = i + 1,
						 .to_s = i + 1 };

		(void)snprintf(name, sizeof(name), "%08d", i * 7 % rows);
		assert_int_equal(
		    ledger_find_hash(ledger, name, MODEL, &arena, &text),
		    STATUS_OK);
		(void)snprintf(name, sizeof(name), "k%d", i * 7 % rows);
		assert_int_equal(
		    ledger_find_key(
			ledger, name, MODEL, &arena, &text, &area_px),
		    STATUS_OK);
		assert_int_equal(count_of(&by_account), 1);
		assert_int_equal(count_of(&by_page), 1);
		assert_int_equal(count_of(&by_time), 1);
		arena_reset(&arena);
	}
	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to), 0);
	return (double)(to.tv_sec - from.tv_sec) +
	       1e-9 * (double)(to.tv_nsec - from.tv_nsec);
}

/* Forty times the entries, but no question asks for all of them. */
static void
has_an_index_for_each_question(void **state)
{
	double few_s, many_s;

	(void)state;
	fill(0, 500);
	few_s = time_questions(500);
	fill(500, 20000);
	many_s = time_questions(20000);
	assert_true(many_s < 6 * few_s);
}

static int
open_all(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/ledger", folder);
	return arena_open(&arena, (size_t)4 << 20) == STATUS_OK ? 0 : -1;
}

static int
close_all(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)rmdir(folder);
	arena_close(&arena);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fresh, close_it)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(is_private),
		TEST(finds_largest),
		TEST(finds_by_hash),
		TEST(says_when_arena_is_full),
		TEST(forgets_what_matches),
		TEST(forgets_for_good),
		TEST(lists_oldest_first),
		TEST(rolls_back),
		TEST(has_an_index_for_each_question),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
