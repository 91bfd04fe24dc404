#ifndef TRUST_H
#define TRUST_H

/*
 * trust: the certificates a user trusts, and whether a chain leads to one.
 *
 *   takes   PEM handed in at start, and chains in DER
 *   gives   yes or no, by RFC 5280
 *
 * Nothing is fetched: revocation is not checked, and whoever shows the answer
 * says so.
 */

#include "base/slice.h"
#include "base/status.h"

#define TRUST_ANCHORS_MAX 512
#define TRUST_CHAIN_MAX 8 /* certificates that come with a signature */

struct trust;

/*
 * trust_open(pem, trust):
 * Certificates one after the other, as many files as were put together; none
 * is fine.  What is no certificate is passed over.
 *
 * STATUS_TOO_LARGE   more than TRUST_ANCHORS_MAX
 * STATUS_NO_MEMORY
 */
MUST_USE enum status trust_open(struct slice pem, struct trust **trust);
void trust_close(struct trust *trust); /* harmless on NULL */

size_t trust_count(const struct trust *trust);

/*
 * Does `chain`, the signer first, lead to a trusted one at that time?  What the
 * signer's own certificate is good for is for the caller to see.
 */
bool trust_holds(
    const struct trust *trust, const struct slice *chain, size_t count,
    int64_t at_s);

#endif
