#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

#define FOLDER_MODE 0700
#define BESIDE ".XXXXXX" /* mkstemp's pattern, after the file's own name */

static enum status
failed(const char *what)
{
	log_note("%s: %s", what, strerror(errno));
	return STATUS_IO;
}

enum status
file_join(const char *folder, const char *name, char path[FILE_PATH_BYTES])
{
	int len = snprintf(path, FILE_PATH_BYTES, "%s/%s", folder, name);

	return len > 0 && len < FILE_PATH_BYTES ? STATUS_OK : STATUS_IO;
}

/* Leaves errno as it was. */
static bool
is_folder(const char *path)
{
	struct stat about;
	int saved = errno;
	bool is = stat(path, &about) == 0 && S_ISDIR(about.st_mode);

	errno = saved;
	return is;
}

enum status
file_make_folder(
    const char *path, void (*made)(void *context, const char *path),
    void *context)
{
	char part[FILE_PATH_BYTES];
	size_t len = strlen(path);

	if (len == 0 || len >= sizeof(part))
		return STATUS_IO;
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, FOLDER_MODE) == 0) {
			if (made != NULL)
				made(context, part);
		} else if (!is_folder(part)) {
			return failed("cannot make a folder");
		}
	}
	return STATUS_OK;
}

static enum status
read_all(int fd, uint8_t *buffer, size_t size, size_t *len)
{
	*len = 0;
	for (;;) {
		uint8_t more;
		bool is_full = *len == size;
		ssize_t n = is_full ? read(fd, &more, 1)
				    : read(fd, buffer + *len, size - *len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed("cannot read a file");
		if (n == 0)
			return STATUS_OK;
		if (is_full)
			return STATUS_TOO_LARGE;
		*len += (size_t)n;
	}
}

enum status
file_read(
    const char *path, void *buffer, size_t size, size_t *len,
    struct file_rights *rights)
{
	/* O_NONBLOCK: a pipe by that name must not make us wait. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat about;
	enum status s;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR
			   ? STATUS_NOT_FOUND
			   : failed("cannot open a file");
	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
		close(fd);
		log_note("cannot read a file: it is no regular file");
		return STATUS_IO;
	}
	if (rights != NULL) {
		rights->is_ours = about.st_uid == geteuid();
		rights->is_shared = (about.st_mode & 077) != 0;
	}
	s = read_all(fd, buffer, size, len);
	close(fd);
	return s;
}

static bool
write_all(int fd, struct slice bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.data, bytes.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes.data += n;
		bytes.len -= (size_t)n;
	}
	return true;
}

/* The folder's entry is durable only after the folder itself is synced. */
static enum status
sync_folder_of(const char *path)
{
	char folder[FILE_PATH_BYTES];
	const char *slash = strrchr(path, '/');
	enum status s = STATUS_OK;
	int fd;

	if (slash == NULL || slash == path)
		return STATUS_OK;
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0)
		s = failed("cannot sync a folder");
	if (fd >= 0)
		close(fd);
	return s;
}

/* Write `bytes` durably to a new file beside `path`, its name in `beside`. */
static enum status
write_beside(
    const char *path, unsigned mode, struct slice bytes,
    char beside[FILE_PATH_BYTES])
{
	enum status s = STATUS_OK;
	int len = snprintf(beside, FILE_PATH_BYTES, "%s" BESIDE, path);
	int fd;

	if (len < 0 || len >= FILE_PATH_BYTES)
		return STATUS_IO;
	fd = mkstemp(beside); /* 0600 */
	if (fd < 0)
		return failed("cannot make a file");
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
	    fchmod(fd, (mode_t)mode) != 0 || !write_all(fd, bytes) ||
	    fsync(fd) != 0)
		s = failed("cannot write a file");
	if (close(fd) != 0 && s == STATUS_OK)
		s = failed("cannot write a file");
	if (s != STATUS_OK)
		unlink(beside);
	return s;
}

enum status
file_replace(const char *path, unsigned mode, struct slice bytes)
{
	char beside[FILE_PATH_BYTES];
	enum status s = write_beside(path, mode, bytes, beside);

	if (s != STATUS_OK)
		return s;
	if (rename(beside, path) != 0) {
		s = failed("cannot rename a file");
		unlink(beside);
		return s;
	}
	return sync_folder_of(path);
}

enum status
file_create(
    const char *path, unsigned mode, struct slice bytes, bool *was_there)
{
	char beside[FILE_PATH_BYTES];
	enum status s = write_beside(path, mode, bytes, beside);

	*was_there = false;
	if (s != STATUS_OK)
		return s;
	/* Unlike a rename, a link never takes the place of what is there. */
	if (link(beside, path) != 0) {
		*was_there = errno == EEXIST;
		if (!*was_there)
			s = failed("cannot link a file");
	}
	unlink(beside);
	return s == STATUS_OK ? sync_folder_of(path) : s;
}

enum status
file_lock(const char *folder, int *lock)
{
	int n;

	*lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*lock < 0)
		return failed("cannot open a folder");
	do
		n = flock(*lock, LOCK_EX);
	while (n != 0 && errno == EINTR);
	return n == 0 ? STATUS_OK : failed("cannot lock a folder");
}

void
file_unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}
