#include "metadata/recompression.h"

#include <math.h>

#include "metadata/quantisation.h"

#define BLOCK ((size_t)8)
#define BLOCKS_MAX ((size_t)2048) /* evenly spread: more says little more */
#define SHIFT_PX ((size_t)4)
#define SIDE 4	  /* frequencies 0..3 in each direction */
#define USED 8	  /* of those 16: the first of the zigzag but the mean */
#define REACH 200 /* coefficients are counted from -REACH to REACH */
#define BINS (2 * REACH + 1)
#define FIRST_QUALITY 40
#define LAST_QUALITY 98
#define SMOOTH 0.5F /* added to every count: no surprise is infinite */

static const uint8_t FREQUENCY[USED][2] = { /* across, down */
					    { 1, 0 }, { 0, 1 }, { 0, 2 },
					    { 1, 1 }, { 2, 0 }, { 3, 0 },
					    { 2, 1 }, { 1, 2 }
};

typedef float lanes __attribute__((vector_size(16)));

struct counts {
	float bin[USED][BINS]; /* coefficient + REACH, whole units */
	float total;
};

static float
luma(const uint8_t *rgb)
{
	return 0.299F * (float)rgb[0] + 0.587F * (float)rgb[1] +
	       0.114F * (float)rgb[2];
}

/* The first four cosines of eight samples, orthonormal, one a lane. */
static void
make_basis(lanes basis[BLOCK])
{
	for (size_t n = 0; n < BLOCK; n++)
		for (size_t k = 0; k < SIDE; k++)
			basis[n][k] =
			    (float)(sqrt((k == 0 ? 1.0 : 2.0) / BLOCK) * cos(3.14159265358979323846 * (2.0 * (double)n + 1) * (double)k / (2.0 * BLOCK)));
}

static void
count_block(
    const struct image *image, size_t left, size_t top,
    const lanes basis[BLOCK], struct counts *counts)
{
	lanes both[SIDE] = { { 0 } }; /* [down][across] */

	for (size_t y = 0; y < BLOCK; y++) {
		const uint8_t *row =
		    image->rgb + 3 * ((top + y) * image->width_px + left);
		lanes across = { 0 };

		for (size_t x = 0; x < BLOCK; x++)
			across += luma(row + 3 * x) * basis[x];
		for (size_t k = 0; k < SIDE; k++)
			both[k] += basis[y][k] * across;
	}
	for (size_t i = 0; i < USED; i++) {
		long bin =
		    lrintf(both[FREQUENCY[i][1]][FREQUENCY[i][0]]) + REACH;

		if (bin >= 0 && bin < BINS)
			counts->bin[i][bin]++;
	}
	counts->total++;
}

/* Blocks of the grid that starts at (shift, shift), every `step`-th. */
static void
count_blocks(const struct image *image, size_t shift, struct counts *counts)
{
	size_t columns = (image->width_px - shift) / BLOCK;
	size_t rows = (image->height_px - shift) / BLOCK;
	size_t step = columns * rows / BLOCKS_MAX + 1;
	lanes basis[BLOCK] = { { 0 } };

	make_basis(basis);
	for (size_t i = 0; i < columns * rows; i += step)
		count_block(
		    image, shift + i % columns * BLOCK,
		    shift + i / columns * BLOCK, basis, counts);
}

static int32_t
rounded(int32_t value, int32_t step)
{
	int32_t half = value < 0 ? -step / 2 : step / 2;

	return (value + half) / step;
}

/*
 * How many nats the picture's histogram is likelier under `expected` than
 * under `plain`; all by multiples of `step`.
 */
static float
compare(
    const float *seen, const float *expected, const float *plain, int32_t step)
{
	float nats = 0, norm_e = 0, norm_p = 0;

	for (int32_t n = -REACH / step; n <= REACH / step; n++) {
		norm_e += expected[n + REACH] + SMOOTH;
		norm_p += plain[n + REACH] + SMOOTH;
	}
	for (int32_t n = -REACH / step; n <= REACH / step; n++) {
		float e = (expected[n + REACH] + SMOOTH) / norm_e;
		float p = (plain[n + REACH] + SMOOTH) / norm_p;

		if (seen[n + REACH] > 0)
			nats += seen[n + REACH] * logf(e / p);
	}
	return nats;
}

/*
 * Where a coefficient goes when rounded to a step: itself, and a half less and
 * more, as the rounding of pixels may have moved it.  Divisions are slow, and
 * these are the same for every quality tried.
 */
static void
make_targets(int32_t step, int16_t target[BINS][3])
{
	for (int32_t c = -REACH; c <= REACH; c++)
		for (int32_t i = 0; i < 3; i++)
			target[c + REACH][i] =
			    (int16_t)(rounded(2 * c + i - 1, 2 * step) + REACH);
}

/* A histogram of units to one of multiples, through an earlier step if any. */
static void
quantise(
    const float *units, int32_t earlier, int16_t target[BINS][3],
    float *multiples)
{
	memset(multiples, 0, BINS * sizeof(*multiples));
	for (int32_t c = -REACH; c <= REACH; c++) {
		float count = units[c + REACH];
		int32_t value = c;
		const int16_t *to;

		if (count == 0)
			continue;
		if (earlier > 1)
			value = rounded(c, earlier) * earlier;
		if (value < -REACH || value > REACH)
			value = c; /* beyond what is counted */
		to = target[value + REACH];
		multiples[to[0]] += 0.25F * count;
		multiples[to[1]] += 0.5F * count;
		multiples[to[2]] += 0.25F * count;
	}
}

struct trial {
	struct counts seen, shifted;
	float multiples[USED][BINS]; /* of the picture */
	float plain[USED][BINS];     /* what they would be, saved once */
	float earlier[BINS];
	int32_t step[USED]; /* 0: not used */
	int16_t target[USED][BINS][3];
};

static size_t
place_of(size_t i)
{
	return BLOCK * FREQUENCY[i][1] + FREQUENCY[i][0];
}

static float
try_quality(struct trial *trial, int32_t quality)
{
	float nats = 0;

	for (size_t i = 0; i < USED; i++) {
		int32_t earlier =
		    quantisation_standard_luma(place_of(i), quality);

		if (trial->step[i] == 0 || trial->step[i] == earlier)
			continue;
		quantise(
		    trial->shifted.bin[i], earlier, trial->target[i],
		    trial->earlier);
		nats += compare(
		    trial->multiples[i], trial->earlier, trial->plain[i],
		    trial->step[i]);
	}
	return nats;
}

static void
prepare(struct trial *trial, const struct image *image, const uint16_t *table)
{
	count_blocks(image, 0, &trial->seen);
	count_blocks(image, SHIFT_PX, &trial->shifted);
	for (size_t i = 0; i < USED; i++) {
		int32_t step = table[place_of(i)];

		if (step < 1 || step > REACH / 2)
			continue;
		trial->step[i] = step;
		make_targets(step, trial->target[i]);
		quantise(
		    trial->seen.bin[i], 1, trial->target[i],
		    trial->multiples[i]);
		quantise(
		    trial->shifted.bin[i], 1, trial->target[i],
		    trial->plain[i]);
	}
}

enum status
recompression_read(
    const struct image *image, const struct jpeg_layout *layout,
    struct arena *arena, struct recompression *recompression)
{
	struct trial *trial;
	float best = 0;

	*recompression = (struct recompression){ 0 };
	if (image->width_px < RECOMPRESSION_SIDE_MIN_PX ||
	    image->height_px < RECOMPRESSION_SIDE_MIN_PX ||
	    layout->component_count == 0 ||
	    !layout->has_table[layout->component[0].table])
		return STATUS_OK;
	if ((trial = arena_alloc(arena, sizeof(*trial))) == NULL)
		return STATUS_NO_MEMORY;
	recompression->is_tried = true;
	prepare(trial, image, layout->table[layout->component[0].table]);
	for (int32_t q = FIRST_QUALITY; q <= LAST_QUALITY; q++) {
		float nats = try_quality(trial, q);

		if (nats > best) {
			best = nats;
			recompression->earlier_quality = q;
		}
	}
	recompression->score =
	    (int32_t)(1000 * best / (USED * trial->seen.total));
	return STATUS_OK;
}
