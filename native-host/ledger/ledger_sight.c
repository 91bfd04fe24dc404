#include "ledger/ledger_inside.h"

/* The same picture elsewhere: what ledger.h says of sights. */

enum { SIGHTS, LAST, READ_NUMBER, READ_HASH };

#define HAS_SIGHT "pdq IS NOT NULL AND account IS NOT NULL"
#define READ                                                                   \
	"SELECT created_s, pdq, pdq_mirrored, picture_key, platform, account," \
	" account_url FROM annotation WHERE "

static const char *const sql[LEDGER_SIGHT_QUERIES] = {
	/* The last ?2 of them, read from their index alone. */
	[SIGHTS] = "SELECT id, pdq, platform, account FROM annotation"
		   " INDEXED BY annotation_by_sight"
		   " WHERE " HAS_SIGHT " AND id > max(?1, ifnull("
		   "(SELECT id FROM annotation INDEXED BY annotation_by_sight"
		   " WHERE " HAS_SIGHT " ORDER BY id DESC LIMIT 1 OFFSET ?2),"
		   " 0)) ORDER BY id",
	[LAST] = "SELECT max(id) FROM annotation",
	[READ_NUMBER] = READ "id = ?1",
	[READ_HASH] = READ "sha256 = ?1 ORDER BY id DESC LIMIT 1",
};

static enum status
prepare(struct ledger *ledger, int which, struct store_query **query)
{
	enum status s = STATUS_OK;

	if (ledger->sight[which] == NULL)
		s = store_prepare(
		    ledger->store, sql[which], &ledger->sight[which]);
	*query = ledger->sight[which];
	return s;
}

enum status
ledger_sights(
    struct ledger *ledger, int64_t after, size_t most,
    bool (*each)(void *context, const struct ledger_sight *sight),
    void *context)
{
	struct store_query *query;
	bool goes_on = true;
	enum status s = prepare(ledger, SIGHTS, &query);

	if (s != STATUS_OK)
		return s;
	store_bind_integer(query, 1, after);
	store_bind_integer(query, 2, (int64_t)most);
	while (s == STATUS_OK && goes_on) {
		s = store_step(query, &goes_on);
		if (s == STATUS_OK && goes_on) {
			struct ledger_sight sight = {
				.number = store_integer(query, 0),
				.pdq = store_text(query, 1),
				.platform = store_text(query, 2),
				.account = store_text(query, 3),
			};

			/* A damaged file may hold anything. */
			if (sight.pdq != NULL && sight.platform != NULL &&
			    sight.account != NULL)
				goes_on = each(context, &sight);
		}
	}
	store_reset(query);
	return s;
}

enum status
ledger_last(struct ledger *ledger, int64_t *number)
{
	struct store_query *query;
	bool has_row = false;
	enum status s = prepare(ledger, LAST, &query);

	*number = 0;
	if (s != STATUS_OK)
		return s;
	s = store_step(query, &has_row);
	if (s == STATUS_OK && has_row)
		*number = store_integer(query, 0);
	store_reset(query);
	return s;
}

/* A copy in the arena of a text that may be NULL; false when that is full. */
static bool
copy_text(struct arena *arena, const char *text, const char **copy)
{
	size_t size_bytes;
	char *to;

	*copy = NULL;
	if (text == NULL)
		return true;
	size_bytes = strlen(text) + 1;
	to = arena_alloc(arena, size_bytes);
	if (to == NULL)
		return false;
	memcpy(to, text, size_bytes);
	*copy = to;
	return true;
}

/* Run a READ whose ?1 is bound. */
static enum status
read_one(
    struct store_query *query, struct arena *arena, struct ledger_entry *entry)
{
	bool has_row = false;
	enum status s = store_step(query, &has_row);

	*entry = (struct ledger_entry){ 0 };
	if (s == STATUS_OK && !has_row)
		s = STATUS_NOT_FOUND;
	if (s != STATUS_OK)
		goto out;
	entry->created_s = store_integer(query, 0);
	if (!copy_text(arena, store_text(query, 1), &entry->pdq) ||
	    !copy_text(arena, store_text(query, 2), &entry->pdq_mirrored) ||
	    !copy_text(arena, store_text(query, 3), &entry->key) ||
	    !copy_text(arena, store_text(query, 4), &entry->platform) ||
	    !copy_text(arena, store_text(query, 5), &entry->account) ||
	    !copy_text(arena, store_text(query, 6), &entry->account_url))
		s = STATUS_NO_MEMORY;
out:
	store_reset(query);
	return s;
}

enum status
ledger_read(
    struct ledger *ledger, int64_t number, struct arena *arena,
    struct ledger_entry *entry)
{
	struct store_query *query;
	enum status s = prepare(ledger, READ_NUMBER, &query);

	if (s != STATUS_OK)
		return s;
	store_bind_integer(query, 1, number);
	return read_one(query, arena, entry);
}

enum status
ledger_read_hash(
    struct ledger *ledger, const char *sha256, struct arena *arena,
    struct ledger_entry *entry)
{
	struct store_query *query;
	enum status s = prepare(ledger, READ_HASH, &query);

	if (s != STATUS_OK)
		return s;
	store_bind_text(query, 1, sha256);
	return read_one(query, arena, entry);
}
