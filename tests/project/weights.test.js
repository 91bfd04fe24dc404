// face.weights: made from files we know, the same each time, in the format that
// net_format.h describes.  What is in it, tests/unit/net_test.c checks.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ACTIVATIONS, foldGraph, KINDS } from '../../native-host/model/fold.mjs';
import { FORMAT, packNetworks, readNetworks, readSource, SOURCES }
  from '../../native-host/model/pack.mjs';
import { readTflite } from '../../native-host/model/tflite.mjs';
import { read, root } from './project.js';

const header = read('native-host/face/net_format.h');
const names = (list, prefix) => list.map((name) =>
  `${prefix}${name.toUpperCase().replaceAll('-', '_')}`);
const members = (name) => [...new RegExp(`enum ${name} \\{(.*?)\\}`, 's').exec(header)[1]
  .replace(/\/\*.*?\*\//gs, '').matchAll(/\w+/g)].map(([word]) => word);

test('the numbers of the format are those of net_format.h', () => {
  for (const [name, value] of Object.entries(FORMAT)) {
    const [, text] = new RegExp(`#define NET_FORMAT_${name} (\\S+)`).exec(header);
    const number = text.replace(/U$/, '');
    assert.equal(text.startsWith('"') ? JSON.parse(text)
      : typeof value === 'bigint' ? BigInt(number) : Number(number), value, name);
  }
  assert.deepEqual(members('net_kind'), [...names(KINDS, 'NET_'), 'NET_KINDS']);
  assert.deepEqual(members('net_activation'),
    [...names(ACTIVATIONS, 'NET_'), 'NET_ACTIVATIONS']);
});

test('two packings are the same, and the program writes that', () => {
  const bytes = packNetworks(readNetworks());
  assert.ok(bytes.equals(packNetworks(readNetworks())));
  const folder = mkdtempSync(join(tmpdir(), 'facetell-weights-'));
  const out = join(folder, 'below', 'face.weights');
  const { status, stderr } = spawnSync(process.execPath,
    [join(root, 'native-host/model/pack.mjs'), out], { cwd: tmpdir(), encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.ok(bytes.equals(readFileSync(out)));
  rmSync(folder, { recursive: true });
});

test('every weight that is used is in the file, and no other', () => {
  for (const [i, network] of readNetworks().entries()) {
    const graph = readTflite(readSource(SOURCES[i]));
    const used = graph.operations.filter(({ kind }) => kind !== 'multiply')
      .flatMap(({ inputs }) => inputs.map((input) => graph.tensors[input].halves))
      .reduce((count, halves) => count + (halves ? halves.length / 2 : 0), 0);
    const packed = network.operations
      .reduce((count, { weights }) => count + weights.length, 0);
    assert.equal(packed, used, network.name);
  }
});

test('another file in the place of a network is refused', () => {
  for (const source of SOURCES) {
    assert.throws(() => readSource({ ...source, sha256: '0'.repeat(64) }), /not the file/);
    assert.throws(() => readSource({ ...source, from: 1 }), /not the file/);
  }
});

test('what the engine cannot run is refused, not packed wrongly', () => {
  const tensor = { shape: [1, 2, 2, 8], halves: null, ints: null };
  const graph = (operation) => ({ tensors: [tensor, { ...tensor }, { ...tensor }],
    inputs: [0], outputs: [1],
    operations: [{ inputs: [0], outputs: [1], options: {}, ...operation }] });
  assert.throws(() => foldGraph(graph({ kind: 'relu' })), /cannot be folded/);
  assert.throws(() => foldGraph(graph({ kind: 'add', inputs: [0, 2] })), /before it is made/);
  assert.throws(() => foldGraph(graph({ kind: 'resize', options: { alignCorners: true } })),
    /another kind/);
  assert.throws(() => readTflite(Buffer.from('no such file')), /not a .tflite/);
});

test('without a name for the file the program says how it is used', () => {
  const { status, stderr } = spawnSync(process.execPath,
    [join(root, 'native-host/model/pack.mjs')], { encoding: 'utf8' });
  assert.equal(status, 2);
  assert.match(stderr, /^usage: /);
});
