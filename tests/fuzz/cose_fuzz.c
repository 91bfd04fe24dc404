/* Any bytes as a signature: certificate, time-stamp and key and all. */

#include <stdlib.h>

#include "metadata/c2pa.h"
#include "metadata/cose.h"
#include "metadata/stamp.h"

#define ARENA_BYTES ((size_t)8 << 20)
#define NOW_S 1795400000 /* 2026-11-23 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct arena arena;
static struct c2pa *c2pa;
static struct trust *trust;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice payload = slice_of_text("claim");
	struct slice text[COSE_STAMPED_FORMS];
	struct certificate_names names;
	struct stamp stamp;
	struct cose cose;
	bool is_good;

	if (c2pa == NULL &&
	    (arena_open(&arena, ARENA_BYTES) != STATUS_OK ||
	     c2pa_open(slice_of(NULL, 0), &c2pa) != STATUS_OK ||
	     trust_open(slice_of(NULL, 0), &trust) != STATUS_OK))
		abort();
	if (cose_read(slice_of(data, len), &arena, &cose) == COSE_READ) {
		(void)certificate_fault(cose.chain[0], NOW_S, &names);
		if (cose_stamped(&cose, payload, &arena, text) != STATUS_OK)
			abort();
		stamp_check(
		    cose.stamp, text, COSE_STAMPED_FORMS, trust, &stamp);
		if (cose_verify(&cose, payload, &arena, &is_good) != STATUS_OK)
			abort();
	}
	/* And the bytes by themselves, past COSE. */
	(void)certificate_fault(slice_of(data, len), NOW_S, &names);
	stamp_check(slice_of(data, len), &payload, 1, trust, &stamp);
	arena_reset(&arena);
	return 0;
}
