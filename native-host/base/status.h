#ifndef STATUS_H
#define STATUS_H

/*
 * status: every outcome there is, once.
 *
 * The list is append-only: name, number, wire name and text are part of the
 * protocol (PROTOCOL.md and extension/protocol.js hold the same table, and
 * tests/project checks that the three agree).  Three classes:
 *
 *   0..9      it went well
 *   10..19    the stream or the process is broken: answer if we can, stop
 *   20..      this request failed: answer it, go on
 *
 * 40..59 are reasons not to tell: they end in a signed `cannot-tell`, not in
 * an error.
 */

#include <stdbool.h>

#define MUST_USE __attribute__((warn_unused_result))

/* clang-format off */
#define STATUS_LIST(X)                                                                             \
	X(OK,                  0, "ok",                  "done")                                       \
	X(END,                 1, "end",                 "the other side closed the stream")           \
	X(FRAME_TRUNCATED,    10, "frame-truncated",     "the stream ended inside a frame")            \
	X(FRAME_TOO_LARGE,    11, "frame-too-large",     "a frame is longer than the limit")           \
	X(FRAME_EMPTY,        12, "frame-empty",         "a frame of length 0")                        \
	X(IO,                 13, "io",                  "reading or writing failed")                  \
	X(NO_MEMORY,          14, "no-memory",           "out of memory")                              \
	X(SANDBOX,            15, "sandbox",             "a wall could not be put up")                 \
	X(JSON_SYNTAX,        20, "json-syntax",         "not JSON")                                   \
	X(JSON_UTF8,          21, "json-utf8",           "not valid UTF-8")                            \
	X(JSON_DEPTH,         22, "json-depth",          "nested too deeply")                          \
	X(JSON_ITEMS,         23, "json-items",          "too many values")                            \
	X(JSON_DUPLICATE,     24, "json-duplicate",      "the same key twice in one object")           \
	X(JSON_TRAILING,      25, "json-trailing",       "bytes after the end of the value")           \
	X(JSON_NUMBER,        26, "json-number",         "a number that is no integer in range")       \
	X(JSON_TYPE,          27, "json-type",           "a value of the wrong type")                  \
	X(JSON_MISSING,       28, "json-missing",        "a required member is missing")               \
	X(JSON_LENGTH,        29, "json-length",         "a text or list is too short or too long")    \
	X(MESSAGE_UNKNOWN,    30, "message-unknown",     "a request of unknown type")                  \
	X(MESSAGE_BASE64,     31, "message-base64",      "not canonical base64")                       \
	X(MESSAGE_TEXT,       32, "message-text",        "a text outside the allowed form")            \
	X(PROTOCOL_MISMATCH,  33, "protocol-mismatch",   "extension and host speak different protocols") \
	X(TOO_SMALL,          40, "too-small",           "the picture or the face is too small")       \
	X(NO_FACE,            41, "no-face",             "no face was found")                          \
	X(SEVERAL_FACES,      42, "several-faces",       "more than one face")                         \
	X(NOT_A_PHOTO,        43, "not-a-photo",         "not a photo of a face")                      \
	X(ROTATED,            44, "rotated",             "the face is rotated too far")                \
	X(UNREADABLE,         45, "unreadable",          "the picture cannot be decoded")              \
	X(UNSUPPORTED_FORMAT, 46, "unsupported-format",  "a picture format that is not decoded")       \
	X(TOO_LARGE,          47, "too-large",           "the picture has too many pixels or bytes")   \
	X(WORKER_DIED,        60, "worker-died",         "a worker ended while looking at a picture")  \
	X(WORKER_TIMEOUT,     61, "worker-timeout",      "a worker took too long and was stopped")     \
	X(WORKER_PROTOCOL,    62, "worker-protocol",     "a worker answered out of form")              \
	X(WORKER_MODEL,       63, "worker-model",        "the face model is missing or damaged")       \
	X(LEDGER_OPEN,        70, "ledger-open",         "the ledger cannot be opened")                \
	X(LEDGER_CORRUPT,     71, "ledger-corrupt",      "the ledger is damaged")                      \
	X(LEDGER_NEWER,       72, "ledger-newer",        "the ledger was written by a newer version")  \
	X(LEDGER_BUSY,        73, "ledger-busy",         "another process holds the ledger")           \
	X(LEDGER_FULL,        74, "ledger-full",         "the disk is full")                           \
	X(NOT_FOUND,          75, "not-found",           "nothing is known of it")                     \
	X(KEY_MISSING,        80, "key-missing",         "there is no signing key")                    \
	X(KEY_MODE,           81, "key-mode",            "others may read the key file")               \
	X(KEY_DAMAGED,        82, "key-damaged",         "the key file is damaged")                    \
	X(KEY_UNREADABLE,     83, "key-unreadable",      "the key file cannot be read")                \
	X(PROOF_MISSING,      84, "proof-missing",       "there is no proof")                          \
	X(PROOF_FORM,         85, "proof-form",          "the proof is not of the form we verify")     \
	X(PROOF_KEY,          86, "proof-key",           "signed by another key")                      \
	X(PROOF_INVALID,      87, "proof-invalid",       "the signature does not verify")
/* clang-format on */

enum status {
#define X(name, number, wire, text) STATUS_##name = (number),
	STATUS_LIST(X)
#undef X
};

/* The name on the wire, as in PROTOCOL.md; never NULL. */
const char *status_name(enum status status);

/* One plain sentence without a full stop; never NULL. */
const char *status_text(enum status status);

/* Is it a reason not to tell (40..59): answered by a signed annotation? */
bool status_is_reason(enum status status);

/* Is `number` in the list?  For numbers that come from outside. */
bool status_is_known(long number);

#endif
