// SPDX-License-Identifier: MIT
// node extension/build.mjs OUT: write OUT/chromium and OUT/firefox.
//
// No bundler: what is here is what the browser loads.  Only the manifest differs: that in
// this folder holds what both share, and under "browsers" what is said for the one.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const FOLDERS = [
  '_locales', 'background', 'content', 'icons', 'options', 'panel', 'popup', 'sites',
];
const FILES = ['protocol.js'];
const SHIPPED = new Set(['.js', '.json', '.html', '.css', '.png']);

export const BROWSERS = Object.freeze(['chromium', 'firefox']);

/**
 * The manifest of one browser.
 * @param {string} browser one of BROWSERS
 * @returns {Record<string, unknown>}
 */
export function manifestFor(browser) {
  const { browsers, ...shared } = JSON.parse(readFileSync(join(HERE, 'manifest.json'), 'utf8'));
  const own = browsers[browser];
  return { ...shared, ...own, permissions: [...shared.permissions, ...own.permissions].sort() };
}

/**
 * @param {string} browser
 * @param {string} out the folder to write, emptied first
 */
function build(browser, out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const name of [...FOLDERS, ...FILES]) {
    cpSync(join(HERE, name), join(out, name), {
      recursive: true,
      filter: (path) => extname(path) === '' || SHIPPED.has(extname(path)),
    });
  }
  writeFileSync(
    join(out, 'manifest.json'), JSON.stringify(manifestFor(browser), null, 2) + '\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2];
  if (!out) {
    console.error('usage: node extension/build.mjs OUT');
    process.exit(2);
  }
  for (const browser of BROWSERS) build(browser, join(out, browser));
}
