#include "ledger/schema.h"

#include <inttypes.h>
#include <stdio.h>

/*
 * Append-only: the step at n makes version n + 1 of version n.
 *
 * Every index holds what its query compares and sorts by, in that order, so
 * that the last entry of a range is the answer (ledger_find_*).
 */
static const char *const step[SCHEMA_VERSION] = {
	"CREATE TABLE annotation ("
	" id INTEGER PRIMARY KEY,"
	" created_s INTEGER NOT NULL," /* seconds since 1970 */
	" sha256 TEXT NOT NULL,"       /* of the file, 64 hex digits */
	" pdq TEXT,"		       /* 64 hex digits */
	" picture_key TEXT,"	       /* its stable name on its CDN */
	" platform TEXT,"
	" account TEXT,"
	" page_url TEXT,"
	" area_px INTEGER NOT NULL,"
	" model TEXT NOT NULL,"
	" text TEXT NOT NULL" /* the signed annotation */
	") STRICT;"
	"CREATE INDEX annotation_by_key"
	" ON annotation (picture_key, model, area_px, created_s);"
	"CREATE INDEX annotation_by_hash"
	" ON annotation (sha256, model, area_px, created_s);"
	"CREATE INDEX annotation_by_account ON annotation (account, platform);"
	"CREATE INDEX annotation_by_page ON annotation (page_url);"
	"CREATE INDEX annotation_by_time ON annotation (created_s);",
	/* What a search for the same picture reads, without the long rows. */
	"ALTER TABLE annotation ADD COLUMN pdq_mirrored TEXT;"
	"ALTER TABLE annotation ADD COLUMN account_url TEXT;"
	"CREATE INDEX annotation_by_sight"
	" ON annotation (id, pdq, platform, account)"
	" WHERE pdq IS NOT NULL AND account IS NOT NULL;",
};

static enum status
read_version(struct store *store, int64_t *version)
{
	int64_t application = 0, tables = 0;
	enum status s;

	s = store_ask_integer(store, "PRAGMA user_version", version);
	if (s == STATUS_OK)
		s = store_ask_integer(
		    store, "PRAGMA application_id", &application);
	if (s == STATUS_OK)
		s = store_ask_integer(
		    store, "SELECT count(*) FROM sqlite_schema", &tables);
	if (s != STATUS_OK)
		return s;
	/* Another program's file is left alone. */
	if (application == 0 && *version == 0 && tables == 0)
		return STATUS_OK;
	if (application != SCHEMA_APPLICATION || *version < 1)
		return STATUS_LEDGER_CORRUPT;
	return *version > SCHEMA_VERSION ? STATUS_LEDGER_NEWER : STATUS_OK;
}

/* Its three questions as one: between two, another process may make it. */
static enum status
read_version_at_once(struct store *store, int64_t *version)
{
	enum status s = store_run(store, "BEGIN"), ended = STATUS_OK;

	if (s == STATUS_OK)
		s = read_version(store, version);
	if (store_is_in_transaction(store))
		ended = store_run(store, "COMMIT");
	return s != STATUS_OK ? s : ended;
}

enum status
schema_check(struct store *store)
{
	int64_t version;

	return read_version_at_once(store, &version);
}

static enum status
migrate_inside(struct store *store)
{
	char sql[96];
	int64_t version;
	enum status s = read_version(store, &version);

	for (; s == STATUS_OK && version < SCHEMA_VERSION; version++)
		s = store_run(store, step[version]);
	(void)snprintf(
	    sql, sizeof(sql),
	    "PRAGMA application_id = %d; PRAGMA user_version = %d",
	    SCHEMA_APPLICATION, SCHEMA_VERSION);
	if (s == STATUS_OK)
		s = store_run(store, sql);
	if (s == STATUS_OK)
		s = store_run(store, "COMMIT");
	return s;
}

enum status
schema_migrate(struct store *store)
{
	int64_t version;
	enum status s = read_version_at_once(store, &version);

	if (s != STATUS_OK || version == SCHEMA_VERSION)
		return s;
	/* Inside, it looks again: another process may have been faster. */
	s = store_run(store, "BEGIN IMMEDIATE");
	if (s == STATUS_OK)
		s = migrate_inside(store);
	if (store_is_in_transaction(store)) {
		enum status undone = store_run(store, "ROLLBACK");

		s = s != STATUS_OK ? s : undone;
	}
	return s;
}
