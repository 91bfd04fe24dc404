#include "ledger/ledger.h"

#include <assert.h>
#include <stdlib.h>

#include "base/log.h"
#include "ledger/ledger_inside.h"
#include "ledger/schema.h"

#define SQL_BYTES 512
#define LOG_KEPT_BYTES "1048576" /* a longer log shrinks to this */

/* In the order of struct ledger_entry, which read_entry relies on. */
#define COLUMNS                                                                \
	"created_s, sha256, pdq, pdq_mirrored, picture_key, platform, "        \
	"account,"                                                             \
	" account_url, page_url, area_px, model, text"

#define FIND(column)                                                           \
	"SELECT text, area_px FROM annotation"                                 \
	" WHERE " column " = ?1 AND model = ?2"                                \
	" ORDER BY area_px DESC, created_s DESC, id DESC LIMIT 1"

static enum status
prepare_all(struct ledger *ledger)
{
	const struct {
		struct store_query **query;
		const char *sql;
	} all[] = {
		/* IMMEDIATE: wait for the other writer now, not midway. */
		{ &ledger->begin, "BEGIN IMMEDIATE" },
		{ &ledger->commit, "COMMIT" },
		{ &ledger->put,
		  "INSERT INTO annotation (" COLUMNS ")"
		  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
		  " ?12)" },
		{ &ledger->find_key, FIND("picture_key") },
		{ &ledger->find_hash, FIND("sha256") },
	};
	enum status s = STATUS_OK;

	for (size_t i = 0; s == STATUS_OK && i < sizeof(all) / sizeof(all[0]);
	     i++)
		s = store_prepare(ledger->store, all[i].sql, all[i].query);
	return s;
}

enum status
ledger_open(const char *path, struct ledger **ledger)
{
	struct ledger *made = calloc(1, sizeof(*made));
	enum status s = STATUS_NO_MEMORY;

	*ledger = NULL;
	if (made == NULL)
		goto out;
	if ((s = store_open(path, LEDGER_WAIT_MS, &made->store)) != STATUS_OK)
		goto out;
	/* Before the first change: the file may not be ours. */
	if ((s = schema_check(made->store)) != STATUS_OK)
		goto out;
	if ((s = store_enter_log(made->store)) != STATUS_OK)
		goto out;
	/*
	 * NORMAL: a commit is in the kernel's hands, so it survives our death
	 * if not the machine's.  Nothing is put into other temporary files.
	 */
	s = store_run(
	    made->store, "PRAGMA synchronous = NORMAL;"
			 "PRAGMA secure_delete = ON;"
			 "PRAGMA temp_store = MEMORY;"
			 "PRAGMA trusted_schema = OFF;"
			 "PRAGMA cell_size_check = ON;"
			 "PRAGMA journal_size_limit = " LOG_KEPT_BYTES);
	if (s == STATUS_OK)
		s = schema_migrate(made->store);
	if (s == STATUS_OK)
		s = prepare_all(made);
	if (s != STATUS_OK)
		goto out;
	/* Who was here before may have died before it emptied the log. */
	made->has_remains = true;
	*ledger = made;
	made = NULL;
out:
	ledger_close(made);
	return s;
}

void
ledger_close(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	store_finish(ledger->begin);
	store_finish(ledger->commit);
	store_finish(ledger->put);
	store_finish(ledger->find_key);
	store_finish(ledger->find_hash);
	for (size_t i = 0; i < LEDGER_SIGHT_QUERIES; i++)
		store_finish(ledger->sight[i]);
	store_close(ledger->store);
	free(ledger);
}

/* Run a query that gives no rows. */
static enum status
run(struct store_query *query)
{
	bool has_row;
	enum status s = store_step(query, &has_row);

	store_reset(query);
	return s;
}

enum status
ledger_begin(struct ledger *ledger)
{
	ledger->put_status = STATUS_OK;
	return run(ledger->begin);
}

enum status
ledger_commit(struct ledger *ledger)
{
	enum status s = ledger->put_status;

	if (s == STATUS_OK)
		s = run(ledger->commit);
	if (s != STATUS_OK)
		ledger_rollback(ledger);
	else if (ledger->has_remains)
		ledger->has_remains = !store_empty_log(ledger->store);
	return s;
}

void
ledger_rollback(struct ledger *ledger)
{
	ledger->put_status = STATUS_OK;
	/* SQLite itself may have rolled back, when the disk is full. */
	if (store_is_in_transaction(ledger->store) &&
	    store_run(ledger->store, "ROLLBACK") != STATUS_OK)
		assert(!store_is_in_transaction(ledger->store));
}

enum status
ledger_put(struct ledger *ledger, const struct ledger_entry *entry)
{
	struct store_query *put = ledger->put;
	enum status s;

	assert(entry->sha256 != NULL && entry->model != NULL);
	assert(entry->annotation.len > 0);
	store_bind_integer(put, 1, entry->created_s);
	store_bind_text(put, 2, entry->sha256);
	store_bind_text(put, 3, entry->pdq);
	store_bind_text(put, 4, entry->pdq_mirrored);
	store_bind_text(put, 5, entry->key);
	store_bind_text(put, 6, entry->platform);
	store_bind_text(put, 7, entry->account);
	store_bind_text(put, 8, entry->account_url);
	store_bind_text(put, 9, entry->page_url);
	store_bind_integer(put, 10, entry->area_px);
	store_bind_text(put, 11, entry->model);
	store_bind_slice(put, 12, entry->annotation);
	s = run(put);
	if (s != STATUS_OK && ledger->put_status == STATUS_OK)
		ledger->put_status = s;
	return s;
}

/* Run a FIND for `name` and `model`; the text is copied to the arena. */
static enum status
find(
    struct store_query *query, const char *name, const char *model,
    struct arena *arena, struct slice *annotation, int64_t *area_px)
{
	struct slice text;
	bool has_row;
	uint8_t *copy;
	enum status s;

	store_bind_text(query, 1, name);
	store_bind_text(query, 2, model);
	s = store_step(query, &has_row);
	if (s == STATUS_OK && !has_row)
		s = STATUS_NOT_FOUND;
	if (s != STATUS_OK)
		goto out;
	text = store_slice(query, 0);
	copy = arena_alloc(arena, text.len);
	if (copy == NULL) {
		s = STATUS_NO_MEMORY;
		goto out;
	}
	if (text.len > 0)
		memcpy(copy, text.data, text.len);
	*annotation = slice_of(copy, text.len);
	*area_px = store_integer(query, 1);
out:
	store_reset(query);
	return s;
}

enum status
ledger_find_key(
    struct ledger *ledger, const char *key, const char *model,
    struct arena *arena, struct slice *annotation, int64_t *area_px)
{
	return find(ledger->find_key, key, model, arena, annotation, area_px);
}

enum status
ledger_find_hash(
    struct ledger *ledger, const char *sha256, const char *model,
    struct arena *arena, struct slice *annotation)
{
	int64_t area_px;

	return find(
	    ledger->find_hash, sha256, model, arena, annotation, &area_px);
}

static void
append(char sql[SQL_BYTES], const char *text)
{
	size_t at = strlen(sql), len = strlen(text);

	assert(len < SQL_BYTES - at);
	memcpy(sql + at, text, len + 1);
}

/*
 * Prepare `before`, the conditions that the filter makes, and `after`.  Each
 * condition stands there only if it is wanted, so that an index can serve it.
 */
static enum status
prepare_filtered(
    struct ledger *ledger, const char *before,
    const struct ledger_filter *filter, const char *after,
    struct store_query **query)
{
	const struct {
		const char *sql, *text;
		int64_t number;
	} all[] = {
		{ "picture_key = ?1", filter->key, 0 },
		{ "platform = ?2", filter->platform, 0 },
		{ "account = ?3", filter->account, 0 },
		{ "page_url = ?4", filter->page_url, 0 },
		{ "created_s >= ?5", NULL, filter->from_s },
		{ "created_s <= ?6", NULL, filter->to_s },
	};
	const size_t count = sizeof(all) / sizeof(all[0]);
	bool is_first = true;
	char sql[SQL_BYTES] = "";
	enum status s;
	size_t i;

	append(sql, before);
	for (i = 0; i < count; i++)
		if (all[i].text != NULL || all[i].number != 0) {
			append(sql, is_first ? " WHERE " : " AND ");
			append(sql, all[i].sql);
			is_first = false;
		}
	append(sql, after);
	s = store_prepare(ledger->store, sql, query);
	for (i = 0; s == STATUS_OK && i < count; i++)
		if (all[i].text != NULL)
			store_bind_text(*query, (int)i + 1, all[i].text);
		else if (all[i].number != 0)
			store_bind_integer(*query, (int)i + 1, all[i].number);
	return s;
}

/*
 * Pages that were split or merged keep copies which secure_delete does not
 * know of, so the file is written anew.  What is asked for is deleted already:
 * if this fails, it is less thorough, not undone.
 */
static void
wipe(struct ledger *ledger)
{
	if (store_rebuild(ledger->store) != STATUS_OK)
		log_note("ledger: what was forgotten may leave traces");
	ledger->has_remains = !store_empty_log(ledger->store);
}

enum status
ledger_forget(
    struct ledger *ledger, const struct ledger_filter *filter, size_t *count)
{
	struct store_query *query = NULL;
	enum status s;

	assert(!store_is_in_transaction(ledger->store));
	*count = 0;
	s = prepare_filtered(
	    ledger, "DELETE FROM annotation", filter, "", &query);
	if (s == STATUS_OK)
		s = run(query);
	if (s == STATUS_OK)
		*count = store_change_count(ledger->store);
	if (*count > 0)
		wipe(ledger);
	store_finish(query);
	return s;
}

static struct ledger_entry
read_entry(struct store_query *query)
{
	return (struct ledger_entry){
		.created_s = store_integer(query, 0),
		.sha256 = store_text(query, 1),
		.pdq = store_text(query, 2),
		.pdq_mirrored = store_text(query, 3),
		.key = store_text(query, 4),
		.platform = store_text(query, 5),
		.account = store_text(query, 6),
		.account_url = store_text(query, 7),
		.page_url = store_text(query, 8),
		.area_px = store_integer(query, 9),
		.model = store_text(query, 10),
		.annotation = store_slice(query, 11),
	};
}

enum status
ledger_list(
    struct ledger *ledger, const struct ledger_filter *filter,
    bool (*each)(void *context, const struct ledger_entry *entry),
    void *context)
{
	struct store_query *query = NULL;
	bool goes_on = true;
	enum status s;

	s = prepare_filtered(
	    ledger, "SELECT " COLUMNS " FROM annotation", filter,
	    " ORDER BY created_s, id", &query);
	while (s == STATUS_OK && goes_on) {
		s = store_step(query, &goes_on);
		if (s == STATUS_OK && goes_on) {
			struct ledger_entry entry = read_entry(query);

			goes_on = each(context, &entry);
		}
	}
	store_finish(query);
	return s;
}
