// One setting for a file of tests, in each browser: sites, a home with the host
// registered, the browser, and what the tests say most often.
import { after, before, describe } from 'node:test';
import { openSites } from '../pages/sites.mjs';
import { makeHome, openBrowser } from './driver.mjs';
import { installHost } from './host.mjs';

/** BROWSERS=firefox runs the tests in Firefox alone. */
const NAMES = (process.env.BROWSERS ?? 'chromium,firefox').split(',');

/**
 * @param {string} title
 * @param {(setting: object) => void} tests  reads the members of `setting` when they run
 * @param {{people?: object[], extension?: null, host?: boolean}} options
 */
export function inEachBrowser(title, tests, { people, extension, host = true } = {}) {
  for (const name of NAMES) {
    describe(`${title}, ${name}`, { timeout: 300_000 }, () => {
      const setting = { name };
      before(async () => {
        setting.sites = await openSites(people);
        setting.server = setting.sites.server;
        setting.home = makeHome();
        if (host) setting.host = installHost(setting.home);
        setting.browser = await openBrowser(name, { ...setting, extension });
      });
      after(async () => {
        await setting.browser?.close();
        await setting.sites?.close();
        setting.home?.remove();
      });
      tests(setting);
    });
  }
}

/** Ask `what` again until it gives something, or fail after `seconds`. */
export async function until(what, { seconds = 15, name = String(what) } = {}) {
  const end = Date.now() + seconds * 1e3;
  for (;;) {
    const answer = await what();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${name}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

export const pause = (ms) => new Promise((wake) => setTimeout(wake, ms));
