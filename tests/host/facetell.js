// The real program, run as a person would run it, with a home of its own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** FACETELL names another build of it, as tests/project/test.sh does for the sanitizers'. */
export const program = resolve(root, process.env.FACETELL ?? 'build/facetell');

/** A folder that goes when the test `t` ends. @param {import('node:test').TestContext} t */
export function freshFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'facetell-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Nothing of the user who runs the tests. @param {string} home */
export const environment = (home) => ({ HOME: home, PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' });

/**
 * @param {string} home
 * @param {string[]} args
 * @param {string | Buffer} [input] standard input
 */
export function facetell(home, args, input = '') {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args,
    { input, env: environment(home), maxBuffer: 1 << 28 });
  if (error) throw error;
  return { code: status ?? signal, out: stdout.toString(), err: stderr.toString() };
}

/** @param {string} text */
export const lines = (text) => text.split('\n').filter(Boolean);
