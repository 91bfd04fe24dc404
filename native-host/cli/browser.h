#ifndef BROWSER_H
#define BROWSER_H

/*
 * browser: which browsers there are, and where each looks for the manifests of
 * native messaging hosts.
 *
 * Per user, on Linux.  Places as read in the browsers' documentation and in
 * what other hosts' installers write.
 */

#include <stdbool.h>

#include "base/file.h"

enum browser_family {
	BROWSER_CHROMIUM,
	BROWSER_FIREFOX,
};

struct browser {
	const char *name;  /* as in --browser; NULL ends the table */
	const char *title; /* as people say */
	enum browser_family family;
	bool is_in_config;  /* `folder` is below $XDG_CONFIG_HOME, not $HOME */
	const char *folder; /* what it keeps of its own */
	const char
	    *beside; /* below $XDG_CONFIG_HOME: also a sign of it, or NULL */
	const char *hosts;    /* below `folder`: where the manifests are */
	const char *programs; /* names of its program, divided by spaces */
};

extern const struct browser browser_table[];

/* The one of that name, or NULL. */
const struct browser *browser_find(const char *name);

/* Was it ever started by this user, or is it on the PATH? */
bool browser_is_here(const struct browser *browser);

/* Where its manifest of our host is.  STATUS_IO: no home, or too long. */
MUST_USE enum status
browser_manifest(const struct browser *browser, char path[FILE_PATH_BYTES]);

/* A browser in a sandbox of its own, and what that means for us. */
struct browser_confined {
	const char *title;  /* NULL ends the table */
	const char *folder; /* below $HOME: there when it was ever started */
	const char *text;
	const char
	    *manifest_of; /* the browser whose manifest it reads, or NULL */
};

extern const struct browser_confined browser_confined_table[];

bool browser_is_confined_here(const struct browser_confined *confined);

#endif
