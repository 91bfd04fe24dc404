// The tree is the architecture: who may include whom is the table in DESIGN.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { files, read } from './project.js';

const sources = files('native-host/*.c', 'native-host/*.h');
const includes = (text) => [...text.matchAll(/^#\s*include\s+(["<])([^">]+)[">]/gm)]
  .map(([, mark, name]) => ({ own: mark === '"', name }));

const allowed = new Map([...read('native-host/DESIGN.md')
  .split('## Who may include whom')[1].matchAll(/^\| (\w+) \|([\w ]*)\|$/gm)]
  .map(([, folder, may]) => [folder, new Set([folder, ...may.trim().split(/\s+/)])]));

test('the table names every folder that has sources', () => {
  const folders = new Set(sources.map((path) => path.split('/')[1]));
  for (const folder of folders) assert.ok(allowed.has(folder), `${folder} has no row`);
});

test('no include goes against the table', () => {
  for (const path of sources) {
    const folder = path.split('/')[1];
    for (const { own, name } of includes(read(path))) {
      if (!own) continue;
      const target = name.split('/')[0];
      const main = path === 'native-host/host/main.c' && target === 'cli';
      assert.ok(main || allowed.get(folder)?.has(target), `${path} includes ${name}`);
    }
  }
});

const system = /^(?:sys\/|linux\/|arpa\/|assert|ctype|dirent|errno|fcntl|float|inttypes|limits|locale|math|poll|pwd|sched|signal|spawn|stdalign|stdarg|stdbool|stddef|stdint|stdio|stdlib|string|strings|time|unistd|ftw|glob|cpuid|immintrin)/;

test('a third-party header is included by exactly one file, a .c file', () => {
  const users = new Map();
  for (const path of sources)
    for (const { own, name } of includes(read(path)))
      if (!own && !system.test(name)) users.set(name, [...(users.get(name) ?? []), path]);
  assert.ok(users.size >= 5, 'the libraries are included somewhere');
  for (const [name, paths] of users) {
    assert.deepEqual(paths.length, 1, `${name}: ${paths.join(', ')}`);
    assert.match(paths[0], /\.c$/, name);
  }
});

test('every header says what it is for', () => {
  for (const path of sources.filter((p) => p.endsWith('.h')))
    assert.match(read(path), /^(?:\/\* .* \*\/\n)?#ifndef (\w+_H)\n#define \1\n\n\/\*\n \* [\w-]+: /, path);
});
