/* Whatever is accepted keeps the promises of message.h. */

#include <stdlib.h>

#include "base/crypto.h"
#include "wire/form.h"
#include "wire/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool is_so)
{
	if (!is_so)
		abort();
}

static void
need_text(const char *text, size_t most, bool (*is_form)(const char *))
{
	if (text == NULL)
		return;
	need(*text != '\0' && strlen(text) <= most && is_form(text));
}

static void
need_account(const struct message_account *account)
{
	need((account->platform == NULL) == (account->id == NULL));
	need_text(
	    account->platform, MESSAGE_PLATFORM_MAX_BYTES, form_is_platform);
	need_text(account->id, MESSAGE_ACCOUNT_MAX_BYTES, form_is_printable);
	need_text(account->url, MESSAGE_URL_MAX_BYTES, form_is_url);
}

static void
need_score(const struct message_score *score)
{
	need(
	    score->picture.len > 0 &&
	    score->picture.len <= MESSAGE_PICTURE_MAX_BYTES);
	need_text(score->key, MESSAGE_KEY_MAX_BYTES, form_is_printable);
	need_text(score->page_url, MESSAGE_URL_MAX_BYTES, form_is_url);
	need_account(&score->account);
}

static void
need_lookup(const struct message_lookup *lookup)
{
	need(lookup->key_count > 0 && lookup->key_count <= MESSAGE_LOOKUP_MAX);
	for (size_t i = 0; i < lookup->key_count; i++) {
		need(lookup->keys[i] != NULL);
		need_text(
		    lookup->keys[i], MESSAGE_KEY_MAX_BYTES, form_is_printable);
	}
}

static void
need_forget(const struct message_forget *forget)
{
	need((forget->what == FORGET_ACCOUNT) == (forget->account.id != NULL));
	need((forget->what == FORGET_KEY) == (forget->key != NULL));
	need((forget->what == FORGET_PAGE) == (forget->page_url != NULL));
	need(forget->from_s >= 0 && forget->from_s <= forget->to_s);
	need_account(&forget->account);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena arena;
	struct message message;
	struct json_error error;
	enum status s;

	if (arena.base == NULL)
		need(
		    crypto_open() == STATUS_OK &&
		    arena_open(&arena, (size_t)8 << 20) == STATUS_OK);
	s = message_parse(slice_of(data, size), &arena, &error, &message);
	need(memchr(error.at, '\0', sizeof(error.at)) != NULL);
	if (s == STATUS_OK) {
		need(message.id >= 1 && message.id <= MESSAGE_ID_MAX);
		if (message.kind == MESSAGE_SCORE)
			need_score(&message.score);
		if (message.kind == MESSAGE_LOOKUP)
			need_lookup(&message.lookup);
		if (message.kind == MESSAGE_FORGET)
			need_forget(&message.forget);
	}
	arena_reset(&arena);
	return 0;
}
