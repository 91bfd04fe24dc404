#ifndef SANDBOX_H
#define SANDBOX_H

/*
 * sandbox: the walls.  They only ever rise, and whatever is started inside
 * inherits them.
 *
 *   no network   seccomp: no call that makes, finds or borrows a socket
 *   files        Landlock: only the folders named
 *   worker       seccomp: read, write, memory, exit and signal return
 *
 * seccomp is mandatory.  Landlock depends on the kernel (5.13 and up); where it
 * is missing `facetell doctor` says so.
 */

#include <stdbool.h>

#include "base/status.h"

enum sandbox_reach {
	SANDBOX_OWN_FILES, /* the data folder; the program and its libraries */
	SANDBOX_READ_ALL,  /* the data folder; everything else to read only */
};

/*
 * No socket of any kind for this process and all it starts, nor a way to use
 * another process's.  STATUS_SANDBOX when the kernel has no seccomp.
 */
MUST_USE enum status sandbox_forbid_network(void);

/*
 * sandbox_limit_files(data_folder, reach):
 * Write below `data_folder` alone (nowhere, when it is empty).  After
 * sandbox_forbid_network.
 *
 * STATUS_SANDBOX   no Landlock in this kernel; nothing has changed
 */
MUST_USE enum status
sandbox_limit_files(const char *data_folder, enum sandbox_reach reach);

/* For a worker that has opened all it needs: standard files and memory. */
MUST_USE enum status sandbox_enclose_worker(void);

/* The version of Landlock the kernel has; 0 for none. */
int sandbox_landlock_version(void);

/* Close every file from 3 on, so that nothing handed down by chance stays. */
void sandbox_close_files(void);

#endif
