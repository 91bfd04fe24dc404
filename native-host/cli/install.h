#ifndef INSTALL_H
#define INSTALL_H

/*
 * install: by which names host and extension know each other.
 *
 * extension/id.json has the same; tests/project compares them, and the id with
 * the key in extension/manifest.json that it is made from.
 */

#define INSTALL_HOST_NAME "org.facetell.host"
#define INSTALL_CHROMIUM_ID "lgoalhlmnipbakahbhndbhnpnmhmlhlg"
#define INSTALL_FIREFOX_ID "facetell@facetell.org"

#endif
