// make screenshots: badge, panel, popup and options, light, dark and right to
// left, into build/screenshots; and the picture of README.md.  Every face in them
// was drawn by our own code (tests/pages/drawing.mjs): nobody is shown.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as facebook from '../pages/facebook.mjs';
import { DRAWN, READER } from '../pages/people.mjs';
import { openSites } from '../pages/sites.mjs';
import { makeHome, openBrowser, ROOT } from './driver.mjs';
import { installHost } from './host.mjs';
import { openPanel, settledBadges } from './reader.mjs';

const OUT = join(ROOT, 'build/screenshots');
const README_MAX_BYTES = 200_000;
const LOOKS = {
  light: {}, dark: { dark: true }, rtl: { dir: 'rtl', lang: 'ar' },
};
const TEXTS = [
  'Does anyone know who to call about the street lamp at number 12?', 'The market moves to the school yard this Saturday.',
  'Our choir looks for two more altos. No audition, just come.', 'Free apples at our gate. Bring a bag!',
  'Lost: one grey mitten, left hand.', 'The bus stop will be closed until Thursday.',
];

const slots = () => DRAWN.map((person, i) => facebook.post(person, i + 1, { px: 120, text: TEXTS[i] }));

async function openFeed(browser, server, name, look) {
  const url = `${facebook.GROUP_URL}?look=${name}`;
  server.serve(url, { headers: facebook.headers(), body: facebook.groupPage({ own: READER, slots: slots(), ...look }) });
  const page = await browser.newPage();
  await page.setViewport({ width: 1000, height: 760, deviceScaleFactor: 2 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: look.dark ? 'dark' : 'light' }]);
  await page.goto(url);
  return { page, found: await settledBadges(browser, page, DRAWN.length) };
}

/** The extension's own page, as the popup of a tab that shows the feed. */
async function shootOwn(browser, name, path, look, size) {
  const page = await browser.newPageBehind(`${browser.origin}/${path}`);
  await page.setViewport({ ...size, deviceScaleFactor: 2 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: look.dark ? 'dark' : 'light' }]);
  await page.evaluate((dir) => {
    if (dir) document.documentElement.dir = dir;
    return new Promise((wake) => { setTimeout(wake, 500); });
  }, look.dir);
  await page.screenshot({ path: join(OUT, `${name}.png`) });
  await page.close();
}

async function main() {
  mkdirSync(OUT, { recursive: true });
  const sites = await openSites([...DRAWN, READER]);
  const home = makeHome();
  installHost(home);
  const browser = await openBrowser('chromium', { server: sites.server, home });
  try {
    for (const [name, look] of Object.entries(LOOKS)) {
      const { page, found } = await openFeed(browser, sites.server, name, look);
      await page.screenshot({ path: join(OUT, `feed-${name}.png`) });
      await shootOwn(browser, `popup-${name}`, 'popup/popup.html', look, { width: 360, height: 520 });
      await shootOwn(browser, `options-${name}`, 'options/options.html', look, { width: 900, height: 900 });
      await openPanel(browser, page, found.find(({ kind }) => kind === 'generated') ?? found[0]);
      await page.screenshot({ path: join(OUT, `panel-${name}.png`) });
      if (name === 'light') {
        const path = join(OUT, 'readme-feed.png');
        await page.setViewport({ width: 1000, height: 760, deviceScaleFactor: 1 });
        await new Promise((wake) => { setTimeout(wake, 300); });
        await page.screenshot({ path, optimizeForSpeed: false });
        if (statSync(path).size > README_MAX_BYTES) throw new Error(`${path} is too large for README.md`);
      }
      await page.close();
    }
    console.log(`written: ${OUT}`);
  } finally {
    await browser.close();
    await sites.close();
    home.remove();
  }
}

await main();
