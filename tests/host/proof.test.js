// What we sign, others verify; what others sign, we verify; what was changed, nobody does.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { createSignCryptosuite, createVerifyCryptosuite }
  from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import canonicalize from 'canonicalize';
import jsigs from 'jsonld-signatures';
import { facetell, freshFolder, lines, root } from './facetell.js';
import { signer, verify } from './independent.js';

const { AssertionProofPurpose } = jsigs.purposes;

/** Resolves did:key as its method says, and nothing else: no network, no JSON-LD.
 * @param {string} url */
async function documentLoader(url) {
  const [did = '', fragment] = url.split('#');
  assert.match(did, /^did:key:z/, `nothing but did:key is asked for, not ${url}`);
  const multibase = did.slice('did:key:'.length);
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1', id: `${did}#${multibase}`,
    type: 'Multikey', controller: did, publicKeyMultibase: multibase,
  };
  const whole = {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did, verificationMethod: [method], assertionMethod: [method.id],
  };
  return { contextUrl: null, documentUrl: url, document: fragment ? method : whole };
}

/** By Digital Bazaar's library. @param {Record<string, any>} document */
async function libraryVerifies(document) {
  const suite = new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() });
  const { verified } = await jsigs.verify(structuredClone(document),
    { suite, purpose: new AssertionProofPurpose(), documentLoader });
  return verified;
}

/** Signed annotations: of a picture where there is one, and of no picture.
 * @param {import('node:test').TestContext} t @param {string} home */
function annotate(t, home) {
  const folder = freshFolder(t);
  const none = join(folder, 'not a picture.jpg');
  writeFileSync(none, 'Not a picture.');
  const avatar = join(root, 'node_modules/fake-avatars/avatars/webp/0.webp');
  const { code, out, err } = facetell(home, ['scan', none, ...(existsSync(avatar) ? [avatar] : [])]);
  assert.equal(code, 0, err);
  return lines(out);
}

describe('annotations that facetell signs', () => {
  test('an independent verifier accepts them, and their author is who signed', async (t) => {
    const home = freshFolder(t);
    const did = /did:key:\w+/.exec(facetell(home, ['key', 'show']).out)?.[0];
    const texts = annotate(t, home);
    assert.ok(texts.length >= 1);
    for (const text of texts) {
      const document = JSON.parse(text);
      assert.equal(await verify(document), did);
      assert.equal(document.creator.id, did);
      assert.equal(canonicalize(document), text, 'it is canonical as it stands');
    }
  });

  test('a Data Integrity library accepts them, and not what was changed', async (t) => {
    for (const text of annotate(t, freshFolder(t))) {
      const document = JSON.parse(text);
      assert.equal(await libraryVerifies(document), true);
      document.body.verdict = 'declared-ai';
      assert.equal(await libraryVerifies(document), false);
    }
  });

  test('whatever byte is changed, none verifies', async (t) => {
    const home = freshFolder(t);
    const whole = Buffer.from(annotate(t, home)[0] ?? '');
    const changed = [];
    for (let i = 0; i < whole.length; i++)
      for (const bit of [1, 2, 32]) {
        const copy = Buffer.from(whole);
        copy[i] = (copy[i] ?? 0) ^ bit;
        changed.push(copy, Buffer.from('\n'));
      }
    const { code, out } = facetell(home, ['verify', '-'], Buffer.concat(changed));
    const answers = lines(out);
    assert.equal(code, 1);
    assert.deepEqual(answers.filter((line) => !line.includes(': FAILED: ')), []);
    assert.ok(answers.length >= whole.length * 3, 'every one was answered');
    for (const kind of ['not JSON', 'the signature does not verify', 'there is no proof',
      'the proof is not of the form we verify'])
      assert.ok(out.includes(kind), `${kind} is among the reasons`);
  });

  test('whatever value is changed, no verifier accepts it', async (t) => {
    const home = freshFolder(t);
    const document = JSON.parse(annotate(t, home)[0] ?? '');
    const changed = [];
    /** @param {any} at */
    const walk = (at) => {
      for (const key of Object.keys(at)) {
        const was = at[key];
        if (typeof was === 'object') walk(was);
        for (const is of [typeof was === 'number' ? was + 1 : `${was}x`, null, [was]]) {
          at[key] = is;
          changed.push(JSON.stringify(document));
        }
        delete at[key];
        changed.push(JSON.stringify(document));
        at[key] = was;
      }
    };
    walk(document);
    assert.ok(changed.length > 100);
    const { out } = facetell(home, ['verify', '-'], changed.join('\n'));
    assert.equal(lines(out).filter((line) => line.includes(': FAILED: ')).length, changed.length);
    for (const text of changed) await assert.rejects(verify(JSON.parse(text)));
  });
});

describe('facetell verify', () => {
  /** @type {Awaited<ReturnType<typeof signer>>} */
  let other;
  before(async () => { other = await signer(); });

  const documents = [
    {},
    { '@context': ['http://www.w3.org/ns/anno.jsonld'], type: 'Annotation' },
    { '@context': 'https://example.org/', a: [], o: {}, t: true, f: false, n: null },
    { '\u20ac': 1, '\r': 2, '\ufb33': 3, 1: 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 },
    { '\ue000': 1, '\uffff': 2, '\u{10000}': 3, '\u{10ffff}': 4, '\ud7ff': 5, '': 6 },
    { text: '\u0001\b\t\n\f\r\u001f "\\/\u007f\u2028é', n: -9007199254740991 },
    { a: { b: { c: { d: [[[{ e: 0 }]]] } } } },
  ];

  test('accepts what others sign', async (t) => {
    const signed = await Promise.all(documents.map((document) => other.sign(document)));
    const { code, out } = facetell(freshFolder(t), ['verify', '--key', other.did, '-'],
      signed.map((document) => `${JSON.stringify(document)}\n`).join(''));
    assert.equal(code, 0, out);
    assert.equal(lines(out).length, documents.length);
    for (const line of lines(out)) assert.ok(line.endsWith(`: ok, signed by ${other.did}`), line);
  });

  test('accepts what a Data Integrity library signs', async (t) => {
    const key = await Ed25519Multikey.generate();
    key.controller = `did:key:${key.publicKeyMultibase}`;
    key.id = `${key.controller}#${key.publicKeyMultibase}`;
    const suite = new DataIntegrityProof(
      { cryptosuite: createSignCryptosuite(), signer: key.signer() });
    const signed = await jsigs.sign({
      '@context': ['http://www.w3.org/ns/anno.jsonld'], type: 'Annotation',
      creator: { id: key.controller }, body: { '€': ['ß', 7], 1: null },
    }, { suite, purpose: new AssertionProofPurpose(), documentLoader });
    const { code, out } = facetell(freshFolder(t), ['verify', '-'], JSON.stringify(signed));
    assert.equal(code, 0, out);
  });

  test('says which line fails and why, and goes on', async (t) => {
    const good = JSON.stringify(await other.sign({ a: 1 }));
    const forged = JSON.stringify(await other.sign({ creator: { id: 'did:key:z6MkOther' } }));
    const cases = [
      [good, 'ok, signed by'],
      [good.replace('"a":1', '"a":2'), 'FAILED: the signature does not verify'],
      ['{"a":1', 'FAILED: not JSON at byte 6'],
      ['{"a":1}', 'FAILED: there is no proof'],
      ['{"a":1,"a":1}', 'FAILED: the same key twice in one object'],
      ['{"a":1.5}', 'FAILED: a number that is no integer in range'],
      [good.replace('eddsa-jcs-2022', 'eddsa-rdfc-2022'), 'FAILED: the proof is not of the form'],
      [JSON.stringify(await other.sign({}, { expires: '2020-01-01T00:00:00Z' })),
        'FAILED: the proof is not of the form'],
      [forged, 'FAILED: signed by another key'],
      ['['.repeat(5000), 'FAILED: nested too deeply'],
      [`"${'x'.repeat(3 << 20)}"`, 'FAILED: a text or list is too short or too long'],
      ['\xff\xfe', 'FAILED: '],
      [`${good}\r`, 'ok, signed by'],
      ['', ''],
      [good, 'ok, signed by'],
    ];
    const { code, out, err } = facetell(freshFolder(t), ['verify', '-'],
      Buffer.from(cases.map(([text]) => text).join('\n'), 'latin1'));
    assert.equal(code, 1);
    const wanted = cases.map(([, words], i) => [i + 1, words]).filter(([, words]) => words);
    const answers = lines(out);
    assert.equal(answers.length, wanted.length, out);
    wanted.forEach(([number, words], i) =>
      assert.ok(answers[i]?.startsWith(`standard input:${number}: ${words}`), answers[i]));
    assert.match(err, /^3 verified, 11 failed$/m);
  });

  test('a file may hold one document over many lines, or hold nothing', async (t) => {
    const home = freshFolder(t);
    /** @param {string} name @param {string} text */
    const file = (name, text) => {
      writeFileSync(join(home, name), text);
      return join(home, name);
    };
    const signed = await other.sign({ '@context': ['https://example.org/'], b: [1, { c: 'd' }] });
    const pretty = file('pretty.json', `${JSON.stringify(signed, null, 2)}\n`);
    const two = file('two.jsonl', `${JSON.stringify(signed)}\n${JSON.stringify(signed)}`);
    const empty = file('empty.json', '');
    const missing = join(home, 'missing');
    const well = facetell(home, ['verify', pretty, two]);
    assert.equal(well.code, 0, well.out);
    assert.deepEqual(lines(well.out).map((line) => line.replace(/: ok, .*/, '')),
      [pretty, `${two}:1`, `${two}:2`]);
    const { code, out } = facetell(home, ['verify', empty, missing, home, pretty]);
    assert.equal(code, 1);
    assert.deepEqual(lines(out).map((line) => line.replace(/ok, .*/, 'ok')), [
      `${empty}: FAILED: nothing to verify`, `${missing}: FAILED: No such file or directory`,
      `${home}: FAILED: cannot be read`, `${pretty}: ok`]);
  });

  test('another key than the one asked for is a failure', async (t) => {
    const { did } = await signer();
    const { code, out } = facetell(freshFolder(t), ['verify', `--key=${did}`, '-'],
      JSON.stringify(await other.sign({ a: 1 })));
    assert.equal(code, 1);
    assert.match(out, /FAILED: signed by another key/);
  });

  test('a wrong command line is 2', (t) => {
    const home = freshFolder(t);
    for (const args of [[], ['--key', 'did:key:z6Mk', '-'], ['--key'], ['--no', '-'],
      ['--key', 'did:web:example.org', '-']])
      assert.equal(facetell(home, ['verify', ...args]).code, 2, args.join(' '));
  });
});

describe('facetell key', () => {
  test('show makes a key once, for its owner alone', (t) => {
    const home = freshFolder(t);
    const first = facetell(home, ['key', 'show']);
    assert.equal(first.code, 0, first.err);
    const did = /did:key:z6Mk\w{44}/.exec(first.out)?.[0];
    assert.ok(did);
    const groups = /^fingerprint\s+(.*)$/m.exec(first.out)?.[1] ?? '';
    assert.equal(`did:key:z6Mk${groups.replaceAll(' ', '')}`, did);
    assert.match(groups, /^(\w{6} ){7}\w{2}$/);
    assert.equal(facetell(home, ['key', 'show']).out, first.out);
    const folder = join(home, '.local/share/facetell');
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder, 'key')).mode & 0o777, 0o600);
  });

  test('rotate signs the new key with the old; old annotations still verify', async (t) => {
    const home = freshFolder(t);
    const [old = ''] = annotate(t, home);
    const before = JSON.parse(old).creator.id;
    for (let i = 1; i <= 10; i++) assert.equal(facetell(home, ['key', 'rotate']).code, 0);
    const { did, rotations } = JSON.parse(facetell(home, ['key', 'export']).out);
    assert.equal(rotations.length, 8, 'the oldest are dropped');
    let last = rotations[0].from;
    for (const statement of rotations) {
      assert.equal(statement.from, last);
      assert.equal(await verify(statement), last);
      assert.equal(await libraryVerifies(statement), true);
      assert.equal(statement.type, 'KeyRotation');
      last = statement.to;
    }
    assert.equal(last, did);
    assert.equal(facetell(home, ['verify', '--key', before, '-'], old).code, 0);
    assert.equal(facetell(home, ['verify', '--key', did, '-'], old).code, 1);
    assert.equal(facetell(home, ['verify', '--key', did, '-'], annotate(t, home)[0]).code, 0);
    const stated = rotations.map((/** @type {unknown} */ s) => `${JSON.stringify(s)}\n`).join('');
    assert.equal(facetell(home, ['verify', '-'], stated).code, 0);
  });

  test('export gives the public key in three forms and never the secret', async (t) => {
    const home = freshFolder(t);
    const outputs = ['show', 'rotate', 'export'].map((verb) => facetell(home, ['key', verb]));
    const { did, publicKeyJwk, verificationMethod } = JSON.parse(outputs[2]?.out ?? '');
    const key = await webcrypto.subtle.importKey('jwk', publicKeyJwk, 'Ed25519', true, ['verify']);
    const raw = Buffer.from(await webcrypto.subtle.exportKey('raw', key));
    assert.deepEqual(verificationMethod, { id: `${did}#${did.slice(8)}`, type: 'Multikey',
      controller: did, publicKeyMultibase: did.slice(8) });
    const multikey = await Ed25519Multikey.from(verificationMethod);
    assert.equal((await Ed25519Multikey.toJwk({ keyPair: multikey })).x, publicKeyJwk.x);
    assert.equal(raw.toString('base64url'), publicKeyJwk.x);
    const seed = /^seed (\w{64})$/m.exec(
      readFileSync(join(home, '.local/share/facetell/key'), 'utf8'))?.[1] ?? '';
    assert.equal(seed.length, 64);
    const secrets = [seed, Buffer.from(seed, 'hex').toString('base64').slice(0, 40),
      Buffer.from(seed, 'hex').toString('base64url').slice(0, 40)];
    for (const { out, err } of outputs)
      for (const secret of secrets) assert.ok(!(out + err).includes(secret));
  });

  test('a key that others may read, or that is damaged, is refused with the way out', (t) => {
    const home = freshFolder(t);
    facetell(home, ['key', 'show']);
    const path = join(home, '.local/share/facetell/key');
    chmodSync(path, 0o644);
    let { code, err } = facetell(home, ['key', 'show']);
    assert.equal(code, 3);
    assert.match(err, /others may read the key file[^]*chmod 600/);
    chmodSync(path, 0o600);
    writeFileSync(path, readFileSync(path).subarray(1));
    ({ code, err } = facetell(home, ['key', 'rotate']));
    assert.equal(code, 3);
    assert.match(err, /the key file is damaged[^]*Move it away/);
  });

  test('a wrong command line is 2', (t) => {
    const home = freshFolder(t);
    for (const args of [[], ['none'], ['show', 'export'], ['--show']])
      assert.equal(facetell(home, ['key', ...args]).code, 2, args.join(' '));
  });
});
