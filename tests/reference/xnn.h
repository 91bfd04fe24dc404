#ifndef XNN_H
#define XNN_H

/*
 * xnn: run a .tflite network on Debian's XNNPACK, for tests and benchmarks.
 *
 * What XNNPACK does not know (MediaPipe's three operations, joining, slicing
 * the whole) is computed here in double precision, step by step as MediaPipe
 * words it, and cuts the graph: each run of operations between is one XNNPACK
 * runtime.
 */

#include "tflite.h"

struct xnn;

/* NULL when XNNPACK will not have it. */
struct xnn *xnn_open(const struct tflite *file);

void xnn_close(struct xnn *xnn);

float *xnn_input(struct xnn *xnn);

/* False when XNNPACK fails. */
bool xnn_run(struct xnn *xnn);

const float *xnn_output(const struct xnn *xnn, size_t index, size_t *count);

#endif
