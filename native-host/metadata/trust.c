#include "metadata/trust.h"

#include <limits.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <stdlib.h>

#include "metadata/certificate.h"

struct trust {
	X509_STORE *store;
	size_t count;
};

enum status
trust_open(struct slice pem, struct trust **trust)
{
	struct trust *t = calloc(1, sizeof(*t));
	BIO *bio = NULL;
	enum status s = STATUS_NO_MEMORY;
	X509 *x509;

	*trust = NULL;
	if (t == NULL || (t->store = X509_STORE_new()) == NULL)
		goto out;
	if (pem.len > INT_MAX) {
		s = STATUS_TOO_LARGE;
		goto out;
	}
	bio = BIO_new_mem_buf(
	    pem.len == 0 ? "" : (const char *)pem.data, (int)pem.len);
	if (bio == NULL)
		goto out;
	while ((x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		bool is_added = t->count < TRUST_ANCHORS_MAX &&
				X509_STORE_add_cert(t->store, x509) == 1;

		X509_free(x509);
		if (!is_added) {
			s = STATUS_TOO_LARGE;
			goto out;
		}
		t->count++;
	}
	s = STATUS_OK;
	*trust = t;
	t = NULL;
out:
	BIO_free(bio);
	trust_close(t);
	return s;
}

void
trust_close(struct trust *trust)
{
	if (trust == NULL)
		return;
	X509_STORE_free(trust->store);
	free(trust);
}

size_t
trust_count(const struct trust *trust)
{
	return trust->count;
}

/* The chain as OpenSSL holds it; NULL when one of it cannot be read. */
static STACK_OF(X509) * read_chain(const struct slice *chain, size_t count)
{
	STACK_OF(X509) *list = sk_X509_new_null();

	for (size_t i = 0; list != NULL && i < count; i++) {
		const unsigned char *p = chain[i].data;
		X509 *x509 = NULL;

		if (chain[i].len <= CERTIFICATE_MAX_BYTES)
			x509 = d2i_X509(NULL, &p, (long)chain[i].len);
		if (x509 == NULL || sk_X509_push(list, x509) == 0) {
			X509_free(x509);
			sk_X509_pop_free(list, X509_free);
			list = NULL;
		}
	}
	return list;
}

bool
trust_holds(
    const struct trust *trust, const struct slice *chain, size_t count,
    int64_t at_s)
{
	STACK_OF(X509) * list;
	X509_STORE_CTX *context;
	bool is_good = false;

	if (trust->count == 0 || count == 0 || count > TRUST_CHAIN_MAX ||
	    (list = read_chain(chain, count)) == NULL)
		return false;
	context = X509_STORE_CTX_new();
	if (context != NULL &&
	    X509_STORE_CTX_init(
		context, trust->store, sk_X509_value(list, 0), list) == 1) {
		X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(context);

		/* An anchor may be any certificate, not only a root. */
		(void)X509_VERIFY_PARAM_set_flags(
		    param, X509_V_FLAG_PARTIAL_CHAIN);
		X509_VERIFY_PARAM_set_depth(param, TRUST_CHAIN_MAX);
		X509_VERIFY_PARAM_set_time(param, (time_t)at_s);
		is_good = X509_verify_cert(context) == 1;
	}
	X509_STORE_CTX_free(context);
	sk_X509_pop_free(list, X509_free);
	return is_good;
}
