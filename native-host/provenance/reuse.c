#include "provenance/reuse.h"

#include <assert.h>
#include <stdlib.h>

#define WORDS (PHASH_BYTES / sizeof(uint64_t))
#define SLOTS ((size_t)16)
#define PLACES ((size_t)65536)
#define AHEAD ((size_t)8)
#define ITEM_BYTES ((size_t)3) /* of a list: REUSE_COUNT_MAX needs 21 bits */

_Static_assert(
    REUSE_BITS < 2 * SLOTS, "else a slot may differ in two bits or more");

/*
 * Entries are kept in the order they came.  The first `listed` of them are in
 * the lists, one for each place of each slot; the few after them are compared
 * one by one until it is worth making the lists anew.
 */
struct reuse {
	size_t count, room, listed;
	uint64_t (*hash)[WORDS];
	uint32_t *owner, *number;
	uint32_t (*start)[PLACES + 1]; /* of each place's list, by slot */
	uint8_t *item;		       /* slot after slot, `listed` each */
};

enum status
reuse_open(struct reuse **reuse)
{
	*reuse = calloc(1, sizeof(**reuse));
	return *reuse != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

void
reuse_close(struct reuse *reuse)
{
	if (reuse == NULL)
		return;
	free(reuse->hash);
	free(reuse->owner);
	free(reuse->number);
	free(reuse->start);
	free(reuse->item);
	free(reuse);
}

size_t
reuse_count(const struct reuse *reuse)
{
	return reuse->count;
}

static size_t
slot_of(const uint64_t hash[WORDS], size_t slot)
{
	return (size_t)(hash[slot / 4] >> (16 * (slot % 4))) & (PLACES - 1);
}

/* Where in `item` number `at` of a slot's lists is. */
static size_t
item_at(const struct reuse *reuse, size_t slot, size_t at)
{
	return ITEM_BYTES * (slot * reuse->listed + at);
}

/* Make all lists anew.  Without memory for it the old ones stay in use. */
static void
make_lists(struct reuse *reuse)
{
	uint8_t *item = malloc(reuse->count * SLOTS * ITEM_BYTES);

	if (reuse->start == NULL)
		reuse->start = calloc(SLOTS, sizeof(*reuse->start));
	if (item == NULL || reuse->start == NULL) {
		free(item);
		return;
	}
	free(reuse->item);
	reuse->item = item;
	reuse->listed = reuse->count;
	for (size_t slot = 0; slot < SLOTS; slot++) {
		uint32_t *start = reuse->start[slot];

		memset(start, 0, sizeof(*reuse->start));
		for (size_t i = 0; i < reuse->count; i++)
			start[slot_of(reuse->hash[i], slot)]++;
		for (size_t place = 1; place <= PLACES; place++)
			start[place] += start[place - 1];
		/* From each list's end to its start. */
		for (size_t i = reuse->count; i-- > 0;) {
			size_t place = slot_of(reuse->hash[i], slot);
			uint8_t *to =
			    item + item_at(reuse, slot, --start[place]);

			to[0] = (uint8_t)i;
			to[1] = (uint8_t)(i >> 8);
			to[2] = (uint8_t)(i >> 16);
		}
	}
}

static bool
resize(void *array, size_t count, size_t item_bytes)
{
	void **place = array;
	void *made = realloc(*place, count * item_bytes);

	if (made == NULL)
		return false;
	*place = made;
	return true;
}

static bool
make_room(struct reuse *reuse)
{
	size_t room = reuse->room + reuse->room / 8 + 1024;

	if (reuse->count < reuse->room)
		return true;
	if (!resize(&reuse->hash, room, sizeof(*reuse->hash)) ||
	    !resize(&reuse->owner, room, sizeof(*reuse->owner)) ||
	    !resize(&reuse->number, room, sizeof(*reuse->number)))
		return false;
	reuse->room = room;
	return true;
}

enum status
reuse_add(
    struct reuse *reuse, const uint8_t bits[PHASH_BYTES], uint32_t owner,
    uint32_t number)
{
	if (reuse->count >= REUSE_COUNT_MAX || !make_room(reuse))
		return STATUS_NO_MEMORY;
	memcpy(reuse->hash[reuse->count], bits, PHASH_BYTES);
	reuse->owner[reuse->count] = owner;
	reuse->number[reuse->count] = number;
	reuse->count++;
	return STATUS_OK;
}

/*
 * The bits of 256, counted in bytes side by side: the least processor we are
 * built for has no instruction for it.
 */
static int
distance(const uint64_t a[WORDS], const uint64_t b[WORDS])
{
	const uint64_t pairs = 0x5555555555555555U;
	const uint64_t fours = 0x3333333333333333U;
	const uint64_t bytes = 0x0f0f0f0f0f0f0f0fU;
	uint64_t sum = 0;

	for (size_t i = 0; i < WORDS; i++) {
		uint64_t n = a[i] ^ b[i];

		n -= n >> 1 & pairs;
		n = (n & fours) + (n >> 2 & fours);
		sum += (n + (n >> 4)) & bytes;
	}
	/* Bytes of up to 32 each; their sum may be 256. */
	sum = (sum & 0x00ff00ff00ff00ffU) + (sum >> 8 & 0x00ff00ff00ff00ffU);
	return (int)((sum * 0x0001000100010001U) >> 48);
}

/* Keep hits ordered by distance, one for each owner. */
static void
keep(struct reuse_hits *hits, const struct reuse_hit *hit)
{
	size_t at = 0;

	while (at < hits->count && hits->hit[at].owner != hit->owner)
		at++;
	if (at < hits->count && hits->hit[at].bits <= hit->bits)
		return;
	if (at == hits->count) {
		hits->has_more = hits->has_more || at == REUSE_HITS_MAX;
		if (at < REUSE_HITS_MAX)
			hits->count++;
		else if (hits->hit[--at].bits <= hit->bits)
			return;
	}
	for (; at > 0 && hits->hit[at - 1].bits > hit->bits; at--)
		hits->hit[at] = hits->hit[at - 1];
	hits->hit[at] = *hit;
}

struct search {
	const struct reuse *reuse;
	uint64_t hash[WORDS];
	bool is_mirrored;
	uint32_t own;
	struct reuse_hits *hits;
};

static void
look_at(const struct search *search, size_t i)
{
	const struct reuse *reuse = search->reuse;
	int bits = distance(reuse->hash[i], search->hash);
	struct reuse_hit hit;

	if (bits > REUSE_BITS || reuse->owner[i] == search->own)
		return;
	hit = (struct reuse_hit){
		.number = reuse->number[i],
		.owner = reuse->owner[i],
		.bits = bits,
		.is_mirrored = search->is_mirrored,
	};
	keep(search->hits, &hit);
}

static size_t
entry_of(const uint8_t *item)
{
	return item[0] | (size_t)item[1] << 8 | (size_t)item[2] << 16;
}

/* The hashes lie anywhere, so that each is asked for well before its turn. */
static void
look_at_place(const struct search *search, size_t slot, size_t place)
{
	const struct reuse *reuse = search->reuse;
	const uint32_t *start = reuse->start[slot];
	const uint8_t *item = reuse->item + item_at(reuse, slot, start[place]);
	size_t count = start[place + 1] - start[place];

	for (size_t n = 0; n < count && n < AHEAD; n++)
		__builtin_prefetch(
		    reuse->hash[entry_of(item + ITEM_BYTES * n)]);
	for (size_t n = 0; n < count; n++) {
		if (n + AHEAD < count)
			__builtin_prefetch(reuse->hash[entry_of(
			    item + ITEM_BYTES * (n + AHEAD))]);
		look_at(search, entry_of(item + ITEM_BYTES * n));
	}
}

void
reuse_search(
    struct reuse *reuse, const uint8_t bits[PHASH_BYTES], bool is_mirrored,
    uint32_t own, struct reuse_hits *hits)
{
	struct search search = { .reuse = reuse,
				 .is_mirrored = is_mirrored,
				 .own = own,
				 .hits = hits };

	/* Comparing a few thousand costs less than a search of the lists. */
	if (reuse->count - reuse->listed > 4096 + reuse->listed / 32)
		make_lists(reuse);
	memcpy(search.hash, bits, PHASH_BYTES);
	for (size_t slot = 0; reuse->start != NULL && slot < SLOTS; slot++) {
		size_t place = slot_of(search.hash, slot);

		look_at_place(&search, slot, place);
		for (size_t bit = 0; bit < SLOTS; bit++)
			look_at_place(&search, slot, place ^ (size_t)1 << bit);
	}
	for (size_t i = reuse->listed; i < reuse->count; i++)
		look_at(&search, i);
}
