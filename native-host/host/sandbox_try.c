#define _GNU_SOURCE

#include "host/sandbox_try.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/sandbox.h"

#define STANDS 0
#define FALLEN 1

/* Run `attempt` in a child; its exit code, or minus the signal that ended it.
 */
static int
run_apart(int (*attempt)(const void *context), const void *context)
{
	const struct rlimit no_core = { 0, 0 };
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return FALLEN;
	if (pid == 0) {
		(void)setrlimit(RLIMIT_CORE, &no_core);
		_exit(attempt(context));
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return FALLEN;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static bool
is_refused(long result)
{
	return result < 0 && (errno == EPERM || errno == EACCES);
}

static int
attempt_network(const void *context)
{
	static const int families[] = { AF_UNIX, AF_INET, AF_INET6,
					AF_NETLINK };
	int pair[2];

	(void)context;
	if (sandbox_forbid_network() != STATUS_OK)
		return FALLEN;
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (!is_refused(socket(families[i], SOCK_STREAM, 0)) ||
		    !is_refused(socket(families[i], SOCK_DGRAM, 0)))
			return FALLEN;
	if (!is_refused(socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) ||
	    !is_refused(connect(STDIN_FILENO, NULL, 0)) ||
	    !is_refused(syscall(SYS_io_uring_setup, 1, NULL)))
		return FALLEN;
	return STANDS;
}

bool
sandbox_try_network(void)
{
	return run_apart(attempt_network, NULL) == STANDS;
}

static int
attempt_files(const void *context)
{
	const char *data_folder = context;

	/* Both are there and open to everyone on every Linux. */
	if (sandbox_limit_files(data_folder, SANDBOX_OWN_FILES) != STATUS_OK ||
	    !is_refused(open("/etc/passwd", O_RDONLY | O_CLOEXEC)) ||
	    !is_refused(open("/dev/zero", O_RDWR | O_CLOEXEC)))
		return FALLEN;
	return STANDS;
}

bool
sandbox_try_files(const char *data_folder)
{
	return run_apart(attempt_files, data_folder) == STANDS;
}

static int
attempt_work(const void *context)
{
	void *memory;

	(void)context;
	if (sandbox_enclose_worker() != STATUS_OK)
		return FALLEN;
	memory = mmap(
	    NULL, (size_t)1 << 20, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return memory != MAP_FAILED && munmap(memory, (size_t)1 << 20) == 0
		   ? STANDS
		   : FALLEN;
}

static int
attempt_open(const void *context)
{
	(void)context;
	if (sandbox_enclose_worker() != STATUS_OK)
		return FALLEN;
	return open("/dev/null", O_RDONLY | O_CLOEXEC) < 0 ? STANDS : FALLEN;
}

static int
attempt_exec_memory(const void *context)
{
	(void)context;
	if (sandbox_enclose_worker() != STATUS_OK)
		return FALLEN;
	return mmap(
		   NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
		   ? STANDS
		   : FALLEN;
}

bool
sandbox_try_worker(void)
{
	return run_apart(attempt_work, NULL) == STANDS &&
	       run_apart(attempt_open, NULL) == -SIGSYS &&
	       run_apart(attempt_exec_memory, NULL) == -SIGSYS;
}
