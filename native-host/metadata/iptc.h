#ifndef IPTC_H
#define IPTC_H

/*
 * iptc: the captions inside Photoshop's image resources (IPTC-IIM 4.2).
 *
 *   takes   CONTAINER_PHOTOSHOP, any bytes at all
 *   gives   views of its datasets
 */

#include "base/slice.h"

/* Record 2, application: IIM 4.2, chapter 6. */
#define IPTC_APPLICATION 2
#define IPTC_INSTRUCTIONS 40
#define IPTC_PROGRAM 65
#define IPTC_BYLINE 80
#define IPTC_CREDIT 110
#define IPTC_SOURCE 115
#define IPTC_COPYRIGHT 116
#define IPTC_CAPTION 120

struct iptc_dataset {
	uint8_t record, number;
	struct slice data;
};

/* Resource `id` of Photoshop's; empty when it is not there. */
struct slice iptc_resource(struct slice photoshop, uint16_t id);

/* The stream of datasets; empty when there is none. */
struct slice iptc_stream(struct slice photoshop);

/*
 * iptc_next(stream, at, dataset):
 * The dataset at `*at`, which starts as 0 and moves past it.  False at the end
 * and where the stream is damaged.
 */
bool iptc_next(struct slice stream, size_t *at, struct iptc_dataset *dataset);

/* The first dataset of record and number; empty when it is not there. */
struct slice iptc_find(struct slice stream, uint8_t record, uint8_t number);

#endif
