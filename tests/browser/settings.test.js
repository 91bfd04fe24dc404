// The extension's own pages: the popup counts and switches, the options tell the
// key and that no picture was asked of the network.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as facebook from '../pages/facebook.mjs';
import { PEOPLE, READER } from '../pages/people.mjs';
import { badges, inPopup, pressInPopup, settledBadges } from './reader.mjs';
import { inEachBrowser, pause, until } from './setting.mjs';

const WORDS = JSON.parse(readFileSync(new URL('../../extension/_locales/en/messages.json', import.meta.url), 'utf8'));

inEachBrowser('popup and options', (setting) => {
  let page;

  test('the popup says that the host is there, and counts what this page shows', async () => {
    const { server, browser } = setting;
    server.serve(facebook.GROUP_URL, {
      headers: facebook.headers(),
      body: facebook.groupPage({ own: READER, slots: PEOPLE.slice(0, 8).map((person, i) => facebook.post(person, i + 1, { px: 80 })) }),
    });
    page = await browser.newPage();
    await page.goto(facebook.GROUP_URL);
    await settledBadges(browser, page, 8);
    const wanted = (kind) => PEOPLE.slice(0, 8).filter(({ expect }) => expect === kind).length;
    const { state, counts } = await inPopup(browser, (popup) => popup.evaluate(() => ({
      state: document.querySelector('#host .state').className,
      counts: Object.fromEntries([...document.querySelectorAll('#page dt')].map((dt) => [dt.textContent, Number(dt.nextElementSibling.textContent)])),
    })));
    assert.match(state, /good/);
    for (const kind of ['generated', 'nothing-found', 'cannot-tell'])
      assert.equal(counts[WORDS[`count_${kind.replace('-', '_')}`].message], wanted(kind), JSON.stringify(counts));
  });

  test('switched off for this site: its pages are left alone; switched on: read again', async () => {
    const { browser } = setting;
    await pressInPopup(browser, /facebook/i);
    await until(async () => (await badges(browser, page)).length === 0, { name: 'badges of an open page go' });
    await page.reload();
    await pause(1000);
    assert.deepEqual(await badges(browser, page), []);
    assert.equal(await page.evaluate(() => document.querySelector('facetell-badge')), null);
    await pressInPopup(browser, /facebook/i);
    await page.reload();
    assert.equal((await settledBadges(browser, page, 8)).length, 8);
  });

  test('the options show the key that signs, and that nothing was asked of the network', async () => {
    const { browser, host, name } = setting;
    const options = await browser.newPageBehind(`${browser.origin}/options/options.html`);
    const text = await until(async () => {
      const seen = await options.evaluate(() => document.body.innerText);
      return /Pinned/.test(seen) && seen;
    });
    const fingerprint = /^fingerprint +(.+)$/m.exec(host.run('key', 'show'))[1];
    assert.ok(text.includes(fingerprint), `${fingerprint}, as facetell key show has it`);
    if (name === 'chromium') assert.match(text, /[1-9]\d* read from the cache, 0 from the network/);
    await options.close();
  });
});
