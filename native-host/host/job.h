#ifndef JOB_H
#define JOB_H

/*
 * job: what crosses the two pipes between the supervisor and a worker.
 *
 *   supervisor -> worker   struct job_request, then the file's bytes
 *   worker -> supervisor   struct job_ready once, then a struct job_result for
 *                          each request, in order
 *
 * Both ends are the same binary, so the layout is the compiler's.  Whatever a
 * worker says is checked as if a stranger said it.
 */

#include <stdbool.h>
#include <stdint.h>

#include "face/score.h"
#include "image/phash.h"
#include "metadata/story.h"

#define JOB_MAGIC 0x32544a46u /* "FJT2" */

/* Sanitizers slow everything down and reserve terabytes of address space. */
#if defined(__SANITIZE_ADDRESS__)
#define JOB_CPU_MAX_MS 20000
#else
#define JOB_CPU_MAX_MS 2000
#endif
#define JOB_WALL_MAX_MS 10000
#define JOB_MEMORY_MAX_BYTES ((size_t)256 << 20)

struct job_request {
	uint32_t magic;
	uint32_t sequence; /* the answer repeats it */
	uint32_t size_bytes;
};

struct job_ready {
	uint32_t magic;
	int32_t status; /* enum status: OK, or why it cannot work */
};

struct job_result {
	uint32_t magic;
	uint32_t sequence;
	int32_t format;		      /* enum image_format */
	uint32_t width_px, height_px; /* 0 when the header was not readable */
	int32_t has_phash;	      /* 0 or 1 */
	struct phash phash, mirrored; /* of the picture, of its mirror image */
	struct score score;
	struct story story; /* also when the picture cannot be decoded */
};

/* Is it in form, and the answer to request number `sequence`? */
bool job_result_is_valid(const struct job_result *result, uint32_t sequence);

/* The result for a picture of which nothing is known but the reason. */
void job_result_refuse(struct job_result *result, enum status reason);

#endif
