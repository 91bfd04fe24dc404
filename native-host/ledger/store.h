#ifndef STORE_H
#define STORE_H

/*
 * store: one SQLite file, and SQLite's results as ours.
 *
 * The only file that includes SQLite; knows no table.  ledger.h says what the
 * statuses mean.  Not for more than one thread.
 */

#include "base/slice.h"
#include "base/status.h"

struct store;
struct store_query;

/* Open or make a private file; another writer is waited for `wait_ms`. */
MUST_USE enum status
store_open(const char *path, int wait_ms, struct store **store);
void store_close(struct store *store); /* harmless on NULL */

/*
 * Keep a log of changes (WAL), so that readers and a writer do not wait for
 * each other and a commit outlives this process.
 */
MUST_USE enum status store_enter_log(struct store *store);

/* Run statements that give nothing. */
MUST_USE enum status store_run(struct store *store, const char *sql);

/* The one integer that a query gives. */
MUST_USE enum status
store_ask_integer(struct store *store, const char *sql, int64_t *value);

/* Prepare one statement, to be run many times. */
MUST_USE enum status
store_prepare(struct store *store, const char *sql, struct store_query **query);
void store_finish(struct store_query *query); /* harmless on NULL */

/* Parameters count from 1; a text is borrowed until store_reset; NULL is one.
 */
void store_bind_integer(struct store_query *query, int index, int64_t value);
void store_bind_text(struct store_query *query, int index, const char *text);
void store_bind_slice(struct store_query *query, int index, struct slice text);

/* The next row, if there is one.  An end or a failure resets the query. */
MUST_USE enum status store_step(struct store_query *query, bool *has_row);

/* Columns count from 0; a text (NULL for no value) lives until the next step.
 */
int64_t store_integer(struct store_query *query, int column);
const char *store_text(struct store_query *query, int column);
struct slice store_slice(struct store_query *query, int column);

/* Make ready to run again, and forget what was bound. */
void store_reset(struct store_query *query);

/* Rows that the last statement changed. */
size_t store_change_count(const struct store *store);

bool store_is_in_transaction(const struct store *store);

/*
 * Write the whole file anew (VACUUM), so that nothing is left in it of what
 * was deleted.  Needs room for twice the file beside it while it runs.
 */
MUST_USE enum status store_rebuild(struct store *store);

/*
 * Move the log into the file and empty it, without waiting.  False while
 * another process reads in it.
 */
bool store_empty_log(struct store *store);

#endif
