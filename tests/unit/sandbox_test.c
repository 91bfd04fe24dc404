/*
 * The walls from inside.  Each attempt is made by a child behind one wall; what
 * it could do is its exit code, and a wall that ends a process is SIGSYS.
 */
#define _GNU_SOURCE

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/sandbox.h"
#include "host/sandbox_try.h"

enum { WENT, REFUSED, NO_WALL };

static char folder[] = "/tmp/facetell-sandbox-XXXXXX";

static int
outcome(long result)
{
	if (result >= 0)
		return WENT;
	return errno == EPERM || errno == EACCES ? REFUSED : WENT;
}

/* The exit code of `attempt` in a child, or minus the signal that ended it. */
static int
apart(int (*attempt)(void))
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(attempt());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

#define NETWORK(name, call)                                                    \
	static int name(void)                                                  \
	{                                                                      \
		if (sandbox_forbid_network() != STATUS_OK)                     \
			return NO_WALL;                                        \
		return outcome(call);                                          \
	}

static int pair[2];
static struct msghdr message;

NETWORK(net_inet, socket(AF_INET, SOCK_STREAM, 0))
NETWORK(net_inet6, socket(AF_INET6, SOCK_DGRAM, 0))
NETWORK(net_unix, socket(AF_UNIX, SOCK_STREAM, 0))
NETWORK(net_netlink, socket(AF_NETLINK, SOCK_RAW, 0))
NETWORK(net_packet, socket(AF_PACKET, SOCK_RAW, 0))
NETWORK(net_vsock, socket(AF_VSOCK, SOCK_STREAM, 0))
NETWORK(net_pair, socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
NETWORK(net_connect, connect(0, NULL, 0))
NETWORK(net_send, sendmsg(0, &message, 0))
NETWORK(net_receive, recvmsg(0, &message, 0))
NETWORK(net_uring, syscall(SYS_io_uring_setup, 1, NULL))
NETWORK(net_getfd, syscall(438 /* pidfd_getfd */, 0, 0, 0))
NETWORK(net_setns, syscall(SYS_setns, 0, 0))

static void
refuses_every_way_to_a_socket(void **state)
{
	int (*const attempts[])(void) = {
		net_inet,  net_inet6, net_unix,	   net_netlink, net_packet,
		net_vsock, net_pair,  net_connect, net_send,	net_receive,
		net_uring, net_getfd, net_setns,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
		assert_int_equal(apart(attempts[i]), REFUSED);
}

/* What a program started from behind the wall can do: the same, nothing. */
static int
net_after_exec(void)
{
	if (sandbox_forbid_network() != STATUS_OK)
		return NO_WALL;
	execl("/proc/self/exe", "sandbox_test", "try-a-socket", (char *)NULL);
	return NO_WALL;
}

#if defined(__x86_64__)
/* Linux's other doors on x86-64: int 0x80 and the x32 numbers. */
static int
net_through_int80(void)
{
	long result;

	if (sandbox_forbid_network() != STATUS_OK)
		return NO_WALL;
	/* 359 is socket in the 32-bit table. */
	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(359L), "b"(1L), "c"(1L), "d"(0L)
			 : "memory");
	return outcome(result);
}

static int
net_through_x32(void)
{
	if (sandbox_forbid_network() != STATUS_OK)
		return NO_WALL;
	return outcome(syscall(0x40000000 + SYS_socket, AF_INET, 1, 0));
}
#endif

static void
is_inherited_and_has_no_side_door(void **state)
{
	(void)state;
	assert_int_equal(apart(net_after_exec), REFUSED);
#if defined(__x86_64__)
	assert_int_equal(apart(net_through_int80), -SIGSYS);
	assert_int_equal(apart(net_through_x32), -SIGSYS);
#endif
}

#define FILES(name, reach, call)                                               \
	static int name(void)                                                  \
	{                                                                      \
		if (sandbox_limit_files(folder, reach) != STATUS_OK)           \
			return NO_WALL;                                        \
		return outcome(call);                                          \
	}

static char inside[64], outside[64];

FILES(own_read, SANDBOX_OWN_FILES, open("/etc/passwd", O_RDONLY))
FILES(own_list, SANDBOX_OWN_FILES, open("/etc", O_RDONLY | O_DIRECTORY))
FILES(own_write, SANDBOX_OWN_FILES, open(outside, O_RDWR | O_CREAT, 0600))
FILES(own_run, SANDBOX_OWN_FILES, execl("/bin/sh", "sh", "-c", "true", NULL))
FILES(own_data, SANDBOX_OWN_FILES, open(inside, O_RDWR | O_CREAT, 0600))
FILES(own_socket, SANDBOX_OWN_FILES, mknod(inside, S_IFSOCK | 0600, 0))
FILES(own_self, SANDBOX_OWN_FILES, open("/proc/self/exe", O_RDONLY))
FILES(all_read, SANDBOX_READ_ALL, open("/etc/passwd", O_RDONLY))
FILES(all_write, SANDBOX_READ_ALL, open(outside, O_RDWR | O_CREAT, 0600))
FILES(all_data, SANDBOX_READ_ALL, open(inside, O_RDWR | O_CREAT, 0600))

static void
limits_files(void **state)
{
	static const struct {
		int (*attempt)(void);
		int outcome;
	} cases[] = {
		{ own_read, REFUSED },	{ own_list, REFUSED },
		{ own_write, REFUSED }, { own_run, REFUSED },
		{ own_data, WENT },	{ own_socket, REFUSED },
		{ own_self, WENT },	{ all_read, WENT },
		{ all_write, REFUSED }, { all_data, WENT },
	};

	(void)state;
	if (sandbox_landlock_version() == 0)
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)unlink(inside);
		assert_int_equal(apart(cases[i].attempt), cases[i].outcome);
	}
	(void)unlink(inside);
}

#define WORKER(name, call)                                                     \
	static int name(void)                                                  \
	{                                                                      \
		if (sandbox_enclose_worker() != STATUS_OK)                     \
			return NO_WALL;                                        \
		return (call) ? WENT : REFUSED;                                \
	}

static void *
map(int protection, int flags, int fd)
{
	return mmap(NULL, 4096, protection, flags, fd, 0);
}

WORKER(
    work_memory,
    map(PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1) != MAP_FAILED)
WORKER(work_malloc, malloc((size_t)50 << 20) != NULL)
WORKER(work_say, write(STDERR_FILENO, "", 0) == 0)
WORKER(
    work_exec_memory,
    map(PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1) != MAP_FAILED)
WORKER(work_map_file, map(PROT_READ, MAP_PRIVATE, 0) != MAP_FAILED)
WORKER(work_open, open("/dev/null", O_RDONLY) >= 0)
WORKER(work_read_other, read(5, inside, 1) >= 0)
WORKER(work_write_other, write(5, inside, 1) >= 0)
WORKER(work_socket, socket(AF_UNIX, SOCK_STREAM, 0) >= 0)
WORKER(work_fork, syscall(SYS_fork) >= 0)
WORKER(work_exec, execl("/bin/sh", "sh", NULL) == 0)
WORKER(work_kill, kill(getppid(), 0) == 0)

static void
encloses_a_worker(void **state)
{
	int (*const fine[])(void) = { work_memory, work_malloc, work_say };
	int (*const fatal[])(void) = {
		work_exec_memory, work_map_file,    work_open,
		work_read_other,  work_write_other, work_socket,
		work_fork,	  work_exec,	    work_kill,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
		assert_int_equal(apart(fine[i]), WENT);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		assert_int_equal(apart(fatal[i]), -SIGSYS);
}

static void
is_found_to_stand(void **state)
{
	(void)state;
	assert_true(sandbox_try_network());
	assert_true(sandbox_try_worker());
	if (sandbox_landlock_version() > 0)
		assert_true(sandbox_try_files(folder));
}

static int
close_all(void)
{
	if (dup2(STDERR_FILENO, 77) != 77)
		return NO_WALL;
	sandbox_close_files();
	return fcntl(77, F_GETFD) < 0 && fcntl(2, F_GETFD) >= 0 ? REFUSED
								: WENT;
}

static void
closes_what_was_handed_down(void **state)
{
	(void)state;
	assert_int_equal(apart(close_all), REFUSED);
}

static int
set_up(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(inside, sizeof(inside), "%s/file", folder);
	(void)snprintf(outside, sizeof(outside), "%s-outside", folder);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	return rmdir(folder);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_every_way_to_a_socket),
		cmocka_unit_test(is_inherited_and_has_no_side_door),
		cmocka_unit_test(limits_files),
		cmocka_unit_test(encloses_a_worker),
		cmocka_unit_test(is_found_to_stand),
		cmocka_unit_test(closes_what_was_handed_down),
	};

	if (argc == 2 && strcmp(argv[1], "try-a-socket") == 0)
		return outcome(socket(AF_INET, SOCK_STREAM, 0));
	/* valgrind makes calls of its own, and cannot see through an exec. */
	if (getenv("FACETELL_SLOW") != NULL) {
		(void)puts("1..1\nok 1 - # SKIP not under valgrind");
		return 0;
	}
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
