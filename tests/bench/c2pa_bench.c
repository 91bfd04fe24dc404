/*
 * What validating Content Credentials costs, and what it says: a line a file.
 *
 *   c2pa_bench [--walls] [--trust FILE.pem] [--now SECONDS] FILE...
 *
 * {"file":...,"state":...,"ms":...,"signer":...,"codes":[...],...}
 * With --walls as a worker is: no file, clock or random number from then on,
 * and "ms" is left out.
 */

#define _GNU_SOURCE

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/sandbox.h"
#include "metadata/c2pa.h"
#include "metadata/container.h"

#define ARENA_BYTES ((size_t)128 << 20)
#define FILE_MAX_BYTES ((size_t)16 << 20)
#define FILES_MAX 2048
#define LINE_BYTES 16384

static struct slice
read_whole(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;
	long len;

	if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (len = ftell(f)) < 0 ||
	    (size_t)len > FILE_MAX_BYTES) {
		fprintf(stderr, "cannot read %s\n", path);
		exit(1);
	}
	rewind(f);
	data = malloc((size_t)len + 1);
	if (data == NULL || fread(data, 1, (size_t)len, f) != (size_t)len)
		exit(1);
	fclose(f);
	return slice_of(data, (size_t)len);
}

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* A JSON string: what plain_copy() leaves needs only two escapes. */
static size_t
put_text(char *line, size_t n, const char *key, const char *text)
{
	n += (size_t)snprintf(line + n, LINE_BYTES - n, ",\"%s\":\"", key);
	for (; *text != '\0' && n < LINE_BYTES - 3; text++) {
		if (*text == '"' || *text == '\\')
			line[n++] = '\\';
		line[n++] = *text;
	}
	return n + (size_t)snprintf(line + n, LINE_BYTES - n, "\"");
}

static void
say(const char *path, const struct c2pa_result *r, double ms)
{
	static char line[LINE_BYTES];
	size_t n = (size_t)snprintf(
	    line, sizeof(line),
	    "{\"state\":\"%s\",\"ms\":%.3f,\"ai\":%d,\"ofIngredient\":%d,"
	    "\"stamped\":%lld,\"manifests\":%d,\"codes\":[",
	    c2pa_state_name((enum c2pa_state)r->state), ms, r->is_declared_ai,
	    r->is_source_of_ingredient, (long long)r->stamped_at_s,
	    r->manifest_count);

	for (int i = 0; i < r->finding_count; i++)
		n += (size_t)snprintf(
		    line + n, sizeof(line) - n, "%s\"%s%s %s\"",
		    i == 0 ? "" : ",",
		    r->finding[i].is_ingredient ? "ingredient: " : "",
		    c2pa_code_name((enum c2pa_code)r->finding[i].code),
		    r->finding[i].about);
	n += (size_t)snprintf(line + n, sizeof(line) - n, "]");
	n = put_text(line, n, "file", path);
	n = put_text(line, n, "signer", r->signer);
	n = put_text(line, n, "organisation", r->organisation);
	n = put_text(line, n, "issuer", r->issuer);
	n = put_text(line, n, "generator", r->generator);
	n = put_text(line, n, "source", r->source_type);
	n += (size_t)snprintf(line + n, sizeof(line) - n, "}\n");
	if (write(STDOUT_FILENO, line, n) != (ssize_t)n)
		_exit(1);
}

int
main(int argc, char **argv)
{
	static struct slice files[FILES_MAX];
	struct slice trust = { 0 };
	struct c2pa_result result;
	struct container container;
	struct arena arena = { 0 };
	struct c2pa *c2pa = NULL;
	int64_t now_s = (int64_t)time(NULL);
	bool is_walled = false;
	int first = 1;

	for (; first < argc && strncmp(argv[first], "--", 2) == 0; first++) {
		if (strcmp(argv[first], "--walls") == 0)
			is_walled = true;
		else if (strcmp(argv[first], "--trust") == 0 && argv[first + 1])
			trust = read_whole(argv[++first]);
		else if (strcmp(argv[first], "--now") == 0 && argv[first + 1])
			now_s = strtoll(argv[++first], NULL, 10);
		else
			return 2;
	}
	for (int i = first; i < argc && i - first < FILES_MAX; i++)
		files[i - first] = read_whole(argv[i]);
	if (arena_open(&arena, ARENA_BYTES) != STATUS_OK ||
	    c2pa_open(trust, &c2pa) != STATUS_OK ||
	    (is_walled && sandbox_enclose_worker() != STATUS_OK))
		return 1;
	for (int i = first; i < argc && i - first < FILES_MAX; i++) {
		struct slice file = files[i - first], store = { 0 };
		enum image_format format = decode_sniff(file);
		const struct container_part *part;
		double start = is_walled ? 0 : now_ms();

		arena_reset(&arena);
		if (container_read(file, format, &arena, &container) !=
		    STATUS_OK)
			return 1;
		part = container_find(&container, CONTAINER_C2PA);
		if (part != NULL)
			store = part->data;
		if (c2pa_validate(
			c2pa, file, format, store, now_s, &arena, &result) !=
		    STATUS_OK)
			return 1;
		say(argv[i], &result, is_walled ? 0 : now_ms() - start);
	}
	_exit(0);
}
