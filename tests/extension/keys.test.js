import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeys, followRotations } from '../../extension/background/keys.js';
import { makeHello, makeKey, makeRotation } from './support.js';

function makeStorage(items = {}) {
  return {
    items,
    get: async (name) => ({ [name]: structuredClone(items[name]) }),
    set: async (more) => { Object.assign(items, structuredClone(more)); },
  };
}

const [a, b, c] = [makeKey(), makeKey(), makeKey()];

test('the first key is pinned, and stays', async () => {
  const keys = createKeys(makeStorage());
  assert.deepEqual(await keys.accept(makeHello(a)), [a.did]);
  assert.deepEqual(await keys.accept(makeHello(a)), [a.did]);
  assert.equal((await keys.read()).pinned, a.did);
});

test('another key is an alarm, and the pinned one stays pinned', async () => {
  const keys = createKeys(makeStorage());
  await keys.accept(makeHello(a));
  await assert.rejects(keys.accept(makeHello(b)), { name: 'key-changed' });
  const { pinned, offered } = await keys.read();
  assert.deepEqual([pinned, offered], [a.did, b.did]);
});

test('a rotation leads to the next key, and the old one may still have signed', async () => {
  const keys = createKeys(makeStorage());
  await keys.accept(makeHello(a));
  const rotations = [makeRotation(a, b), makeRotation(b, c)];
  assert.deepEqual(await keys.accept(makeHello(c, { rotations })), [c.did, a.did, b.did]);
  assert.equal((await keys.read()).offered, undefined);
});

test('rotations before the pinned key do not matter', async () => {
  const keys = createKeys(makeStorage());
  await keys.accept(makeHello(b));
  const rotations = [makeRotation(a, b), makeRotation(b, c)];
  assert.deepEqual(await keys.accept(makeHello(c, { rotations })), [c.did, b.did]);
});

for (const [what, rotations] of [
  ['signed by the new key', [{ ...makeRotation(b, a), from: a.did, to: b.did }]],
  ['for another key', [makeRotation(a, c)]],
  ['from another key', [makeRotation(c, b)]],
  ['with a gap', [makeRotation(a, c), makeRotation(makeKey(), b)]],
  ['altered', [{ ...makeRotation(a, c), to: b.did }]],
  ['of no form', [{ type: 'KeyRotation', from: a.did, to: b.did }, 7]],
]) {
  test(`no rotation: ${what}`, async () => {
    const keys = createKeys(makeStorage());
    await keys.accept(makeHello(a));
    await assert.rejects(keys.accept(makeHello(b, { rotations })), { name: 'key-changed' });
  });
}

test('at the first hello the keys that lead there are known too', async () => {
  const rotations = [makeRotation(a, b), makeRotation(b, c)];
  assert.deepEqual(
    await createKeys(makeStorage()).accept(makeHello(c, { rotations })), [c.did, a.did, b.did]);
  assert.deepEqual(
    await createKeys(makeStorage()).accept(makeHello(c, { rotations: [makeRotation(a, b)] })), [c.did]);
});

test('the reader accepts, or refuses', async () => {
  const keys = createKeys(makeStorage());
  await keys.accept(makeHello(a));
  await assert.rejects(keys.accept(makeHello(b)));
  await keys.decide(c.did, true); // not what was offered
  assert.equal((await keys.read()).pinned, a.did);
  await keys.decide(b.did, false);
  await assert.rejects(keys.accept(makeHello(b)), { name: 'key-changed' });
  assert.equal((await keys.read()).refused, true);
  await assert.rejects(keys.accept(makeHello(c)), { name: 'key-changed' });
  assert.equal((await keys.read()).refused, false, 'a third key is asked about anew');
  await keys.decide(c.did, true);
  assert.deepEqual(await keys.accept(makeHello(c)), [c.did]);
});

test('the old host coming back ends the alarm', async () => {
  const keys = createKeys(makeStorage());
  await keys.accept(makeHello(a));
  await assert.rejects(keys.accept(makeHello(b)));
  await keys.accept(makeHello(a));
  assert.equal((await keys.read()).offered, undefined);
});

test('damaged storage is a first hello', async () => {
  const keys = createKeys(makeStorage({ keys: { pinned: 7 } }));
  assert.deepEqual(await keys.accept(makeHello(a)), [a.did]);
});

test('a circle of rotations ends', async () => {
  assert.equal(await followRotations(a.did, c.did, [makeRotation(a, b), makeRotation(b, a)]), null);
});
