#ifndef ROTATION_H
#define ROTATION_H

/*
 * rotation: a new key, and the old one's word for it.
 *
 * The statement is a document of its own (PROTOCOL.md, "Key rotation"), signed
 * by the old key, so that who pinned that one can follow.
 */

#include "annotation/key.h"
#include "base/arena.h"
#include "wire/json.h"

/*
 * rotation_make(folder, created, arena, key):
 * Replace the key in `folder` by a new one, given out as `*key`.  After a
 * crash at any point the folder holds either the old key or the new one with
 * the statement about it.
 *
 * all of key_open, STATUS_PROOF_INVALID
 */
MUST_USE enum status rotation_make(
    const char *folder, const char *created, struct arena *arena,
    struct key **key);

#endif
