// Data Integrity (eddsa-jcs-2022, did:key) a second time, by other means: WebCrypto, npm's
// `canonicalize`, and base58 with whole numbers.  Shares no line with the host or extension.
import { webcrypto } from 'node:crypto';
import canonicalize from 'canonicalize';

const { subtle } = webcrypto;
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** @param {Uint8Array} bytes */
function toBase58(bytes) {
  let text = '';
  for (let n = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`); n > 0n; n /= 58n)
    text = ALPHABET[Number(n % 58n)] + text;
  return '1'.repeat(bytes.findIndex((byte) => byte !== 0)) + text;
}

/** @param {string} text @param {number} length in bytes */
function fromBase58(text, length) {
  let n = 0n;
  for (const digit of text) {
    if (!ALPHABET.includes(digit)) throw new Error(`no base58: ${text}`);
    n = n * 58n + BigInt(ALPHABET.indexOf(digit));
  }
  const bytes = Buffer.from(n.toString(16).padStart(2 * length, '0'), 'hex');
  if (bytes.length !== length || toBase58(bytes) !== text) throw new Error(`no base58: ${text}`);
  return bytes;
}

/** @param {unknown} value */
const hash = async (value) =>
  Buffer.from(await subtle.digest('SHA-256', Buffer.from(canonicalize(value) ?? '')));

/** @param {Record<string, any>} document @param {Record<string, any>} proof */
async function bytesToSign(document, proof) {
  const { proofValue: _value, ...options } = proof;
  const { proof: _proof, ...unsecured } = document;
  return Buffer.concat([await hash(options), await hash(unsecured)]);
}

/** @param {string} did */
export async function publicKey(did) {
  const raw = fromBase58(/^did:key:z(.+)$/.exec(did)?.[1] ?? '', 34);
  if (raw.readUInt16BE(0) !== 0xed01) throw new Error(`no Ed25519 key: ${did}`);
  return subtle.importKey('raw', raw.subarray(2), 'Ed25519', true, ['verify']);
}

/** Does the proof hold, and by whose key? @param {Record<string, any>} document */
export async function verify(document) {
  const { proof } = document;
  const [did] = proof.verificationMethod.split('#');
  if (proof.verificationMethod !== `${did}#${did.slice('did:key:'.length)}` ||
      proof.type !== 'DataIntegrityProof' || proof.cryptosuite !== 'eddsa-jcs-2022' ||
      proof.proofPurpose !== 'assertionMethod' || proof.proofValue[0] !== 'z' ||
      canonicalize(proof['@context']) !== canonicalize(document['@context']))
    throw new Error('not a proof of this kind');
  const signature = fromBase58(proof.proofValue.slice(1), 64);
  const good = await subtle.verify('Ed25519', await publicKey(did), signature,
    await bytesToSign(document, proof));
  if (!good) throw new Error('the signature does not verify');
  return did;
}

/** A new key of our own, and what signs with it. */
export async function signer() {
  const pair = await subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const raw = Buffer.from(await subtle.exportKey('raw', pair.publicKey));
  const multibase = `z${toBase58(Buffer.concat([Buffer.from([0xed, 0x01]), raw]))}`;
  const did = `did:key:${multibase}`;
  return {
    did,
    /** @param {Record<string, any>} document @param {Record<string, any>} [more] of the proof */
    async sign(document, more = {}) {
      const proof = {
        type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022',
        created: '2026-11-23T18:00:00Z', verificationMethod: `${did}#${multibase}`,
        proofPurpose: 'assertionMethod',
        ...('@context' in document ? { '@context': document['@context'] } : {}), ...more,
      };
      const signature = await subtle.sign('Ed25519', pair.privateKey,
        await bytesToSign(document, proof));
      const value = `z${toBase58(Buffer.from(signature))}`;
      return { ...document, proof: { ...proof, proofValue: value } };
    },
  };
}
