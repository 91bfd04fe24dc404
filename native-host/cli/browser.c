#include "cli/browser.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/install.h"

#define NATIVE "NativeMessagingHosts"
#define MOZILLA "native-messaging-hosts"

/* clang-format off */
const struct browser browser_table[] = {
	{ "chrome", "Google Chrome", BROWSER_CHROMIUM, true, "google-chrome", NULL, NATIVE,
	  "google-chrome google-chrome-stable" },
	{ "chromium", "Chromium", BROWSER_CHROMIUM, true, "chromium", NULL, NATIVE,
	  "chromium chromium-browser" },
	{ "edge", "Microsoft Edge", BROWSER_CHROMIUM, true, "microsoft-edge", NULL, NATIVE,
	  "microsoft-edge microsoft-edge-stable" },
	{ "brave", "Brave", BROWSER_CHROMIUM, true, "BraveSoftware/Brave-Browser", NULL, NATIVE,
	  "brave-browser brave brave-browser-stable" },
	{ "vivaldi", "Vivaldi", BROWSER_CHROMIUM, true, "vivaldi", NULL, NATIVE,
	  "vivaldi vivaldi-stable" },
	/* Profiles may be in ~/.config/mozilla since Firefox 147; manifests are
	 * still looked for in ~/.mozilla alone (Mozilla's bug 2005167). */
	{ "firefox", "Firefox", BROWSER_FIREFOX, false, ".mozilla", "mozilla", MOZILLA,
	  "firefox firefox-esr" },
	{ "librewolf", "LibreWolf", BROWSER_FIREFOX, false, ".librewolf", "librewolf", MOZILLA,
	  "librewolf" },
	{ NULL, NULL, BROWSER_CHROMIUM, false, NULL, NULL, NULL, NULL },
};
/* clang-format on */

#define FLATPAK                                                                \
	"a browser from Flatpak cannot start programs outside its sandbox; "   \
	"take it from your distribution or its maker instead"
#define SNAP_CHROMIUM                                                          \
	"a Chromium from Snap does not support native messaging; take it "     \
	"from your distribution or its maker instead"
#define SNAP_FIREFOX                                                           \
	"a Firefox from Snap uses the manifest in ~/.mozilla and asks once "   \
	"whether it may start the host; if it never asked: flatpak "           \
	"permission-set webextensions " INSTALL_HOST_NAME " snap.firefox yes"

/* clang-format off */
const struct browser_confined browser_confined_table[] = {
	{ "Google Chrome (Flatpak)", ".var/app/com.google.Chrome", FLATPAK, NULL },
	{ "Chromium (Flatpak)", ".var/app/org.chromium.Chromium", FLATPAK, NULL },
	{ "Microsoft Edge (Flatpak)", ".var/app/com.microsoft.Edge", FLATPAK, NULL },
	{ "Brave (Flatpak)", ".var/app/com.brave.Browser", FLATPAK, NULL },
	{ "Vivaldi (Flatpak)", ".var/app/com.vivaldi.Vivaldi", FLATPAK, NULL },
	{ "Firefox (Flatpak)", ".var/app/org.mozilla.firefox", FLATPAK, NULL },
	{ "LibreWolf (Flatpak)", ".var/app/io.gitlab.librewolf-community", FLATPAK, NULL },
	{ "Chromium (Snap)", "snap/chromium", SNAP_CHROMIUM, NULL },
	{ "Brave (Snap)", "snap/brave", SNAP_CHROMIUM, NULL },
	{ "Firefox (Snap)", "snap/firefox", SNAP_FIREFOX, "firefox" },
	{ NULL, NULL, NULL, NULL },
};
/* clang-format on */

const struct browser *
browser_find(const char *name)
{
	for (const struct browser *b = browser_table; b->name != NULL; b++)
		if (strcmp(b->name, name) == 0)
			return b;
	return NULL;
}

static enum status
in_home(const char *name, char path[FILE_PATH_BYTES])
{
	const char *home = getenv("HOME");

	if (home == NULL || home[0] != '/')
		return STATUS_IO;
	return file_join(home, name, path);
}

/* Chromium's families and Firefox both heed the variable. */
static enum status
in_config(const char *name, char path[FILE_PATH_BYTES])
{
	const char *config = getenv("XDG_CONFIG_HOME");
	char folder[FILE_PATH_BYTES];
	enum status s;

	if (config != NULL && config[0] == '/')
		return file_join(config, name, path);
	s = in_home(".config", folder);
	return s == STATUS_OK ? file_join(folder, name, path) : s;
}

static enum status
folder_of(const struct browser *browser, char path[FILE_PATH_BYTES])
{
	return browser->is_in_config ? in_config(browser->folder, path)
				     : in_home(browser->folder, path);
}

static bool
is_there(enum status named, const char *path)
{
	return named == STATUS_OK && access(path, F_OK) == 0;
}

/* Is `name`, of `len` bytes, a program in one of the folders of PATH? */
static bool
is_on_path(const char *name, size_t len)
{
	const char *at = getenv("PATH");
	char path[FILE_PATH_BYTES];

	while (at != NULL && *at != '\0') {
		size_t folder_len = strcspn(at, ":");
		int n = snprintf(
		    path, sizeof(path), "%.*s/%.*s", (int)folder_len, at,
		    (int)len, name);

		if (folder_len > 0 && n > 0 && n < FILE_PATH_BYTES &&
		    access(path, X_OK) == 0)
			return true;
		at += folder_len;
		at += *at == ':';
	}
	return false;
}

static bool
has_program(const struct browser *browser)
{
	for (const char *at = browser->programs; *at != '\0';) {
		size_t len = strcspn(at, " ");

		if (is_on_path(at, len))
			return true;
		at += len;
		at += *at == ' ';
	}
	return false;
}

static bool
has_confined(const struct browser *browser)
{
	for (const struct browser_confined *c = browser_confined_table;
	     c->title != NULL; c++)
		if (c->manifest_of != NULL &&
		    strcmp(c->manifest_of, browser->name) == 0 &&
		    browser_is_confined_here(c))
			return true;
	return false;
}

bool
browser_is_here(const struct browser *browser)
{
	char path[FILE_PATH_BYTES];

	return is_there(folder_of(browser, path), path) ||
	       (browser->beside != NULL &&
		is_there(in_config(browser->beside, path), path)) ||
	       has_program(browser) || has_confined(browser);
}

enum status
browser_manifest(const struct browser *browser, char path[FILE_PATH_BYTES])
{
	char folder[FILE_PATH_BYTES], hosts[FILE_PATH_BYTES];
	enum status s = folder_of(browser, folder);

	if (s == STATUS_OK)
		s = file_join(folder, browser->hosts, hosts);
	if (s == STATUS_OK)
		s = file_join(hosts, INSTALL_HOST_NAME ".json", path);
	return s;
}

bool
browser_is_confined_here(const struct browser_confined *confined)
{
	char path[FILE_PATH_BYTES];

	return is_there(in_home(confined->folder, path), path);
}
