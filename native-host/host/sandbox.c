#define _GNU_SOURCE

#include "host/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <link.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/place.h"

/* Of later kernels than Debian 12's headers: linux/landlock.h, ABI 3 and 5. */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif

#define READ_FILES LANDLOCK_ACCESS_FS_READ_FILE
#define READ_TREE (READ_FILES | LANDLOCK_ACCESS_FS_READ_DIR)
#define RUN_FILES (READ_FILES | LANDLOCK_ACCESS_FS_EXECUTE)
#define WRITE_TREE                                                             \
	(READ_TREE | LANDLOCK_ACCESS_FS_WRITE_FILE |                           \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |      \
	 LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |           \
	 LANDLOCK_ACCESS_FS_TRUNCATE)
/* What may be said of a single file. */
#define FILE_RIGHTS                                                            \
	(RUN_FILES | LANDLOCK_ACCESS_FS_WRITE_FILE |                           \
	 LANDLOCK_ACCESS_FS_TRUNCATE)

/*
 * Every way to come by a socket or to use one that another process has:
 * making, naming and answering them, sending by name, io_uring (which makes
 * them without the calls above), and taking a file or the will of another
 * process.  The x32 and 32-bit doors of the same kernel end the process.
 */
static const int network_calls[] = {
	SCMP_SYS(socket),
	SCMP_SYS(socketpair),
	SCMP_SYS(bind),
	SCMP_SYS(connect),
	SCMP_SYS(listen),
	SCMP_SYS(accept),
	SCMP_SYS(accept4),
	SCMP_SYS(sendto),
	SCMP_SYS(sendmsg),
	SCMP_SYS(sendmmsg),
	SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg),
	SCMP_SYS(recvmmsg),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(bpf),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	SCMP_SYS(mount),
	SCMP_SYS(add_key),
	SCMP_SYS(keyctl),
	SCMP_SYS(request_key),
	SCMP_SYS(open_by_handle_at),
};

/* What AddressSanitizer's own runtime calls, in builds that have it. */
#if defined(__SANITIZE_ADDRESS__)
static const int sanitizer_calls[] = {
	SCMP_SYS(sigaltstack),	  SCMP_SYS(futex),	 SCMP_SYS(getpid),
	SCMP_SYS(gettid),	  SCMP_SYS(tgkill),	 SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(sched_yield), SCMP_SYS(getrusage),
	SCMP_SYS(clock_gettime),  SCMP_SYS(prctl),	 SCMP_SYS(readlink),
	SCMP_SYS(close),
};
#endif

static scmp_filter_ctx
filter_open(uint32_t otherwise)
{
	scmp_filter_ctx filter = seccomp_init(otherwise);

	if (filter != NULL &&
	    seccomp_attr_set(
		filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0) {
		seccomp_release(filter);
		filter = NULL;
	}
	return filter;
}

enum status
sandbox_forbid_network(void)
{
	scmp_filter_ctx filter = filter_open(SCMP_ACT_ALLOW);
	int failed = filter == NULL;

	for (size_t i = 0;
	     !failed && i < sizeof(network_calls) / sizeof(network_calls[0]);
	     i++)
		failed = seccomp_rule_add(
			     filter, SCMP_ACT_ERRNO(EPERM), network_calls[i],
			     0) != 0;
	failed = failed || seccomp_load(filter) != 0;
	if (filter != NULL)
		seccomp_release(filter);
	return failed ? STATUS_SANDBOX : STATUS_OK;
}

/* The argument at `index` is `value`. */
static struct scmp_arg_cmp
is_value(unsigned index, uint64_t value)
{
	return (struct scmp_arg_cmp){ .arg = index,
				      .op = SCMP_CMP_EQ,
				      .datum_a = value };
}

/* Of the bits `mask` of the argument at `index`, those set are `value`. */
static struct scmp_arg_cmp
has_bits(unsigned index, uint64_t mask, uint64_t value)
{
	return (struct scmp_arg_cmp){ .arg = index,
				      .op = SCMP_CMP_MASKED_EQ,
				      .datum_a = mask,
				      .datum_b = value };
}

/* Memory that can be run is never needed again; nor are files as memory. */
static int
allow_memory(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp no_exec = has_bits(2, PROT_EXEC, 0);
	const struct scmp_arg_cmp no_file =
	    has_bits(3, MAP_ANONYMOUS, MAP_ANONYMOUS);

	return seccomp_rule_add(
		   filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, no_exec,
		   no_file) |
	       seccomp_rule_add(
		   filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_exec) |
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(munmap), 0) |
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mremap), 0) |
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(madvise), 0) |
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(brk), 0);
}

enum status
sandbox_enclose_worker(void)
{
	scmp_filter_ctx filter = filter_open(SCMP_ACT_KILL_PROCESS);
	int failed = filter == NULL;

	failed =
	    failed ||
	    seccomp_rule_add(
		filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1,
		is_value(0, STDIN_FILENO)) |
		seccomp_rule_add(
		    filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
		    is_value(0, STDOUT_FILENO)) |
		seccomp_rule_add(
		    filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
		    is_value(0, STDERR_FILENO)) |
		seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(exit), 0) |
		seccomp_rule_add(
		    filter, SCMP_ACT_ALLOW, SCMP_SYS(exit_group), 0) |
		seccomp_rule_add(
		    filter, SCMP_ACT_ALLOW, SCMP_SYS(rt_sigreturn), 0) |
		allow_memory(filter);
#if defined(__SANITIZE_ADDRESS__)
	for (size_t i = 0; !failed && i < sizeof(sanitizer_calls) /
					      sizeof(sanitizer_calls[0]);
	     i++)
		failed =
		    seccomp_rule_add(
			filter, SCMP_ACT_ALLOW, sanitizer_calls[i], 0) != 0;
#endif
	failed = failed || seccomp_load(filter) != 0;
	if (filter != NULL)
		seccomp_release(filter);
	return failed ? STATUS_SANDBOX : STATUS_OK;
}

int
sandbox_landlock_version(void)
{
	long version = syscall(
	    SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	return version > 0 ? (int)version : 0;
}

/* All rights the kernel's version knows: what is not allowed is forbidden. */
static uint64_t
rights_of(int version)
{
	uint64_t rights = LANDLOCK_ACCESS_FS_REFER - 1;

	if (version >= 2)
		rights |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= 3)
		rights |= LANDLOCK_ACCESS_FS_TRUNCATE;
	if (version >= 5)
		rights |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
	return rights;
}

struct rules {
	int fd;
	uint64_t known; /* rights this kernel knows */
};

/* What does not exist needs no rule. */
static void
allow(const struct rules *rules, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = { 0 };

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return;
	rule.allowed_access = rights & rules->known;
	if (syscall(
		SYS_landlock_add_rule, rules->fd, LANDLOCK_RULE_PATH_BENEATH,
		&rule, 0) != 0 &&
	    errno == EINVAL) {
		/* A file knows fewer rights than a folder. */
		rule.allowed_access &= FILE_RIGHTS;
		(void)syscall(
		    SYS_landlock_add_rule, rules->fd,
		    LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	}
	(void)close(rule.parent_fd);
}

/*
 * Workers are started from the same program: its folder, and the folders of
 * the libraries and the loader it was started with.
 */
static int
allow_library(struct dl_phdr_info *info, size_t size, void *context)
{
	const struct rules *rules = context;
	char *path;

	(void)size;
	if (info->dlpi_name == NULL || info->dlpi_name[0] != '/')
		return 0;
	path = realpath(info->dlpi_name, NULL);
	if (path != NULL)
		allow(rules, dirname(path), RUN_FILES);
	free(path);
	return 0;
}

static void
allow_program(const struct rules *rules)
{
	char path[PLACE_BYTES];

	if (place_program(path) == STATUS_OK)
		allow(rules, dirname(path), RUN_FILES);
	if (place_weights(path) == STATUS_OK)
		allow(rules, path, READ_FILES);
	(void)dl_iterate_phdr(allow_library, (void *)(uintptr_t)rules);
	allow(rules, "/etc/ld.so.cache", READ_FILES);
	allow(rules, "/dev/null", READ_FILES | LANDLOCK_ACCESS_FS_WRITE_FILE);
	allow(rules, "/dev/urandom", READ_FILES);
#if defined(__SANITIZE_ADDRESS__)
	allow(rules, "/proc", READ_FILES);
#endif
}

enum status
sandbox_limit_files(const char *data_folder, enum sandbox_reach reach)
{
	struct landlock_ruleset_attr attr = { 0 };
	struct rules rules = { .fd = -1 };
	int version = sandbox_landlock_version();
	enum status s = STATUS_SANDBOX;

	if (version == 0)
		return STATUS_SANDBOX;
	rules.known = rights_of(version);
	attr.handled_access_fs = rules.known;
	rules.fd =
	    (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (rules.fd < 0)
		return STATUS_SANDBOX;
	if (data_folder[0] != '\0')
		allow(&rules, data_folder, WRITE_TREE);
	if (reach == SANDBOX_READ_ALL)
		allow(&rules, "/", READ_TREE | LANDLOCK_ACCESS_FS_EXECUTE);
	else
		allow_program(&rules);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    syscall(SYS_landlock_restrict_self, rules.fd, 0) == 0)
		s = STATUS_OK;
	(void)close(rules.fd);
	return s;
}

void
sandbox_close_files(void)
{
	if (close_range(3, UINT_MAX, 0) == 0)
		return;
	for (int fd = 3; fd < 1024; fd++)
		(void)close(fd);
}
