#ifndef KEY_FOLDER_H
#define KEY_FOLDER_H

/* A throw-away data folder, and keys of published seeds in it. */

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "annotation/key.h"
#include "base/crypto.h"
#include "base/file.h"
#include "unit.h"

/* A new folder; `path` has room for FILE_PATH_BYTES. */
static inline void
key_folder_make(char *path)
{
	const char *at = getenv("TMPDIR");

	(void)snprintf(
	    path, FILE_PATH_BYTES, "%s/facetell-XXXXXX",
	    at != NULL ? at : "/tmp");
	assert_non_null(mkdtemp(path));
}

/* How many files are in it; `remove` takes them away, and the folder. */
static inline int
key_folder_count(const char *path, bool remove)
{
	DIR *folder = opendir(path);
	char name[FILE_PATH_BYTES];
	int count = 0;

	assert_non_null(folder);
	for (const struct dirent *e; (e = readdir(folder)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		count++;
		assert_int_equal(file_join(path, e->d_name, name), STATUS_OK);
		if (remove && unlink(name) != 0)
			assert_int_equal(rmdir(name), 0);
	}
	closedir(folder);
	if (remove)
		assert_int_equal(rmdir(path), 0);
	return count;
}

/* Write the key file of a seed (64 hex digits), as annotation/key.c has it. */
static inline void
key_folder_put_seed(const char *path, const char *seed)
{
	char name[FILE_PATH_BYTES], text[512], hex[65];
	uint8_t hash[CRYPTO_SHA256_BYTES];
	int len = snprintf(text, 256, "facetell-key 1\nseed %s\n", seed);

	crypto_sha256(slice_of(text, (size_t)len), hash);
	crypto_hex(slice_of(hash, sizeof(hash)), hex);
	len += snprintf(text + len, 256, "sha256 %s\n", hex);
	assert_int_equal(file_join(path, "key", name), STATUS_OK);
	assert_int_equal(
	    file_replace(name, 0600, slice_of(text, (size_t)len)), STATUS_OK);
}

static inline struct key *
key_folder_open_seed(const char *seed)
{
	char path[FILE_PATH_BYTES];
	struct key *key = NULL;

	key_folder_make(path);
	key_folder_put_seed(path, seed);
	assert_int_equal(key_open(path, &key), STATUS_OK);
	key_folder_count(path, true);
	return key;
}

/* Hex digits to bytes; gives how many. */
static inline size_t
key_folder_bytes(const char *hex, uint8_t *bytes)
{
	size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++) {
		char digits[3] = { hex[2 * i], hex[2 * i + 1], '\0' };

		bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return len;
}

#endif
