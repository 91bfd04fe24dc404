// The project as a whole: versions agree, nothing is forgotten, nothing leaks.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { files, read, root } from './project.js';

test('the six names at the root hold everything of substance', () => {
  const fixed = ['Makefile', 'README.md', 'extension', 'manifests', 'native-host', 'tests'];
  const beside = ['CHANGELOG.md', 'LICENSE', 'eslint.config.js', 'package-lock.json',
    'package.json', 'tsconfig.json'];
  const names = new Set(files().map((path) => path.split('/')[0]).filter((n) => !n.startsWith('.')));
  for (const name of fixed) assert.ok(names.delete(name), `${name} is missing`);
  for (const name of names) assert.ok(beside.includes(name), `${name} does not belong at the root`);
});

test('one version everywhere', () => {
  const { version } = JSON.parse(read('package.json'));
  assert.match(read('native-host/base/version.h'), new RegExp(`VERSION_TEXT "${version}"`));
  assert.match(read('CHANGELOG.md'), new RegExp(`^## ${version.replaceAll('.', '\\.')}`, 'm'));
});

test('every fuzz target has a corpus', () => {
  const targets = files('tests/fuzz/*_fuzz.c').map((path) => basename(path, '_fuzz.c'));
  assert.ok(targets.length >= 4);
  for (const target of targets)
    assert.ok(files(`tests/fuzz/corpus/${target}`).length >= 3, `${target} has too small a corpus`);
});

test('no path of a machine and no registry host is in the tree', () => {
  const bad = new RegExp(['/(?:work|farm)/', '/tmp/bash' + '_jobs', 'registry\\.npm' + 'js',
    'deb\\.deb' + 'ian\\.org', '"resol' + 'ved":'].join('|'));
  for (const path of files().filter((p) => !/\.(?:png|webp|jpe?g|bin|weights)$/.test(p) &&
      !p.startsWith('tests/fuzz/corpus/')))
    assert.doesNotMatch(read(path), bad, path);
});

test('a module exports its own prefix only', { skip: !existsSync(join(root, 'build/obj')) }, () => {
  const objects = execFileSync('find', ['build/obj', '-name', '*.o'], { cwd: root, encoding: 'utf8' })
    .split('\n').filter(Boolean);
  assert.ok(objects.length > 10);
  for (const object of objects) {
    const module = basename(object, '.o');
    const source = object.replace('build/obj', 'native-host').replace(/\.o$/, '.c');
    if (!existsSync(join(root, source)) || module === 'main') continue;
    // decode_jpeg.c belongs to decode: the first word is the module's.
    const prefix = module.split('_')[0].replace(/r$/, '');
    const symbols = execFileSync('nm', ['-g', '--defined-only', object], { cwd: root, encoding: 'utf8' })
      .split('\n').filter(Boolean).map((line) => line.split(' ').at(-1));
    for (const symbol of symbols)
      assert.ok(symbol.startsWith(prefix), `${source} exports ${symbol}`);
  }
});

test('no two sources have one name: an archive would keep the last only', () => {
  const names = files('native-host/*.c').map((path) => basename(path));
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
});

test('README names the two commands and CI runs the second', () => {
  const readme = read('README.md');
  assert.match(readme, /^make demo$/m);
  assert.match(readme, /^make test$/m);
  assert.match(read('.ci/run'), /^make test$/m);
});
