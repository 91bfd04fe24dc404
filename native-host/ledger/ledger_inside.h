#ifndef LEDGER_INSIDE_H
#define LEDGER_INSIDE_H

/*
 * ledger_inside: what ledger.c and ledger_sight.c share.  For this folder.
 */

#include "ledger/ledger.h"
#include "ledger/store.h"

#define LEDGER_SIGHT_QUERIES 4

struct ledger {
	struct store *store;
	struct store_query *begin, *commit, *put, *find_key, *find_hash;
	struct store_query *sight[LEDGER_SIGHT_QUERIES]; /* made when needed */
	enum status put_status; /* first failure since ledger_begin */
	bool has_remains;	/* what was deleted is still in the log */
};

#endif
