#include "cli/manifest.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/install.h"
#include "wire/json.h"
#include "wire/json_text.h"

#define FILE_MAX_BYTES ((size_t)64 << 10)
#define CHROMIUM_ID_LEN 32    /* half a SHA-256, a letter for each four bits */
#define ORIGIN_BYTES 80	      /* "chrome-extension://" ID "/" */
#define FIREFOX_ID_MAX_LEN 80 /* what Firefox accepts */

/*
 * The templates become part of the program as they are.  The assembler finds
 * them from where make runs, the root; the Makefile knows of them.
 */
__asm__(".pushsection .rodata\n"
	"manifest_template_chromium:\n"
	".incbin \"manifests/chromium.json.in\"\n"
	".byte 0\n"
	"manifest_template_firefox:\n"
	".incbin \"manifests/firefox.json.in\"\n"
	".byte 0\n"
	".popsection\n");
extern const char manifest_template_chromium[];
extern const char manifest_template_firefox[];

static bool
is_made_of(const char *text, const char *letters)
{
	return text[0] != '\0' && text[strspn(text, letters)] == '\0';
}

bool
manifest_is_id(const char *id, enum browser_family *family)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
	const char *at = strchr(id, '@');
	size_t len = strlen(id);

	*family = BROWSER_CHROMIUM;
	if (len == CHROMIUM_ID_LEN && is_made_of(id, "abcdefghijklmnop"))
		return true;
	*family = BROWSER_FIREFOX;
	if (len > FIREFOX_ID_MAX_LEN)
		return false;
	if (at != NULL)
		return strspn(id, plain) == (size_t)(at - id) &&
		       is_made_of(at + 1, plain);
	return len == 38 && id[0] == '{' && id[37] == '}' &&
	       strspn(id + 1, "0123456789abcdefABCDEF-") == 36;
}

/* A growing text; `is_full` when something did not fit. */
struct output {
	char *text; /* FILE_MAX_BYTES */
	size_t len;
	bool is_full;
};

static void
put(struct output *output, const char *text, size_t len)
{
	if (len > FILE_MAX_BYTES - output->len) {
		output->is_full = true;
		return;
	}
	memcpy(output->text + output->len, text, len);
	output->len += len;
}

static void
put_text(struct output *output, const char *text)
{
	if (json_text_escape(text, NULL) > FILE_MAX_BYTES - output->len) {
		output->is_full = true;
		return;
	}
	output->len += json_text_escape(text, output->text + output->len);
}

static void
put_id(struct output *output, enum browser_family family, const char *id)
{
	char origin[ORIGIN_BYTES];

	if (family == BROWSER_FIREFOX) {
		put_text(output, id);
		return;
	}
	(void)snprintf(origin, sizeof(origin), "chrome-extension://%s/", id);
	put_text(output, origin);
}

static void
put_ids(
    struct output *output, enum browser_family family,
    const struct manifest_extensions *extensions)
{
	put_id(
	    output, family,
	    family == BROWSER_FIREFOX ? INSTALL_FIREFOX_ID
				      : INSTALL_CHROMIUM_ID);
	for (size_t i = 0; i < extensions->count; i++) {
		enum browser_family of;

		if (!manifest_is_id(extensions->id[i], &of) || of != family)
			continue;
		put(output, ", ", 2);
		put_id(output, family, extensions->id[i]);
	}
}

static bool
is_utf8(const char *text)
{
	struct slice rest = slice_of_text(text);

	while (rest.len > 0) {
		size_t len = json_text_sequence(rest);

		if (len == 0)
			return false;
		rest = slice_of(rest.data + len, rest.len - len);
	}
	return true;
}

/* Is `at` where the word stands?  Then it is passed. */
static bool
take(const char **at, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*at, word, len) != 0)
		return false;
	*at += len;
	return true;
}

enum status
manifest_write(
    enum browser_family family, const char *program,
    const struct manifest_extensions *extensions, struct arena *arena,
    struct slice *text)
{
	const char *at = family == BROWSER_FIREFOX ? manifest_template_firefox
						   : manifest_template_chromium;
	struct output output = { .text = arena_alloc(arena, FILE_MAX_BYTES) };

	if (output.text == NULL)
		return STATUS_NO_MEMORY;
	if (!is_utf8(program))
		return STATUS_JSON_UTF8;
	while (*at != '\0') {
		if (take(&at, "@NAME@"))
			put_text(&output, INSTALL_HOST_NAME);
		else if (take(&at, "@PATH@"))
			put_text(&output, program);
		else if (take(&at, "@EXTENSIONS@"))
			put_ids(&output, family, extensions);
		else
			put(&output, at++, 1);
	}
	*text = slice_of(output.text, output.len);
	return output.is_full ? STATUS_NO_MEMORY : STATUS_OK;
}

static bool
has_text(const struct json *object, const char *name, const char *wanted)
{
	const char *text = json_text(json_member(object, name));

	return text != NULL && strcmp(text, wanted) == 0;
}

enum manifest_state
manifest_look(const char *path, const char *program)
{
	char *text = malloc(FILE_MAX_BYTES);
	struct json *json = NULL;
	struct json_error error;
	enum manifest_state state = MANIFEST_OTHER;
	enum status s = STATUS_NO_MEMORY;
	size_t len;

	if (text == NULL)
		return MANIFEST_OTHER;
	s = file_read(path, text, FILE_MAX_BYTES, &len, NULL);
	if (s == STATUS_NOT_FOUND)
		state = MANIFEST_NONE;
	if (s == STATUS_OK)
		s = json_parse(slice_of(text, len), &error, &json);
	if (s == STATUS_OK && has_text(json, "name", INSTALL_HOST_NAME) &&
	    has_text(json, "path", program))
		state = MANIFEST_OURS;
	json_free(json);
	free(text);
	return state;
}
