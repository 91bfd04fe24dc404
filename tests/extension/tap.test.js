import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKept, passThrough } from '../../extension/background/tap.js';
import { PICTURE_MAX_BYTES } from '../../extension/protocol.js';

function makeFilter() {
  const written = [];
  return {
    written, isClosed: false, isDisconnected: false,
    write(data) { for (const byte of new Uint8Array(data)) written.push(byte); },
    close() { this.isClosed = true; },
    disconnect() { this.isDisconnected = true; },
  };
}

test('bytes pass unchanged, and a copy is kept', () => {
  const filter = makeFilter();
  let kept;
  passThrough(filter, (bytes) => { kept = bytes; });
  for (const part of [[1, 2], [3], []]) filter.ondata({ data: Uint8Array.from(part).buffer });
  filter.onstop();
  assert.deepEqual(filter.written, [1, 2, 3]);
  assert.deepEqual([...kept], [1, 2, 3]);
  assert.ok(filter.isClosed);
});

test('the copy is ours: what the browser does with its buffer later does not matter', () => {
  const filter = makeFilter();
  let kept;
  passThrough(filter, (bytes) => { kept = bytes; });
  const data = Uint8Array.of(7);
  filter.ondata({ data: data.buffer });
  data[0] = 0;
  filter.onstop();
  assert.equal(kept[0], 7);
});

test('too large a picture goes its own way, and is not kept', () => {
  const filter = makeFilter();
  let calls = 0;
  passThrough(filter, () => { calls++; });
  filter.ondata({ data: new ArrayBuffer(PICTURE_MAX_BYTES + 1) });
  assert.equal(filter.written.length, PICTURE_MAX_BYTES + 1, 'all of it has passed');
  assert.ok(filter.isDisconnected);
  assert.equal(calls, 0);
});

test('an error keeps nothing', () => {
  const filter = makeFilter();
  let calls = 0;
  passThrough(filter, () => { calls++; });
  filter.ondata({ data: Uint8Array.of(1).buffer });
  filter.onerror();
  assert.equal(calls, 0);
});

test('what is kept is bounded in bytes and in number, oldest out first', () => {
  const kept = createKept(10, 3);
  kept.put('a', new Uint8Array(4));
  kept.put('b', new Uint8Array(4));
  assert.ok(kept.get('a'), 'used: now the newest');
  kept.put('c', new Uint8Array(4));
  assert.equal(kept.get('b'), undefined);
  assert.deepEqual(kept.size(), { bytes: 8, pictures: 2 });
  kept.put('a', new Uint8Array(1));
  assert.deepEqual(kept.size(), { bytes: 5, pictures: 2 });
  kept.put('big', new Uint8Array(11));
  kept.put('none', new Uint8Array(0));
  assert.deepEqual(kept.size(), { bytes: 5, pictures: 2 });
  for (const name of 'defg') kept.put(name, new Uint8Array(1));
  assert.equal(kept.size().pictures, 3);
});
