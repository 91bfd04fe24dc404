// make demo: a group's worth of posts in Chromium, with the extension and the
// real host, in a home that is thrown away.  With a display it stays open to try;
// without one (or with CI=true) it waits for the badges, writes build/demo, says
// what was found and whether every annotation verifies, and exits 0 if all is well.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as facebook from '../pages/facebook.mjs';
import { groupFeed } from '../pages/feed.mjs';
import { openSites } from '../pages/sites.mjs';
import { CHROMIUM } from './binaries.mjs';
import { makeHome, openBrowser, ROOT } from './driver.mjs';
import { installHost } from './host.mjs';
import { isProven } from './proof.mjs';
import { badges, closePanel, openPanel, panelShot, settledBadges } from './reader.mjs';

const PICTURES = { fake: 'StyleGAN2 sample', photo: 'photo', scene: 'no face' };

const OUT = join(ROOT, 'build/demo');
const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) && process.env.CI !== 'true';

/** What goes wrong is said in one line, and the exit code tells. */
class DemoError extends Error {}

/** Click every badge, take the annotation from its panel. */
async function readAnnotations(browser, page, found) {
  const annotations = new Map();
  for (const badge of found) {
    const panel = await openPanel(browser, page, badge);
    annotations.set(panel.annotation.target.key, panel.annotation);
    await closePanel(browser, page);
  }
  return [...annotations.values()];
}

function report(annotations, feed, file, host) {
  const rows = annotations.map((annotation) => {
    const { person } = feed.people.find(({ key }) => key === annotation.target.key);
    const { verdict, reason, strength, decibans } = annotation.body;
    return {
      name: person.name, picture: PICTURES[Object.keys(person.shows)[0]], px: annotation.target.width ?? '?',
      verdict: reason ? `${verdict}: ${reason}` : verdict, strength: strength ?? '', decibans: decibans ?? '',
      verified: isProven(annotation) ? 'yes' : 'NO',
    };
  });
  console.table(rows);
  const proven = rows.filter(({ verified }) => verified === 'yes').length;
  console.log(`signatures: ${proven} of ${rows.length} verified by code that is not ours`);
  const told = host.run('verify', file).trim().split('\n').filter((line) => line.includes(': ok'));
  console.log(`facetell verify: ${told.length} of ${rows.length} ok, ${told[0]?.split('ok, ')[1]}`);
  if (proven !== rows.length) throw new DemoError('an annotation does not verify');
  return rows;
}

async function headless(browser, sites, host, feed) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1100, height: 1000, deviceScaleFactor: 2 });
  await page.goto(facebook.GROUP_URL);
  const wanted = feed.people.length;
  const found = await settledBadges(browser, page, wanted).catch(async () => {
    throw new DemoError(`only ${(await badges(browser, page)).length} of ${wanted} badges appeared`);
  });
  await page.screenshot({ path: join(OUT, 'feed.png') });
  await openPanel(browser, page, found.find(({ text }) => /AI/.test(text)) ?? found[0]);
  await panelShot(browser, page, join(OUT, 'panel.png'));
  await closePanel(browser, page);

  const annotations = await readAnnotations(browser, page, found);
  const file = join(OUT, 'annotations.jsonl');
  writeFileSync(file, annotations.map((each) => `${JSON.stringify(each)}\n`).join(''));
  report(annotations, feed, file, host);
  const twice = feed.people.filter(({ url }) => sites.server.count(url) !== 1);
  console.log(`pictures asked for: ${feed.people.length - twice.length} of ${feed.people.length} exactly once`);
  if (twice.length) throw new DemoError(`a picture was asked for again: ${twice[0].url}`);
  console.log(`written: ${OUT}/feed.png panel.png annotations.jsonl`);
}

async function main() {
  if (!CHROMIUM) throw new DemoError('Chromium is missing: apt-get install chromium');
  mkdirSync(OUT, { recursive: true });
  const sites = await openSites();
  const home = makeHome();
  let browser;
  try {
    const host = installHost(home);
    process.stdout.write(host.printed);
    const feed = groupFeed();
    sites.server.serve(facebook.GROUP_URL, { headers: facebook.headers(), body: feed.body });
    browser = await openBrowser('chromium', { server: sites.server, home, headless: !hasDisplay });
    if (!hasDisplay) return await headless(browser, sites, host, feed);
    const page = await browser.newPage();
    await page.goto(facebook.GROUP_URL);
    console.log('Click a badge beside a name. Close the window to end.');
    await new Promise((closed) => { browser.puppet.once('disconnected', closed); });
  } finally {
    await browser?.close().catch(() => {});
    await sites.close();
    home.remove();
  }
}

try {
  await main();
} catch (error) {
  console.error(`demo: ${error instanceof DemoError ? error.message : error.stack}`);
  process.exitCode = 1;
}
