#include "metadata/stamp.h"

#include <openssl/ts.h>

#include "metadata/certificate.h"
#include "metadata/digest.h"

#define DAY_S ((int64_t)86400)

/* The token, alone or in an answer that grants it. */
static PKCS7 *
read_token(struct slice der)
{
	const unsigned char *p = der.data;
	TS_RESP *response = d2i_TS_RESP(NULL, &p, (long)der.len);
	PKCS7 *token = NULL;

	if (response == NULL) {
		p = der.data;
		return d2i_PKCS7(NULL, &p, (long)der.len);
	}
	if (TS_RESP_get_token(response) != NULL)
		token = PKCS7_dup(TS_RESP_get_token(response));
	TS_RESP_free(response);
	return token;
}

static bool
read_time(const ASN1_GENERALIZEDTIME *time, int64_t *at_s)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days, seconds;
	bool is_good = epoch != NULL && time != NULL &&
		       ASN1_TIME_diff(&days, &seconds, epoch, time) == 1;

	if (is_good)
		*at_s = (int64_t)days * DAY_S + seconds;
	ASN1_TIME_free(epoch);
	return is_good;
}

static enum digest_name
digest_of(int nid)
{
	switch (nid) {
	case NID_sha256:
		return DIGEST_SHA256;
	case NID_sha384:
		return DIGEST_SHA384;
	case NID_sha512:
		return DIGEST_SHA512;
	default:
		return DIGEST_UNKNOWN;
	}
}

static bool
is_stamp_of(TS_TST_INFO *info, const struct slice *text, size_t count)
{
	TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(info);
	const X509_ALGOR *algorithm = TS_MSG_IMPRINT_get_algo(imprint);
	const ASN1_OCTET_STRING *hash = TS_MSG_IMPRINT_get_msg(imprint);
	const ASN1_OBJECT *object = NULL;
	struct slice wanted;

	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	wanted = slice_of(
	    ASN1_STRING_get0_data(hash), (size_t)ASN1_STRING_length(hash));
	for (size_t i = 0; i < count; i++)
		if (digest_matches(
			digest_of(OBJ_obj2nid(object)), &text[i], 1, wanted))
			return true;
	return false;
}

/* The service's certificate, if the token is signed with it; else NULL. */
static X509 *
signer_of(PKCS7 *token)
{
	STACK_OF(X509) * signers;
	X509 *signer = NULL;

	if (!PKCS7_type_is_signed(token) || PKCS7_get_detached(token) ||
	    sk_PKCS7_SIGNER_INFO_num(PKCS7_get_signer_info(token)) != 1 ||
	    PKCS7_verify(token, NULL, NULL, NULL, NULL, PKCS7_NOVERIFY) != 1)
		return NULL;
	signers = PKCS7_get0_signers(token, NULL, 0);
	if (sk_X509_num(signers) == 1)
		signer = sk_X509_value(signers, 0);
	sk_X509_free(signers);
	return signer;
}

/* The chain to the service, the signer first, as far as the token has it. */
static bool
is_trusted(PKCS7 *token, X509 *signer, const struct trust *trust, int64_t at_s)
{
	STACK_OF(X509) *list = token->d.sign->cert;
	struct slice chain[TRUST_CHAIN_MAX];
	unsigned char *der[TRUST_CHAIN_MAX] = { NULL };
	size_t count = 0;
	bool is_good;

	for (int i = -1; i < sk_X509_num(list) && count < TRUST_CHAIN_MAX;
	     i++) {
		X509 *x509 = i < 0 ? signer : sk_X509_value(list, i);
		int len;

		if (i >= 0 && x509 == signer)
			continue;
		len = i2d_X509(x509, &der[count]);
		if (len > 0) {
			chain[count] = slice_of(der[count], (size_t)len);
			count++;
		}
	}
	is_good = trust_holds(trust, chain, count, at_s);
	for (size_t i = 0; i < TRUST_CHAIN_MAX; i++)
		OPENSSL_free(der[i]);
	return is_good;
}

static enum stamp_state
check_signer(
    PKCS7 *token, X509 *signer, const struct trust *trust, int64_t at_s)
{
	time_t at = (time_t)at_s;

	if (X509_check_purpose(signer, X509_PURPOSE_TIMESTAMP_SIGN, 0) != 1)
		return STAMP_MISMATCH;
	if (X509_cmp_time(X509_get0_notBefore(signer), &at) >= 0 ||
	    X509_cmp_time(X509_get0_notAfter(signer), &at) <= 0)
		return STAMP_OUTSIDE;
	return is_trusted(token, signer, trust, at_s) ? STAMP_TRUSTED
						      : STAMP_UNTRUSTED;
}

void
stamp_check(
    struct slice der, const struct slice *text, size_t count,
    const struct trust *trust, struct stamp *stamp)
{
	TS_TST_INFO *info = NULL;
	PKCS7 *token = NULL;
	X509 *signer;

	*stamp = (struct stamp){ .state = STAMP_MALFORMED };
	if (der.len == 0 || der.len > STAMP_MAX_BYTES)
		return;
	token = read_token(der);
	if (token != NULL && PKCS7_type_is_signed(token))
		info = PKCS7_to_TS_TST_INFO(token);
	if (info == NULL ||
	    !read_time(TS_TST_INFO_get_time(info), &stamp->at_s))
		goto out;
	stamp->state = STAMP_MISMATCH;
	if (is_stamp_of(info, text, count) &&
	    (signer = signer_of(token)) != NULL)
		stamp->state = check_signer(token, signer, trust, stamp->at_s);
out:
	TS_TST_INFO_free(info);
	PKCS7_free(token);
}
