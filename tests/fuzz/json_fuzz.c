/* What json_parse accepts prints as what it accepts, and prints the same. */

#include <stdlib.h>

#include "wire/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool is_so)
{
	if (!is_so)
		abort();
}

/* Reach every value by the ways there are. */
static size_t
walk(const struct json *json)
{
	size_t count = 1;

	need(json_is_text(json) == (json_text(json) != NULL));
	for (const struct json *item = json_first(json); item != NULL;
	     item = json_next(item)) {
		if (json_is_object(json))
			need(json_member(json, json_key(item)) == item);
		count += walk(item);
	}
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena arena;
	struct json *json, *again;
	struct json_error error;
	struct slice first, second;

	if (arena.base == NULL)
		need(arena_open(&arena, (size_t)64 << 20) == STATUS_OK);
	if (json_parse(slice_of(data, size), &error, &json) != STATUS_OK) {
		need(json == NULL && error.at[0] != '\0');
		return 0;
	}
	need(json_print(json, &arena, &first) == STATUS_OK);
	need(json_parse(first, &error, &again) == STATUS_OK);
	need(json_print(again, &arena, &second) == STATUS_OK);
	need(slice_is_equal(first, second));
	need(walk(json) == walk(again) && walk(json) <= JSON_VALUES_MAX);
	json_free(again);
	json_free(json);
	arena_reset(&arena);
	return 0;
}
