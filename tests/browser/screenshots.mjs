// make screenshots: badge, panel, popup and options, light, dark and right to
// left, into build/screenshots; and the picture of README.md.  Every face in them
// was drawn by our own code (tests/pages/drawing.mjs): nobody is shown.
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as facebook from '../pages/facebook.mjs';
import { DRAWN, READER } from '../pages/people.mjs';
import { openSites } from '../pages/sites.mjs';
import { makeHome, openBrowser, ROOT } from './driver.mjs';
import { installHost } from './host.mjs';
import { closePanel, openPanel, panelShot, panelState, settledBadges } from './reader.mjs';
import { pause, until } from './setting.mjs';

const OUT = join(ROOT, 'build/screenshots');
const README_MAX_BYTES = 200_000;
const SETTLE_MS = 500; // the panel fades in
const FEED_CLIP = { x: 26, y: 186, width: 602, height: 574 };
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
  await page.bringToFront(); // by now it has asked the tab below; behind it is not painted
  await page.screenshot({ path: join(OUT, `${name}.png`) });
  await page.close();
}

/** The feed and the open panel side by side, as README.md shows them. */
async function shootReadme(browser, page) {
  await page.setViewport({ width: 1000, height: 760, deviceScaleFactor: 1.25 });
  await pause(SETTLE_MS);
  const panel = join(OUT, 'readme-panel.png');
  await panelShot(browser, page, panel);
  await closePanel(browser, page);
  const feed = await page.screenshot({ clip: FEED_CLIP, encoding: 'base64' });
  const sheet = await browser.newPage();
  await sheet.setViewport({ width: 1010, height: 607, deviceScaleFactor: 1 });
  await sheet.evaluate((left, right) => {
    document.body.style.cssText = 'margin:0;background:#eef0f3;display:flex;gap:16px;align-items:start;padding:16px';
    for (const [data, width] of [[left, 580], [right, 380]]) {
      const image = document.body.appendChild(new Image(width));
      image.src = `data:image/png;base64,${data}`;
      image.style.cssText = 'border-radius:12px;box-shadow:0 2px 10px #0003';
    }
    return Promise.all([...document.images].map((image) => image.decode()));
  }, feed, readFileSync(panel, 'base64'));
  const path = join(OUT, 'readme-feed.png');
  await sheet.screenshot({ path, fullPage: true });
  await sheet.close();
  if (statSync(path).size > README_MAX_BYTES) throw new Error(`${path} is too large for README.md`);
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
      await shootOwn(browser, `popup-${name}`, 'popup/popup.html', look, { width: 320, height: 460 });
      await shootOwn(browser, `options-${name}`, 'options/options.html', look, { width: 900, height: 900 });
      await page.bringToFront();
      await openPanel(browser, page, found.find(({ kind }) => kind === 'generated') ?? found[0]);
      await until(async () => (await panelState(browser, page)).hasPicture);
      await pause(SETTLE_MS);
      await page.screenshot({ path: join(OUT, `panel-${name}.png`) });
      if (name === 'light') await shootReadme(browser, page);
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
