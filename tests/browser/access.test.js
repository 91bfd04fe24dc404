// Can everybody use it?  axe-core over badge, panel, popup and options, light and
// dark; twice the size; on paper; without motion; and in another language.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as facebook from '../pages/facebook.mjs';
import { PEOPLE, READER } from '../pages/people.mjs';
import { makeHome, openBrowser } from './driver.mjs';
import { badges, openPanel, settledBadges } from './reader.mjs';
import { inEachBrowser, until } from './setting.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const OWN_PAGES = { popup: 'popup/popup.html', options: 'options/options.html' };

/** What axe finds wrong by WCAG 2.2 AA in `include`, as lines. */
const faultsIn = (page, include) => page.evaluate(async (where) => {
  const { violations, passes } = await window.axe.run(where ? { include: [where] } : document,
    { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
  const isInside = passes.some(({ nodes }) => nodes.some(({ target }) => Array.isArray(target[0])));
  if (where && !isInside) return ['axe did not look inside'];
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary}`));
}, include);

/** axe looks into open shadow roots only: show it ours, in this page's own objects. */
const openFor = (browser, page, selector) => browser.inShadow(page, selector, (roots) => {
  for (const root of roots) Object.defineProperty(root.host, 'shadowRoot', { value: root, configurable: true });
  return roots.length;
});

const slots = () => PEOPLE.slice(0, 8).map((person, i) => facebook.post(person, i + 1, { px: 80 }));

async function openFeed({ server, browser }, name, look = {}) {
  const url = `${facebook.GROUP_URL}?access=${name}`;
  server.serve(url, { headers: { 'content-type': 'text/html' }, body: facebook.groupPage({ own: READER, slots: slots(), ...look }) });
  const page = await browser.newPage();
  await page.goto(url);
  return { page, found: await settledBadges(browser, page, 8) };
}

async function openOwn(browser, path) {
  const page = await browser.newPageBehind(`${browser.origin}/${path}`);
  await until(() => page.evaluate(() => document.body.innerText.length > 100), { name: path });
  return page;
}

inEachBrowser('access', (setting) => {
  for (const dark of [false, true]) {
    test(`${dark ? 'dark' : 'light'}: axe finds nothing wrong with badges and panel`, async () => {
      const { browser } = setting;
      const { page, found } = await openFeed(setting, String(dark), { dark });
      await page.evaluate(AXE);
      assert.ok(await openFor(browser, page, 'facetell-badge') >= 8);
      assert.deepEqual(await faultsIn(page, 'facetell-badge'), []);
      await openPanel(browser, page, found.find(({ kind }) => kind === 'generated'));
      assert.equal(await openFor(browser, page, 'facetell-panel'), 1);
      assert.deepEqual(await faultsIn(page, 'facetell-panel'), []);
      await page.close();
    });
  }

  for (const [name, path] of Object.entries(OWN_PAGES)) {
    for (const scheme of setting.name === 'firefox' ? ['light'] : ['light', 'dark']) {
      test(`${scheme}: axe finds nothing wrong with the ${name}`, async () => {
        const page = await openOwn(setting.browser, path);
        if (setting.name !== 'firefox') await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await page.evaluate(() => document.querySelector('summary')?.click());
        await page.evaluate(AXE);
        assert.deepEqual(await faultsIn(page), []);
        await page.close();
      });
    }
  }

  test('at twice the size nothing is cut off', async () => {
    const { browser } = setting;
    const { page } = await openFeed(setting, 'zoom');
    await page.setViewport({ width: 550, height: 450, deviceScaleFactor: 2 });
    const [badge] = await badges(browser, page);
    await openPanel(browser, page, badge);
    const [box] = await browser.inShadow(page, 'facetell-panel', (roots) => roots.map((root) => {
      const { left, right, top, bottom } = root.querySelector('dialog').getBoundingClientRect();
      return { left, right, top, bottom, width: innerWidth, height: innerHeight };
    }));
    assert.ok(box.left >= 0 && box.right <= box.width && box.top >= 0 && box.bottom <= box.height, JSON.stringify(box));
    await page.close();
    for (const path of Object.values(OWN_PAGES)) {
      const own = await openOwn(browser, path);
      await own.setViewport({ width: 320, height: 600, deviceScaleFactor: 2 });
      assert.ok(await own.evaluate(() => document.documentElement.scrollWidth <= 320), `${path} needs no sideways scrolling`);
      await own.close();
    }
  });

  test('the doctor says how well the page is read, and saves its skeleton', async () => {
    const { browser } = setting;
    const { page } = await openFeed(setting, 'doctor');
    await page.bringToFront();
    const tab = await openOwn(browser, OWN_PAGES.popup);
    const id = await tab.evaluate(async (url) => (await chrome.tabs.query({})).find((each) => each.url === url).id, page.url());
    await tab.close();
    const popup = await openOwn(browser, `${OWN_PAGES.popup}?tab=${id}`);
    await until(() => popup.evaluate(() => document.querySelector('#doctor') !== null));
    const { rows, saved } = await popup.evaluate(async () => {
      document.querySelector('#doctor summary').click();
      const blob = new Promise((done) => { URL.createObjectURL = (each) => { done(each); return 'about:blank'; }; });
      HTMLAnchorElement.prototype.click = function click() { this.dataset.clicked = this.download; };
      document.querySelector('#doctor button').click();
      return {
        rows: [...document.querySelectorAll('#doctor dt')].map((term) => `${term.textContent}: ${term.nextElementSibling.textContent}`),
        saved: await (await blob).text(),
      };
    });
    for (const row of ['Profile pictures seen: 8', 'With an account: 8', 'Without an account: 0', 'Your own: 1', 'By the link around it: 8', 'Post or row, tier 2: 8', 'Name, tier 1: 8'])
      assert.ok(rows.includes(row), `${row} in ${rows.join(' | ')}`);
    assert.match(saved, /^<!doctype html>[^]*role="feed"[^]*<image [^>]*xlink:href="https:\/\/scontent\./);
    assert.ok(!saved.includes(PEOPLE[0].name) && !saved.includes(PEOPLE[0].id));
    await popup.close();
    await page.close();
  });

  test('a badge the page takes away comes back and is counted', async () => {
    const { browser } = setting;
    const { page } = await openFeed(setting, 'removed');
    await page.evaluate(() => document.querySelector('facetell-badge').remove());
    await until(async () => (await badges(browser, page)).length === 8, { name: 'it is back' });
    const popup = await openOwn(browser, OWN_PAGES.popup);
    const removed = await popup.evaluate(async (url) => {
      const tab = (await chrome.tabs.query({})).find((each) => each.url === url);
      return (await chrome.tabs.sendMessage(tab.id, { kind: 'counts' })).seen.removed;
    }, page.url());
    assert.equal(removed, 1);
    await popup.close();
    await page.close();
  });

  test('on paper and without motion', { skip: setting.name === 'firefox' && 'Firefox cannot emulate these' }, async () => {
    const { browser } = setting;
    const { page } = await openFeed(setting, 'paper', { dark: true });
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    const longest = await browser.inShadow(page, 'facetell-badge', (roots) => Math.max(...roots.flatMap((root) =>
      [...root.querySelectorAll('*')].flatMap((node) => [getComputedStyle(node).animationDuration, getComputedStyle(node).transitionDuration])
        .map((text) => Math.max(...text.split(',').map(parseFloat))))));
    assert.ok(longest <= 0.01, `${longest} s`);
    await page.emulateMediaType('print');
    const shown = (await badges(browser, page)).filter(({ text }) => text !== '');
    assert.ok(shown.length >= 6, 'badges are printed');
    await page.close();
  });
});

test('in German: every word, and room for it', { skip: process.env.BROWSERS === 'firefox' }, async () => {
  const { openSites } = await import('../pages/sites.mjs');
  const sites = await openSites([READER]);
  const home = makeHome();
  const browser = await openBrowser('chromium', {
    server: sites.server, home: { ...home, env: { ...home.env, LANGUAGE: 'de', LANG: 'de_DE.UTF-8' } }, args: ['--lang=de'],
  });
  try {
    const messages = JSON.parse(readFileSync(new URL('../../extension/_locales/de/messages.json', import.meta.url), 'utf8'));
    for (const [path, name] of [[OWN_PAGES.popup, 'sitesTitle'], [OWN_PAGES.options, 'optionsPriorText']]) {
      const page = await openOwn(browser, path);
      const { text, lang, width } = await page.evaluate(() => ({
        text: document.body.innerText, lang: document.documentElement.lang, width: document.documentElement.scrollWidth - innerWidth,
      }));
      assert.ok(text.includes(messages[name].message), path);
      assert.equal(lang, 'de');
      assert.ok(width <= 0, `${path} is ${width} px too wide`);
    }
  } finally {
    await browser.close();
    await sites.close();
    home.remove();
  }
});
