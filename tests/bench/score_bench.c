/*
 * score_bench: what one picture costs, beside what cannot be saved.
 *
 *   score_bench WEIGHTS SIDE_PX FOLDER PICTURE...
 *
 * Each picture is cut to a square and saved as a JPEG of SIDE_PX, quality 85,
 * in FOLDER (where the peers find the same pictures); then, turn by turn in one
 * run: its decoding alone, the networks alone (detector once, mesh twice: the
 * least a face takes), and the whole of what a worker does.  Prints one JSON
 * line of medians in microseconds.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <turbojpeg.h>
#include <unistd.h>

#include "face/net.h"
#include "face/score.h"
#include "image/phash.h"
#include "image/resample.h"
#include "metadata/story.h"

#define ROUNDS 15
#define PICTURES_MAX 64
#define ARENA_BYTES ((size_t)192 << 20)
#define QUALITY 85

static void
die(const char *what)
{
	(void)fprintf(stderr, "score_bench: %s\n", what);
	exit(3);
}

static struct slice
map_file(const char *path)
{
	struct stat st;
	void *p;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &st) != 0 || st.st_size <= 0)
		die(path);
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		die(path);
	(void)close(fd);
	return slice_of(p, (size_t)st.st_size);
}

static double
now_us(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		die("no clock");
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *times, size_t count)
{
	qsort(times, count, sizeof(*times), compare);
	return times[count / 2];
}

/* The picture's middle square as a JPEG of `side` pixels. */
static struct slice
make_jpeg(const char *path, size_t side, struct arena *arena)
{
	struct image image;
	struct resample_square square;
	float *pixels;
	unsigned char *rgb, *jpeg = NULL;
	unsigned long len = 0;
	tjhandle tj = tjInitCompress();

	if (decode_image(map_file(path), arena, &image) != STATUS_OK)
		die(path);
	square = (struct resample_square){
		.centre_x_px = (float)image.width_px / 2,
		.centre_y_px = (float)image.height_px / 2,
		.side_px = (float)(image.width_px < image.height_px
		                       ? image.width_px
		                       : image.height_px),
	};
	pixels = arena_array(arena, side * side * 3, sizeof(float));
	rgb = arena_array(arena, side * side, 3);
	if (pixels == NULL || rgb == NULL || tj == NULL)
		die("out of memory");
	resample_square(&image, &square, side, 0.0f, 255.0f, pixels);
	for (size_t i = 0; i < side * side * 3; i++)
		rgb[i] = (unsigned char)(pixels[i] + 0.5f);
	if (tjCompress2(
		tj, rgb, (int)side, 0, (int)side, TJPF_RGB, &jpeg, &len,
		TJSAMP_420, QUALITY, 0) != 0)
		die("cannot encode");
	tjDestroy(tj);
	arena_reset(arena);
	return slice_of(jpeg, len);
}

static void
run_networks(struct net *detector, struct net *mesh)
{
	net_run(detector);
	net_run(mesh);
	net_run(mesh);
}

static void
run_whole(struct scorer *scorer, struct slice jpeg, struct arena *arena)
{
	struct image image;
	struct phash phash;
	struct score score;
	struct story story;

	story_read(jpeg, arena, &story);
	if (decode_image(jpeg, arena, &image) != STATUS_OK ||
	    phash_compute(&image, arena, &phash) != STATUS_OK ||
	    score_picture(scorer, &image, arena, &score) != STATUS_OK)
		die("a picture could not be scored");
	arena_reset(arena);
}

/* Keep what the peers are to read. */
static void
save(const char *folder, size_t number, struct slice jpeg)
{
	char path[4096];
	FILE *f;

	if (snprintf(path, sizeof(path), "%s/%02zu.jpg", folder, number) >=
	    (int)sizeof(path))
		die("the folder's name is too long");
	f = fopen(path, "wb");
	if (f == NULL || fwrite(jpeg.data, 1, jpeg.len, f) != jpeg.len ||
	    fclose(f) != 0)
		die(path);
}

struct times {
	double story_us[PICTURES_MAX * ROUNDS];
	double decode_us[PICTURES_MAX * ROUNDS];
	double networks_us[PICTURES_MAX * ROUNDS];
	double whole_us[PICTURES_MAX * ROUNDS];
	size_t count;
};

static void
measure(
    struct net *detector, struct net *mesh, struct scorer *scorer,
    struct slice jpeg, struct arena *arena, struct times *times)
{
	struct image image;
	struct story story;
	double start = now_us(), t0, t1, t2;

	story_read(jpeg, arena, &story);
	t0 = now_us();
	if (decode_image(jpeg, arena, &image) != STATUS_OK)
		die("cannot decode");
	arena_reset(arena);
	t1 = now_us();
	run_networks(detector, mesh);
	t2 = now_us();
	run_whole(scorer, jpeg, arena);
	times->story_us[times->count] = t0 - start;
	times->decode_us[times->count] = t1 - t0;
	times->networks_us[times->count] = t2 - t1;
	times->whole_us[times->count++] = now_us() - t2;
}

int
main(int argc, char **argv)
{
	static struct slice jpeg[PICTURES_MAX];
	static struct times times;
	struct net *detector = NULL, *mesh = NULL;
	struct scorer *scorer = NULL;
	struct arena arena;
	struct slice weights;
	size_t count, side;

	if (argc < 5 || argc - 4 > PICTURES_MAX)
		die("usage: score_bench WEIGHTS SIDE_PX FOLDER PICTURE...");
	weights = map_file(argv[1]);
	side = strtoul(argv[2], NULL, 10);
	count = (size_t)argc - 4;
	if (arena_open(&arena, ARENA_BYTES) != STATUS_OK ||
	    net_open(weights, "short-range", NET_LANES_BEST, &detector) !=
		STATUS_OK ||
	    net_open(weights, "attention", NET_LANES_BEST, &mesh) !=
		STATUS_OK ||
	    scorer_open(weights, &scorer) != STATUS_OK)
		die("the weights cannot be loaded");
	for (size_t i = 0; i < count; i++) {
		jpeg[i] = make_jpeg(argv[4 + i], side, &arena);
		save(argv[3], i, jpeg[i]);
	}
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < count; i++)
			measure(
			    detector, mesh, scorer, jpeg[i], &arena, &times);
	printf(
	    "{\"side\":%zu,\"n\":%zu,\"story_us\":%.1f,\"decode_us\":%.1f,"
	    "\"networks_us\":%.1f,"
	    "\"whole_us\":%.1f}\n",
	    side, times.count, median(times.story_us, times.count),
	    median(times.decode_us, times.count),
	    median(times.networks_us, times.count),
	    median(times.whole_us, times.count));
	return 0;
}
