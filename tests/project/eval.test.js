// The evaluation: that it runs on any labelled folder and says when there is none.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './project.js';

const python = '/usr/bin/python3';
const able = spawnSync(python, ['-c', 'import numpy, PIL, sklearn']).status === 0;
const avatars = join(root, 'node_modules/fake-avatars/avatars/png');
const evaluate = (...args) => spawnSync(python, ['native-host/model/eval/eval.py', ...args],
  { cwd: root, encoding: 'utf8', env: { ...process.env, FACETELL_SHARED: '/nonexistent' } });

const needs = !able ? "the evaluation's Python packages are not installed" : false;

test('without labelled pictures it says so and ends with 3', { skip: needs }, () => {
  const run = evaluate('build/test/eval');
  assert.equal(run.status, 3);
  assert.match(run.stderr, /^eval: no labelled pictures\. Give a folder/);
});

test('it evaluates a folder laid out as KIND/SOURCE', {
  skip: needs || (!existsSync(join(root, 'build/measure')) && 'build/measure is not built') ||
    (!existsSync(avatars) && "npm's packages are not installed"),
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'facetell-eval-'));
  try {
    mkdirSync(join(folder, 'in/generated/stylegan2'), { recursive: true });
    for (let i = 0; i < 4; i++)
      copyFileSync(join(avatars, `${i}.png`), join(folder, `in/generated/stylegan2/${i}.png`));
    const run = evaluate(join(folder, 'out'), join(folder, 'in'));
    assert.equal(run.status, 0, run.stderr);
    const report = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8'));
    assert.equal(report.pictures, 4);
    assert.equal(report.cells['size:256'].whole.n, 4);
    assert.equal(report.cells['size:256'].whole.generated.hits, 4);
    assert.equal(report.cells['size:40'].whole.cannot_tell.share, 1);
    assert.equal(report.cells['change:cut 15 %'].whole.generated.hits, 0);
    const page = readFileSync(join(folder, 'out/report.html'), 'utf8');
    assert.match(page, /prefers-color-scheme:dark/);
    assert.doesNotMatch(page, /<img|https?:|data:/, 'the page holds itself and no picture');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
