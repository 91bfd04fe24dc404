/* Any bytes as Photoshop's resources, and as a table of scans. */

#include <stdlib.h>

#include "metadata/fbmd.h"
#include "metadata/iptc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static volatile uint8_t seen;

static void
read_stream(struct slice stream)
{
	struct iptc_dataset dataset;
	size_t at = 0, before = 0;

	while (iptc_next(stream, &at, &dataset)) {
		if (at <= before)
			abort();
		before = at;
		for (size_t i = 0; i < dataset.data.len; i++)
			seen ^= dataset.data.data[i];
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice bytes = slice_of(data, len), stream = iptc_stream(bytes);
	struct fbmd fbmd;

	read_stream(stream);
	read_stream(bytes);
	fbmd_check(bytes, NULL, len, &fbmd);
	fbmd_check(
	    iptc_find(stream, IPTC_APPLICATION, IPTC_INSTRUCTIONS), NULL, len,
	    &fbmd);
	if (fbmd.state == FBMD_UNTOUCHED)
		abort(); /* of no JPEG at all */
	return 0;
}
