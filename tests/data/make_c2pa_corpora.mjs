// Seeds for tests/fuzz: stores, claims and signatures of tests' own people.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cases } from '../host/c2pa_files.js';
import { People } from '../host/c2pa_people.js';
import { root } from '../host/facetell.js';

const people = new People();
const put = (target, name, bytes) => {
  const folder = join(root, 'tests/fuzz/corpus', target);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name.replaceAll(/[^A-Za-z0-9]+/g, '-')), bytes);
};

/** Every box of a type, however deep. */
function* boxes(bytes, type) {
  for (let at = 0; at + 8 <= bytes.length;) {
    const end = at + bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (end <= at || end > bytes.length) return;
    if (name === type) yield bytes.subarray(at + 8, end);
    if (name === 'jumb') yield* boxes(bytes.subarray(at + 8, end), type);
    at = end;
  }
}

for (const { name, file, type } of cases(people)) {
  if (type !== 'image/jpeg' || file[3] !== 0xeb) continue;
  const store = file.subarray(14, 4 + file.readUInt16BE(4));
  put('claim', name, store);
  if (/^(ES256|update|two)/.test(name)) put('jumbf', name, store);
  const parts = [...boxes(store, 'cbor')];
  const signature = parts.at(-1);
  if (/^(ES|PS|Ed)/.test(name)) put('cose', name, signature);
  if (/^(ES256|update|claim of|a claim)/.test(name)) parts.slice(0, -1).forEach((part, i) => put('cbor', `${name}-${i}`, part));
}
rmSync(people.folder, { recursive: true });
