/*
 * measure: what the program sees in pictures, for fitting and evaluation.
 *
 *   measure face.weights < names > table
 *
 * One file name a line in, one line of tab-separated values out, in the same
 * order, under a line of column names.  It is the program's own code that
 * measures, so that what is fitted is what ships.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "face/alignment.h"
#include "face/score.h"

#define ARENA_BYTES ((size_t)512 << 20)
#define NAME_BYTES 4096

/* Read all of `name` into the arena. */
static enum status
read_file(const char *name, struct arena *arena, struct slice *bytes)
{
	FILE *file = fopen(name, "rb");
	enum status s = STATUS_IO;
	uint8_t *data;
	long end;

	if (file == NULL)
		return s;
	if (fseek(file, 0, SEEK_END) != 0 || (end = ftell(file)) < 0 ||
	    fseek(file, 0, SEEK_SET) != 0)
		goto out;
	data = arena_alloc(arena, (size_t)end + 1);
	if (data == NULL || fread(data, 1, (size_t)end, file) != (size_t)end)
		goto out;
	*bytes = slice_of(data, (size_t)end);
	s = STATUS_OK;
out:
	(void)fclose(file);
	return s;
}

static void
print_head(void)
{
	static const char *const point[] = {
		"left",	    "right",  "mouth",	   "nose",	"chin",
		"forehead", "centre", "left_iris", "right_iris"
	};

	printf("name\treason\tdecibans\twidth\theight");
	printf("\tlog_ratio\tcapped\tside\taspect");
	for (size_t i = 0; i < sizeof(point) / sizeof(point[0]); i++)
		printf("\t%s_x\t%s_y", point[i], point[i]);
	printf("\tcentre_off\tsize\tsize_off\troll\teyes_off\n");
}

static void
print_geometry(const struct geometry *g)
{
	const struct geometry_point *point[] = {
		&g->left_eye, &g->right_eye, &g->mouth,
		&g->nose,     &g->chin,	     &g->forehead,
		&g->centre,   &g->left_iris, &g->right_iris,
	};
	double ratio = (double)alignment_log_ratio(g);
	double capped = (double)alignment_capped((float)ratio, g->aspect);

	printf(
	    "\t%.6g\t%.6g\t%.6g\t%.6g", ratio, capped, (double)g->side_px,
	    (double)g->aspect);
	for (size_t i = 0; i < sizeof(point) / sizeof(point[0]); i++)
		printf(
		    "\t%.7g\t%.7g", (double)point[i]->x, (double)point[i]->y);
	printf(
	    "\t%.7g\t%.7g\t%.7g\t%.7g\t%.7g\n", (double)g->centre_off,
	    (double)g->size, (double)g->size_off, (double)g->roll_rad,
	    (double)g->eyes_off);
}

static enum status
measure(struct scorer *scorer, struct arena *arena, const char *name)
{
	struct image image = { .format = IMAGE_UNKNOWN };
	struct score score = { .reason = STATUS_OK };
	struct geometry geometry;
	struct slice bytes;
	enum status s;

	s = read_file(name, arena, &bytes);
	if (s != STATUS_OK)
		return s;
	s = decode_image(bytes, arena, &image);
	if (s == STATUS_OK)
		s = score_measure(scorer, &image, arena, &score, &geometry);
	if (s == STATUS_OK)
		s = (enum status)score.reason;
	printf(
	    "%s\t%s\t%" PRId32 "\t%zu\t%zu", name, status_name(s),
	    score.evidence_count > 0 ? score.evidence[0].decibans : 0,
	    image.width_px, image.height_px);
	if (score.evidence_count > 0)
		print_geometry(&geometry);
	else
		printf("\n");
	return STATUS_OK;
}

int
main(int argc, char **argv)
{
	static char name[NAME_BYTES];
	struct arena arena = { 0 };
	struct scorer *scorer = NULL;
	struct slice packed;
	enum status s;

	if (argc != 2) {
		fprintf(stderr, "usage: measure face.weights < names\n");
		return 2;
	}
	s = arena_open(&arena, ARENA_BYTES);
	if (s == STATUS_OK)
		s = read_file(argv[1], &arena, &packed);
	if (s == STATUS_OK)
		s = scorer_open(packed, &scorer);
	if (s == STATUS_OK)
		print_head();
	while (s == STATUS_OK && fgets(name, sizeof(name), stdin) != NULL) {
		name[strcspn(name, "\n")] = '\0';
		arena_reset(&arena);
		s = measure(scorer, &arena, name);
	}
	if (s != STATUS_OK)
		fprintf(stderr, "measure: %s: %s\n", name, status_text(s));
	scorer_close(scorer);
	arena_close(&arena);
	return s == STATUS_OK ? 0 : 3;
}
