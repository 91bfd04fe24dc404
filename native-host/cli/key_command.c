/* Named so because annotation/key.c is "key" in the archive already. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "annotation/annotation.h"
#include "annotation/jcs.h"
#include "annotation/rotation.h"
#include "base/crypto.h"
#include "cli/cli.h"
#include "host/place.h"

#define COMMAND "key"
#define ARENA_BYTES ((size_t)1 << 20)
#define BASE64URL_BYTES 44 /* 32 bytes without padding are 43, and the NUL */

static int
refuse(enum status s, const char *folder)
{
	(void)fprintf(
	    stderr, "facetell key: %s (%s/key)\n", status_text(s), folder);
	if (s == STATUS_KEY_MODE)
		(void)fprintf(
		    stderr,
		    "Only you may read it: chmod 700 %s; "
		    "chmod 600 %s/key\n",
		    folder, folder);
	if (s == STATUS_KEY_DAMAGED)
		(void)fprintf(
		    stderr, "Move it away for a new key; browsers will then "
			    "ask you to accept that one.\n");
	return CLI_ENVIRONMENT;
}

static void
print_key(const char *label, const struct key *key)
{
	char fingerprint[DID_FINGERPRINT_BYTES];

	did_fingerprint(key_did(key), fingerprint);
	(void)printf("%-13s%s\n", label, key_did(key));
	(void)printf("%-13s%s\n", "fingerprint", fingerprint);
}

static int
show(const char *folder, struct arena *arena)
{
	struct key *key = NULL;
	enum status s = key_open(folder, &key);

	(void)arena;
	if (s != STATUS_OK)
		return refuse(s, folder);
	print_key("key", key);
	(void)printf("%-13s%s/key\n", "file", folder);
	(void)printf("%-13s%zu\n", "rotations", key_rotation_count(key));
	key_close(key);
	return CLI_DONE;
}

static int
rotate(const char *folder, struct arena *arena)
{
	char now[ANNOTATION_TIME_BYTES];
	struct key *key = NULL;
	enum status s;

	annotation_time((int64_t)time(NULL), now);
	s = rotation_make(folder, now, arena, &key);
	if (s != STATUS_OK)
		return refuse(s, folder);
	print_key("new key", key);
	(void)printf(
	    "The old key signed the change, so browsers that know it follow.\n"
	    "A host that is running signs with the old key until it ends.\n");
	key_close(key);
	return CLI_DONE;
}

/* RFC 4648, 5, without padding, as RFC 8037 wants it. */
static enum status
write_base64url(
    const struct key *key, struct arena *arena, char text[BASE64URL_BYTES])
{
	const char *base64;
	enum status s = crypto_base64_encode(
	    slice_of(key_public(key), DID_PUBLIC_BYTES), arena, &base64);

	if (s != STATUS_OK)
		return s;
	for (size_t i = 0; i < BASE64URL_BYTES - 1; i++) {
		char c = base64[i];

		text[i] = c == '+' ? '-' : c == '/' ? '_' : c;
	}
	text[BASE64URL_BYTES - 1] = '\0';
	return STATUS_OK;
}

static bool
add_jwk(struct json *document, const char *x)
{
	struct json *jwk = json_new_object();

	if (jwk != NULL && json_add_text(jwk, "kty", "OKP") &&
	    json_add_text(jwk, "crv", "Ed25519") &&
	    json_add_text(jwk, "x", x) &&
	    json_add(document, "publicKeyJwk", jwk))
		return true;
	json_free(jwk);
	return false;
}

/* W3C Controlled Identifiers 1.0, 2.2.2: Multikey. */
static bool
add_method(struct json *document, const char *did)
{
	struct json *method = json_new_object();
	const char *multibase = strrchr(did, ':') + 1;
	char id[2 * DID_TEXT_BYTES];

	(void)snprintf(id, sizeof(id), "%s#%s", did, multibase);
	if (method != NULL && json_add_text(method, "id", id) &&
	    json_add_text(method, "type", "Multikey") &&
	    json_add_text(method, "controller", did) &&
	    json_add_text(method, "publicKeyMultibase", multibase) &&
	    json_add(document, "verificationMethod", method))
		return true;
	json_free(method);
	return false;
}

/* The statements by which earlier keys lead to this one. */
static bool
add_rotations(struct json *document, const struct key *key)
{
	struct json *list = json_new_list();
	bool is_added = list != NULL;

	for (size_t i = 0; is_added && i < key_rotation_count(key); i++) {
		struct slice text = slice_of_text(key_rotation(key, i));
		struct json *statement = NULL;
		struct json_error error;

		is_added = json_parse(text, &error, &statement) == STATUS_OK &&
			   json_add(list, NULL, statement);
		if (!is_added)
			json_free(statement);
	}
	if (is_added && json_add(document, "rotations", list))
		return true;
	json_free(list);
	return false;
}

static enum status
write_public(const struct key *key, struct arena *arena, struct slice *text)
{
	struct json *document = json_new_object();
	char x[BASE64URL_BYTES];
	enum status s = write_base64url(key, arena, x);

	if (s == STATUS_OK &&
	    (document == NULL ||
	     !json_add_text(document, "did", key_did(key)) ||
	     !add_jwk(document, x) || !add_method(document, key_did(key)) ||
	     !add_rotations(document, key)))
		s = STATUS_NO_MEMORY;
	if (s == STATUS_OK)
		s = jcs_write(document, arena, text);
	json_free(document);
	return s;
}

static int export(const char *folder, struct arena *arena)
{
	struct key *key = NULL;
	struct slice text = { 0 };
	enum status s = key_open(folder, &key);

	if (s == STATUS_OK)
		s = write_public(key, arena, &text);
	key_close(key);
	if (s != STATUS_OK)
		return refuse(s, folder);
	(void)printf("%.*s\n", (int)text.len, (const char *)text.data);
	return CLI_DONE;
}

int
key_main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(const char *folder, struct arena *arena);
	} verbs[] = {
		{ "show", show },
		{ "rotate", rotate },
		{ "export", export },
	};
	char folder[PLACE_BYTES];
	struct arena arena;
	int code = CLI_USAGE;

	if (argc == 2 && argv[1][0] == '-')
		return cli_wrong(COMMAND, "there is no option %s", argv[1]);
	if (argc != 2)
		return cli_wrong(COMMAND, "show, rotate or export?");
	if (place_data_folder(folder) != STATUS_OK ||
	    arena_open(&arena, ARENA_BYTES) != STATUS_OK)
		return refuse(STATUS_IO, folder);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(argv[1], verbs[i].name) == 0) {
			code = verbs[i].run(folder, &arena);
			goto out;
		}
	code = cli_wrong(COMMAND, "there is no \"key %s\"", argv[1]);
out:
	arena_close(&arena);
	return code;
}
