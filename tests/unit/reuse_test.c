#include "unit.h"

#include <stdio.h>

#include "provenance/reuse.h"
#include "provenance/sighting.h"

#define BITS ((int)PHASH_BYTES * 8)

struct hash {
	uint8_t bits[PHASH_BYTES];
};

static uint64_t seed = 1;

/* xorshift64*: the same on every machine. */
static uint32_t
random_below(uint32_t below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (uint32_t)((seed * 2685821657736338717U) >> 33) % below;
}

static void
flip(struct hash *hash, int bit)
{
	hash->bits[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

/* A hash `bits` away, in bits chosen without choosing one twice. */
static struct hash
near(struct hash hash, int bits)
{
	int order[BITS];

	for (int i = 0; i < BITS; i++)
		order[i] = i;
	for (int i = 0; i < bits; i++) {
		int j = i + (int)random_below((uint32_t)(BITS - i));
		int chosen = order[j];

		order[j] = order[i];
		flip(&hash, chosen);
	}
	return hash;
}

/* Faces are alike: every bit is that of a template in two of three. */
static struct hash
portrait(void)
{
	struct hash hash;

	for (size_t i = 0; i < PHASH_BYTES; i++)
		hash.bits[i] = (uint8_t)(0x5a + 7 * i);
	for (int bit = 0; bit < BITS; bit++)
		if (random_below(3) == 0)
			flip(&hash, bit);
	return hash;
}

static int
distance(const struct hash *a, const struct hash *b)
{
	struct phash p = { .quality = 100 }, q = { .quality = 100 };

	memcpy(p.bits, a->bits, PHASH_BYTES);
	memcpy(q.bits, b->bits, PHASH_BYTES);
	return phash_distance(&p, &q);
}

static void
compare(
    struct reuse *reuse, const struct hash *all, size_t count,
    const struct hash *asked)
{
	struct reuse_hits hits = { .count = 0 };
	size_t expected = 0;

	reuse_search(reuse, asked->bits, false, UINT32_MAX, &hits);
	for (size_t i = 0; i < count; i++) {
		int bits = distance(&all[i], asked);
		size_t at = 0;

		if (bits > REUSE_BITS)
			continue;
		expected++;
		while (at < hits.count && hits.hit[at].number != i)
			at++;
		if (at == hits.count)
			fail_msg("%d bits away and not found", bits);
		assert_int_equal(hits.hit[at].bits, bits);
		assert_int_equal(hits.hit[at].owner, i + 7);
	}
	assert_int_equal(hits.count, expected);
	assert_false(hits.has_more);
	for (size_t i = 1; i < hits.count; i++)
		assert_true(hits.hit[i - 1].bits <= hits.hit[i].bits);
}

/*
 * Exact: at every size, before and after lists are made, what comparing all
 * finds is found, and nothing else.
 */
static void
finds_what_comparing_all_finds(void **state)
{
	enum { COUNT_MAX = 10000, ROUNDS = 300 };
	static const size_t stops[] = {
		0, 1, 100, 4096, 4097, 9000, COUNT_MAX
	};
	struct hash *all = calloc(COUNT_MAX, sizeof(*all));
	struct reuse *reuse;
	size_t count = 0;

	(void)state;
	assert_non_null(all);
	assert_int_equal(reuse_open(&reuse), STATUS_OK);
	for (size_t stop = 0; stop < COUNT(stops); stop++) {
		for (; count < stops[stop]; count++) {
			/* Every tenth is a copy, more or less changed. */
			all[count] =
			    count % 10 == 9
				? near(all[count - 5], (int)random_below(40))
				: portrait();
			assert_int_equal(
			    reuse_add(
				reuse, all[count].bits, (uint32_t)count + 7,
				(uint32_t)count),
			    STATUS_OK);
		}
		assert_int_equal(reuse_count(reuse), count);
		for (int i = 0; i < ROUNDS / 10; i++) {
			struct hash any = portrait();

			compare(reuse, all, count, &any);
			if (count == 0)
				continue;
			any = near(
			    all[random_below((uint32_t)count)],
			    (int)random_below(REUSE_BITS + 8));
			compare(reuse, all, count, &any);
		}
	}
	/* At every distance, wherever its bits are. */
	for (int i = 0; i < ROUNDS; i++) {
		struct hash asked =
		    near(all[random_below(COUNT_MAX)], i % (REUSE_BITS + 4));

		compare(reuse, all, count, &asked);
	}
	reuse_close(reuse);
	free(all);
}

/* The worst for the slots: all bits spread, two in most of them. */
static void
finds_bits_spread_evenly(void **state)
{
	struct hash asked, kept = portrait();
	struct reuse_hits hits = { .count = 0 };
	struct reuse *reuse;

	(void)state;
	assert_int_equal(reuse_open(&reuse), STATUS_OK);
	for (uint32_t i = 0; i < 5000; i++) {
		struct hash other = i == 2500 ? kept : portrait();

		assert_int_equal(reuse_add(reuse, other.bits, i, i), STATUS_OK);
	}
	asked = kept;
	for (int i = 0; i < REUSE_BITS; i++)
		flip(&asked, 16 * (i % 16) + i / 16);
	reuse_search(reuse, asked.bits, true, UINT32_MAX, &hits);
	assert_int_equal(hits.count, 1);
	assert_int_equal(hits.hit[0].number, 2500);
	assert_int_equal(hits.hit[0].bits, REUSE_BITS);
	assert_true(hits.hit[0].is_mirrored);
	/* One bit more is too far. */
	flip(&asked, 15);
	hits = (struct reuse_hits){ .count = 0 };
	reuse_search(reuse, asked.bits, true, UINT32_MAX, &hits);
	assert_int_equal(hits.count, 0);
	reuse_close(reuse);
}

static void
tells_the_nearest_of_each_owner(void **state)
{
	struct hash kept = portrait();
	struct reuse_hits hits = { .count = 0 };
	struct reuse *reuse;

	(void)state;
	assert_int_equal(reuse_open(&reuse), STATUS_OK);
	/* Owners 0 to 99, five pictures each, those of owner n n / 5 away. */
	for (uint32_t i = 0; i < 500; i++) {
		struct hash other =
		    near(kept, (int)(i % 100) / 5 + (int)(i / 100));

		assert_int_equal(
		    reuse_add(reuse, other.bits, i % 100, i), STATUS_OK);
	}
	reuse_search(reuse, kept.bits, false, 3, &hits);
	assert_int_equal(hits.count, REUSE_HITS_MAX);
	assert_true(hits.has_more);
	for (size_t i = 0; i < hits.count; i++) {
		assert_int_not_equal(hits.hit[i].owner, 3);
		assert_int_equal(hits.hit[i].number, hits.hit[i].owner);
		assert_int_equal(hits.hit[i].bits, hits.hit[i].owner / 5);
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(
			    hits.hit[i].owner, hits.hit[j].owner);
	}
	reuse_close(reuse);
}

static void
counts_accounts_and_platforms(void **state)
{
	struct sightings others = { .accounts = 0 };
	struct evidence evidence;

	(void)state;
	assert_false(sightings_are_reuse(&others));
	for (int32_t i = 0; i < REUSE_COMMON_ACCOUNTS; i++) {
		struct sighting one = { .platform = i % 3 ? "x" : "facebook",
					.id = "a",
					.bits = 4 + i,
					.is_mirrored = i == 0,
					.created_s = 1 };

		sightings_add(&others, &one);
		assert_true(sightings_are_reuse(&others));
	}
	assert_int_equal(others.accounts, REUSE_COMMON_ACCOUNTS);
	assert_int_equal(others.platforms, 2);
	assert_int_equal(others.count, SIGHTING_LIST_MAX);
	sightings_evidence(&others, &evidence);
	assert_true(evidence_is_valid(&evidence));
	assert_string_equal(evidence.id, "seen-before");
	assert_int_equal(evidence.decibans, 0);
	assert_int_equal(evidence.value[0].value, REUSE_COMMON_ACCOUNTS);
	assert_int_equal(evidence.value[2].value, 4);
	assert_int_equal(evidence.value[3].value, 1);
	/* One more, and it is a picture that goes round. */
	sightings_add(&others, &others.list[1]);
	assert_false(sightings_are_reuse(&others));
	/* It may not weigh anything, whoever says so. */
	evidence.decibans = 1;
	assert_false(evidence_is_valid(&evidence));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_comparing_all_finds),
		cmocka_unit_test(finds_bits_spread_evenly),
		cmocka_unit_test(tells_the_nearest_of_each_owner),
		cmocka_unit_test(counts_accounts_and_platforms),
	};

	return cmocka_run_group_tests_name("reuse", tests, NULL, NULL);
}
