#include "annotation/rotation.h"

#include "annotation/jcs.h"
#include "annotation/proof.h"

#define TRIES 8 /* others may be rotating the same key at this moment */

/* The document before it is signed; NULL: out of memory. */
static struct json *
new_statement(
    const struct key *old, const struct key *next, const char *created)
{
	struct json *statement = json_new_object();
	struct json *context = json_new_list();

	if (statement == NULL || context == NULL ||
	    !json_add_text(context, NULL, PROOF_CONTEXT) ||
	    !json_add_text(context, NULL, PROOF_CONTEXT_TERMS))
		goto fail;
	if (!json_add(statement, "@context", context))
		goto fail;
	context = NULL;
	if (json_add_text(statement, "type", "KeyRotation") &&
	    json_add_text(statement, "created", created) &&
	    json_add_text(statement, "from", key_did(old)) &&
	    json_add_text(statement, "to", key_did(next)))
		return statement;
fail:
	json_free(context);
	json_free(statement);
	return NULL;
}

static enum status
write_statement(
    const struct key *old, const struct key *next, const char *created,
    struct arena *arena, struct slice *text)
{
	struct json *statement = new_statement(old, next, created);
	enum status s = STATUS_NO_MEMORY;

	if (statement != NULL)
		s = proof_add(statement, old, created, arena);
	if (s == STATUS_OK)
		s = jcs_write(statement, arena, text);
	json_free(statement);
	return s;
}

static enum status
try_once(
    const char *folder, const char *created, struct arena *arena,
    struct key **key)
{
	struct key *old = NULL, *next = NULL;
	struct slice statement;
	enum status s;

	if ((s = key_open(folder, &old)) != STATUS_OK ||
	    (s = key_generate(&next)) != STATUS_OK)
		goto out;
	s = write_statement(old, next, created, arena, &statement);
	if (s == STATUS_OK)
		s = key_replace(folder, old, statement, next);
	if (s == STATUS_OK) {
		*key = next;
		next = NULL;
	}
out:
	key_close(old);
	key_close(next);
	return s;
}

enum status
rotation_make(
    const char *folder, const char *created, struct arena *arena,
    struct key **key)
{
	enum status s = STATUS_NOT_FOUND;

	*key = NULL;
	for (int i = 0; i < TRIES && s == STATUS_NOT_FOUND; i++)
		s = try_once(folder, created, arena, key);
	return s;
}
