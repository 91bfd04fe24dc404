#include "key_folder.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "annotation/proof.h"
#include "annotation/rotation.h"

#define NOW "2026-11-23T18:00:00Z"

static struct arena arena;
static char folder[FILE_PATH_BYTES], path[FILE_PATH_BYTES];

/* Any seed will do. */
#define SEED "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"

static enum status
open_and_close(void)
{
	struct key *key;
	enum status s = key_open(folder, &key);

	assert_true((s == STATUS_OK) == (key != NULL));
	key_close(key);
	return s;
}

static void
made_once(void **state)
{
	char did[DID_TEXT_BYTES];
	struct key *key;
	struct stat about;

	(void)state;
	assert_int_equal(rmdir(folder), 0); /* the folder is made too */
	assert_int_equal(key_open(folder, &key), STATUS_OK);
	memcpy(did, key_did(key), strlen(key_did(key)) + 1);
	assert_int_equal(strlen(did), 56);
	assert_memory_equal(did, "did:key:z6Mk", 12);
	assert_int_equal(key_rotation_count(key), 0);
	key_close(key);
	assert_int_equal(stat(folder, &about), 0);
	assert_int_equal(about.st_mode & 07777, 0700);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 07777, 0600);
	assert_int_equal(key_open(folder, &key), STATUS_OK);
	assert_string_equal(key_did(key), did);
	key_close(key);
	key_close(NULL);
	assert_int_equal(key_folder_count(folder, false), 1);
}

static void
modes(void **state)
{
	static const mode_t file_modes[] = { 0640, 0604, 0620, 0602, 0660 };
	static const mode_t folder_modes[] = { 0770, 0720, 0702, 0777 };

	(void)state;
	assert_int_equal(open_and_close(), STATUS_OK);
	for (size_t i = 0; i < COUNT(file_modes); i++) {
		assert_int_equal(chmod(path, file_modes[i]), 0);
		assert_int_equal(open_and_close(), STATUS_KEY_MODE);
	}
	assert_int_equal(chmod(path, 0400), 0);
	assert_int_equal(open_and_close(), STATUS_OK);
	for (size_t i = 0; i < COUNT(folder_modes); i++) {
		assert_int_equal(chmod(folder, folder_modes[i]), 0);
		assert_int_equal(open_and_close(), STATUS_KEY_MODE);
	}
	assert_int_equal(chmod(folder, 0755), 0);
	assert_int_equal(open_and_close(), STATUS_OK);
}

static void
put(const char *bytes, size_t len)
{
	assert_int_equal(
	    file_replace(path, 0600, slice_of(bytes, len)), STATUS_OK);
}

static void
damaged(void **state)
{
	char whole[1024], changed[1025];
	size_t len;

	(void)state;
	assert_int_equal(open_and_close(), STATUS_OK);
	assert_int_equal(
	    file_read(path, whole, sizeof(whole), &len, NULL), STATUS_OK);
	for (size_t i = 0; i < len; i++) {
		put(whole, i); /* cut */
		assert_int_equal(open_and_close(), STATUS_KEY_DAMAGED);
		memcpy(changed, whole, len);
		changed[i] ^= 1;
		put(changed, len);
		assert_int_equal(open_and_close(), STATUS_KEY_DAMAGED);
	}
	memcpy(changed, whole, len);
	changed[len] = '\n';
	put(changed, len + 1);
	assert_int_equal(open_and_close(), STATUS_KEY_DAMAGED);
	put(whole, len);
	assert_int_equal(open_and_close(), STATUS_OK);
	/* a right sum over a wrong file */
	key_folder_put_seed(folder, "00");
	assert_int_equal(open_and_close(), STATUS_KEY_DAMAGED);
	key_folder_put_seed(
	    folder,
	    "9D61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
	assert_int_equal(open_and_close(), STATUS_KEY_DAMAGED);
}

static void
too_long(void **state)
{
	size_t len = 1 << 20;
	char *much = calloc(1, len);

	(void)state;
	assert_non_null(much);
	put(much, len);
	free(much);
	assert_int_equal(open_and_close(), STATUS_KEY_DAMAGED);
}

static void
unreadable(void **state)
{
	(void)state;
	assert_int_equal(symlink("/dev/null", path), 0);
	assert_int_equal(open_and_close(), STATUS_KEY_UNREADABLE);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(open_and_close(), STATUS_KEY_UNREADABLE);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(open_and_close(), STATUS_KEY_UNREADABLE);
}

/* The process that does `work` and ends. */
static pid_t
start(void (*work)(void))
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		work();
		_exit(0);
	}
	return child;
}

static int pipe_fds[2];

static void
open_and_tell(void)
{
	struct key *key;

	if (key_open(folder, &key) != STATUS_OK ||
	    write(pipe_fds[1], key_did(key), 56) != 56)
		_exit(1);
}

static void
two_at_once(void **state)
{
	pid_t child[12];

	(void)state;
	for (int round = 0; round < 5; round++) {
		char first[57] = { 0 }, did[57] = { 0 };

		(void)unlink(path);
		assert_int_equal(pipe(pipe_fds), 0);
		for (size_t i = 0; i < COUNT(child); i++)
			child[i] = start(open_and_tell);
		for (size_t i = 0; i < COUNT(child); i++) {
			int status;

			assert_int_equal(
			    waitpid(child[i], &status, 0), child[i]);
			assert_int_equal(status, 0);
			assert_int_equal(read(pipe_fds[0], did, 56), 56);
			if (i == 0)
				memcpy(first, did, sizeof(first));
			assert_string_equal(did, first);
		}
		close(pipe_fds[0]);
		close(pipe_fds[1]);
		assert_int_equal(key_folder_count(folder, false), 1);
	}
}

/* Does every statement lead from one key to the next, and the last to `key`? */
static void
check_chain(const struct key *key)
{
	char from[DID_TEXT_BYTES] = "";

	for (size_t i = 0; i < key_rotation_count(key); i++) {
		struct json_error error;
		struct json *json = NULL;
		const char *text;

		assert_int_equal(
		    json_parse(
			slice_of_text(key_rotation(key, i)), &error, &json),
		    STATUS_OK);
		text = json_text(json_member(json, "from"));
		assert_non_null(text);
		if (i > 0)
			assert_string_equal(text, from);
		assert_int_equal(proof_verify(json, text, &arena), STATUS_OK);
		assert_string_equal(
		    json_text(json_member(json, "type")), "KeyRotation");
		text = json_text(json_member(json, "to"));
		memcpy(from, text, strlen(text) + 1);
		json_free(json);
		arena_reset(&arena);
	}
	if (key_rotation_count(key) > 0)
		assert_string_equal(from, key_did(key));
}

static void
rotated(void **state)
{
	char did[DID_TEXT_BYTES] = "";
	struct key *key, *again;

	(void)state;
	for (size_t i = 1; i <= KEY_ROTATIONS_MAX + 3; i++) {
		assert_int_equal(
		    rotation_make(folder, NOW, &arena, &key), STATUS_OK);
		assert_string_not_equal(key_did(key), did);
		memcpy(did, key_did(key), strlen(key_did(key)) + 1);
		assert_int_equal(
		    key_rotation_count(key),
		    i < KEY_ROTATIONS_MAX ? i : KEY_ROTATIONS_MAX);
		check_chain(key);
		assert_int_equal(key_open(folder, &again), STATUS_OK);
		assert_string_equal(key_did(again), did);
		check_chain(again);
		key_close(again);
		key_close(key);
	}
	assert_int_equal(key_folder_count(folder, false), 1);
}

static void
old_secret_is_gone(void **state)
{
	char text[32768];
	size_t len;
	struct key *key;

	(void)state;
	key_folder_put_seed(folder, SEED);
	assert_int_equal(rotation_make(folder, NOW, &arena, &key), STATUS_OK);
	key_close(key);
	assert_int_equal(
	    file_read(path, text, sizeof(text) - 1, &len, NULL), STATUS_OK);
	text[len] = '\0';
	assert_null(strstr(text, SEED));
	assert_non_null(strstr(text, "rotation {"));
}

/* The key that somebody replaced meanwhile is not replaced a second time. */
static void
replaced_meanwhile(void **state)
{
	struct key *old, *first, *second;

	(void)state;
	assert_int_equal(key_open(folder, &old), STATUS_OK);
	assert_int_equal(key_generate(&first), STATUS_OK);
	assert_int_equal(key_generate(&second), STATUS_OK);
	assert_int_equal(
	    key_replace(folder, old, slice_of_text("{}"), first), STATUS_OK);
	assert_int_equal(
	    key_replace(folder, old, slice_of_text("{}"), second),
	    STATUS_NOT_FOUND);
	key_close(old);
	assert_int_equal(key_open(folder, &old), STATUS_OK);
	assert_string_equal(key_did(old), key_did(first));
	key_close(old);
	key_close(first);
	key_close(second);
}

static void
rotate_once(void)
{
	struct key *key;

	if (rotation_make(folder, NOW, &arena, &key) != STATUS_OK)
		_exit(1);
}

static void
rotate_for_ever(void)
{
	for (;;)
		rotate_once();
}

static void
rotated_at_once(void **state)
{
	pid_t child[4];
	struct key *key;

	(void)state;
	for (size_t i = 0; i < COUNT(child); i++)
		child[i] = start(rotate_once);
	for (size_t i = 0; i < COUNT(child); i++) {
		int status;

		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(key_open(folder, &key), STATUS_OK);
	assert_int_equal(key_rotation_count(key), COUNT(child));
	check_chain(key);
	key_close(key);
}

/* Killed at any moment, there is a key and the statements lead to it. */
static void
killed(void **state)
{
	(void)state;
	for (long i = 0; i < 40; i++) {
		struct timespec wait = { .tv_nsec = 300000 + i * 170000 };
		pid_t child = start(rotate_for_ever);
		struct key *key;

		(void)nanosleep(&wait, NULL);
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		assert_int_equal(key_open(folder, &key), STATUS_OK);
		check_chain(key);
		key_close(key);
	}
}

static int
make_folder(void **state)
{
	(void)state;
	key_folder_make(folder);
	return file_join(folder, "key", path) == STATUS_OK ? 0 : -1;
}

static int
remove_folder(void **state)
{
	(void)state;
	key_folder_count(folder, true);
	return 0;
}

static int
open_all(void **state)
{
	(void)state;
	return crypto_open() == STATUS_OK &&
		       arena_open(&arena, (size_t)1 << 20) == STATUS_OK
		   ? 0
		   : -1;
}

static int
close_all(void **state)
{
	(void)state;
	arena_close(&arena);
	return 0;
}

#define IN_FOLDER(test)                                                        \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(made_once),
		IN_FOLDER(modes),
		IN_FOLDER(damaged),
		IN_FOLDER(too_long),
		IN_FOLDER(unreadable),
		IN_FOLDER(two_at_once),
		IN_FOLDER(rotated),
		IN_FOLDER(old_secret_is_gone),
		IN_FOLDER(replaced_meanwhile),
		IN_FOLDER(rotated_at_once),
		IN_FOLDER(killed),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
