/* Any bytes as a JPEG, walked without decoding. */

#include <stdlib.h>

#include "metadata/quantisation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct quantisation quantisation;
	struct jpeg_layout layout;
	size_t kept;

	if (!jpeg_layout_read(slice_of(data, len), &layout))
		return 0;
	kept = layout.scan_count < JPEG_LAYOUT_SCANS_MAX
		   ? layout.scan_count
		   : JPEG_LAYOUT_SCANS_MAX;
	for (size_t i = 0; i < kept; i++)
		if (layout.scan_at[i] + 2 > len ||
		    data[layout.scan_at[i] + 1] != 0xda)
			abort();
	if (layout.end_at > len)
		abort();
	quantisation_read(&layout, &quantisation);
	if (quantisation.luma_quality < 0 || quantisation.luma_quality > 100)
		abort();
	return 0;
}
