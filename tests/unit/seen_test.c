#include "unit.h"

#include <stdio.h>
#include <unistd.h>

#include "base/crypto.h"
#include "host/seen.h"

#define HEX_BYTES (2 * PHASH_BYTES + 1)
#define KEY "facebook:1_n.jpg"

static struct arena arena;
static char folder[] = "/tmp/seen_test_XXXXXX";
static char path[sizeof(folder) + 16];
static struct ledger *ledger;
static struct seen *seen;

static const struct seen_picture asked = {
	.phash = { .bits = { 1, 2, 3, 4 }, .quality = 100 },
	.mirrored = { .bits = { 200, 201, [31] = 255 }, .quality = 100 },
	.key = KEY,
	.platform = "facebook",
	.account = "1",
};

static int
open_fresh(void **state)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	char name[sizeof(path) + 8];

	(void)state;
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		(void)snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
		(void)unlink(name);
	}
	arena_reset(&arena);
	if (seen_open(&seen) != STATUS_OK)
		return -1;
	return ledger_open(path, &ledger) == STATUS_OK ? 0 : -1;
}

static int
close_it(void **state)
{
	(void)state;
	ledger_close(ledger);
	seen_close(seen);
	return 0;
}

/* Keep a picture like `of`, `bits` of its last byte different. */
static void
put_in(
    struct ledger *to, const struct phash *of, uint8_t bits,
    struct ledger_entry entry)
{
	struct phash phash = *of;
	char hex[HEX_BYTES];

	phash.bits[30] ^= bits;
	crypto_hex(slice_of(phash.bits, PHASH_BYTES), hex);
	if (entry.pdq == NULL)
		entry.pdq = hex;
	entry.created_s = entry.created_s != 0 ? entry.created_s : 1700000000;
	entry.sha256 = "00";
	entry.model = "m";
	entry.annotation = slice_of_text("{}");
	assert_int_equal(ledger_put(to, &entry), STATUS_OK);
}

static void
put(const char *platform, const char *account, const char *key)
{
	put_in(
	    ledger, &asked.phash, 3,
	    (struct ledger_entry){
		.platform = platform, .account = account, .key = key });
}

static struct sightings
find(const struct seen_picture *picture)
{
	struct sightings others;

	assert_int_equal(
	    seen_find(seen, ledger, picture, &arena, &others), STATUS_OK);
	return others;
}

static void
tells_other_accounts_apart(void **state)
{
	struct sightings others;
	struct seen_picture nobodys = asked, dull = asked;

	(void)state;
	assert_int_equal(find(&asked).accounts, 0);
	put("facebook", "1", "facebook:2_n.jpg"); /* the same account */
	put("facebook", "one", KEY);		  /* the same upload */
	put(NULL, NULL, NULL);			  /* nobody's */
	assert_int_equal(find(&asked).accounts, 0);
	put("facebook", "2", "facebook:3_n.jpg");
	put("facebook", "2", "facebook:4_n.jpg"); /* twice is one */
	put("x", "1", NULL);
	others = find(&asked);
	assert_int_equal(others.accounts, 2);
	assert_int_equal(others.platforms, 2);
	assert_int_equal(others.count, 2);
	assert_string_equal(others.list[0].id, "2");
	assert_int_equal(others.list[0].bits, 2);
	assert_false(others.list[0].is_mirrored);
	nobodys.account = nobodys.platform = NULL;
	assert_int_equal(find(&nobodys).accounts, 0);
	dull.phash.quality = PHASH_QUALITY_MIN - 1;
	assert_int_equal(find(&dull).accounts, 0);
}

static void
finds_the_mirror_image(void **state)
{
	struct sightings others;

	(void)state;
	put_in(
	    ledger, &asked.mirrored, 1,
	    (struct ledger_entry){ .platform = "x", .account = "9" });
	others = find(&asked);
	assert_int_equal(others.accounts, 1);
	assert_true(others.list[0].is_mirrored);
	assert_int_equal(others.list[0].bits, 1);
}

static void
says_no_more_than_the_ledger_holds(void **state)
{
	const struct ledger_filter twos = { .platform = "x", .account = "2" };
	struct ledger *other;
	size_t count;

	(void)state;
	put("x", "2", NULL);
	put("x", "3", NULL);
	assert_int_equal(find(&asked).accounts, 2);
	/* Another process forgets: the index still knows, the ledger not. */
	assert_int_equal(ledger_open(path, &other), STATUS_OK);
	assert_int_equal(ledger_forget(other, &twos, &count), STATUS_OK);
	assert_int_equal(count, 1);
	assert_int_equal(find(&asked).accounts, 1);
	/* And what another process keeps is found at once. */
	put_in(
	    other, &asked.phash, 1,
	    (struct ledger_entry){ .platform = "y", .account = "4" });
	assert_int_equal(find(&asked).accounts, 2);
	/* All of it gone: numbers start again. */
	assert_int_equal(
	    ledger_forget(other, &(struct ledger_filter){ 0 }, &count),
	    STATUS_OK);
	assert_int_equal(find(&asked).accounts, 0);
	put_in(
	    other, &asked.phash, 1,
	    (struct ledger_entry){ .platform = "z", .account = "5" });
	assert_int_equal(find(&asked).accounts, 1);
	ledger_close(other);
}

/* What was found and rolled back is no sighting. */
static void
forgets_what_was_rolled_back(void **state)
{
	(void)state;
	assert_int_equal(ledger_begin(ledger), STATUS_OK);
	put("x", "2", NULL);
	assert_int_equal(find(&asked).accounts, 1);
	ledger_rollback(ledger);
	assert_int_equal(find(&asked).accounts, 0);
	put("x", "3", NULL);
	assert_int_equal(find(&asked).accounts, 1);
}

static void
believes_no_text_of_the_file(void **state)
{
	struct sightings others;

	(void)state;
	put_in(
	    ledger, &asked.phash, 0,
	    (struct ledger_entry){
		.platform = "x", .account = "1", .pdq = "0102" });
	put_in(
	    ledger, &asked.phash, 0,
	    (struct ledger_entry){ .platform = "X Y", .account = "2" });
	put_in(
	    ledger, &asked.phash, 0,
	    (struct ledger_entry){ .platform = "x",
				   .account = "\xe2\x80\xae" });
	put_in(
	    ledger, &asked.phash, 0,
	    (struct ledger_entry){
		.platform = "x", .account = "3", .created_s = -1 });
	assert_int_equal(find(&asked).accounts, 0);
	put_in(
	    ledger, &asked.phash, 0,
	    (struct ledger_entry){ .platform = "x",
				   .account = "4",
				   .account_url = "javascript:alert(1)" });
	put_in(
	    ledger, &asked.phash, 1,
	    (struct ledger_entry){ .platform = "x",
				   .account = "5",
				   .account_url = "https://x.com/5" });
	others = find(&asked);
	assert_int_equal(others.accounts, 2);
	assert_null(others.list[0].url);
	assert_string_equal(others.list[1].url, "https://x.com/5");
}

static void
reads_hashes(void **state)
{
	struct phash phash;
	char hex[HEX_BYTES];

	(void)state;
	crypto_hex(slice_of(asked.phash.bits, PHASH_BYTES), hex);
	assert_true(seen_parse_hash(hex, &phash));
	assert_memory_equal(phash.bits, asked.phash.bits, PHASH_BYTES);
	hex[5] = 'g';
	assert_false(seen_parse_hash(hex, &phash));
	hex[5] = 'A';
	assert_false(seen_parse_hash(hex, &phash));
	hex[5] = '\0';
	assert_false(seen_parse_hash(hex, &phash));
	assert_false(seen_parse_hash(NULL, &phash));
}

static int
make_folder(void **state)
{
	(void)state;
	if (crypto_open() != STATUS_OK || mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/ledger", folder);
	return arena_open(&arena, (size_t)1 << 24) == STATUS_OK ? 0 : -1;
}

static int
remove_folder(void **state)
{
	static const char *const suffixes[] = { "", "-wal", "-shm" };
	char name[sizeof(path) + 8];

	(void)state;
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		(void)snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
		(void)unlink(name);
	}
	arena_close(&arena);
	return rmdir(folder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fresh, close_it)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tells_other_accounts_apart),
		TEST(finds_the_mirror_image),
		TEST(says_no_more_than_the_ledger_holds),
		TEST(forgets_what_was_rolled_back),
		TEST(believes_no_text_of_the_file),
		cmocka_unit_test(reads_hashes),
	};

	return cmocka_run_group_tests_name(
	    "seen", tests, make_folder, remove_folder);
}
