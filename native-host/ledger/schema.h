#ifndef SCHEMA_H
#define SCHEMA_H

/*
 * schema: the tables of the ledger, and how an older file comes to have them.
 *
 * PRAGMA application_id says that a file is a ledger, PRAGMA user_version how
 * many of the steps in schema.c it has been through.
 */

#include "ledger/store.h"

#define SCHEMA_VERSION 2
#define SCHEMA_APPLICATION 0x46616365 /* "Face" */

/*
 * schema_check(store):
 * Is it a ledger of ours, or a file with nothing in it yet?  Writes nothing.
 *
 * STATUS_LEDGER_CORRUPT, STATUS_LEDGER_NEWER, and what a store gives
 */
MUST_USE enum status schema_check(struct store *store);

/* Bring it up to date, in one transaction.  The same. */
MUST_USE enum status schema_migrate(struct store *store);

#endif
