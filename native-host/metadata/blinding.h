#ifndef BLINDING_H
#define BLINDING_H

/*
 * blinding: random numbers for OpenSSL where the kernel can no longer be asked.
 *
 * OpenSSL blinds the numbers of some curves even when it only verifies, with
 * what is public.  Its own generator asks the kernel for its process's number
 * on every call, which a worker's walls answer with death.  Ours is SHA-512
 * over a seed drawn beforehand and a counter.
 */

#include "base/status.h"

/* For the whole process; needs the system.  STATUS_IO, STATUS_NO_MEMORY */
MUST_USE enum status blinding_open(void);

#endif
