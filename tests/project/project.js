// What the tests of the project itself share: the tracked files and their text.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @param {string} path below the root */
export const read = (path) => readFileSync(join(root, path), 'utf8');

/** Files git tracks or would add, below the root, by pattern.
 * @param {...string} patterns */
export const files = (...patterns) =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--',
    ...patterns], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean).sort();
