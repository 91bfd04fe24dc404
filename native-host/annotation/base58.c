#include "annotation/base58.h"

#include <assert.h>

static const char alphabet[] =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

#define BASE 58

static size_t
count_leading_zeros(struct slice bytes)
{
	size_t n = 0;

	while (n < bytes.len && bytes.data[n] == 0)
		n++;
	return n;
}

void
base58_encode(struct slice bytes, char text[BASE58_TEXT_BYTES])
{
	uint8_t digit[BASE58_TEXT_BYTES] = { 0 }; /* least significant first */
	size_t digit_count = 0, len = 0;

	assert(bytes.len <= BASE58_MAX_BYTES);
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned carry = bytes.data[i];

		for (size_t k = 0; k < digit_count || carry > 0; k++) {
			carry += digit[k] * 256U;
			digit[k] = (uint8_t)(carry % BASE);
			carry /= BASE;
			if (k == digit_count)
				digit_count++;
		}
	}
	/* Zero bytes in front have no digits: each is written as a '1'. */
	for (size_t i = count_leading_zeros(bytes); i > 0; i--)
		text[len++] = alphabet[0];
	while (digit_count > 0)
		text[len++] = alphabet[digit[--digit_count]];
	text[len] = '\0';
}

bool
base58_decode(const char *text, uint8_t *bytes, size_t len)
{
	size_t ones = strspn(text, "1");

	assert(len <= BASE58_MAX_BYTES);
	memset(bytes, 0, len);
	for (const char *c = text; *c != '\0'; c++) {
		const char *found = strchr(alphabet, *c);
		unsigned carry;

		if (found == NULL)
			return false;
		carry = (unsigned)(found - alphabet);
		for (size_t k = len; k > 0; k--) {
			carry += bytes[k - 1] * (unsigned)BASE;
			bytes[k - 1] = (uint8_t)carry;
			carry >>= 8;
		}
		if (carry > 0)
			return false;
	}
	return ones == count_leading_zeros(slice_of(bytes, len));
}
