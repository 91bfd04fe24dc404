import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { RUNNING_MAX, WAITING_MAX, createQueue } from '../../extension/background/queue.js';
import { HostError } from '../../extension/protocol.js';
import { makeAnnotation, makeKey } from './support.js';

const key = makeKey();
const settled = () => new Promise((resolve) => { setImmediate(resolve); });
const base64 = (text) => Buffer.from(text).toString('base64');
const sha256 = (bytes) => createHash('sha256').update(Buffer.from(bytes, 'base64')).digest('hex');
const picture = (name, more = {}) => ({
  key: `x:${name}`, bytes: base64(name), sidePx: 48, account: undefined, page: undefined, ...more,
});
const answerTo = ({ picture: { key: pictureKey, bytes } }, target = {}) => ({
  type: 'annotation', id: 1, remembered: false,
  annotation: makeAnnotation(key, { target: { key: pictureKey, sha256: sha256(bytes), ...target } }),
});

/** A host whose answers the test gives by hand. */
function setting(verify = async () => key.did) {
  const asked = [];
  const request = (message) => new Promise((resolve, reject) => asked.push({ message, resolve, reject }));
  return { asked, ...createQueue({ request, verify }) };
}

test('one picture is asked once, however often it is on the page', async () => {
  const { asked, score } = setting();
  const answers = [score(picture('a')), score(picture('a')), score(picture('a'))];
  assert.equal(asked.length, 1);
  asked[0].resolve(answerTo(asked[0].message));
  for (const { state } of await Promise.all(answers)) assert.equal(state, 'answered');
});

test('a bounded number runs, a bounded number waits', async () => {
  const { asked, score } = setting();
  const all = Array.from({ length: RUNNING_MAX + WAITING_MAX + 5 }, (_, i) => score(picture(`p${i}`)));
  assert.equal(asked.length, RUNNING_MAX);
  assert.deepEqual(await all.at(-1), { state: 'no-answer', problem: 'busy' });
  for (let i = 0; i < RUNNING_MAX + WAITING_MAX; i++) {
    asked[i].resolve(answerTo(asked[i].message));
    await settled();
    await settled();
    if (i % 64 === 0) for (let wait = 0; asked.length <= i + 1 && wait < 100; wait++) await settled();
    while (asked.length <= i + 1 && i + 1 < RUNNING_MAX + WAITING_MAX) await settled();
  }
  const answers = await Promise.all(all);
  assert.equal(answers.filter(({ state }) => state === 'answered').length, RUNNING_MAX + WAITING_MAX);
});

test('the larger rendition wins: waiting, it takes the place; running, it is asked after', async () => {
  const { asked, score } = setting();
  const others = Array.from({ length: RUNNING_MAX }, (_, i) => score(picture(`o${i}`)));
  const small = score(picture('a', { bytes: base64('small') }));
  const large = score(picture('a', { bytes: base64('large'), sidePx: 320 }));
  assert.equal(small, large);
  asked[0].resolve(answerTo(asked[0].message));
  await others[0];
  await settled();
  const last = asked.at(-1).message.picture;
  assert.deepEqual([last.key, last.bytes], ['x:a', base64('large')]);
  const larger = score(picture('a', { bytes: base64('larger'), sidePx: 640 }));
  assert.notEqual(larger, large);
});

test('what does not verify is never an answer', async () => {
  const { asked, score } = setting(async () => { throw new HostError('proof-invalid'); });
  const answer = score(picture('a'));
  asked[0].resolve(answerTo(asked[0].message));
  assert.deepEqual(await answer, { state: 'no-answer', problem: 'proof-invalid' });
});

for (const [what, target] of [
  ['another picture', { key: 'x:other' }], ['another file', { sha256: 'f'.repeat(64) }],
]) {
  test(`an annotation of ${what} is no answer`, async () => {
    const { asked, score } = setting();
    const answer = score(picture('a'));
    asked[0].resolve(answerTo(asked[0].message, target));
    assert.deepEqual(await answer, { state: 'no-answer', problem: 'proof-form' });
  });
}

test('a remembered annotation may be of a larger file', async () => {
  const { asked, score } = setting();
  const answer = score(picture('a'));
  asked[0].resolve({ ...answerTo(asked[0].message, { sha256: 'f'.repeat(64) }), remembered: true });
  assert.equal((await answer).state, 'answered');
});

test('a request that fell with the port is tried once more', async () => {
  const { asked, score } = setting();
  const answer = score(picture('a'));
  asked[0].reject(new HostError('host-exited'));
  await settled();
  asked[1].resolve(answerTo(asked[1].message));
  assert.equal((await answer).state, 'answered');
  const other = score(picture('b'));
  asked[2].reject(new HostError('host-exited'));
  await settled();
  asked[3].reject(new HostError('host-exited'));
  assert.deepEqual(await other, { state: 'no-answer', problem: 'host-exited' });
});

test('lookup: verified ones only, and the rest is asked again', async () => {
  const good = makeAnnotation(key, { target: { key: 'x:1' } });
  const bad = makeAnnotation(makeKey(), { target: { key: 'x:2' } });
  const late = makeAnnotation(key, { target: { key: 'x:3' } });
  const { asked, lookup } = setting(async (document) => {
    if (document === bad) throw new HostError('proof-key');
    return key.did;
  });
  const found = lookup(['x:1', 'x:2', 'x:3', 'x:4']);
  asked[0].resolve({ type: 'annotations', id: 1, annotations: [good, bad, makeAnnotation(key, { target: { key: 'x:9' } })], more: true });
  while (asked.length < 2) await settled();
  assert.deepEqual(asked[1].message.keys, ['x:3', 'x:4']);
  asked[1].resolve({ type: 'annotations', id: 2, annotations: [late], more: false });
  assert.deepEqual(await found, { 'x:1': good, 'x:3': late });
});

test('a host that says "more" and gives none does not keep us', async () => {
  const { asked, lookup } = setting();
  const found = lookup(['x:1']);
  asked[0].resolve({ type: 'annotations', id: 1, annotations: [], more: true });
  assert.deepEqual(await found, {});
  assert.equal(asked.length, 1);
});
