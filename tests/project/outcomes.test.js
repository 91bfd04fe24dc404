// One table of outcomes, written in three places: they must agree.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from './project.js';

const header = [...read('native-host/base/status.h')
  .matchAll(/X\((\w+),\s*(\d+),\s*"([^"]+)",\s*"([^"]+)"\)/g)]
  .map(([, constant, number, name, text]) => ({ constant, number: Number(number), name, text }));
const pick = ({ number, name, text }) => ({ number, name, text });

test('the table in PROTOCOL.md is the one in status.h', () => {
  const rows = [...read('native-host/PROTOCOL.md').split('## Outcomes')[1]
    .matchAll(/^\| (\d+) \| `([\w-]+)` \| (.+) \|$/gm)]
    .map(([, number, name, text]) => ({ number: Number(number), name, text }));
  assert.ok(header.length > 30);
  assert.deepEqual(rows, header.map(pick));
});

test('the table in protocol.js is the one in status.h', async () => {
  const { OUTCOMES } = await import('../../extension/protocol.js');
  assert.deepEqual(OUTCOMES.map(pick), header.map(pick));
});

test('numbers rise, names are made from constants, and none is used twice', () => {
  header.reduce((last, { number, name }) => {
    assert.ok(number > last, `${name} is not after its predecessor`);
    return number;
  }, -1);
  for (const { constant, name } of header)
    assert.equal(constant.toLowerCase().replaceAll('_', '-'), name);
  assert.equal(new Set(header.map(({ name }) => name)).size, header.length);
});
