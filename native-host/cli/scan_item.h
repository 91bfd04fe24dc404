#ifndef SCAN_ITEM_H
#define SCAN_ITEM_H

/*
 * scan_item: one file of a scan, from its name to its line of output.
 */

#include "base/arena.h"
#include "host/pipeline.h"

struct scan_options {
	bool is_table;
	bool is_fresh;
	const char *page_url;
	size_t workers; /* 0: one for each core */
};

struct scan_item {
	char *path;
	struct pipeline_picture picture;
	bool is_done;
	bool has_failed; /* there is no annotation: `text` says why */
	char *text;
};

/* False when it is no option, or the value is none it can have. */
bool scan_options_set(
    struct scan_options *options, const char *flag, const char *value);

/* STATUS_NO_MEMORY */
MUST_USE enum status scan_item_open(struct scan_item *item, const char *path);
void scan_item_close(struct scan_item *item);

/* It is done: with an annotation, or without because of `error`. */
MUST_USE enum status
scan_item_answer(struct scan_item *item, struct slice annotation);
MUST_USE enum status scan_item_fail(struct scan_item *item, const char *error);

/* One line on standard output; false when it cannot be written. */
MUST_USE bool scan_item_print(
    const struct scan_item *item, const struct scan_options *options,
    struct arena *arena);

#endif
