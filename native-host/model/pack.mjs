#!/usr/bin/env node
// pack.mjs OUT: write the networks of the two pinned npm packages, folded,
// as one packed file.  The same packages give the same bytes.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { ACTIVATIONS, foldGraph, KINDS, NONE } from './fold.mjs';
import { readTflite } from './tflite.mjs';

const PACKAGES = fileURLToPath(new URL('../../node_modules/@mediapipe/', import.meta.url));
const ASSETS = 'face_mesh/face_mesh_solution_packed_assets.data';

/**
 * Where each network is: `from` and `to` in the packed assets are in
 * face_mesh_solution_packed_assets_loader.js of the same package.
 */
export const SOURCES = [
  { name: 'short-range', file: ASSETS, from: 3757224, to: 3986256,
    sha256: '3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633' },
  { name: 'full-range', file: 'face_detection/face_detection_full_range.tflite',
    sha256: '99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3' },
  { name: 'attention', file: ASSETS, from: 0, to: 2495952,
    sha256: '883b7411747bac657c30c462d305d312e9dec6adbf8b85e2f5d8d722fca9455d' },
];

/** The bytes of a network's .tflite file; throws when they are not the ones we know. */
export function readSource({ name, file, from, to, sha256 }) {
  const bytes = readFileSync(join(PACKAGES, file)).subarray(from, to);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new Error(`${name}: ${file} is not the file it should be`);
  }
  return bytes;
}

/** The numbers of face/net_format.h, by the names they have there. */
export const FORMAT = {
  MAGIC: 'facenet', VERSION: 1, NAME_BYTES: 16, HEADER_BYTES: 16, ENTRY_BYTES: 32,
  SECTION_WORDS: 8, TENSOR_WORDS: 3, OP_WORDS: 13, NONE,
  CHECKSUM_START: 0xcbf29ce484222325n, CHECKSUM_PRIME: 0x100000001b3n,
};

function checksum(section) {
  let sum = FORMAT.CHECKSUM_START;
  for (let at = 0; at < section.length; at += 8) {
    sum = BigInt.asUintN(64, (sum ^ section.readBigUInt64LE(at)) * FORMAT.CHECKSUM_PRIME);
  }
  return sum;
}

function section({ tensors, input, operations, outputs }) {
  const weights = [];
  const parameters = [];
  const words = operations.flatMap((operation) => {
    const { kind, output, second, activation, height, width, stride, top, left } = operation;
    const first = [weights.length, parameters.length];
    for (const weight of operation.weights) weights.push(weight);
    parameters.push(...operation.parameters);
    return [KINDS.indexOf(kind), output, operation.input, second,
      ACTIVATIONS.indexOf(activation), height, width, stride, top, left,
      ...first, operation.parameters.length];
  });
  const parts = outputs.flat();
  const all = [
    tensors.length, operations.length, outputs.length, parts.length,
    parameters.length, weights.length, input, 0,
    ...tensors.flatMap(({ height, width, channels }) => [height, width, channels]),
    ...words, ...outputs.map((list) => list.length), ...parts, ...parameters,
  ];
  const used = 4 * all.length + 2 * weights.length;
  const bytes = Buffer.alloc(used + (-used & 7));
  all.forEach((word, i) => bytes.writeUInt32LE(word, 4 * i));
  weights.forEach((half, i) => bytes.writeUInt16LE(half, 4 * all.length + 2 * i));
  return bytes;
}

/** The packed file of networks [{name, tensors, input, operations, outputs}]. */
export function packNetworks(networks) {
  const header = Buffer.alloc(
    FORMAT.HEADER_BYTES + FORMAT.ENTRY_BYTES * networks.length);
  header.write(FORMAT.MAGIC, 'latin1');
  header.writeUInt32LE(FORMAT.VERSION, 8);
  header.writeUInt32LE(networks.length, 12);
  const sections = networks.map(section);
  let at = header.length;
  sections.forEach((bytes, i) => {
    const entry = FORMAT.HEADER_BYTES + FORMAT.ENTRY_BYTES * i;
    const after = entry + FORMAT.NAME_BYTES;
    if (networks[i].name.length >= FORMAT.NAME_BYTES) throw new Error('a name too long');
    header.write(networks[i].name, entry, 'latin1');
    header.writeUInt32LE(at, after);
    header.writeUInt32LE(bytes.length, after + 4);
    header.writeBigUInt64LE(checksum(bytes), after + 8);
    at += bytes.length;
  });
  return Buffer.concat([header, ...sections]);
}

/** Every network there is, folded. */
export const readNetworks = () => SOURCES.map((source) =>
  ({ name: source.name, ...foldGraph(readTflite(readSource(source))) }));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out] = process.argv.slice(2);
  if (!out) {
    console.error('usage: pack.mjs OUT');
    process.exit(2);
  }
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(`${out}.part`, packNetworks(readNetworks()));
  renameSync(`${out}.part`, out);
}
