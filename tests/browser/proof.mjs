// Verify an annotation with none of our own code: npm's RFC 8785 library and
// node's crypto (OpenSSL), after the text of the W3C's eddsa-jcs-2022.
import canonicalize from 'canonicalize';
import { createHash, createPublicKey, verify } from 'node:crypto';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function base58(text) {
  let number = 0n;
  for (const letter of text) number = number * 58n + BigInt(ALPHABET.indexOf(letter));
  const hex = number === 0n ? '' : number.toString(16);
  const zeros = /^1*/.exec(text)[0].length; // each leading 1 is a byte of zero
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')]);
}

const sha256 = (text) => createHash('sha256').update(text).digest();

/** @returns {boolean} whether the proof of `document` holds under the did:key it names */
export function isProven(document) {
  const { proof, ...bare } = document;
  const { proofValue, ...options } = proof;
  if (proof.type !== 'DataIntegrityProof' || proof.cryptosuite !== 'eddsa-jcs-2022') return false;
  const did = /^did:key:z([1-9A-HJ-NP-Za-km-z]+)#/.exec(proof.verificationMethod);
  const key = base58(did[1]);
  if (key.length !== 34 || key[0] !== 0xed || key[1] !== 0x01) return false;
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: key.subarray(2).toString('base64url') }, format: 'jwk',
  });
  const signed = Buffer.concat([sha256(canonicalize(options)), sha256(canonicalize(bare))]);
  return verify(null, signed, publicKey, base58(proofValue.slice(1)));
}
