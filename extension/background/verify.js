// SPDX-License-Identifier: MIT
//
// verify: W3C Data Integrity, cryptosuite eddsa-jcs-2022, with WebCrypto.
// https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022

import { HostError, isObject } from '../protocol.js';
import { base58Decode } from './base58.js';
import { canonical } from './jcs.js';

const ED25519_PREFIX = [0xed, 0x01]; // multicodec ed25519-pub, as a varint
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const KEYS_MAX = 64; // imported keys kept; a reader meets one or two

/** @type {Map<string, Promise<CryptoKey>>} */
const imported = new Map();

/**
 * @param {string} did "did:key:z6Mk…"
 * @returns {Uint8Array<ArrayBuffer>} the raw public key
 */
export function keyBytesOf(did) {
  const bytes = did.startsWith('did:key:z')
    ? base58Decode(did.slice('did:key:z'.length)) : null;
  if (bytes?.length !== ED25519_PREFIX.length + KEY_BYTES ||
      ED25519_PREFIX.some((byte, i) => bytes[i] !== byte)) {
    throw new HostError('proof-form', 'no did:key of an Ed25519 key');
  }
  return bytes.slice(ED25519_PREFIX.length);
}

/** @param {string} did @returns {Promise<CryptoKey>} */
function importKey(did) {
  let key = imported.get(did);
  if (!key) {
    if (imported.size >= KEYS_MAX) imported.clear();
    key = crypto.subtle.importKey('raw', keyBytesOf(did), 'Ed25519', false, ['verify']);
    imported.set(did, key);
  }
  return key;
}

/** @param {Record<string, unknown>} document @returns {Promise<Uint8Array>} */
async function hashOf(document) {
  const bytes = new TextEncoder().encode(canonical(document));
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/**
 * The context a proof repeats must be the beginning of the document's own.
 * @param {unknown} ofProof
 * @param {unknown} ofDocument
 */
function contextsAgree(ofProof, ofDocument) {
  if (ofProof === undefined) return true;
  const list = (/** @type {unknown} */ context) =>
    (Array.isArray(context) ? context : [context]).map((item) => canonical(item));
  const own = list(ofDocument ?? null);
  return list(ofProof).every((item, i) => item === own[i]);
}

/** @param {unknown} proof @returns {{did: string, signature: Uint8Array<ArrayBuffer>}} */
function readProof(proof) {
  if (!isObject(proof)) throw new HostError('proof-missing');
  const { type, cryptosuite, proofPurpose, verificationMethod, proofValue } = proof;
  const [did = '', fragment] = String(verificationMethod).split('#');
  const signature = typeof proofValue === 'string' && proofValue.startsWith('z')
    ? base58Decode(proofValue.slice(1)) : null;
  if (type !== 'DataIntegrityProof' || cryptosuite !== 'eddsa-jcs-2022' ||
      proofPurpose !== 'assertionMethod' || did !== `did:key:${fragment}` ||
      signature?.length !== SIGNATURE_BYTES) {
    throw new HostError('proof-form');
  }
  return { did, signature };
}

/**
 * @param {unknown} document
 * @param {readonly string[]} trusted the did:keys one of which must have signed
 * @returns {Promise<string>} the one that did
 * @throws {HostError} proof-missing, proof-form, proof-key, proof-invalid
 */
export async function verifyProof(document, trusted) {
  if (!isObject(document)) throw new HostError('proof-missing');
  const { proof, ...unsecured } = document;
  const { did, signature } = readProof(proof);
  if (!trusted.includes(did)) throw new HostError('proof-key');
  if (!isObject(proof) || !contextsAgree(proof['@context'], document['@context'])) {
    throw new HostError('proof-form', 'the contexts differ');
  }
  const options = { ...proof };
  delete options.proofValue;
  const signed = new Uint8Array(SIGNATURE_BYTES);
  signed.set(await hashOf(options), 0);
  signed.set(await hashOf(unsecured), 32);
  const key = await importKey(did);
  if (!await crypto.subtle.verify('Ed25519', key, signature, signed)) {
    throw new HostError('proof-invalid');
  }
  return did;
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<string>} in hex */
export async function sha256Hex(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
