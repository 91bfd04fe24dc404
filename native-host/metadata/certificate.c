#include "metadata/certificate.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "base/plain.h"

/* NIST's bound for RSA; the upper one is for time: design/architecture.md. */
#define RSA_MIN_BITS 2048
#define RSA_MAX_BITS 8192
#define EC_NUMBER_MAX_BYTES 66 /* of P-521 */

/* Extended key usages of claim signers: C2PA 2.1, 14.5.1, and Microsoft's. */
static const char *const signer_usages[] = {
	"1.3.6.1.5.5.7.3.4",	    /* e-mail protection */
	"1.3.6.1.5.5.7.3.36",	    /* signing of documents */
	"1.3.6.1.4.1.62558.2.1",    /* C2PA's own */
	"1.3.6.1.4.1.311.76.59.1.9" /* Microsoft's for C2PA */
};

/* Reads all of `der`, or nothing. */
static X509 *
read_certificate(struct slice der)
{
	const unsigned char *p = der.data;
	X509 *x509;

	if (der.len == 0 || der.len > CERTIFICATE_MAX_BYTES)
		return NULL;
	x509 = d2i_X509(NULL, &p, (long)der.len);
	if (x509 != NULL && p != der.data + der.len) {
		X509_free(x509);
		x509 = NULL;
	}
	return x509;
}

static void
read_name(X509_NAME *from, int nid, char to[CERTIFICATE_TEXT_BYTES])
{
	int at = X509_NAME_get_index_by_NID(from, nid, -1);
	unsigned char *text = NULL;
	int len;

	to[0] = '\0';
	if (at < 0)
		return;
	len = ASN1_STRING_to_UTF8(
	    &text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(from, at)));
	if (len > 0)
		plain_copy(
		    slice_of(text, (size_t)len), to, CERTIFICATE_TEXT_BYTES);
	OPENSSL_free(text);
}

static void
read_names(X509 *x509, struct certificate_names *names)
{
	X509_NAME *issuer = X509_get_issuer_name(x509);

	read_name(X509_get_subject_name(x509), NID_commonName, names->name);
	read_name(
	    X509_get_subject_name(x509), NID_organizationName,
	    names->organisation);
	read_name(issuer, NID_organizationName, names->issuer);
	if (names->issuer[0] == '\0')
		read_name(issuer, NID_commonName, names->issuer);
}

static bool
is_hash(int nid)
{
	return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

/* How its issuer signed it. */
static bool
is_signature_allowed(X509 *x509)
{
	int hash = NID_undef, key = NID_undef;

	if (X509_get_signature_info(x509, &hash, &key, NULL, NULL) != 1)
		return false;
	if (key == NID_ED25519)
		return true;
	return is_hash(hash) &&
	       (key == NID_rsaEncryption || key == NID_rsassaPss ||
		key == NID_X9_62_id_ecPublicKey);
}

static bool
is_curve_allowed(EVP_PKEY *key)
{
	char curve[32];
	size_t len;
	int nid;

	if (EVP_PKEY_get_group_name(key, curve, sizeof(curve), &len) != 1)
		return false;
	nid = OBJ_txt2nid(curve);
	return nid == NID_X9_62_prime256v1 || nid == NID_secp384r1 ||
	       nid == NID_secp521r1;
}

static bool
is_key_allowed(EVP_PKEY *key)
{
	switch (key == NULL ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_EC:
		return is_curve_allowed(key);
	case EVP_PKEY_RSA:
	case EVP_PKEY_RSA_PSS:
		return EVP_PKEY_get_bits(key) >= RSA_MIN_BITS &&
		       EVP_PKEY_get_bits(key) <= RSA_MAX_BITS;
	case EVP_PKEY_ED25519:
		return true;
	default:
		return false;
	}
}

/* One of ours, and none that must stand alone: "any", stamps, OCSP. */
static bool
is_extended_usage_allowed(X509 *x509)
{
	EXTENDED_KEY_USAGE *usages =
	    X509_get_ext_d2i(x509, NID_ext_key_usage, NULL, NULL);
	int count = usages == NULL ? 0 : sk_ASN1_OBJECT_num(usages);
	bool is_signer = false, is_other = false;

	for (int i = 0; i < count; i++) {
		const ASN1_OBJECT *usage = sk_ASN1_OBJECT_value(usages, i);
		int nid = OBJ_obj2nid(usage);
		char oid[64];

		if (nid == NID_anyExtendedKeyUsage || nid == NID_time_stamp ||
		    nid == NID_OCSP_sign)
			is_other = true;
		if (OBJ_obj2txt(oid, sizeof(oid), usage, 1) <= 0)
			continue;
		for (size_t k = 0;
		     k < sizeof(signer_usages) / sizeof(signer_usages[0]); k++)
			is_signer =
			    is_signer || strcmp(oid, signer_usages[k]) == 0;
	}
	EXTENDED_KEY_USAGE_free(usages);
	return is_signer && !is_other;
}

static bool
is_form_allowed(X509 *x509)
{
	const ASN1_BIT_STRING *issuer_id = NULL, *subject_id = NULL;

	X509_get0_uids(x509, &issuer_id, &subject_id);
	return X509_get_version(x509) == X509_VERSION_3 && issuer_id == NULL &&
	       subject_id == NULL &&
	       (X509_get_extension_flags(x509) &
		(EXFLAG_INVALID | EXFLAG_CRITICAL)) == 0 &&
	       X509_get0_authority_key_id(x509) != NULL;
}

static bool
is_usage_allowed(X509 *x509)
{
	const uint32_t usage = X509_get_key_usage(x509);

	/* Without the extension all its bits are set. */
	return (X509_get_extension_flags(x509) & (EXFLAG_CA | EXFLAG_KUSAGE)) ==
		   EXFLAG_KUSAGE &&
	       (usage & KU_DIGITAL_SIGNATURE) != 0 &&
	       (usage & KU_KEY_CERT_SIGN) == 0 &&
	       is_extended_usage_allowed(x509);
}

static enum certificate_fault
find_fault(X509 *x509, int64_t at_s)
{
	time_t at = (time_t)at_s;

	if (X509_NAME_cmp(
		X509_get_subject_name(x509), X509_get_issuer_name(x509)) == 0)
		return CERTIFICATE_SELF_SIGNED;
	if (!is_signature_allowed(x509) ||
	    !is_key_allowed(X509_get0_pubkey(x509)))
		return CERTIFICATE_ALGORITHM;
	if (!is_form_allowed(x509))
		return CERTIFICATE_FORM;
	if (!is_usage_allowed(x509))
		return CERTIFICATE_USAGE;
	if (X509_cmp_time(X509_get0_notBefore(x509), &at) >= 0 ||
	    X509_cmp_time(X509_get0_notAfter(x509), &at) <= 0)
		return CERTIFICATE_OUTSIDE;
	return CERTIFICATE_GOOD;
}

enum certificate_fault
certificate_fault(
    struct slice der, int64_t at_s, struct certificate_names *names)
{
	X509 *x509 = read_certificate(der);
	enum certificate_fault fault;

	memset(names, 0, sizeof(*names));
	if (x509 == NULL)
		return CERTIFICATE_UNREADABLE;
	read_names(x509, names);
	fault = find_fault(x509, at_s);
	X509_free(x509);
	return fault;
}

static const EVP_MD *
hash_of(enum certificate_algorithm algorithm)
{
	switch (algorithm) {
	case CERTIFICATE_ES256:
	case CERTIFICATE_PS256:
		return EVP_sha256();
	case CERTIFICATE_ES384:
	case CERTIFICATE_PS384:
		return EVP_sha384();
	case CERTIFICATE_ES512:
	case CERTIFICATE_PS512:
		return EVP_sha512();
	case CERTIFICATE_EDDSA:
		break;
	}
	return NULL; /* Ed25519 hashes by itself */
}

static bool
is_key_for(enum certificate_algorithm algorithm, EVP_PKEY *key)
{
	int id = EVP_PKEY_get_base_id(key);

	if (algorithm <= CERTIFICATE_ES512)
		return id == EVP_PKEY_EC;
	if (algorithm <= CERTIFICATE_PS512)
		return id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS;
	return id == EVP_PKEY_ED25519;
}

/* COSE has the two numbers side by side (RFC 9053, 2.1), OpenSSL wants DER. */
static int
ecdsa_to_der(EVP_PKEY *key, struct slice raw, unsigned char **der)
{
	size_t half = ((size_t)EVP_PKEY_get_bits(key) + 7) / 8;
	ECDSA_SIG *pair;
	BIGNUM *r, *s;
	int len = -1;

	if (half > EC_NUMBER_MAX_BYTES || raw.len != 2 * half)
		return -1;
	pair = ECDSA_SIG_new();
	r = BN_bin2bn(raw.data, (int)half, NULL);
	s = BN_bin2bn(raw.data + half, (int)half, NULL);
	if (pair != NULL && r != NULL && s != NULL &&
	    ECDSA_SIG_set0(pair, r, s) == 1) {
		r = s = NULL; /* the pair's now */
		len = i2d_ECDSA_SIG(pair, der);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(pair);
	return len;
}

static bool
verify(
    EVP_PKEY *key, enum certificate_algorithm algorithm, struct slice text,
    struct slice signature)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options = NULL;
	bool is_pss =
	    algorithm >= CERTIFICATE_PS256 && algorithm <= CERTIFICATE_PS512;
	bool is_good =
	    context != NULL &&
	    EVP_DigestVerifyInit(
		context, &options, hash_of(algorithm), NULL, key) == 1;

	if (is_good && is_pss)
		is_good = EVP_PKEY_CTX_set_rsa_padding(
			      options, RSA_PKCS1_PSS_PADDING) == 1 &&
			  EVP_PKEY_CTX_set_rsa_pss_saltlen(
			      options, RSA_PSS_SALTLEN_DIGEST) == 1;
	is_good = is_good && EVP_DigestVerify(
				 context, signature.data, signature.len,
				 text.data, text.len) == 1;
	EVP_MD_CTX_free(context);
	return is_good;
}

bool
certificate_verify(
    struct slice der, enum certificate_algorithm algorithm, struct slice text,
    struct slice signature)
{
	X509 *x509 = read_certificate(der);
	EVP_PKEY *key = x509 == NULL ? NULL : X509_get0_pubkey(x509);
	unsigned char *pair = NULL;
	bool is_good = false;

	if (key == NULL || !is_key_allowed(key) || !is_key_for(algorithm, key))
		goto out;
	if (algorithm <= CERTIFICATE_ES512) {
		int len = ecdsa_to_der(key, signature, &pair);

		if (len <= 0)
			goto out;
		signature = slice_of(pair, (size_t)len);
	}
	is_good = verify(key, algorithm, text, signature);
out:
	OPENSSL_free(pair);
	X509_free(x509);
	return is_good;
}
