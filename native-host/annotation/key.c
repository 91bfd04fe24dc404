#include "annotation/key.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/crypto.h"
#include "base/file.h"

/*
 * The file is text:
 *
 *   facetell-key 1
 *   seed <64 hex digits>
 *   rotation <statement>        none to KEY_ROTATIONS_MAX lines
 *   sha256 <64 hex digits of the SHA-256 of all lines above>
 */
#define FILE_NAME "key"
#define FILE_MODE 0600
#define HEAD "facetell-key 1\n"
#define SEED "seed "
#define ROTATION "rotation "
#define SUM "sha256 "
#define HASH_HEX_LEN ((size_t)2 * CRYPTO_SHA256_BYTES)
#define SUM_LINE_LEN (sizeof(SUM) - 1 + HASH_HEX_LEN + 1)
#define FILE_MAX_BYTES                                                         \
	(sizeof(HEAD SEED) + 65 + SUM_LINE_LEN +                               \
	 KEY_ROTATIONS_MAX * (sizeof(ROTATION) + KEY_ROTATION_BYTES))

struct key {
	struct crypto_pair pair;
	char did[DID_TEXT_BYTES];
	size_t rotation_count;
	char rotation[KEY_ROTATIONS_MAX][KEY_ROTATION_BYTES];
};

/* The bytes of a key file, to be wiped. */
struct content {
	char text[FILE_MAX_BYTES];
	size_t len;
};

static enum status
new_key(const uint8_t seed[CRYPTO_SEED_BYTES], struct key **key)
{
	*key = calloc(1, sizeof(**key));
	if (*key == NULL)
		return STATUS_NO_MEMORY;
	crypto_ed25519_pair(seed, &(*key)->pair);
	did_write(key_public(*key), (*key)->did);
	return STATUS_OK;
}

static void
append(struct content *content, const char *text, size_t len)
{
	assert(len <= sizeof(content->text) - content->len);
	memcpy(content->text + content->len, text, len);
	content->len += len;
}

static void
append_hash(struct content *content)
{
	char hex[HASH_HEX_LEN + 1];
	uint8_t hash[CRYPTO_SHA256_BYTES];

	crypto_sha256(slice_of(content->text, content->len), hash);
	crypto_hex(slice_of(hash, sizeof(hash)), hex);
	append(content, SUM, sizeof(SUM) - 1);
	append(content, hex, HASH_HEX_LEN);
	append(content, "\n", 1);
}

static void
print_content(const struct key *key, struct content *content)
{
	char hex[2 * CRYPTO_SEED_BYTES + 1];

	content->len = 0;
	crypto_hex(slice_of(key->pair.seed, CRYPTO_SEED_BYTES), hex);
	append(content, HEAD SEED, sizeof(HEAD SEED) - 1);
	append(content, hex, sizeof(hex) - 1);
	append(content, "\n", 1);
	for (size_t i = 0; i < key->rotation_count; i++) {
		append(content, ROTATION, sizeof(ROTATION) - 1);
		append(content, key->rotation[i], strlen(key->rotation[i]));
		append(content, "\n", 1);
	}
	append_hash(content);
	crypto_wipe(hex, sizeof(hex));
}

/* Take `text` off the front of `rest`. */
static bool
take(struct slice *rest, const char *text)
{
	size_t len = strlen(text);

	if (rest->len < len || memcmp(rest->data, text, len) != 0)
		return false;
	*rest = slice_of(rest->data + len, rest->len - len);
	return true;
}

static int
hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
take_seed(struct slice *rest, uint8_t seed[CRYPTO_SEED_BYTES])
{
	if (!take(rest, HEAD SEED) || rest->len < (size_t)2 * CRYPTO_SEED_BYTES)
		return false;
	for (size_t i = 0; i < CRYPTO_SEED_BYTES; i++) {
		int high = hex_digit(rest->data[2 * i]);
		int low = hex_digit(rest->data[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		seed[i] = (uint8_t)(high << 4 | low);
	}
	*rest = slice_of(
	    rest->data + (size_t)2 * CRYPTO_SEED_BYTES,
	    rest->len - (size_t)2 * CRYPTO_SEED_BYTES);
	return take(rest, "\n");
}

static bool
take_rotation(struct slice *rest, struct key *key)
{
	const uint8_t *end;
	size_t len;

	if (!take(rest, ROTATION) || key->rotation_count == KEY_ROTATIONS_MAX)
		return false;
	end = memchr(rest->data, '\n', rest->len);
	if (end == NULL)
		return false;
	len = (size_t)(end - rest->data);
	if (len >= KEY_ROTATION_BYTES)
		return false;
	memcpy(key->rotation[key->rotation_count++], rest->data, len);
	*rest = slice_of(end + 1, rest->len - len - 1);
	return true;
}

/* Everything that is written is covered by the sum in the last line. */
static bool
is_sum_right(const struct content *content)
{
	struct content again = { .len = 0 };
	bool is_right;

	if (content->len < SUM_LINE_LEN)
		return false;
	append(&again, content->text, content->len - SUM_LINE_LEN);
	append_hash(&again);
	is_right = memcmp(again.text, content->text, content->len) == 0;
	crypto_wipe(&again, sizeof(again));
	return is_right;
}

static enum status
parse_content(const struct content *content, struct key **key)
{
	struct slice rest;
	uint8_t seed[CRYPTO_SEED_BYTES];
	enum status s = STATUS_KEY_DAMAGED;

	if (!is_sum_right(content))
		return STATUS_KEY_DAMAGED;
	rest = slice_of(content->text, content->len - SUM_LINE_LEN);
	if (!take_seed(&rest, seed))
		goto out;
	s = new_key(seed, key);
	while (s == STATUS_OK && rest.len > 0)
		if (!take_rotation(&rest, *key))
			s = STATUS_KEY_DAMAGED;
	if (s != STATUS_OK) {
		key_close(*key);
		*key = NULL;
	}
out:
	crypto_wipe(seed, sizeof(seed));
	return s;
}

/* STATUS_NOT_FOUND when there is no file. */
static enum status
read_key(const char *path, struct key **key)
{
	struct content content;
	struct file_rights rights;
	enum status s = file_read(
	    path, content.text, sizeof(content.text), &content.len, &rights);

	if (s == STATUS_IO)
		return STATUS_KEY_UNREADABLE;
	if (s == STATUS_NOT_FOUND)
		return s;
	if (s == STATUS_OK && (!rights.is_ours || rights.is_shared))
		s = STATUS_KEY_MODE;
	else if (s == STATUS_TOO_LARGE)
		s = STATUS_KEY_DAMAGED;
	if (s == STATUS_OK)
		s = parse_content(&content, key);
	crypto_wipe(&content, sizeof(content));
	return s;
}

/* Who may write the folder may put his own key there. */
static enum status
check_folder(const char *folder)
{
	struct stat about;

	if (stat(folder, &about) != 0)
		return STATUS_KEY_UNREADABLE;
	return (about.st_mode & 022) == 0 ? STATUS_OK : STATUS_KEY_MODE;
}

enum status
key_generate(struct key **key)
{
	uint8_t seed[CRYPTO_SEED_BYTES];
	enum status s = crypto_open();

	*key = NULL;
	if (s != STATUS_OK)
		return s;
	crypto_random(seed, sizeof(seed));
	s = new_key(seed, key);
	crypto_wipe(seed, sizeof(seed));
	return s;
}

/* Two processes may do so at once: the file of the first is the key of both. */
static enum status
create_key(const char *path)
{
	struct content content;
	struct key *key = NULL;
	bool was_there;
	enum status s = key_generate(&key);

	if (s != STATUS_OK)
		return s;
	print_content(key, &content);
	s = file_create(
	    path, FILE_MODE, slice_of(content.text, content.len), &was_there);
	crypto_wipe(&content, sizeof(content));
	key_close(key);
	return s;
}

enum status
key_open(const char *folder, struct key **key)
{
	char path[FILE_PATH_BYTES];
	enum status s;

	*key = NULL;
	if ((s = crypto_open()) != STATUS_OK ||
	    (s = file_make_folder(folder, NULL, NULL)) != STATUS_OK ||
	    (s = check_folder(folder)) != STATUS_OK ||
	    (s = file_join(folder, FILE_NAME, path)) != STATUS_OK)
		return s;
	s = read_key(path, key);
	if (s != STATUS_NOT_FOUND)
		return s;
	s = create_key(path);
	if (s == STATUS_OK)
		s = read_key(path, key);
	return s == STATUS_NOT_FOUND ? STATUS_KEY_UNREADABLE : s;
}

void
key_close(struct key *key)
{
	if (key == NULL)
		return;
	crypto_wipe(key, sizeof(*key));
	free(key);
}

static void
follow(const struct key *old, struct slice statement, struct key *next)
{
	size_t from = old->rotation_count == KEY_ROTATIONS_MAX ? 1 : 0;
	char *last;

	assert(statement.len < KEY_ROTATION_BYTES);
	next->rotation_count = 0;
	for (size_t i = from; i < old->rotation_count; i++)
		memcpy(
		    next->rotation[next->rotation_count++], old->rotation[i],
		    KEY_ROTATION_BYTES);
	last = next->rotation[next->rotation_count++];
	memset(last, 0, KEY_ROTATION_BYTES);
	memcpy(last, statement.data, statement.len);
}

enum status
key_replace(
    const char *folder, const struct key *old, struct slice statement,
    struct key *next)
{
	char path[FILE_PATH_BYTES];
	struct content content = { .len = 0 };
	struct key *current = NULL;
	int lock = -1;
	enum status s;

	follow(old, statement, next);
	if ((s = file_join(folder, FILE_NAME, path)) != STATUS_OK ||
	    (s = file_lock(folder, &lock)) != STATUS_OK ||
	    (s = read_key(path, &current)) != STATUS_OK)
		goto out;
	s = STATUS_NOT_FOUND;
	if (strcmp(current->did, old->did) != 0)
		goto out;
	print_content(next, &content);
	s = file_replace(path, FILE_MODE, slice_of(content.text, content.len));
out:
	file_unlock(lock);
	key_close(current);
	crypto_wipe(&content, sizeof(content));
	return s;
}

const char *
key_did(const struct key *key)
{
	return key->did;
}

const uint8_t *
key_public(const struct key *key)
{
	return key->pair.public_key;
}

size_t
key_rotation_count(const struct key *key)
{
	return key->rotation_count;
}

const char *
key_rotation(const struct key *key, size_t index)
{
	assert(index < key->rotation_count);
	return key->rotation[index];
}

enum status
key_sign(
    const struct key *key, struct slice bytes,
    uint8_t signature[KEY_SIGNATURE_BYTES])
{
	crypto_ed25519_sign(&key->pair, bytes, signature);
	return key_verify(key_public(key), bytes, signature);
}

enum status
key_verify(
    const uint8_t public_key[DID_PUBLIC_BYTES], struct slice bytes,
    const uint8_t signature[KEY_SIGNATURE_BYTES])
{
	return crypto_ed25519_verify(public_key, bytes, signature)
		   ? STATUS_OK
		   : STATUS_PROOF_INVALID;
}
