#ifndef PLACE_H
#define PLACE_H

/*
 * place: where our files are.
 *
 * The data folder is $XDG_DATA_HOME/facetell, else ~/.local/share/facetell;
 * the weights lie beside the program or in ../share/facetell from there.
 */

#include "base/file.h"
#include "base/status.h"

#define PLACE_BYTES FILE_PATH_BYTES
#define PLACE_LEDGER "ledger.sqlite"

/*
 * place_data_folder(path):
 * Name the data folder and make it, 0700, with its parents where missing.
 *
 * STATUS_IO   no home, a name that is too long, or it cannot be made; `path`
 *             is still the name where there is one, else empty
 */
MUST_USE enum status place_data_folder(char path[PLACE_BYTES]);

/* The same without making it. */
MUST_USE enum status place_name_data_folder(char path[PLACE_BYTES]);

/* The running program, free of links. */
MUST_USE enum status place_program(char path[PLACE_BYTES]);

/* STATUS_WORKER_MODEL when there is no file of weights. */
MUST_USE enum status place_weights(char path[PLACE_BYTES]);

#endif
