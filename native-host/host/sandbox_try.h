#ifndef SANDBOX_TRY_H
#define SANDBOX_TRY_H

/*
 * sandbox_try: does each wall stand?  Not asked of the kernel, but tried, each
 * in a process of its own that is behind it.
 */

#include <stdbool.h>

/* Is a socket of any kind refused, and so is io_uring? */
bool sandbox_try_network(void);

/* Is a file outside the data folder refused, reading and writing? */
bool sandbox_try_files(const char *data_folder);

/* Is a worker ended when it opens a file, and can it still do its work? */
bool sandbox_try_worker(void);

#endif
