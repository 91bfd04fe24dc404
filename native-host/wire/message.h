#ifndef MESSAGE_H
#define MESSAGE_H

/*
 * message: a frame's JSON to a checked request.
 *
 *   takes   the bytes of one frame
 *   gives   struct message: every text bounded and of an allowed form, the
 *           picture decoded from base64
 *   knows   nothing of pictures, keys or the ledger
 *
 * Texts and bytes live in the arena.  PROTOCOL.md describes each request.
 */

#include "base/arena.h"
#include "base/slice.h"
#include "wire/json.h"

#define MESSAGE_PROTOCOL 1 /* major; a peer of another major is refused */
#define MESSAGE_ID_MAX JSON_INTEGER_MAX
#define MESSAGE_KEY_MAX_BYTES 512
#define MESSAGE_PLATFORM_MAX_BYTES 32
#define MESSAGE_ACCOUNT_MAX_BYTES 128
#define MESSAGE_URL_MAX_BYTES 2048
#define MESSAGE_PICTURE_MAX_BYTES ((size_t)700 << 10) /* else _JSON_LENGTH */
#define MESSAGE_LOOKUP_MAX 128

enum message_kind {
	MESSAGE_HELLO,
	MESSAGE_SCORE,
	MESSAGE_LOOKUP,
	MESSAGE_FORGET,
};

/* Who a picture belongs to; all NULL when the page did not say. */
struct message_account {
	const char *platform; /* [a-z0-9-]+ */
	const char *id;
	const char *url; /* https only; NULL when unknown */
};

struct message_score {
	const char *key; /* "platform:path" on its CDN; NULL when unknown */
	struct slice picture; /* the file's bytes */
	struct message_account account;
	const char *page_url; /* where it was seen; NULL when unknown */
};

struct message_lookup {
	size_t key_count;
	const char *keys[MESSAGE_LOOKUP_MAX];
};

/* Exactly one way to say what: all, an account, a key, a page or a time. */
enum message_forget_what {
	FORGET_ALL,
	FORGET_ACCOUNT,
	FORGET_KEY,
	FORGET_PAGE,
	FORGET_SPAN,
};

struct message_forget {
	enum message_forget_what what;
	struct message_account account; /* platform and id */
	const char *key;
	const char *page_url;
	int64_t from_s, to_s; /* seconds since 1970, both included */
};

struct message {
	int64_t id; /* 0 when the request had none that could be read */
	enum message_kind kind;
	union {
		struct message_score score;
		struct message_lookup lookup;
		struct message_forget forget;
	};
};

/*
 * message_parse(text, arena, error, message):
 * `message->id` is set as soon as it could be read, also when the rest fails,
 * so that the refusal can be told which request it answers.
 *
 * STATUS_JSON_*, STATUS_MESSAGE_*, STATUS_NO_MEMORY, STATUS_PROTOCOL_MISMATCH
 * (a hello of another major); error->at is set.  crypto_open() comes first.
 */
MUST_USE enum status message_parse(
    struct slice text, struct arena *arena, struct json_error *error,
    struct message *message);

#endif
