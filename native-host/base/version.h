#ifndef VERSION_H
#define VERSION_H

/*
 * version: what this program calls itself, once.
 *
 * tests/project compares it with package.json, from which the extension takes
 * its own, and with CHANGELOG.md.
 */

#define VERSION_TEXT "0.1.0"

#endif
