#include "key_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "annotation/rotation.h"

static char folder[FILE_PATH_BYTES], path[FILE_PATH_BYTES];

static void
put(const char *text)
{
	assert_int_equal(
	    file_replace(path, 0600, slice_of_text(text)), STATUS_OK);
}

static void
holds(const char *text)
{
	char got[64];
	size_t len;

	assert_int_equal(
	    file_read(path, got, sizeof(got), &len, NULL), STATUS_OK);
	assert_true(slice_is_text(slice_of(got, len), text));
}

static void
replaced(void **state)
{
	struct stat about;

	(void)state;
	put("old");
	holds("old");
	assert_int_equal(
	    file_replace(path, 0644, slice_of_text("newer")), STATUS_OK);
	holds("newer");
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 07777, 0644);
	put("");
	holds("");
	assert_int_equal(key_folder_count(folder, false), 1);
}

static void
created_once(void **state)
{
	bool was_there;

	(void)state;
	assert_int_equal(
	    file_create(path, 0600, slice_of_text("first"), &was_there),
	    STATUS_OK);
	assert_false(was_there);
	assert_int_equal(
	    file_create(path, 0600, slice_of_text("second"), &was_there),
	    STATUS_OK);
	assert_true(was_there);
	holds("first");
	assert_int_equal(key_folder_count(folder, false), 1);
}

static void
read_with_bounds(void **state)
{
	struct file_rights rights;
	char got[8];
	size_t len;

	(void)state;
	assert_int_equal(file_read(path, got, 8, &len, NULL), STATUS_NOT_FOUND);
	put("12345678");
	assert_int_equal(file_read(path, got, 8, &len, &rights), STATUS_OK);
	assert_int_equal(len, 8);
	assert_true(rights.is_ours && !rights.is_shared);
	assert_int_equal(file_read(path, got, 7, &len, NULL), STATUS_TOO_LARGE);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(file_read(path, got, 8, &len, &rights), STATUS_OK);
	assert_true(rights.is_shared);
	assert_int_equal(file_read(folder, got, 8, &len, NULL), STATUS_IO);
}

/* A disk that is full, as a process is told by its limit. */
static enum status with_full_disk(enum status (*work)(void))
{
	struct rlimit was, full;
	enum status s;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	full = was;
	full.rlim_cur = 2;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	s = work();
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	return s;
}

static enum status
replace_it(void)
{
	return file_replace(path, 0600, slice_of_text("longer than that"));
}

static enum status
create_it(void)
{
	bool was_there;

	return file_create(
	    path, 0600, slice_of_text("longer than that"), &was_there);
}

static enum status
make_key(void)
{
	struct key *key;

	return key_open(folder, &key);
}

static enum status
rotate_key(void)
{
	struct arena arena;
	struct key *key;
	enum status s = arena_open(&arena, (size_t)1 << 20);

	if (s == STATUS_OK)
		s = rotation_make(folder, "2026-11-23T18:00:00Z", &arena, &key);
	arena_close(&arena);
	return s;
}

static void
full_disk(void **state)
{
	struct key *key;
	char did[DID_TEXT_BYTES];

	(void)state;
	assert_int_equal(with_full_disk(create_it), STATUS_IO);
	assert_int_equal(with_full_disk(make_key), STATUS_IO);
	assert_int_equal(key_folder_count(folder, false), 0);
	put("old");
	assert_int_equal(with_full_disk(replace_it), STATUS_IO);
	holds("old");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(key_open(folder, &key), STATUS_OK);
	memcpy(did, key_did(key), sizeof(did));
	key_close(key);
	assert_int_equal(with_full_disk(rotate_key), STATUS_IO);
	assert_int_equal(key_open(folder, &key), STATUS_OK);
	assert_string_equal(key_did(key), did);
	key_close(key);
	assert_int_equal(key_folder_count(folder, false), 1);
}

static int made_count;

static void
count_made(void *context, const char *made)
{
	assert_ptr_equal(context, &made_count);
	assert_memory_equal(made, folder, strlen(folder));
	made_count++;
}

static void
folders(void **state)
{
	char inner[FILE_PATH_BYTES], below[FILE_PATH_BYTES];
	struct stat about;

	(void)state;
	assert_int_equal(file_join(folder, "a", inner), STATUS_OK);
	assert_int_equal(file_join(inner, "b", below), STATUS_OK);
	made_count = 0;
	assert_int_equal(
	    file_make_folder(below, count_made, &made_count), STATUS_OK);
	assert_int_equal(made_count, 2);
	assert_int_equal(stat(below, &about), 0);
	assert_int_equal(about.st_mode & 07777, 0700);
	assert_int_equal(
	    file_make_folder(below, count_made, &made_count), STATUS_OK);
	assert_int_equal(made_count, 2);
	assert_int_equal(rmdir(below), 0);
	/* a file in the way */
	memcpy(path, below, sizeof(path));
	put("x");
	assert_int_equal(file_make_folder(below, NULL, NULL), STATUS_IO);
	assert_int_equal(
	    file_join(below, "c", inner) == STATUS_OK
		? file_make_folder(inner, NULL, NULL)
		: STATUS_OK,
	    STATUS_IO);
	assert_int_equal(unlink(below), 0);
	assert_int_equal(file_make_folder("", NULL, NULL), STATUS_IO);
}

static void
joined(void **state)
{
	static char name[FILE_PATH_BYTES];
	char got[FILE_PATH_BYTES];

	(void)state;
	assert_int_equal(file_join("/a", "b", got), STATUS_OK);
	assert_string_equal(got, "/a/b");
	memset(name, 'x', FILE_PATH_BYTES - 4);
	assert_int_equal(file_join("/a", name, got), STATUS_OK);
	assert_int_equal(strlen(got), FILE_PATH_BYTES - 1);
	name[FILE_PATH_BYTES - 4] = 'x';
	assert_int_equal(file_join("/a", name, got), STATUS_IO);
}

/* The other process writes only after this one has given the lock back. */
static void
locked(void **state)
{
	struct timespec wait = { .tv_nsec = 50000000 };
	int lock = -1, other = -1, status;
	pid_t child;

	(void)state;
	assert_int_equal(file_lock(folder, &lock), STATUS_OK);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		file_unlock(lock); /* its copy of the same lock */
		if (file_lock(folder, &other) != STATUS_OK)
			_exit(1);
		_exit(access(path, F_OK) == 0 ? 0 : 2);
	}
	(void)nanosleep(&wait, NULL);
	put("first");
	file_unlock(lock);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	file_unlock(-1);
	assert_int_equal(file_lock(path, &lock), STATUS_IO);
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

#define IN_FOLDER(test)                                                        \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(replaced),	     IN_FOLDER(created_once),
		IN_FOLDER(read_with_bounds), IN_FOLDER(full_disk),
		IN_FOLDER(folders),	     IN_FOLDER(joined),
		IN_FOLDER(locked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
