#include "metadata/quantisation.h"

#include <stdlib.h>

#define VALUES JPEG_LAYOUT_TABLE_VALUES
#define QUALITY_MAX 100

/* ISO/IEC 10918-1, tables K.1 and K.2. */
static const uint8_t LUMA[VALUES] = {
	16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,	 58,  60,  55,
	14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,	 87,  80,  62,
	18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,	 104, 113, 92,
	49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
};
static const uint8_t CHROMA[VALUES] = {
	17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
	24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
	99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
};

/* What libjpeg makes of a value at a quality (jcparam.c). */
static int32_t
scaled(uint8_t value, int32_t quality)
{
	int32_t percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
	int32_t n = (value * percent + 50) / 100;

	return n < 1 ? 1 : n > 255 ? 255 : n;
}

/* The sum of the differences, value by value. */
static int32_t
distance(const uint16_t *table, const uint8_t *base, int32_t quality)
{
	int32_t sum = 0;

	for (size_t i = 0; i < VALUES; i++)
		sum += abs(table[i] - scaled(base[i], quality));
	return sum;
}

/* The nearest quality; the higher of two as near. */
static int32_t
nearest(const uint16_t *table, const uint8_t *base, int32_t *least)
{
	int32_t quality = 0;

	for (int32_t q = QUALITY_MAX; q >= 1; q--) {
		int32_t d = distance(table, base, q);

		if (quality == 0 || d < *least) {
			quality = q;
			*least = d;
		}
	}
	return quality;
}

static enum quantisation_sampling
sampling_of(const struct jpeg_layout *layout)
{
	const struct jpeg_component *c = layout->component;
	int across, down;

	if (layout->component_count == 1)
		return QUANTISATION_GREY;
	if (layout->component_count < 3 || c[1].across != c[2].across ||
	    c[1].down != c[2].down || c[1].across == 0 || c[1].down == 0 ||
	    c[0].across % c[1].across != 0 || c[0].down % c[1].down != 0)
		return QUANTISATION_OTHER;
	across = c[0].across / c[1].across;
	down = c[0].down / c[1].down;
	switch (10 * across + down) {
	case 11:
		return QUANTISATION_444;
	case 21:
		return QUANTISATION_422;
	case 22:
		return QUANTISATION_420;
	case 12:
		return QUANTISATION_440;
	case 41:
		return QUANTISATION_411;
	default:
		return QUANTISATION_OTHER;
	}
}

/* The mean of |difference| over the mean of the table, in percent. */
static int32_t
in_percent(const uint16_t *table, int32_t difference)
{
	int64_t sum = 0;

	for (size_t i = 0; i < VALUES; i++)
		sum += table[i];
	return sum == 0 ? 0 : (int32_t)(100 * (int64_t)difference / sum);
}

void
quantisation_read(
    const struct jpeg_layout *layout, struct quantisation *quantisation)
{
	int32_t luma_least = 0, chroma_least = 0;
	const uint16_t *luma, *chroma;
	size_t number;

	*quantisation = (struct quantisation){ 0 };
	if (layout->component_count == 0 ||
	    !layout->has_table[layout->component[0].table])
		return;
	quantisation->sampling = sampling_of(layout);
	luma = layout->table[layout->component[0].table];
	quantisation->luma_quality = nearest(luma, LUMA, &luma_least);
	quantisation->luma_distance_percent = in_percent(luma, luma_least);
	number = layout->component[1].table;
	if (layout->component_count >= 3 && layout->has_table[number]) {
		chroma = layout->table[number];
		quantisation->chroma_quality =
		    nearest(chroma, CHROMA, &chroma_least);
		/* The lowest qualities share a table: take luma's. */
		if (distance(chroma, CHROMA, quantisation->luma_quality) ==
		    chroma_least)
			quantisation->chroma_quality =
			    quantisation->luma_quality;
	}
	quantisation->kind = luma_least == 0 && chroma_least == 0
				 ? QUANTISATION_STANDARD
				 : QUANTISATION_CUSTOM;
}

int32_t
quantisation_standard_luma(size_t index, int32_t quality)
{
	return scaled(LUMA[index], quality);
}

const char *
quantisation_sampling_name(enum quantisation_sampling sampling)
{
	static const char *const NAMES[] = {
		[QUANTISATION_GREY] = "grey",	[QUANTISATION_444] = "4:4:4",
		[QUANTISATION_422] = "4:2:2",	[QUANTISATION_420] = "4:2:0",
		[QUANTISATION_440] = "4:4:0",	[QUANTISATION_411] = "4:1:1",
		[QUANTISATION_OTHER] = "other",
	};

	return (unsigned int)sampling <= QUANTISATION_OTHER ? NAMES[sampling]
							    : "other";
}
