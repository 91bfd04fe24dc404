/*
 * main: decide whether a browser or a person has started us, put up the walls
 * that fit, and run.  Nothing else ends the process.
 */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/log.h"
#include "cli/cli.h"
#include "host/place.h"
#include "host/sandbox.h"
#include "host/serve.h"
#include "host/worker.h"

/* The leak check of sanitized builds would trace us, which our walls forbid. */
#if defined(__SANITIZE_ADDRESS__)
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

static bool
ends_with(const char *text, const char *end)
{
	size_t a = strlen(text), b = strlen(end);

	return a >= b && strcmp(text + a - b, end) == 0;
}

/*
 * Chromium starts us with the origin that asks, Firefox with the path of our
 * manifest and the id of the extension, and Firefox in a snap, through the
 * portal, with nothing at all.  Any program can do the same: this tells what is
 * meant, not who it is.
 */
static bool
is_browser(int argc, char **argv)
{
	if (argc == 1)
		return !isatty(STDIN_FILENO);
	return strncmp(argv[1], "chrome-extension://", 19) == 0 ||
	       (argc > 2 && argv[1][0] == '/' && ends_with(argv[1], ".json") &&
		strchr(argv[2], '@') != NULL);
}

/* Keep the wire for frames: whatever prints, prints to stderr from now on. */
static int
take_output(void)
{
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);

	if (out < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		return -1;
	return out;
}

static int
serve(void)
{
	const struct rlimit no_core = { 0, 0 };
	char folder[PLACE_BYTES];
	int out;
	enum status s;

	sandbox_close_files();
	(void)setrlimit(RLIMIT_CORE, &no_core);
	out = take_output();
	if (out < 0)
		return CLI_ENVIRONMENT;
	if (place_data_folder(folder) != STATUS_OK)
		log_note("the data folder cannot be made");
	s = sandbox_forbid_network();
	if (s == STATUS_OK)
		s = crypto_open();
	if (s != STATUS_OK) {
		serve_refuse(out, s);
		return CLI_ENVIRONMENT;
	}
	if (sandbox_limit_files(folder, SANDBOX_OWN_FILES) != STATUS_OK)
		log_note("this kernel has no Landlock: files are not walled");
	s = serve_run(STDIN_FILENO, out, folder);
	if (s == STATUS_END)
		return CLI_DONE;
	return s == STATUS_FRAME_EMPTY || s == STATUS_FRAME_TOO_LARGE ||
		       s == STATUS_FRAME_TRUNCATED
		   ? CLI_FAILED
		   : CLI_ENVIRONMENT;
}

/* Files that were closed would be taken by the next one opened. */
static bool
open_standard_files(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		(void)close(fd);
	return fd >= 0;
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "worker") == 0)
		return worker_main();
	/* A closed pipe and a full file are outcomes like any other. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
	    signal(SIGXFSZ, SIG_IGN) == SIG_ERR || !open_standard_files())
		return CLI_ENVIRONMENT;
	if (is_browser(argc, argv))
		return serve();
	if (crypto_open() != STATUS_OK)
		return CLI_ENVIRONMENT;
	return cli_main(argc, argv);
}
