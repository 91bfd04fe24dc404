#include "annotation/did.h"

#include "annotation/base58.h"

/* Multibase 'z' of the varint 0xed 0x01 ("ed25519-pub") and the key. */
#define PREFIX "did:key:z"
#define PREFIX_LEN (sizeof(PREFIX) - 1)
#define GROUP_DIGITS 6
#define CODEC_BYTES 2
#define RAW_BYTES (CODEC_BYTES + DID_PUBLIC_BYTES)
static const uint8_t codec[CODEC_BYTES] = { 0xed, 0x01 };

void
did_write(const uint8_t public_key[DID_PUBLIC_BYTES], char did[DID_TEXT_BYTES])
{
	uint8_t raw[RAW_BYTES];
	char text[BASE58_TEXT_BYTES];

	memcpy(raw, codec, CODEC_BYTES);
	memcpy(raw + CODEC_BYTES, public_key, DID_PUBLIC_BYTES);
	base58_encode(slice_of(raw, sizeof(raw)), text);
	/* 34 bytes are 47 digits at most. */
	memcpy(did, PREFIX, PREFIX_LEN);
	memcpy(did + PREFIX_LEN, text, strlen(text) + 1);
}

enum status
did_read(const char *did, uint8_t public_key[DID_PUBLIC_BYTES])
{
	uint8_t raw[RAW_BYTES];

	if (strncmp(did, PREFIX, PREFIX_LEN) != 0 ||
	    !base58_decode(did + PREFIX_LEN, raw, sizeof(raw)) ||
	    memcmp(raw, codec, CODEC_BYTES) != 0)
		return STATUS_PROOF_FORM;
	memcpy(public_key, raw + CODEC_BYTES, DID_PUBLIC_BYTES);
	return STATUS_OK;
}

void
did_fingerprint(const char *did, char text[DID_FINGERPRINT_BYTES])
{
	size_t len = 0;

	/* Room for all of DID_TEXT_BYTES and a space after each group. */
	did += strlen(PREFIX "6Mk");
	for (size_t i = 0; did[i] != '\0'; i++) {
		if (i > 0 && i % GROUP_DIGITS == 0)
			text[len++] = ' ';
		text[len++] = did[i];
	}
	text[len] = '\0';
}
