#include "cli/doctor_checks.h"

#include <assert.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "annotation/key.h"
#include "cli/browser.h"
#include "cli/manifest.h"
#include "host/clock.h"
#include "host/place.h"
#include "host/pool.h"
#include "host/sandbox.h"
#include "host/sandbox_try.h"
#include "ledger/ledger.h"

/* A worker that is not ready by then is none. */
#define WORKER_MAX_MS 12000

enum doctor_state
doctor_worst(const struct doctor_report *report)
{
	enum doctor_state worst = DOCTOR_GOOD;

	for (size_t i = 0; i < report->count; i++)
		if (report->check[i].state > worst)
			worst = report->check[i].state;
	return worst;
}

static struct doctor_check *
add(struct doctor_report *report, enum doctor_state state, const char *name,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

static struct doctor_check *
add(struct doctor_report *report, enum doctor_state state, const char *name,
    const char *format, ...)
{
	struct doctor_check *c = &report->check[report->count++];
	va_list args;

	assert(report->count <= DOCTOR_CHECKS_MAX);
	c->state = state;
	(void)snprintf(c->name, sizeof(c->name), "%s", name);
	va_start(args, format);
	(void)vsnprintf(c->text, sizeof(c->text), format, args);
	va_end(args);
	return c;
}

static void fix(struct doctor_check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
fix(struct doctor_check *check, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(check->fix, sizeof(check->fix), format, args);
	va_end(args);
}

static void
look_at_walls(struct doctor_report *report, const char *folder)
{
	int version = sandbox_landlock_version();
	struct doctor_check *c;

	if (sandbox_try_network()) {
		(void)add(
		    report, DOCTOR_GOOD, "no network",
		    "tried: every socket is refused, here and to workers");
	} else {
		c =
		    add(report, DOCTOR_FATAL, "no network",
			"a socket could be made: seccomp does not hold");
		fix(c, "use a kernel built with CONFIG_SECCOMP_FILTER");
	}
	if (sandbox_try_worker()) {
		(void)add(
		    report, DOCTOR_GOOD, "worker enclosed",
		    "tried: a worker that opens a file is ended");
	} else {
		c =
		    add(report, DOCTOR_FATAL, "worker enclosed",
			"a worker is not held back by seccomp");
		fix(c, "use a kernel built with CONFIG_SECCOMP_FILTER");
	}
	if (version > 0 && sandbox_try_files(folder)) {
		(void)add(
		    report, DOCTOR_GOOD, "files",
		    "tried: only the data folder (Landlock, version %d)",
		    version);
		return;
	}
	c = add(
	    report, DOCTOR_NOTE, "files",
	    version > 0 ? "Landlock is there but does not hold"
			: "this kernel has no Landlock: the supervisor could "
			  "read your files");
	fix(c, "add landlock to the kernel's lsm= parameter (Linux 5.13 "
	       "and up)");
}

static void
look_at_key(struct doctor_report *report, const char *folder)
{
	char path[PLACE_BYTES];
	struct key *key = NULL;
	struct doctor_check *c;
	struct stat st;
	enum status s;

	if (file_join(folder, "key", path) != STATUS_OK)
		return;
	if (lstat(path, &st) != 0) {
		(void)add(
		    report, DOCTOR_NOTE, "key",
		    "none yet: it is made at first use, in %s", path);
		return;
	}
	s = key_open(folder, &key);
	if (s == STATUS_OK) {
		(void)add(report, DOCTOR_GOOD, "key", "%s", key_did(key));
		key_close(key);
		return;
	}
	c = add(report, DOCTOR_FATAL, "key", "%s: %s", path, status_text(s));
	if (s == STATUS_KEY_MODE)
		fix(c, "chmod go= '%s'", path);
	else if (s == STATUS_KEY_DAMAGED)
		fix(c,
		    "restore it from a copy, or move it away for a new "
		    "one: mv '%s' ~/facetell-key.damaged",
		    path);
	else
		fix(c, "chown \"$USER\" '%s'", path);
}

static void
look_at_ledger(struct doctor_report *report, const char *folder)
{
	char path[PLACE_BYTES];
	struct ledger *ledger = NULL;
	struct doctor_check *c;
	struct stat st;
	enum status s;

	if (file_join(folder, PLACE_LEDGER, path) != STATUS_OK)
		return;
	if (lstat(path, &st) != 0) {
		(void)add(
		    report, DOCTOR_NOTE, "ledger",
		    "none yet: it is made at first use, in %s", path);
		return;
	}
	s = ledger_open(path, &ledger);
	if (s == STATUS_OK) {
		(void)add(
		    report, DOCTOR_GOOD, "ledger", "%s, %lld KiB", path,
		    (long long)st.st_size / 1024);
		ledger_close(ledger);
		return;
	}
	c =
	    add(report, DOCTOR_AMISS, "ledger", "%s: %s; nothing is remembered",
		path, status_text(s));
	if (s == STATUS_LEDGER_CORRUPT)
		fix(c, "mv '%s' ~/facetell-ledger.damaged", path);
	else if (s == STATUS_LEDGER_NEWER)
		fix(c, "install the newer facetell that wrote it");
	else if (s == STATUS_LEDGER_FULL)
		fix(c, "make room on the disk of %s", path);
	else if (s == STATUS_LEDGER_BUSY)
		fix(c, "see who holds it: fuser '%s'", path);
	else
		fix(c, "chown \"$USER\" '%s'", path);
}

static void
look_at_data(struct doctor_report *report, char folder[PLACE_BYTES])
{
	struct doctor_check *c;

	if (place_data_folder(folder) == STATUS_OK) {
		look_at_key(report, folder);
		look_at_ledger(report, folder);
		return;
	}
	c = add(
	    report, DOCTOR_FATAL, "data folder", "%s cannot be made",
	    folder[0] != '\0' ? folder : "it has no name: HOME is not set; it");
	fix(c, "set HOME or XDG_DATA_HOME to a folder you can write to");
}

/* Start a real worker and have it look at nothing: that is `unreadable`. */
static enum status
try_worker(void)
{
	struct pollfd fds[POOL_FDS_MAX];
	const struct job_result *result;
	struct pool *pool = NULL;
	int64_t end_ms = clock_now_ms() + WORKER_MAX_MS;
	enum status outcome = STATUS_WORKER_TIMEOUT;
	void *owner = NULL;
	enum status s = pool_open(&pool_own_program, 1, &pool);

	if (s == STATUS_OK)
		s = pool_submit(pool, slice_of(NULL, 0), NULL);
	while (s == STATUS_OK && clock_now_ms() < end_ms) {
		int64_t until_ms = end_ms;
		size_t count;

		pool_turn(pool);
		if (pool_take(pool, &owner, &outcome, &result))
			break;
		count = pool_poll(pool, fds, &until_ms);
		until_ms -= clock_now_ms();
		(void)poll(
		    fds, (nfds_t)count, until_ms > 0 ? (int)until_ms : 0);
	}
	pool_close(pool);
	return s != STATUS_OK ? s : outcome;
}

static void
look_at_model(struct doctor_report *report)
{
	char path[PLACE_BYTES];
	struct doctor_check *c;
	enum status s = place_weights(path);

	if (s != STATUS_OK) {
		c =
		    add(report, DOCTOR_FATAL, "model",
			"there is no face.weights beside the program or in "
			"../share/facetell");
		fix(c, "make install");
		return;
	}
	s = try_worker();
	if (s == STATUS_OK) {
		(void)add(
		    report, DOCTOR_GOOD, "model",
		    "%s: sums right, and a worker works with it", path);
		return;
	}
	c = add(report, DOCTOR_FATAL, "model", "%s: %s", path, status_text(s));
	fix(c, "make install");
}

static void
look_at_browser(
    struct doctor_report *report, const struct browser *browser,
    const char *program)
{
	char path[FILE_PATH_BYTES];
	struct doctor_check *c;

	if (browser_manifest(browser, path) != STATUS_OK)
		return;
	switch (manifest_look(path, program)) {
	case MANIFEST_OURS:
		(void)add(
		    report, DOCTOR_GOOD, browser->name, "registered by %s",
		    path);
		return;
	case MANIFEST_OTHER:
		c =
		    add(report, DOCTOR_AMISS, browser->name,
			"%s starts another program than this one", path);
		fix(c, "facetell install --browser %s", browser->name);
		return;
	case MANIFEST_NONE:
		break;
	}
	if (!browser_is_here(browser))
		return;
	c =
	    add(report, DOCTOR_AMISS, browser->name,
		"%s is here, but not registered", browser->title);
	fix(c, "facetell install --browser %s", browser->name);
}

static void
look_at_browsers(struct doctor_report *report)
{
	char program[PLACE_BYTES];
	size_t before = report->count;

	if (place_program(program) != STATUS_OK)
		return;
	for (const struct browser *b = browser_table; b->name != NULL; b++)
		look_at_browser(report, b, program);
	for (const struct browser_confined *c = browser_confined_table;
	     c->title != NULL; c++)
		if (browser_is_confined_here(c))
			(void)add(
			    report, DOCTOR_NOTE, "confined", "%s: %s", c->title,
			    c->text);
	if (report->count == before)
		(void)add(
		    report, DOCTOR_NOTE, "browsers",
		    "none was found that we know");
}

void
doctor_look(struct doctor_report *report)
{
	char folder[PLACE_BYTES] = "";

	look_at_data(report, folder);
	look_at_model(report);
	look_at_walls(report, folder);
	look_at_browsers(report);
}
