// Real browsers for the tests: Chromium and Firefox in a home of their own, with
// the extension as it is shipped, the host as `facetell install` registers it,
// and every host name leading to the page server.  One class for both; what
// differs is in chromium.mjs and firefox.mjs.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Chromium } from './chromium.mjs';
import { Firefox } from './firefox.mjs';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const IDS = JSON.parse(readFileSync(join(ROOT, 'extension/id.json'), 'utf8'));
export const BROWSERS = { chromium: Chromium, firefox: Firefox };

/** A home folder holding nothing but the place for each browser's profile. */
export function makeHome() {
  const home = mkdtempSync(join(tmpdir(), 'facetell-home-'));
  for (const name of Object.keys(BROWSERS)) mkdirSync(BROWSERS[name].profile(home), { recursive: true });
  return {
    path: home,
    env: homeEnvironment(home),
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

function homeEnvironment(home) {
  const env = { ...process.env, HOME: home, LANGUAGE: 'en', LC_ALL: 'C.UTF-8' }; // tests read English
  for (const name of Object.keys(env)) if (name.startsWith('XDG_')) delete env[name];
  return env;
}

/**
 * Start a browser.
 * @param {'chromium' | 'firefox'} name
 * @param {object} options
 *   server     the page server that plays every site
 *   home       from makeHome
 *   extension  its folder; null for none
 */
export async function openBrowser(name, {
  server, home, extension = join(ROOT, 'build/extension', name), headless = true, args = [],
}) {
  const browser = new BROWSERS[name]();
  browser.name = name;
  browser.home = home;
  await browser.start({ server, home, headless, args });
  if (extension) await browser.install(extension);
  return browser;
}
