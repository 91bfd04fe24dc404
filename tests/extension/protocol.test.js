import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  OUTCOMES, PRIOR_DEFAULT_PPM, REASONS, answeredId, errorOf, helloMajor, hostStateOf,
  isAnnotation, isErrorAnswer, isHello, isHostAnswer, isPageRequest, isRotation, isUiRequest,
  keyStoreOf, settingsOf,
} from '../../extension/protocol.js';
import { makeAnnotation, makeHello, makeKey, makeRotation } from './support.js';

const key = makeKey();
const annotation = makeAnnotation(key);

/** A copy with the member at `path` replaced; undefined removes it. */
function changed(value, path, replacement) {
  const copy = structuredClone(value);
  const names = path.split('.');
  const last = names.pop();
  const holder = names.reduce((object, name) => object[name], copy);
  if (replacement === undefined) delete holder[last];
  else holder[last] = replacement;
  return copy;
}

test('the reasons are the outcomes from 40 to 59', () => {
  assert.deepEqual([...REASONS], OUTCOMES.slice(0).filter(({ number }) => number >= 40 && number < 60)
    .map(({ name }) => name));
  assert.ok(REASONS.includes('too-small'));
});

test('an annotation is one', () => assert.ok(isAnnotation(annotation)));
for (const [path, value] of [
  ['type', 'Note'], ['motivation', undefined], ['created', 'yesterday'], ['creator', []],
  ['creator.id', 'did:web:example.org'], ['target.sha256', 'A'.repeat(64)], ['target.width', 1.5],
  ['target.width', 0], ['target.key', 'a\u0000b'], ['target.key', 'x'.repeat(513)],
  ['body.verdict', 'real'], ['body.strength', 'certain'], ['body.reason', 'io'],
  ['body.face', [1, 2, 3]], ['body.evidence', {}], ['body.evidence.0.id', '<img>'],
  ['body.evidence.0.points.mouth', [1]], ['body.evidence.0.points.mouth', [1, '2']],
  ['body.evidence.0.observed', { a: 'x' }], ['body.decibans', '34'],
  ['body.evidence', Array(33).fill(annotation.body.evidence[0])],
  ['body.evidence.0.says', ''], ['body.evidence.0.says', 'a\u202eb'], ['body.evidence.0.says', 'x'.repeat(97)],
  ['body.evidence.0.says', 7], ['body.evidence.0.where', 'a\nb'], ['body.evidence.0.disarm', 'T1'],
  ['proof', undefined], ['proof.proofValue', 'mABC'],
]) {
  test(`no annotation: ${path} = ${JSON.stringify(value)?.slice(0, 40)}`, () =>
    assert.equal(isAnnotation(changed(annotation, path, value)), false));
}

test('what a file says is quoted', () => {
  const quoted = changed(changed(annotation, 'body.evidence.0.says', 'Máy ảnh "<b>" 相机'), 'body.evidence.0.where', 'Exif Make');
  assert.ok(isAnnotation(changed(quoted, 'body.evidence.0.disarm', 'T0145.002')));
});

test('members nobody knows are ignored', () =>
  assert.ok(isAnnotation({ ...annotation, more: { anything: [1.5] } })));

const hello = makeHello(key);
test('a hello is one', () => {
  assert.ok(isHello(hello));
  assert.ok(isHello({ ...hello, state: { ledger: 'ledger-corrupt' } }));
});
for (const [path, value] of [
  ['key', 'z6Mk'], ['version', ''], ['protocol', 1], ['rotations', Array(9).fill({})],
  ['state', { ledger: 7 }], ['type', 'hi'],
]) {
  test(`no hello: ${path}`, () => assert.equal(isHello(changed(hello, path, value)), false));
}

test('the major version is read from any hello', () => {
  assert.equal(helloMajor({ type: 'hello', protocol: { major: 7 } }), 7);
  for (const message of [null, 7, [], {}, { type: 'hello' }, { type: 'hello', protocol: { major: -1 } }]) {
    assert.equal(helloMajor(message), null);
  }
});

test('answers of the host', () => {
  assert.ok(isHostAnswer({ type: 'annotation', id: 1, annotation }));
  assert.ok(isHostAnswer({ type: 'annotations', id: 1, annotations: [annotation], more: false }));
  assert.ok(isHostAnswer({ type: 'forgotten', id: 1, count: 0 }));
  for (const message of [
    null, [], 'x', { type: 'annotation', id: 0, annotation }, { type: 'annotation', id: 1 },
    { type: 'annotations', id: 1, annotations: Array(129).fill(annotation), more: false },
    { type: 'annotations', id: 1, annotations: [annotation] }, { type: 'forgotten', id: 1, count: -1 },
    { type: 'constructor', id: 1 }, { type: '__proto__', id: 1 },
  ]) assert.equal(isHostAnswer(message), false, JSON.stringify(message)?.slice(0, 60));
});

test('errors keep known names and nothing else', () => {
  const of = (name) => errorOf({ type: 'error', id: 1, error: { name, number: 1, text: 'why' } });
  assert.equal(of('ledger-full').name, 'ledger-full');
  assert.equal(of('<b>').name, 'io');
  assert.equal(of('ok').message, 'why');
  assert.equal(isErrorAnswer({ type: 'error', id: 1, error: 'no' }), false);
});

test('ids are positive integers', () => {
  assert.equal(answeredId({ id: 7 }), 7);
  for (const id of [0, -1, 1.5, '7', null, 2 ** 53]) assert.equal(answeredId({ id }), null);
});

test('requests of a page', () => {
  assert.ok(isPageRequest({ kind: 'start' }));
  assert.ok(isPageRequest({ kind: 'lookup', keys: ['x:1'] }));
  const score = { kind: 'score', key: 'x:1', url: 'https://pbs.twimg.com/a', sidePx: 48 };
  assert.ok(isPageRequest(score));
  assert.ok(isPageRequest({ ...score, bytes: 'AAAA', account: { platform: 'x', id: 'ana' } }));
  for (const message of [
    undefined, { kind: 'toString' }, { kind: 'lookup', keys: [] }, { kind: 'lookup', keys: Array(129).fill('x:1') },
    { ...score, url: 'http://pbs.twimg.com/a' }, { ...score, url: `https://x.com/${'a'.repeat(2048)}` },
    { ...score, bytes: 'not base64!' }, { ...score, account: { platform: 'X', id: 'a' } },
    { ...score, account: { platform: 'x', id: 'a', url: 'javascript:alert(1)' } }, { ...score, sidePx: -1 },
    { ...score, bytes: 'A'.repeat(700 * 1024 * 2) },
  ]) assert.equal(isPageRequest(message), false, JSON.stringify(message)?.slice(0, 60));
});

test('requests of our own pages', () => {
  assert.ok(isUiRequest({ kind: 'set-site', site: 'x', on: false }));
  assert.ok(isUiRequest({ kind: 'accept-key', did: key.did }));
  for (const message of [{ kind: 'set-site', site: 'X', on: 1 }, { kind: 'set-prior', priorPpm: 0 },
    { kind: 'accept-key', did: 'x' }, { kind: 'score' }]) assert.equal(isUiRequest(message), false);
});

test('what storage holds is taken only if it has the form', () => {
  assert.deepEqual(settingsOf({ sites: { x: false }, priorPpm: 7 }), { sites: { x: false }, priorPpm: 7 });
  for (const stored of [undefined, null, [], { sites: { x: 'no' }, priorPpm: 1e9 }]) {
    assert.deepEqual(settingsOf(stored), { sites: {}, priorPpm: PRIOR_DEFAULT_PPM });
  }
  assert.equal(keyStoreOf({ pinned: 'x', since: '', earlier: [] }), null);
  assert.equal(hostStateOf({ phase: 'flying', problem: null, warnings: [] }), null);
});

test('a rotation is one', () => {
  const rotation = makeRotation(key, makeKey());
  assert.ok(isRotation(rotation));
  assert.equal(isRotation({ ...rotation, to: 'x' }), false);
  assert.equal(isRotation(annotation), false);
});
