/*
 * The pool against workers that misbehave in every way there is.  This program
 * is its own worker: executed anew with the name of a vice.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "host/clock.h"
#include "host/pool.h"
#include "image/decode.h"

static bool
read_all(void *to, size_t len)
{
	uint8_t *p = to;
	ssize_t n = 1;

	for (; len > 0 && (n = read(STDIN_FILENO, p, len)) > 0; p += n)
		len -= (size_t)n;
	return n > 0;
}

static void
say(const void *from, size_t len)
{
	if (write(STDOUT_FILENO, from, len) != (ssize_t)len)
		_exit(9);
}

static void
loop_for_ever(void)
{
	for (volatile unsigned n = 0;; n++)
		continue;
}

/* What each vice does with a picture; an honest answer otherwise. */
static void
look(const char *vice, const uint8_t *file, struct job_result *result)
{
	/* The picture says whether the vice shows. */
	bool is_bad = file[0] == 'x';

	if (!is_bad)
		return;
	if (strcmp(vice, "dies") == 0)
		_exit(1);
	if (strcmp(vice, "crashes") == 0)
		abort();
	if (strcmp(vice, "loops") == 0)
		loop_for_ever();
	if (strcmp(vice, "lies") == 0)
		result->score.evidence_count = 1 << 20;
	if (strcmp(vice, "forges") == 0)
		result->sequence++;
	if (strcmp(vice, "babbles") == 0)
		say(result, sizeof(*result) / 2);
	if (strcmp(vice, "reasons") == 0)
		result->score.reason = STATUS_LEDGER_FULL;
	if (strcmp(vice, "formats") == 0)
		result->format = IMAGE_FORMAT_COUNT;
}

/* Vices that show before there is any picture. */
static void
begin(const char *vice)
{
	struct job_ready ready = { .magic = JOB_MAGIC };

	if (strcmp(vice, "never-starts") == 0)
		_exit(1);
	if (strcmp(vice, "has-no-model") == 0)
		ready.status = STATUS_WORKER_MODEL;
	if (strcmp(vice, "greets-badly") == 0)
		ready.magic = 1;
	if (strcmp(vice, "answers-unasked") == 0)
		say(&ready, sizeof(ready));
	say(&ready, sizeof(ready));
}

static int
work(const char *vice)
{
	static uint8_t file[1 << 20];
	struct job_request request;

	begin(vice);
	while (read_all(&request, sizeof(request)) &&
	       read_all(file, request.size_bytes)) {
		struct job_result result;

		job_result_refuse(&result, STATUS_NO_FACE);
		result.sequence = request.sequence;
		look(vice, file, &result);
		say(&result, sizeof(result));
	}
	return 0;
}

struct answers {
	size_t good, unreadable, failed;
	size_t wronged;	 /* lost though nothing was wrong with them */
	enum status why; /* of the last that failed */
};

/* Submit pictures, of which some are bad, and wait for all. */
static struct answers
ask(const char *vice, const char *pictures, size_t workers)
{
	const struct child_program program = { "/proc/self/exe", "pool_test",
					       vice };
	struct answers answers = { 0 };
	const struct job_result *result;
	struct pool *pool = NULL;
	enum status s;
	void *owner;
	int64_t end_ms = clock_now_ms() + 60000;

	assert_int_equal(pool_open(&program, workers, &pool), STATUS_OK);
	for (const char *p = pictures; *p != '\0'; p++)
		assert_int_equal(
		    pool_submit(pool, slice_of(p, 1), (void *)(uintptr_t)p),
		    STATUS_OK);
	assert_int_equal(pool_count(pool), strlen(pictures));
	while (pool_count(pool) > 0 && clock_now_ms() < end_ms) {
		struct pollfd fds[POOL_FDS_MAX];
		int64_t until_ms = end_ms;
		size_t count;

		pool_turn(pool);
		while (pool_take(pool, &owner, &s, &result)) {
			if (s == STATUS_UNREADABLE) {
				answers.wronged += *(const char *)owner != 'x';
				assert_int_equal(
				    result->score.reason, STATUS_UNREADABLE);
				answers.unreadable++;
			} else if (s == STATUS_OK) {
				assert_int_equal(
				    result->score.reason, STATUS_NO_FACE);
				answers.good++;
			} else {
				answers.failed++;
				answers.why = s;
			}
		}
		if (pool_count(pool) == 0)
			break;
		count = pool_poll(pool, fds, &until_ms);
		until_ms -= clock_now_ms();
		(void)poll(
		    fds, (nfds_t)count, until_ms > 0 ? (int)until_ms : 0);
	}
	assert_int_equal(pool_count(pool), 0);
	assert_int_equal(pool_bytes(pool), 0);
	pool_close(pool);
	return answers;
}

static void
costs_the_bad_picture_alone(void **state)
{
	static const char *const vices[] = { "dies",   "crashes", "lies",
					     "forges", "reasons", "formats" };

	(void)state;
	for (size_t i = 0; i < sizeof(vices) / sizeof(vices[0]); i++)
		for (size_t workers = 1; workers <= 3; workers += 2) {
			struct answers a =
			    ask(vices[i], "..x...x.xx.", workers);

			assert_int_equal(a.good, 7);
			assert_int_equal(a.unreadable, 4);
			assert_int_equal(a.wronged, 0);
			assert_int_equal(a.failed, 0);
		}
}

static void
ends_a_worker_that_loops(void **state)
{
	int64_t begun_ms = clock_now_ms();
	struct answers a = ask("loops", ".x..", 2);

	(void)state;
	assert_int_equal(a.good, 3);
	assert_int_equal(a.unreadable, 1);
#if JOB_CPU_MAX_MS < JOB_WALL_MAX_MS
	assert_true(clock_now_ms() - begun_ms >= JOB_CPU_MAX_MS);
#endif
	assert_true(clock_now_ms() - begun_ms < JOB_WALL_MAX_MS + 5000);
}

static void
gives_up_on_workers_that_cannot_start(void **state)
{
	static const struct {
		const char *vice;
		enum status why;
	} cases[] = {
		{ "never-starts", STATUS_WORKER_DIED },
		{ "has-no-model", STATUS_WORKER_MODEL },
		{ "greets-badly", STATUS_WORKER_PROTOCOL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answers a = ask(cases[i].vice, "....", 2);

		assert_int_equal(a.failed, 4);
		assert_int_equal(a.why, cases[i].why);
	}
}

static void
says_when_there_is_no_program(void **state)
{
	const struct child_program program = { "/nowhere", "x", "x" };
	const struct job_result *result;
	struct pool *pool;
	enum status s = STATUS_OK;
	void *owner;
	int64_t end_ms = clock_now_ms() + 30000;

	(void)state;
	assert_int_equal(pool_open(&program, 1, &pool), STATUS_OK);
	assert_int_equal(pool_submit(pool, slice_of(".", 1), NULL), STATUS_OK);
	while (clock_now_ms() < end_ms) {
		pool_turn(pool);
		if (pool_take(pool, &owner, &s, &result))
			break;
		(void)poll(NULL, 0, 5);
	}
	assert_int_equal(s, STATUS_IO);
	pool_close(pool);
}

static void
outlives_workers_that_talk_unasked(void **state)
{
	/* What they say next is not to be trusted: it may cost another. */
	static const char *const vices[] = { "babbles", "answers-unasked" };

	(void)state;
	for (size_t i = 0; i < sizeof(vices) / sizeof(vices[0]); i++) {
		struct answers a = ask(vices[i], "x.x.x.", 1);

		assert_int_equal(a.good + a.unreadable + a.failed, 6);
	}
}

static void
an_idle_pool_closes(void **state)
{
	struct pool *pool;

	(void)state;
	assert_int_equal(pool_open(&pool_own_program, 4, &pool), STATUS_OK);
	pool_close(pool);
	pool_close(NULL);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(costs_the_bad_picture_alone),
		cmocka_unit_test(ends_a_worker_that_loops),
		cmocka_unit_test(gives_up_on_workers_that_cannot_start),
		cmocka_unit_test(says_when_there_is_no_program),
		cmocka_unit_test(outlives_workers_that_talk_unasked),
		cmocka_unit_test(an_idle_pool_closes),
	};

	if (argc == 2 && strcmp(argv[0], "pool_test") == 0)
		return work(argv[1]);
	/* Under valgrind /proc/self/exe is valgrind. */
	if (getenv("FACETELL_SLOW") != NULL) {
		(void)puts("1..1\nok 1 - # SKIP not under valgrind");
		return 0;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
