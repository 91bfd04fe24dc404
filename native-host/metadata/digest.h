#ifndef DIGEST_H
#define DIGEST_H

/*
 * digest: the hashes of C2PA, over bytes in pieces.
 *
 *   takes   struct slice
 *   gives   SHA-256, SHA-384 or SHA-512
 *
 * digest_open() comes first: afterwards no call needs the system.
 */

#include "base/slice.h"
#include "base/status.h"

#define DIGEST_MAX_BYTES 64

enum digest_name {
	DIGEST_UNKNOWN,
	DIGEST_SHA256,
	DIGEST_SHA384,
	DIGEST_SHA512
};

struct digest {
	uint8_t bytes[DIGEST_MAX_BYTES];
	size_t len;
};

/* Make OpenSSL ready without its configuration.  STATUS_NO_MEMORY */
MUST_USE enum status digest_open(void);

/* "sha256" and so on, as C2PA names them. */
enum digest_name digest_named(struct slice name);

/* The hash of `count` pieces, one after the other; false if it fails. */
MUST_USE bool digest_pieces(
    enum digest_name name, const struct slice *piece, size_t count,
    struct digest *digest);

/* Is `hash` the hash of these pieces? */
MUST_USE bool digest_matches(
    enum digest_name name, const struct slice *piece, size_t count,
    struct slice hash);

#endif
