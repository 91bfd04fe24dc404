/*
 * reuse_bench: the search for the same picture among many.
 *
 *   reuse_bench COUNT
 *
 * COUNT made-up hashes, alike as those of portraits are (every bit is that of
 * a template in two of three); then, turn by turn: the search of a picture and
 * of its mirror image, and a plain comparison with all of them.  Prints one
 * JSON line: CPU times in microseconds, resident memory of the index.
 */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "provenance/reuse.h"

#define ROUNDS 201
#define BITS ((int)PHASH_BYTES * 8)

static uint64_t seed = 1;

/* xorshift64* */
static uint32_t
random_below(uint32_t below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (uint32_t)((seed * 2685821657736338717U) >> 33) % below;
}

static struct phash
portrait(void)
{
	struct phash hash = { .quality = 100 };

	for (size_t i = 0; i < PHASH_BYTES; i++)
		hash.bits[i] = (uint8_t)(0x5a + 7 * i);
	for (int bit = 0; bit < BITS; bit++)
		if (random_below(3) == 0)
			hash.bits[bit / 8] ^= (uint8_t)(1 << bit % 8);
	return hash;
}

static double
now_us(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0)
		exit(3);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double
resident_mib(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long whole, resident;

	if (file == NULL || fscanf(file, "%ld %ld", &whole, &resident) != 2)
		exit(3);
	(void)fclose(file);
	return (double)resident * (double)sysconf(_SC_PAGESIZE) / 1048576.0;
}

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
at_share(double *times, double share)
{
	qsort(times, ROUNDS, sizeof(*times), compare_doubles);
	return times[(size_t)(share * (ROUNDS - 1))];
}

int
main(int argc, char **argv)
{
	size_t count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0, found = 0;
	static double search_us[ROUNDS], plain_us[ROUNDS];
	double before_mib = resident_mib(), start, fill_us, index_mib;
	struct phash *all = NULL;
	struct reuse_hits none = { .count = 0 };
	struct reuse *reuse;

	if (count == 0 || reuse_open(&reuse) != STATUS_OK)
		return 2;
	start = now_us();
	for (size_t i = 0; i < count; i++) {
		struct phash hash = portrait();

		if (reuse_add(reuse, hash.bits, (uint32_t)i, (uint32_t)i) !=
		    STATUS_OK)
			return 3;
	}
	reuse_search(reuse, portrait().bits, false, 0, &none);
	fill_us = now_us() - start;
	index_mib = resident_mib() - before_mib;
	seed = 1;
	all = malloc(count * sizeof(*all));
	if (all == NULL)
		return 3;
	for (size_t i = 0; i < count; i++)
		all[i] = portrait();
	for (size_t round = 0; round < ROUNDS; round++) {
		struct reuse_hits hits = { .count = 0 };
		struct phash asked = all[random_below((uint32_t)count)];
		struct phash mirrored = portrait();

		for (int bit = 0; bit < 20; bit++)
			asked.bits[bit] ^= 1;
		start = now_us();
		reuse_search(reuse, asked.bits, false, UINT32_MAX, &hits);
		reuse_search(reuse, mirrored.bits, true, UINT32_MAX, &hits);
		search_us[round] = now_us() - start;
		found += hits.count;
		start = now_us();
		for (size_t i = 0; i < count; i++)
			found +=
			    phash_distance(&all[i], &asked) <= REUSE_BITS ||
			    phash_distance(&all[i], &mirrored) <= REUSE_BITS;
		plain_us[round] = now_us() - start;
	}
	printf(
	    "{\"count\": %zu, \"found\": %zu, \"search_us\": %.1f, "
	    "\"search_p99_us\": %.1f, \"plain_us\": %.1f, \"fill_us\": %.0f, "
	    "\"index_mib\": %.1f, \"n\": %d}\n",
	    count, found, at_share(search_us, 0.5), at_share(search_us, 0.99),
	    at_share(plain_us, 0.5), fill_us, index_mib, ROUNDS);
	reuse_close(reuse);
	free(all);
	return 0;
}
