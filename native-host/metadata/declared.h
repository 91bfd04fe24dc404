#ifndef DECLARED_H
#define DECLARED_H

/*
 * declared: where a file says that a program made the picture, or a camera.
 *
 *   takes   texts, each with the place it stood in
 *   gives   what they declare, and by which tool
 *   knows   nothing of containers: whoever reads one hands over its texts
 *
 * What is said here is only what the file says: a label is easily added and
 * more easily removed.  design/provenance.md has the table of signs.
 */

#include "base/slice.h"

#define DECLARED_MAX 8
#define DECLARED_WHERE_BYTES 48 /* with the final NUL */

enum declared_kind {
	DECLARED_NOTHING,
	DECLARED_AI,	    /* made by a trained model */
	DECLARED_AI_PART,   /* a composite with parts made by one */
	DECLARED_ALGORITHM, /* computed in part, but by no trained model */
	DECLARED_CAMERA	    /* says it was taken; weak, and easily forged */
};

/* Where a text stood. */
enum declared_place {
	DECLARED_PNG_TEXT,    /* `name` is its keyword */
	DECLARED_SOURCE_TYPE, /* IPTC's DigitalSourceType */
	DECLARED_PROGRAM,     /* Exif Software, xmp:CreatorTool, IPTC program */
	DECLARED_HISTORY,     /* a program that had a part in it */
	DECLARED_MAKE,	      /* Exif Make */
	DECLARED_DESCRIPTION, /* free text of whoever made it */
	DECLARED_COMMENT,     /* Exif UserComment */
	DECLARED_CREDIT,      /* photoshop:Credit, IPTC credit */
	DECLARED_LABEL	      /* China's AIGC label, TC260-PG-20253 */
};

struct declared_text {
	enum declared_place place;
	const char *where; /* what a reader can look up: "Exif UserComment" */
	struct slice name; /* a PNG's keyword, else empty */
	struct slice value;
};

struct declared_finding {
	enum declared_kind kind;
	const char *tool;  /* "ComfyUI"; NULL when the text names none */
	const char *label; /* a word of IPTC's or TC260's; NULL: none */
	char where[DECLARED_WHERE_BYTES];
};

struct declared {
	enum declared_kind kind; /* the strongest: AI before part before ... */
	size_t finding_count;
	struct declared_finding finding[DECLARED_MAX];
};

/* Look at one text; start with zeros. */
void declared_look(const struct declared_text *text, struct declared *declared);

/* Grok's way: a description "Signature: ..." beside a UUID as artist. */
void declared_look_grok(
    struct slice description, struct slice artist, struct declared *declared);

/* The wire's name: "ai", "ai-part", "algorithm", "camera", "nothing". */
const char *declared_kind_name(enum declared_kind kind);

#endif
