#include "host/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "face/score.h"
#include "host/job.h"
#include "host/place.h"
#include "host/sandbox.h"
#include "image/decode.h"
#include "image/phash.h"

/*
 * A file of 16 MiB, 16 megapixels in RGB (46 MiB) and as much again to turn
 * them upright; what the decoders want beside that comes from malloc, and both
 * together stay below JOB_MEMORY_MAX_BYTES.
 */
#define ARENA_BYTES ((size_t)128 << 20)
#define WEIGHTS_MAX_BYTES ((off_t)64 << 20)

/* All of it, or false: the other side is gone. */
static bool
read_all(void *to, size_t len)
{
	uint8_t *p = to;

	while (len > 0) {
		ssize_t n = read(STDIN_FILENO, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
write_all(const void *from, size_t len)
{
	const uint8_t *p = from;

	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

static enum status
load_networks(struct scorer **scorer)
{
	char path[PLACE_BYTES];
	struct stat st;
	void *packed = MAP_FAILED;
	enum status s = STATUS_WORKER_MODEL;
	int fd = -1;

	if (place_weights(path) != STATUS_OK)
		goto out;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    st.st_size <= 0 || st.st_size > WEIGHTS_MAX_BYTES)
		goto out;
	packed = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (packed == MAP_FAILED)
		goto out;
	s = scorer_open(slice_of(packed, (size_t)st.st_size), scorer);
out:
	if (packed != MAP_FAILED)
		(void)munmap(packed, (size_t)st.st_size);
	if (fd >= 0)
		(void)close(fd);
	return s;
}

static bool
limit_memory(void)
{
#if defined(__SANITIZE_ADDRESS__)
	return true; /* its shadow alone is terabytes of address space */
#else
	const struct rlimit limit = { JOB_MEMORY_MAX_BYTES,
				      JOB_MEMORY_MAX_BYTES };

	return setrlimit(RLIMIT_AS, &limit) == 0;
#endif
}

/* Everything that needs the system, in the order in which it is given up. */
static enum status
prepare(struct scorer **scorer, struct arena *arena)
{
	const struct rlimit no_core = { 0, 0 };
	enum status s;

	(void)prctl(PR_SET_NAME, "facetell-worker", 0, 0, 0);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
	    setrlimit(RLIMIT_CORE, &no_core) != 0)
		return STATUS_SANDBOX;
	sandbox_close_files();
	if ((s = load_networks(scorer)) != STATUS_OK)
		return s;
	if ((s = arena_open(arena, ARENA_BYTES)) != STATUS_OK)
		return s;
	if (!limit_memory())
		return STATUS_SANDBOX;
	return sandbox_enclose_worker();
}

/* What the picture shows, or why we cannot tell. */
static enum status
look(
    struct scorer *scorer, struct slice file, struct arena *arena,
    struct job_result *result)
{
	struct image image = { 0 };
	enum status s = decode_image(file, arena, &image);

	result->format = (int32_t)image.format;
	result->width_px = (uint32_t)image.width_px;
	result->height_px = (uint32_t)image.height_px;
	if (s != STATUS_OK)
		return s;
	s = phash_compute_both(
	    &image, arena, &result->phash, &result->mirrored);
	if (s != STATUS_OK)
		return s;
	result->has_phash = 1;
	return score_picture(scorer, &image, arena, &result->score);
}

static void
answer(
    struct scorer *scorer, struct slice file, struct arena *arena,
    uint32_t sequence, struct job_result *result)
{
	enum status s;

	job_result_refuse(result, STATUS_UNREADABLE);
	result->sequence = sequence;
	memset(&result->score, 0, sizeof(result->score));
	story_read(file, arena, &result->story);
	s = look(scorer, file, arena, result);
	if (s == STATUS_OK)
		return;
	memset(&result->score, 0, sizeof(result->score));
	/* More memory than one picture is worth. */
	if (s == STATUS_NO_MEMORY)
		s = STATUS_TOO_LARGE;
	result->score.reason =
	    (int32_t)(status_is_reason(s) ? s : STATUS_UNREADABLE);
}

/* One picture; false when the supervisor is gone or out of form. */
static bool
serve_one(struct scorer *scorer, struct arena *arena)
{
	struct job_request request;
	struct job_result result;
	uint8_t *file;

	if (!read_all(&request, sizeof(request)) ||
	    request.magic != JOB_MAGIC ||
	    request.size_bytes > DECODE_FILE_MAX_BYTES)
		return false;
	file = arena_alloc(arena, request.size_bytes);
	if (file == NULL || !read_all(file, request.size_bytes))
		return false;
	answer(
	    scorer, slice_of(file, request.size_bytes), arena, request.sequence,
	    &result);
	arena_reset(arena);
	return write_all(&result, sizeof(result));
}

int
worker_main(void)
{
	struct scorer *scorer = NULL;
	struct arena arena = { 0 };
	struct job_ready ready = { .magic = JOB_MAGIC };
	enum status s = prepare(&scorer, &arena);

	ready.status = (int32_t)s;
	if (s != STATUS_OK)
		log_note("worker: %s", status_text(s));
	if (!write_all(&ready, sizeof(ready)) || s != STATUS_OK)
		return 3;
	while (serve_one(scorer, &arena))
		continue;
	scorer_close(scorer);
	arena_close(&arena);
	return 0;
}
