/*
 * What a worker says, were it in the hands of the picture it looked at: either
 * it is refused, or an annotation can be made of it that verifies.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "annotation/annotation.h"
#include "base/crypto.h"
#include "host/job.h"
#include "wire/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SEQUENCE 7
#define ARENA_BYTES ((size_t)4 << 20)

static struct key *key;
static struct arena arena;

static void
check(int ok)
{
	if (!ok)
		abort();
}

static void
annotate(const struct job_result *result)
{
	const struct annotation_picture picture = {
		.sha256 = "e3b0c44298fc1c149afbf4c8996fb924"
			  "27ae41e4649b934ca495991b7852b855",
		.format = (enum image_format)result->format,
		.width_px = result->width_px,
		.height_px = result->height_px,
		.has_phash = result->has_phash != 0,
		.phash = result->phash,
		.story = &result->story,
	};
	struct json_error error;
	struct json *document = NULL;
	struct slice text;

	check(
	    annotation_write(
		&picture, &result->score, 1700000000, key, &arena, &text) ==
	    STATUS_OK);
	check(json_parse(text, &error, &document) == STATUS_OK);
	check(annotation_verify(document, key_did(key), &arena) == STATUS_OK);
	json_free(document);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct job_result *result = calloc(1, sizeof(*result));

	check(result != NULL);
	if (key == NULL)
		check(
		    crypto_open() == STATUS_OK &&
		    key_generate(&key) == STATUS_OK &&
		    arena_open(&arena, ARENA_BYTES) == STATUS_OK);
	if (size > sizeof(*result))
		size = sizeof(*result);
	if (size > 0)
		memcpy(result, data, size);
	/* Luck would need long to find the two numbers. */
	result->magic = JOB_MAGIC;
	result->sequence = SEQUENCE;
	if (job_result_is_valid(result, SEQUENCE))
		annotate(result);
	arena_reset(&arena);
	free(result);
	return 0;
}
