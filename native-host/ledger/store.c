#include "ledger/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

#define RETRY_MS 10

struct store {
	sqlite3 *db;
	int wait_ms;
};

/* A struct store_query is a statement under another name. */
static sqlite3_stmt *
statement_of(struct store_query *query)
{
	return (sqlite3_stmt *)query;
}

/*
 * SQLite says SQLITE_FULL for ENOSPC alone.  A quota or a limit on the size of
 * files is a write that failed, and its errno is often gone by now.
 */
static bool
is_full(sqlite3 *db)
{
	int code = sqlite3_extended_errcode(db);

	return (code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE) &&
	       sqlite3_system_errno(db) != EIO;
}

static enum status
status_of_failure(sqlite3 *db, int code)
{
	switch (code & 0xff) {
	case SQLITE_FULL:
		return STATUS_LEDGER_FULL;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return is_full(db) ? STATUS_LEDGER_FULL : STATUS_LEDGER_OPEN;
	default:
		/* No table, no column, not a database: not what we wrote. */
		return STATUS_LEDGER_CORRUPT;
	}
}

/* A result code as a status; what is more than busy is also logged. */
static enum status
status_of(sqlite3 *db, int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return STATUS_OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return STATUS_LEDGER_BUSY;
	case SQLITE_NOMEM:
		return STATUS_NO_MEMORY;
	default:
		log_note(
		    "ledger: %s (%d)", sqlite3_errstr(code),
		    sqlite3_extended_errcode(db));
		return status_of_failure(db, code);
	}
}

/*
 * SQLite makes files that all may read, so ours is there before it looks.  One
 * that is there is not opened: closing it would drop SQLite's locks on it.
 */
static enum status
make_private(const char *path)
{
	int fd = open(
	    path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);

	if (fd >= 0)
		return close(fd) == 0 ? STATUS_OK : STATUS_LEDGER_OPEN;
	if (errno == ENOSPC || errno == EDQUOT)
		return STATUS_LEDGER_FULL;
	if (errno == EEXIST && chmod(path, S_IRUSR | S_IWUSR) == 0)
		return STATUS_OK;
	log_note("ledger: %s", strerror(errno));
	return STATUS_LEDGER_OPEN;
}

enum status
store_open(const char *path, int wait_ms, struct store **store)
{
	struct store *made = calloc(1, sizeof(*made));
	enum status s = STATUS_NO_MEMORY;
	int code;

	*store = NULL;
	if (made == NULL)
		goto out;
	made->wait_ms = wait_ms;
	if ((s = make_private(path)) != STATUS_OK)
		goto out;
	code = sqlite3_open_v2(
	    path, &made->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if ((s = status_of(made->db, code)) != STATUS_OK)
		goto out;
	(void)sqlite3_busy_timeout(made->db, wait_ms);
	*store = made;
	made = NULL;
out:
	store_close(made);
	return s;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	(void)sqlite3_close(store->db);
	free(store);
}

enum status
store_enter_log(struct store *store)
{
	const struct timespec pause = { .tv_nsec = RETRY_MS * 1000000L };
	enum status s = STATUS_LEDGER_BUSY;

	/* The busy timeout does not cover a change to WAL by two at once. */
	for (int ms = 0; ms < store->wait_ms && s == STATUS_LEDGER_BUSY;
	     ms += RETRY_MS) {
		s = store_run(store, "PRAGMA journal_mode = WAL");
		if (s == STATUS_LEDGER_BUSY)
			(void)nanosleep(&pause, NULL);
	}
	return s;
}

enum status
store_run(struct store *store, const char *sql)
{
	return status_of(
	    store->db, sqlite3_exec(store->db, sql, NULL, NULL, NULL));
}

enum status
store_ask_integer(struct store *store, const char *sql, int64_t *value)
{
	struct store_query *query = NULL;
	bool has_row = false;
	enum status s = store_prepare(store, sql, &query);

	*value = 0;
	if (s == STATUS_OK)
		s = store_step(query, &has_row);
	if (s == STATUS_OK && has_row)
		*value = store_integer(query, 0);
	store_finish(query);
	return s;
}

enum status
store_prepare(struct store *store, const char *sql, struct store_query **query)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v3(
	    store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);

	*query = (struct store_query *)statement;
	return status_of(store->db, code);
}

void
store_finish(struct store_query *query)
{
	(void)sqlite3_finalize(statement_of(query));
}

/*
 * Nothing is copied, so binding needs no memory; an index out of range or a
 * text of a gigabyte would be our own mistake.
 */
static void
must(int code)
{
	assert(code == SQLITE_OK);
	(void)code;
}

void
store_bind_integer(struct store_query *query, int index, int64_t value)
{
	must(sqlite3_bind_int64(statement_of(query), index, value));
}

void
store_bind_text(struct store_query *query, int index, const char *text)
{
	if (text == NULL)
		must(sqlite3_bind_null(statement_of(query), index));
	else
		store_bind_slice(query, index, slice_of_text(text));
}

void
store_bind_slice(struct store_query *query, int index, struct slice text)
{
	must(sqlite3_bind_text64(
	    statement_of(query), index, (const char *)text.data, text.len,
	    SQLITE_STATIC, SQLITE_UTF8));
}

enum status
store_step(struct store_query *query, bool *has_row)
{
	sqlite3_stmt *statement = statement_of(query);
	int code = sqlite3_step(statement);
	enum status s = status_of(sqlite3_db_handle(statement), code);

	*has_row = code == SQLITE_ROW;
	if (!*has_row)
		(void)sqlite3_reset(statement);
	return s;
}

int64_t
store_integer(struct store_query *query, int column)
{
	return sqlite3_column_int64(statement_of(query), column);
}

const char *
store_text(struct store_query *query, int column)
{
	return (const char *)sqlite3_column_text(statement_of(query), column);
}

struct slice
store_slice(struct store_query *query, int column)
{
	const char *text = store_text(query, column);

	if (text == NULL)
		return slice_of(NULL, 0);
	return slice_of(
	    text, (size_t)sqlite3_column_bytes(statement_of(query), column));
}

void
store_reset(struct store_query *query)
{
	(void)sqlite3_reset(statement_of(query));
	(void)sqlite3_clear_bindings(statement_of(query));
}

size_t
store_change_count(const struct store *store)
{
	return (size_t)sqlite3_changes64(store->db);
}

bool
store_is_in_transaction(const struct store *store)
{
	return !sqlite3_get_autocommit(store->db);
}

enum status
store_rebuild(struct store *store)
{
	/* SQLite's copy is a file, not memory, and where we may write. */
	const char *path = sqlite3_db_filename(store->db, "main");
	const char *slash = strrchr(path, '/');
	int len = slash != NULL ? (int)(slash - path) : 0;
	enum status s;

	sqlite3_temp_directory = sqlite3_mprintf("%.*s", len, path);
	if (sqlite3_temp_directory == NULL)
		return STATUS_NO_MEMORY;
	s = store_run(store, "PRAGMA temp_store = FILE; VACUUM");
	if (store_run(store, "PRAGMA temp_store = MEMORY") != STATUS_OK)
		log_note("ledger: temporary files stay on");
	sqlite3_free(sqlite3_temp_directory);
	sqlite3_temp_directory = NULL;
	return s;
}

bool
store_empty_log(struct store *store)
{
	int code;

	(void)sqlite3_busy_timeout(store->db, 0);
	code = sqlite3_wal_checkpoint_v2(
	    store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	(void)sqlite3_busy_timeout(store->db, store->wait_ms);
	return code == SQLITE_OK;
}
