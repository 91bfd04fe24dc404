// Each site's pages in both browsers: the counts its adapter must reach, also when
// all hints of the first tier are gone, and on the scrubbed skeleton of the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADAPTERS } from '../../extension/sites/registry.js';
import { withoutHints } from '../pages/hints.mjs';
import { PEOPLE, READER } from '../pages/people.mjs';
import { SITES } from '../pages/sites.mjs';
import { inEachBrowser, pause, until } from './setting.mjs';

const PARTS = ['avatars', 'attributed', 'default', 'own', 'unknown'];

/** What the page's content script says to the popup. */
const askPage = (popup, url, kind) => popup.evaluate(async (wanted, message) => {
  const tabs = await chrome.tabs.query({});
  const tab = tabs.find((each) => each.url === wanted);
  return tab ? chrome.tabs.sendMessage(tab.id, { kind: message }, { frameId: 0 }).catch(() => null) : null;
}, url, kind);

/** The badges that are shown, also those in open shadow roots and in frames of the site. */
const shownBadges = (page) => page.evaluate(() => {
  const all = (root) => [...root.querySelectorAll('*')].flatMap((node) => [
    node, ...node.shadowRoot ? all(node.shadowRoot) : [], ...node.localName === 'iframe' ? all(node.contentDocument) : []]);
  return all(document).filter((node) => node.localName === 'facetell-badge' && !node.hidden).length;
});

inEachBrowser('contracts', (setting) => {
  let popup, page;

  async function open({ url, body }, site) {
    setting.server.serve(url, { headers: site.headers(), body });
    page ??= await setting.browser.newPage();
    popup ??= await setting.browser.newPageBehind(`${setting.browser.origin}/popup/popup.html`);
    await page.bringToFront();
    await page.goto(url);
  }

  /** Wait until the page's counts are those wanted, or say what they are. */
  async function counted(url, wanted, name) {
    let found;
    await until(async () => {
      const counts = await askPage(popup, url, 'counts');
      if (!counts) return false;
      found = { ...Object.fromEntries(PARTS.map((part) => [part, counts.seen[part]])), badges: await shownBadges(page) };
      return JSON.stringify(found) === JSON.stringify({ ...found, ...wanted });
    }, { seconds: 5, name }).catch(() => assert.deepEqual(found, { ...found, ...wanted }, name));
  }

  for (const adapter of ADAPTERS) {
    const { site } = adapter;
    test(`${site}: the counts of its pages, without hints, and of their skeletons`, async () => {
      for (const contract of SITES[site].contracts) {
        await open(contract, SITES[site]);
        await counted(contract.url, contract.counts, contract.name);
        const skeleton = await askPage(popup, contract.url, 'skeleton');
        for (const text of secrets(contract)) assert.ok(!skeleton.toLowerCase().includes(text), `${contract.name}: "${text}" is not in its skeleton`);
        const { avatars, attributed } = contract.counts;
        await open({ ...contract, body: withoutHints(adapter, contract.body) }, SITES[site]);
        await counted(contract.url, { avatars, attributed }, `${contract.name} without hints`);
        if (/profile|Page/.test(contract.name)) continue; // whose page it is stands in its address alone
        await open({ ...contract, body: skeleton }, SITES[site]);
        await counted(contract.url, contract.counts, `the skeleton of ${contract.name}`);
      }
    });
  }

  for (const { site } of ADAPTERS) {
    test(`${site}: a node that becomes another person's loses its badge before it is painted`, async () => {
      const [contract] = SITES[site].contracts;
      await open({ ...contract, url: `${contract.url}${contract.url.includes('?') ? '&' : '?'}recycled` }, SITES[site]);
      await counted(page.url(), contract.counts, 'before');
      const { changed, shown } = await page.evaluate(recycle, namesOf(SITES[site], PEOPLE[0]), namesOf(SITES[site], PEOPLE[8]));
      assert.ok(changed >= 2, `${changed} attributes changed`);
      assert.ok(shown < contract.counts.badges, `${shown} of ${contract.counts.badges} badges stayed`);
      await counted(page.url(), contract.counts, 'after');
    });
  }

  test('LinkedIn\'s frames are read; a site\'s frame in another\'s page is not', async () => {
    const { framed, headers } = SITES.linkedin;
    setting.server.serve(framed.frame, { headers: headers(), body: framed.inner });
    await open(framed, SITES.linkedin);
    await until(async () => await shownBadges(page) === 2, { name: 'two badges in the frame' });
    const facebook = SITES.facebook.contracts.find(({ name }) => name === 'a Page');
    setting.server.serve(facebook.url, { headers: headers(), body: facebook.body });
    await open({ url: 'https://www.linkedin.com/feed/?foreign', body: `<iframe src="${facebook.url}" width="700" height="500"></iframe>` }, SITES.linkedin);
    await pause(700);
    const inner = page.frames().find((frame) => frame.url() === facebook.url);
    assert.equal(await inner.evaluate(() => document.querySelectorAll('facetell-badge').length), 0);
    assert.equal(await inner.evaluate(() => document.querySelectorAll('image').length), 2, 'it was there');
  });

  test('a shadow root that is attached late is seen, and what changes in it', async () => {
    const { comment, avatarUrl, contracts: [{ url }], headers } = SITES.reddit;
    const [ana, ben] = PEOPLE;
    const body = `<!doctype html><main>${comment(ana, { isShadow: true }).replace('<template shadowrootmode="open">', '<template>')}</main>`;
    await open({ url: `${url}?late`, body }, { headers });
    await pause(300);
    assert.equal(await shownBadges(page), 0);
    await page.evaluate(() => {
      const host = document.querySelector('faceplate-avatar');
      host.attachShadow({ mode: 'open' }).append(host.querySelector('template').content);
    });
    await until(async () => await shownBadges(page) === 1);
    await page.evaluate((to, src) => {
      const host = document.querySelector('faceplate-avatar');
      document.querySelector('shreddit-comment').setAttribute('author', to);
      document.querySelector('a').setAttribute('href', `/user/${to}/`);
      host.shadowRoot.querySelector('img').src = src;
    }, ben.handle, avatarUrl(ben));
    await until(async () => (await askPage(popup, `${url}?late`, 'counts')).seen.attributed === 1);
    await until(async () => await shownBadges(page) === 1);
  });
});

/** All that stands for a person in a site's attributes, most telling first. */
const namesOf = (site, person) => [
  site.pictureKey(person), person.id, person.handle, person.handle.replaceAll('_', '-'), person.handle.replace(/[^a-z]/g, '')];

/** In the page: make one person's nodes another's, and count the badges of the next frame. */
async function recycle(from, to) {
  const all = (root) => [...root.querySelectorAll('*')].flatMap((node) => [node, ...node.shadowRoot ? all(node.shadowRoot) : []]);
  let changed = 0;
  for (const node of all(document)) {
    for (const attribute of node.attributes) {
      const value = from.reduce((text, name, i) => text.replaceAll(name, to[i]), attribute.value);
      if (value === attribute.value) continue;
      attribute.value = value;
      changed++;
    }
  }
  await new Promise(requestAnimationFrame);
  return { changed, shown: all(document).filter((node) => node.localName === 'facetell-badge' && !node.hidden).length };
}

/** Everything a page says about people: names, ids, handles, picture names, comments. */
function secrets({ body }) {
  const people = [...PEOPLE, READER].flatMap(({ name, id, handle }) =>
    [name, id, handle, handle.replace('_', '.'), handle.replace('_', '-'), id.slice(-8)]);
  return [...people, '900000000000001', 'example co', 'hello', 'neighbours', 'asking for', 'example-co', 'oh=00', 'location']
    .map((text) => text.toLowerCase()).filter((text) => body.toLowerCase().includes(text));
}
