#ifndef SERVE_H
#define SERVE_H

/*
 * serve: speak native messaging with a browser until it goes.
 *
 *   takes   frames from `in`
 *   gives   frames to `out`
 *
 * One thread and one poll loop.  What is waited for is bounded: when too much
 * is in hand, nothing more is read until some of it is answered.
 */

#include "base/status.h"

/*
 * serve_run(in, out, folder):
 * `folder` is the data folder.
 *
 * STATUS_END   the browser closed its side and was answered
 * STATUS_IO    it reads no more
 * STATUS_FRAME_*, STATUS_NO_MEMORY, STATUS_KEY_*
 */
MUST_USE enum status serve_run(int in, int out, const char *folder);

/* Say why there is no serving: one error frame, if it can be written. */
void serve_refuse(int out, enum status why);

#endif
