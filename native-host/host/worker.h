#ifndef WORKER_H
#define WORKER_H

/*
 * worker: the process that looks at pictures, and at nothing else.
 *
 *   takes   struct job_request and a file's bytes on standard input
 *   gives   struct job_result on standard output
 *   knows   no key, no ledger, no name, no network
 *
 * It loads the networks, gives up everything but reading, writing, memory and
 * ending, and only then says that it is ready for a picture.
 */

/* Serve until standard input ends; gives the exit code. */
int worker_main(void);

#endif
