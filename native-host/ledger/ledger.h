#ifndef LEDGER_H
#define LEDGER_H

/*
 * ledger: what was seen and answered, kept in one SQLite file.
 *
 * Hashes, keys and annotations; never a picture.  The only SQL of the project
 * is in this folder.  Many processes may share one ledger (WAL): readers never
 * wait, a writer waits at most LEDGER_WAIT_MS for another.
 *
 * Durability: what ledger_commit() answered with STATUS_OK survives a SIGKILL
 * of this process.
 */

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"

#define LEDGER_WAIT_MS 2000

struct ledger;

/* One annotation and what it can be found by.  NULL texts: not known. */
struct ledger_entry {
	int64_t created_s;	  /* seconds since 1970 */
	const char *sha256;	  /* of the file, 64 hex digits */
	const char *pdq;	  /* 64 hex digits */
	const char *pdq_mirrored; /* the same of its mirror image */
	const char *key;	  /* the picture's stable name on its CDN */
	const char *platform;
	const char *account;
	const char *account_url; /* NULL too when kept by version 1 */
	const char *page_url;
	int64_t area_px; /* width x height; the larger rendition wins */
	const char *model;
	struct slice annotation; /* the signed JSON text */
};

/* Members that are NULL or 0 do not restrict. */
struct ledger_filter {
	const char *key;
	const char *platform;
	const char *account;
	const char *page_url;
	int64_t from_s, to_s; /* of created_s, both included */
};

/*
 * ledger_open(path, ledger):
 * Open or make the file (0600), bring its schema up to date.
 *
 * STATUS_LEDGER_OPEN, _CORRUPT (also: another program's file), _NEWER, _BUSY,
 * _FULL, STATUS_NO_MEMORY; the calls below give the same but _NEWER.
 */
MUST_USE enum status ledger_open(const char *path, struct ledger **ledger);
void ledger_close(struct ledger *ledger); /* harmless on NULL */

/*
 * Several ledger_put in one transaction; end it with ledger_commit, or undo it
 * with ledger_rollback.  When a put failed, the commit fails as it did and
 * nothing of the transaction is kept; after a commit that failed none is open.
 */
MUST_USE enum status ledger_begin(struct ledger *ledger);
MUST_USE enum status ledger_commit(struct ledger *ledger);
void ledger_rollback(struct ledger *ledger); /* harmless when none is open */

/* Keep an entry; outside a transaction it is one of its own. */
MUST_USE enum status
ledger_put(struct ledger *ledger, const struct ledger_entry *entry);

/*
 * The annotation by `model` with the largest area for a picture key, or for a
 * file's hash; newest first among equals.  STATUS_NOT_FOUND when there is none.
 * The text lives in the arena.
 */
MUST_USE enum status ledger_find_key(
    struct ledger *ledger, const char *key, const char *model,
    struct arena *arena, struct slice *annotation, int64_t *area_px);
MUST_USE enum status ledger_find_hash(
    struct ledger *ledger, const char *sha256, const char *model,
    struct arena *arena, struct slice *annotation);

/* What is needed to find the same picture elsewhere; texts never NULL. */
struct ledger_sight {
	int64_t number; /* of the entry; grows with every one */
	const char *pdq, *platform, *account;
};

/*
 * ledger_sights(ledger, after, most, each, context):
 * Call `each` with every entry that has a perceptual hash and an account and
 * came after number `after`, in order; of more than `most` the last.  False
 * stops.  The sight lives until `each` returns.
 */
MUST_USE enum status ledger_sights(
    struct ledger *ledger, int64_t after, size_t most,
    bool (*each)(void *context, const struct ledger_sight *sight),
    void *context);

/* The number of the last entry, of whatever kind; 0 when there is none. */
MUST_USE enum status ledger_last(struct ledger *ledger, int64_t *number);

/*
 * The entry with a number, or the last one of a file's hash.  Only its time,
 * perceptual hashes, key and account are set; texts live in the arena.
 *
 * STATUS_NOT_FOUND, STATUS_NO_MEMORY
 */
MUST_USE enum status ledger_read(
    struct ledger *ledger, int64_t number, struct arena *arena,
    struct ledger_entry *entry);
MUST_USE enum status ledger_read_hash(
    struct ledger *ledger, const char *sha256, struct arena *arena,
    struct ledger_entry *entry);

/*
 * Delete what the filter matches; an empty filter deletes everything.  Not
 * inside a transaction.  What is deleted is overwritten in the file and the log
 * is emptied: at once, or, while another process reads, with a later commit.
 */
MUST_USE enum status ledger_forget(
    struct ledger *ledger, const struct ledger_filter *filter, size_t *count);

/*
 * Call `each` with every matching entry, oldest first; false stops.  The entry
 * lives until `each` returns, which must not write to the ledger.
 */
MUST_USE enum status ledger_list(
    struct ledger *ledger, const struct ledger_filter *filter,
    bool (*each)(void *context, const struct ledger_entry *entry),
    void *context);

#endif
