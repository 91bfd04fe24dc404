#ifndef NET_FILES_H
#define NET_FILES_H

/*
 * net_files: the packed weights of the build, and the .tflite files of the two
 * npm packages, for tests and benchmarks run from the root of the checkout.
 */

#include "base/slice.h"

/* build/face.weights.  Ends the program when it is not there. */
struct slice net_file_weights(void);

/* The .tflite file of a network of ours. */
struct slice net_file_tflite(const char *name);

/* The memory under either, to be freed. */
void *net_file_bytes(struct slice file);

#endif
