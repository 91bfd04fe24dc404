// What the extension's tests share: keys and proofs made by node's own crypto, and the
// classic content scripts loaded as the browser loads them, in the manifest's order.
import { createHash, generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import canonicalize from 'canonicalize';
import { parseHTML } from 'linkedom';
import { manifestFor } from '../../extension/build.mjs';

globalThis.crypto ??= webcrypto; // node 18

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const read = (path) => readFileSync(`${ROOT}${path}`, 'utf8');

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export function base58(bytes) {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = ALPHABET[Number(number % 58n)] + text;
  const first = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(first < 0 ? bytes.length : first) + text;
}

const sha256 = (text) => createHash('sha256').update(text).digest();

/** A signer that shares no code with the extension. */
export function makeKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url');
  const name = `z${base58(Buffer.concat([Buffer.from([0xed, 0x01]), raw]))}`;
  const did = `did:key:${name}`;
  return {
    did,
    sign(document) {
      const options = {
        type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022',
        created: '2026-11-23T18:00:00Z', verificationMethod: `${did}#${name}`,
        proofPurpose: 'assertionMethod', '@context': document['@context'],
      };
      const bytes = Buffer.concat([sha256(canonicalize(options)), sha256(canonicalize(document))]);
      return { ...document, proof: { ...options, proofValue: `z${base58(sign(null, bytes, privateKey))}` } };
    },
  };
}

const CONTEXT = [
  'http://www.w3.org/ns/anno.jsonld', 'https://w3id.org/security/data-integrity/v2',
  { '@vocab': 'urn:facetell:v1#' },
];

export function makeAnnotation(key, { target = {}, body = {} } = {}) {
  return key.sign({
    '@context': CONTEXT, type: 'Annotation', motivation: 'assessing',
    created: '2026-11-23T18:00:00Z',
    creator: { id: key.did, type: 'Software', name: 'facetell', version: '0.1.0', model: 'face-2026-11' },
    target: {
      type: 'Image', sha256: '0'.repeat(64), width: 320, height: 320, format: 'image/jpeg',
      key: 'facebook:1_2_3_n.jpg', ...target,
    },
    body: {
      type: 'Assessment', verdict: 'generated', strength: 'strong', decibans: 34,
      face: [250, 300, 750, 900],
      evidence: [{
        id: 'alignment', family: 'picture', decibans: 34, observed: { centrePermille: 4 },
        points: { leftEye: [381, 477], rightEye: [615, 477], mouth: [500, 700] },
      }],
      ...body,
    },
  });
}

export const makeRotation = (from, to) => from.sign({
  '@context': CONTEXT.slice(1), type: 'KeyRotation', created: '2026-11-23T18:00:00Z',
  from: from.did, to: to.did,
});

export const makeHello = (key, more = {}) => ({
  type: 'hello', id: null, protocol: { major: 1, minor: 0 }, version: '0.1.0', key: key.did,
  model: 'face-2026-11', limits: { inFlight: 256 }, capabilities: ['score'], rotations: [], ...more,
});

/** A page, and in its window the content scripts up to and including `last`. */
export function loadContent(html, last, globals = {}) {
  const { window, document } = parseHTML(html);
  const scope = vm.createContext({
    document, Node: window.Node, SVGElement: window.SVGElement, URL, Set, Map, WeakMap,
    setTimeout, clearTimeout, console, Intl, ...globals,
  });
  const [{ js }] = manifestFor('chromium').content_scripts;
  for (const file of js) {
    vm.runInContext(read(`extension/${file}`), scope, { filename: file });
    if (file === last) return { document, scope, window };
  }
  throw new Error(`${last} is not in the manifest`);
}
