#ifndef BASE58_H
#define BASE58_H

/*
 * base58: Bitcoin's alphabet, what multibase calls base58btc (prefix 'z').
 *
 * Keys and signatures only: quadratic, and bounded by BASE58_MAX_BYTES.
 */

#include <stdbool.h>

#include "base/slice.h"

#define BASE58_MAX_BYTES 64  /* an Ed25519 signature */
#define BASE58_TEXT_BYTES 89 /* 64 * log(256) / log(58) = 87.4, and the NUL */

/* `bytes` is of BASE58_MAX_BYTES at most. */
void base58_encode(struct slice bytes, char text[BASE58_TEXT_BYTES]);

/*
 * base58_decode(text, bytes, len):
 * Is `text` the one way to write `len` bytes?  `len` is at most
 * BASE58_MAX_BYTES.
 */
bool base58_decode(const char *text, uint8_t *bytes, size_t len);

#endif
