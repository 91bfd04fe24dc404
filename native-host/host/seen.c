#include "host/seen.h"

#include <stdlib.h>
#include <string.h>

#include "wire/form.h"

/* So many of the newest are loaded; the rest is room for what comes. */
#define LOADED_MAX (REUSE_COUNT_MAX / 4 * 3)

struct seen {
	struct reuse *reuse;
	int64_t last;	   /* number of the newest entry looked at */
	bool is_full;	   /* no more fit */
	enum status added; /* first failure of reuse_add */
};

enum status
seen_open(struct seen **seen)
{
	*seen = calloc(1, sizeof(**seen));
	return *seen != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

void
seen_drop(struct seen *seen)
{
	reuse_close(seen->reuse);
	*seen = (struct seen){ .last = 0 };
}

void
seen_close(struct seen *seen)
{
	if (seen == NULL)
		return;
	seen_drop(seen);
	free(seen);
}

static int
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
seen_parse_hash(const char *hex, struct phash *phash)
{
	*phash = (struct phash){ .quality = PHASH_QUALITY_MIN };
	if (hex == NULL || strlen(hex) != 2 * (size_t)PHASH_BYTES)
		return false;
	for (size_t i = 0; i < PHASH_BYTES; i++) {
		int high = digit_of(hex[2 * i]), low = digit_of(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		phash->bits[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

/* FNV-1a; two owners with one number count as one, and are not told of. */
static uint32_t
owner_of(const char *platform, const char *account)
{
	const char *const part[] = { platform, ":", account };
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++)
		for (const char *c = part[i]; *c != '\0'; c++)
			hash = (hash ^ (uint8_t)*c) * 16777619U;
	return hash;
}

static bool
add_sight(void *context, const struct ledger_sight *sight)
{
	struct seen *seen = context;
	struct phash phash;

	seen->last = sight->number;
	if (sight->number > UINT32_MAX || !seen_parse_hash(sight->pdq, &phash))
		return true;
	if (reuse_count(seen->reuse) >= REUSE_COUNT_MAX) {
		seen->is_full = true;
		return false;
	}
	seen->added = reuse_add(
	    seen->reuse, phash.bits, owner_of(sight->platform, sight->account),
	    (uint32_t)sight->number);
	return seen->added == STATUS_OK;
}

static enum status
load_since(struct seen *seen, struct ledger *ledger, int64_t last)
{
	enum status s = STATUS_OK;

	if (seen->reuse == NULL)
		s = reuse_open(&seen->reuse);
	if (s == STATUS_OK)
		s = ledger_sights(
		    ledger, seen->last, LOADED_MAX, add_sight, seen);
	if (s == STATUS_OK)
		s = seen->added;
	if (s == STATUS_OK && !seen->is_full && seen->last < last)
		seen->last = last;
	return s;
}

static enum status
catch_up(struct seen *seen, struct ledger *ledger)
{
	int64_t last;
	enum status s = ledger_last(ledger, &last);

	if (s != STATUS_OK)
		return s;
	/* Another process made the ledger forget. */
	if (last < seen->last)
		seen_drop(seen);
	if (last > seen->last)
		s = load_since(seen, ledger, last);
	/* The oldest make room. */
	if (s == STATUS_OK && seen->is_full) {
		seen_drop(seen);
		s = load_since(seen, ledger, last);
	}
	if (s != STATUS_OK)
		seen_drop(seen);
	return s;
}

/*
 * What the index found may be gone or replaced: only the entry counts.  The
 * ledger is a file, so its texts are looked at as if they had just come.
 */
static bool
is_sighting(
    const struct seen_picture *picture, const struct ledger_entry *entry,
    struct sighting *sighting)
{
	struct phash phash;
	int plain, mirrored;

	if (!seen_parse_hash(entry->pdq, &phash) || entry->platform == NULL ||
	    entry->account == NULL || !form_is_platform(entry->platform) ||
	    !form_is_printable(entry->account) || entry->created_s <= 0 ||
	    strlen(entry->account) > MESSAGE_ACCOUNT_MAX_BYTES ||
	    strlen(entry->platform) > MESSAGE_PLATFORM_MAX_BYTES)
		return false;
	if (strcmp(entry->platform, picture->platform) == 0 &&
	    strcmp(entry->account, picture->account) == 0)
		return false;
	if (entry->key != NULL && picture->key != NULL &&
	    strcmp(entry->key, picture->key) == 0)
		return false;
	plain = phash_distance(&phash, &picture->phash);
	mirrored = phash_distance(&phash, &picture->mirrored);
	*sighting = (struct sighting){
		.platform = entry->platform,
		.id = entry->account,
		.bits = mirrored < plain ? mirrored : plain,
		.is_mirrored = mirrored < plain,
		.created_s = entry->created_s,
	};
	if (entry->account_url != NULL && form_is_url(entry->account_url) &&
	    strlen(entry->account_url) <= MESSAGE_URL_MAX_BYTES)
		sighting->url = entry->account_url;
	if (entry->key != NULL && form_is_printable(entry->key) &&
	    strlen(entry->key) <= MESSAGE_KEY_MAX_BYTES)
		sighting->key = entry->key;
	return sighting->bits <= REUSE_BITS;
}

enum status
seen_find(
    struct seen *seen, struct ledger *ledger,
    const struct seen_picture *picture, struct arena *arena,
    struct sightings *sightings)
{
	struct reuse_hits hits = { .count = 0 };
	struct ledger_entry entry;
	struct sighting sighting;
	uint32_t own;
	enum status s;

	*sightings = (struct sightings){ .accounts = 0 };
	if (picture->platform == NULL || picture->account == NULL ||
	    picture->phash.quality < PHASH_QUALITY_MIN)
		return STATUS_OK;
	s = catch_up(seen, ledger);
	if (s != STATUS_OK || seen->reuse == NULL)
		return s;
	own = owner_of(picture->platform, picture->account);
	reuse_search(seen->reuse, picture->phash.bits, false, own, &hits);
	reuse_search(seen->reuse, picture->mirrored.bits, true, own, &hits);
	for (size_t i = 0; i < hits.count; i++) {
		s = ledger_read(ledger, hits.hit[i].number, arena, &entry);
		if (s == STATUS_NOT_FOUND)
			continue;
		if (s != STATUS_OK)
			return s;
		if (is_sighting(picture, &entry, &sighting))
			sightings_add(sightings, &sighting);
	}
	return STATUS_OK;
}
