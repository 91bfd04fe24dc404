#include "image/phash.h"

#include <math.h>
#include <stdlib.h>

/*
 * PDQ as in ThreatExchange's pdq/cpp (hashing and downscaling), with its two
 * box blurs in each direction taken only at the 64 x 64 places that are kept.
 * Rows and columns do not disturb each other, so the order is free.  We do not
 * thin large pictures to 512 px first, as its io/ does for speed: the published
 * hashes are those of the whole picture.
 */

#define GRID ((size_t)64)
#define SLOTS ((size_t)16)
#define SIDE_MIN_PX 5
#define LUMA_ONE 1000U

/* 0.299 R + 0.587 G + 0.114 B, in thousandths: exact. */
static uint32_t
luma(const uint8_t *rgb)
{
	return 299U * rgb[0] + 587U * rgb[1] + 114U * rgb[2];
}

/* One direction of the picture. */
struct axis {
	size_t len_px;
	size_t before, after; /* a box reaches so far, itself not counted */
};

static struct axis
axis_of(size_t len_px)
{
	size_t window = (len_px + 2 * GRID - 1) / (2 * GRID);
	size_t half = (window + 2) / 2;

	return (struct axis){ .len_px = len_px,
			      .before = window - half,
			      .after = half - 1 };
}

static size_t
axis_first(const struct axis *axis, size_t at)
{
	return at > axis->before ? at - axis->before : 0;
}

static size_t
axis_end(const struct axis *axis, size_t at)
{
	size_t end = at + axis->after + 1;

	return end < axis->len_px ? end : axis->len_px;
}

/* The place kept for slot `slot` of the grid. */
static size_t
axis_kept(const struct axis *axis, size_t slot)
{
	return (2 * slot + 1) * axis->len_px / (2 * GRID);
}

/*
 * Blur along a row and keep 64 of it.  `sums[i]` is the sum of the pixels
 * before i; a box of it is one subtraction.
 */
static void
keep_columns(const struct axis *axis, const uint32_t *sums, float *kept)
{
	for (size_t slot = 0; slot < GRID; slot++) {
		size_t at = axis_kept(axis, slot);
		size_t first = axis_first(axis, at), end = axis_end(axis, at);
		float total = 0;

		for (size_t i = first; i < end; i++) {
			size_t a = axis_first(axis, i), b = axis_end(axis, i);

			total += (float)(sums[b] - sums[a]) / (float)(b - a);
		}
		kept[slot] = total / (float)(end - first);
	}
}

/* 8192 * 255,000 is within 32 bits. */
static void
sum_row(const uint8_t *row, size_t len_px, bool is_mirrored, uint32_t *sums)
{
	sums[0] = 0;
	for (size_t x = 0; x < len_px; x++)
		sums[x + 1] =
		    sums[x] +
		    luma(row + 3 * (is_mirrored ? len_px - 1 - x : x));
}

/* Add up rows first..end of `rows`, each of 64, and divide by their number. */
static void
mean_of_rows(const float *rows, size_t first, size_t end, float *mean)
{
	float share = 1.0F / (float)(end - first);

	for (size_t slot = 0; slot < GRID; slot++)
		mean[slot] = 0;
	for (size_t y = first; y < end; y++)
		for (size_t slot = 0; slot < GRID; slot++)
			mean[slot] += rows[GRID * y + slot];
	for (size_t slot = 0; slot < GRID; slot++)
		mean[slot] *= share;
}

/* What shrink needs, for a picture and its mirror image in turn. */
struct rows {
	uint32_t *sums;
	float *once, *twice;
};

static enum status
take_rows(const struct image *image, struct arena *arena, struct rows *rows)
{
	const size_t row_bytes = GRID * sizeof(float);

	rows->sums = arena_array(arena, image->width_px + 1, sizeof(uint32_t));
	rows->once = arena_array(arena, image->height_px, row_bytes);
	rows->twice = arena_array(arena, image->height_px, row_bytes);
	return rows->sums != NULL && rows->once != NULL && rows->twice != NULL
		   ? STATUS_OK
		   : STATUS_NO_MEMORY;
}

static void
shrink(
    const struct image *image, bool is_mirrored, const struct rows *rows,
    float *grid)
{
	struct axis across = axis_of(image->width_px);
	struct axis down = axis_of(image->height_px);
	float *once = rows->once, *twice = rows->twice;

	for (size_t y = 0; y < down.len_px; y++) {
		sum_row(
		    image->rgb + 3 * across.len_px * y, across.len_px,
		    is_mirrored, rows->sums);
		keep_columns(&across, rows->sums, once + GRID * y);
	}
	for (size_t y = 0; y < down.len_px; y++)
		mean_of_rows(
		    once, axis_first(&down, y), axis_end(&down, y),
		    twice + GRID * y);
	for (size_t slot = 0; slot < GRID; slot++) {
		size_t at = axis_kept(&down, slot);

		mean_of_rows(
		    twice, axis_first(&down, at), axis_end(&down, at),
		    grid + GRID * slot);
	}
	for (size_t i = 0; i < GRID * GRID; i++)
		grid[i] /= (float)LUMA_ONE;
}

/* Steps between neighbours, each cut to whole hundredths of the range. */
static int32_t
quality_of(const float *grid)
{
	int32_t sum = 0;

	for (size_t y = 0; y < GRID; y++)
		for (size_t x = 0; x < GRID; x++) {
			const float *p = grid + GRID * y + x;

			if (y + 1 < GRID)
				sum += abs((int)((p[0] - p[GRID]) * 100 / 255));
			if (x + 1 < GRID)
				sum += abs((int)((p[0] - p[1]) * 100 / 255));
		}
	return sum / 90 < 100 ? sum / 90 : 100; /* pdqhashing.cpp */
}

/* Slots 1..16 of the cosine transform, in both directions. */
static void
transform(const float *grid, float *slots)
{
	float cosine[4 * GRID], basis[SLOTS][GRID], half[SLOTS][GRID];

	/* cos(pi / 128 * n) repeats after 256. */
	for (size_t n = 0; n < 4 * GRID; n++)
		cosine[n] =
		    (float)(sqrt(2.0 / (double)GRID) * cos(3.14159265358979323846 / (2 * GRID) * (double)n));
	for (size_t i = 0; i < SLOTS; i++)
		for (size_t k = 0; k < GRID; k++)
			basis[i][k] =
			    cosine[(i + 1) * (2 * k + 1) % (4 * GRID)];
	memset(half, 0, sizeof(half));
	for (size_t i = 0; i < SLOTS; i++)
		for (size_t k = 0; k < GRID; k++)
			for (size_t x = 0; x < GRID; x++)
				half[i][x] += basis[i][k] * grid[GRID * k + x];
	for (size_t i = 0; i < SLOTS; i++)
		for (size_t j = 0; j < SLOTS; j++) {
			float sum = 0;

			for (size_t k = 0; k < GRID; k++)
				sum += half[i][k] * basis[j][k];
			slots[SLOTS * i + j] = sum;
		}
}

/* The 128th of 256, by insertion: qsort() would make a system call. */
static float
median(const float *values)
{
	float sorted[SLOTS * SLOTS] = { 0 };

	for (size_t n = 0; n < SLOTS * SLOTS; n++) {
		size_t at = n;

		for (; at > 0 && sorted[at - 1] > values[n]; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = values[n];
	}
	return sorted[SLOTS * SLOTS / 2 - 1];
}

static void
hash(
    const struct image *image, bool is_mirrored, const struct rows *rows,
    struct phash *phash)
{
	float grid[GRID * GRID], slots[SLOTS * SLOTS], middle;

	shrink(image, is_mirrored, rows, grid);
	phash->quality = quality_of(grid);
	transform(grid, slots);
	middle = median(slots);
	for (size_t i = 0; i < SLOTS * SLOTS; i++)
		if (slots[i] > middle)
			phash->bits[PHASH_BYTES - 1 - i / 8] |=
			    (uint8_t)(1U << i % 8);
}

/* `mirrored` may be NULL. */
static enum status
compute(
    const struct image *image, struct arena *arena, struct phash *phash,
    struct phash *mirrored)
{
	struct rows rows;
	enum status s;

	*phash = (struct phash){ 0 };
	if (mirrored != NULL)
		*mirrored = (struct phash){ 0 };
	if (image->width_px < SIDE_MIN_PX || image->height_px < SIDE_MIN_PX)
		return STATUS_OK;
	s = take_rows(image, arena, &rows);
	if (s != STATUS_OK)
		return s;
	hash(image, false, &rows, phash);
	/*
	 * Turning over the odd waves of the first hash would be quicker, but
	 * PDQ's windows are not the same from the right: 24 bits off at 200 px.
	 */
	if (mirrored != NULL)
		hash(image, true, &rows, mirrored);
	return STATUS_OK;
}

enum status
phash_compute(
    const struct image *image, struct arena *arena, struct phash *phash)
{
	return compute(image, arena, phash, NULL);
}

enum status
phash_compute_both(
    const struct image *image, struct arena *arena, struct phash *phash,
    struct phash *mirrored)
{
	return compute(image, arena, phash, mirrored);
}

int
phash_distance(const struct phash *a, const struct phash *b)
{
	int bits = 0;

	for (size_t i = 0; i < PHASH_BYTES; i++)
		bits +=
		    __builtin_popcount((unsigned int)(a->bits[i] ^ b->bits[i]));
	return bits;
}
