import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonical } from '../../extension/background/jcs.js';
import { base58Decode } from '../../extension/background/base58.js';
import { keyBytesOf, verifyProof } from '../../extension/background/verify.js';
import { makeAnnotation, makeKey } from './support.js';

test('RFC 8785, 3.2.3: members are sorted by UTF-16 code units', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
  const sorted = canonical(Object.fromEntries(names.map((name, i) => [name, i])));
  assert.deepEqual(
    Object.keys(JSON.parse(sorted).valueOf()).length, names.length);
  assert.equal(sorted, '{"\\r":1,"1":3,"\u0080":5,"\u00f6":6,"\u20ac":0,"\ud83d\ude00":4,"\ufb33":2}');
});

for (const [what, value, wanted] of [
  ['the RFC\'s string', '\u20ac$\u000f\nA\'B"\\\\"/', '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'],
  ['control characters', '\b\t\n\f\r\u0001\u001f\u007f', '"\\b\\t\\n\\f\\r\\u0001\\u001f\u007f"'],
  ['nested', { b: [1, -2, null, true], a: { z: '', y: [] } }, '{"a":{"y":[],"z":""},"b":[1,-2,null,true]}'],
  ['minus zero', -0, '0'],
  ['the largest integer', Number.MAX_SAFE_INTEGER, '9007199254740991'],
]) {
  test(`canonical JSON: ${what}`, () => assert.equal(canonical(value), wanted));
}

const deep = (levels) => (levels === 0 ? 0 : [deep(levels - 1)]);
for (const [what, value] of [
  ['a fraction', 1.5], ['too large an integer', 2 ** 53], ['NaN', NaN], ['undefined', undefined],
  ['a lone surrogate', '\ud83d'], ['17 levels', deep(17)], ['a function', () => 0],
]) {
  test(`canonical JSON refuses ${what}`, () =>
    assert.throws(() => canonical({ value }), { name: 'proof-form' }));
}

// "Data Integrity EdDSA Cryptosuites v1.0" (W3C Recommendation, 2025-05-15), B.2.
const W3C_DID = 'did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2';
const W3C_CONTEXT = [
  'https://www.w3.org/ns/credentials/v2', 'https://www.w3.org/ns/credentials/examples/v2',
];
const W3C = {
  '@context': W3C_CONTEXT,
  id: 'urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33',
  type: ['VerifiableCredential', 'AlumniCredential'],
  name: 'Alumni Credential',
  description: 'A minimum viable example of an Alumni Credential.',
  issuer: 'https://vc.example/issuers/5678',
  validFrom: '2023-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:abcdefgh', alumniOf: 'The School of Examples' },
  proof: {
    type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022', created: '2023-02-24T23:36:38Z',
    verificationMethod: `${W3C_DID}#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2`,
    proofPurpose: 'assertionMethod', '@context': W3C_CONTEXT,
    proofValue: 'z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX',
  },
};

test('the W3C\'s vector verifies', async () => {
  assert.equal(await verifyProof(W3C, [W3C_DID]), W3C_DID);
});

const withProof = (change) => ({ ...W3C, proof: { ...W3C.proof, ...change } });
for (const [what, document, name] of [
  ['one letter of the document', { ...W3C, name: 'alumni Credential' }, 'proof-invalid'],
  ['a member more', { ...W3C, more: 1 }, 'proof-invalid'],
  ['the time of the proof', withProof({ created: '2023-02-24T23:36:39Z' }), 'proof-invalid'],
  ['a member more in the proof', withProof({ nonce: 'x' }), 'proof-invalid'],
  ['one letter of the signature',
    withProof({ proofValue: W3C.proof.proofValue.replace('aX', 'aY') }), 'proof-invalid'],
  ['a short signature', withProof({ proofValue: 'z2Hn' }), 'proof-form'],
  ['another cryptosuite', withProof({ cryptosuite: 'eddsa-rdfc-2022' }), 'proof-form'],
  ['another purpose', withProof({ proofPurpose: 'authentication' }), 'proof-form'],
  ['another key\'s fragment', withProof({ verificationMethod: `${W3C_DID}#z6Mk` }), 'proof-form'],
  ['another context', { ...W3C, '@context': ['https://example.org/'] }, 'proof-form'],
  ['no proof', { ...W3C, proof: undefined }, 'proof-missing'],
  ['two proofs', { ...W3C, proof: [W3C.proof, W3C.proof] }, 'proof-missing'],
  ['not an object', 'text', 'proof-missing'],
]) {
  test(`refused: ${what}`, () => assert.rejects(verifyProof(document, [W3C_DID]), { name }));
}

test('a good signature of a key nobody pinned is refused', async () => {
  const [ours, theirs] = [makeKey(), makeKey()];
  const annotation = makeAnnotation(theirs);
  await assert.rejects(verifyProof(annotation, [ours.did]), { name: 'proof-key' });
  await assert.rejects(verifyProof(annotation, []), { name: 'proof-key' });
  assert.equal(await verifyProof(annotation, [ours.did, theirs.did]), theirs.did);
});

test('what another implementation signed verifies, and no byte of it may change', async () => {
  const key = makeKey();
  const annotation = makeAnnotation(key);
  await verifyProof(annotation, [key.did]);
  annotation.body.evidence[0].points.leftEye[0]++;
  await assert.rejects(verifyProof(annotation, [key.did]), { name: 'proof-invalid' });
});

test('base58 and did:key', () => {
  assert.deepEqual([...base58Decode('2NEpo7TZRRrLZSi2U')], [...Buffer.from('Hello World!')]);
  assert.deepEqual([...base58Decode('11')], [0, 0]);
  assert.deepEqual([...base58Decode('')], []);
  assert.equal(base58Decode('0OIl'), null);
  assert.equal(base58Decode('1'.repeat(129)), null);
  assert.equal(keyBytesOf(W3C_DID).length, 32);
  for (const did of ['', 'did:key:z', 'did:web:example.org', `${W3C_DID}2`, 'did:key:zQ3sh']) {
    assert.throws(() => keyBytesOf(did), { name: 'proof-form' }, did);
  }
});
