// Pages that do to us what real ones do, and what hostile ones would: reuse
// nodes, empty slots, forge badges, carry names made to break things.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as facebook from '../pages/facebook.mjs';
import { PEOPLE, READER } from '../pages/people.mjs';
import { CDN_HEADERS } from '../pages/sites.mjs';
import { answered, badges, clickBadge, settledBadges } from './reader.mjs';
import { inEachBrowser, pause, until } from './setting.mjs';

const FAKE = PEOPLE.filter(({ expect }) => expect === 'generated');
const XLINK = 'http://www.w3.org/1999/xlink';

let visits = 0;
/** Open a group page holding `slots`. */
async function open({ server, browser }, slots, { headers, ...options } = {}) {
  visits += 1;
  const url = `${facebook.GROUP_URL}?visit=${visits}`;
  server.serve(url, { headers: facebook.headers(headers), body: facebook.groupPage({ own: READER, slots, ...options }) });
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

const post = (person, i, options) => facebook.post(person, i + 1, { px: 80, ...options });

inEachBrowser('hostile pages', (setting) => {
  test('a recycled node loses its badge in the same frame and gets the other person\'s', async () => {
    const { sites, browser } = setting;
    const [first, second] = sites.invite([FAKE[0], PEOPLE[1]]);
    const page = await open(setting, [post(first, 0)]);
    await settledBadges(browser, page, 1);
    const remaining = await page.evaluate(async (from, to, url, ns) => {
      document.querySelectorAll(`a[href*="${from}"]`).forEach((link) => {
        link.setAttribute('href', link.getAttribute('href').replace(from, to));
      });
      document.querySelector('[role=feed] image').setAttributeNS(ns, 'xlink:href', url);
      await new Promise(requestAnimationFrame);
      const host = document.querySelector('facetell-badge');
      return host && getComputedStyle(host).display !== 'none' && !host.hidden ? 'still there' : 'gone';
    }, first.id, second.id, facebook.avatarUrl(second, 80), XLINK);
    assert.equal(remaining, 'gone');
    const [badge] = await settledBadges(browser, page, 1);
    assert.equal(badge.person, second.id);
    assert.equal(badge.kind, 'nothing-found');
    assert.equal((await badges(browser, page)).length, 1);
    await page.close();
  });

  test('an emptied slot keeps no badge, a refilled one gets one again', async () => {
    const { sites, browser } = setting;
    const people = sites.invite(FAKE.slice(0, 3));
    const page = await open(setting, people.map((person, i) => post(person, i)));
    await settledBadges(browser, page, 3);
    await page.evaluate(() => {
      const slot = document.querySelectorAll('[aria-posinset]')[1];
      window.kept = [...slot.childNodes];
      slot.replaceChildren();
    });
    await until(async () => (await badges(browser, page)).length === 2);
    await page.evaluate(() => document.querySelectorAll('[aria-posinset]')[1].append(...window.kept));
    const after = await settledBadges(browser, page, 3);
    assert.deepEqual(after.map(({ person }) => person).sort(), people.map(({ id }) => id).sort());
    await page.close();
  });

  test('a re-rendered author gets one badge, not two', async () => {
    const { sites, browser } = setting;
    const [person] = sites.invite([FAKE[1]]);
    const page = await open(setting, [post(person, 0)]);
    await settledBadges(browser, page, 1);
    for (let i = 0; i < 5; i += 1) {
      await page.evaluate(() => {
        const author = document.querySelector('[data-ad-rendering-role=profile_name]');
        const copy = author.cloneNode(true);
        author.replaceWith(copy);
      });
      await pause(60);
    }
    await settledBadges(browser, page, 1);
    assert.equal((await badges(browser, page)).length, 1);
    assert.equal(await page.evaluate(() => [...document.querySelectorAll('facetell-badge')]
      .filter((each) => each.checkVisibility()).length), 1, 'no copy of ours is left behind');
    await page.close();
  });

  test('a forged badge is not ours, and does not displace ours', async () => {
    const { sites, browser } = setting;
    const [person] = sites.invite([PEOPLE[1]]);
    const page = await open(setting, [post(person, 0)]);
    await page.evaluate(() => {
      const forged = document.createElement('facetell-badge');
      const root = forged.attachShadow({ mode: 'open' });
      const button = document.createElement('button');
      button.textContent = 'Looks AI-generated';
      root.append(button);
      document.querySelector('[data-ad-rendering-role=profile_name] a').after(forged);
    });
    const [badge] = await settledBadges(browser, page, 1);
    assert.equal(badge.kind, 'reused', 'the true answer is said: others here showed this photo');
    await page.evaluate(() => document.querySelector('facetell-badge').shadowRoot?.querySelector('button').click());
    await pause(200);
    assert.equal(await page.evaluate(() => document.querySelector('facetell-panel')), null, 'a forged one opens nothing');
    await page.close();
  });

  test('page scripts cannot look into a badge, nor press it', async () => {
    const { sites, browser } = setting;
    const [person] = sites.invite([FAKE[2]]);
    // Takes hold of every shadow root and every event before ours are there.
    const page = await open(setting, [post(person, 0)], {
      extra: `<script nonce="${facebook.NONCE}">
        caught = []; paths = [];
        const attach = Element.prototype.attachShadow;
        Element.prototype.attachShadow = function (...args) {
          caught.push(this.localName);
          return attach.apply(this, [{ mode: 'open' }]);
        };
        for (const type of ['click', 'pointerdown', 'focusin'])
          addEventListener(type, (event) => paths.push(event.composedPath()[0].localName), true);
      </script>`,
    });
    const [badge] = await settledBadges(browser, page, 1);
    const seen = await page.evaluate(() => {
      const host = document.querySelector('facetell-badge');
      host.click();
      host.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
      document.elementFromPoint(...(({ x, y, width, height }) => [x + width / 2, y + height / 2])(host.getBoundingClientRect()))?.click();
      return { root: host.shadowRoot, text: host.textContent, attributes: host.getAttributeNames(), caught: window.caught };
    });
    assert.equal(seen.root, null);
    assert.equal(seen.text, '');
    assert.deepEqual(seen.caught, []);
    assert.ok(!seen.attributes.some((name) => /verdict|answer|aria/.test(name)), seen.attributes.join());
    await pause(300);
    assert.equal(await hasPanel(page), false, 'a click that no person made opens nothing');
    await clickBadge(browser, page, badge);
    await until(() => hasPanel(page));
    assert.ok((await page.evaluate(() => window.paths)).every((name) => name !== 'button'), 'events do not show our insides');
    await page.close();
  });

  test('hostile names neither run, nor enter a label, nor keep a badge away', async () => {
    const { sites, browser } = setting;
    const names = [
      '<img src=x onerror="window.owned=1">', '"><script>window.owned=1</script>',
      '\u202Eelpmaxe\u202C\u2066\u2067', 'A'.repeat(10_000), '\u0000\uFFFD\u200F\u200E', '${alert(1)}__MSG_badge__%s',
    ];
    const people = names.map((name) => sites.invite([FAKE[0]], { name })[0]);
    const page = await open(setting, people.map((person, i) => post(person, i)));
    const found = await settledBadges(browser, page, names.length);
    assert.deepEqual(found.map(({ person }) => person).sort(), people.map(({ id }) => id).sort());
    assert.equal(new Set(found.map(({ label }) => label)).size, 1, 'what a badge says does not depend on the name');
    assert.equal(await page.evaluate(() => window.owned), undefined);
    await clickBadge(browser, page, found[0]);
    await until(() => hasPanel(page));
    assert.equal(await page.evaluate(() => window.owned), undefined);
    await page.close();
  });

  test('an expired picture gets no verdict and is not asked for again', async () => {
    const { sites, server, browser } = setting;
    const [gone, here] = sites.invite([FAKE[0], FAKE[1]]);
    sites.answers.set(gone.id, { status: 403 });
    const page = await open(setting, [post(gone, 0), post(here, 1)]);
    await until(async () => (await badges(browser, page)).some(({ person, kind }) => person === here.id && kind === 'generated'));
    await pause(1000);
    const verdicts = (await badges(browser, page)).filter(({ person }) => person === gone.id).map(({ kind }) => kind);
    assert.ok(verdicts.every((kind) => kind === 'no-answer'), verdicts.join());
    assert.equal(server.count(facebook.avatarUrl(gone, 80)), 1);
    await page.close();
  });

  for (const [kind, headers] of Object.entries(CDN_HEADERS)) {
    test(`a CDN that answers with ${kind} headers sees no second request`, async () => {
      const { sites, server, browser } = setting;
      const people = sites.invite(PEOPLE.slice(0, 4));
      for (const { id } of people) sites.answers.set(id, { headers });
      const page = await open(setting, people.map((person, i) => post(person, i)));
      await settledBadges(browser, page, 4);
      await pause(300);
      for (const person of people) assert.equal(server.count(facebook.avatarUrl(person, 80)), 1, kind);
      await page.close();
    });
  }

  test('the strictest policy of a page does not keep badges away', async () => {
    const { sites, server, browser } = setting;
    const people = sites.invite(FAKE.slice(0, 2));
    const page = await open(setting, people.map((person, i) => post(person, i)), {
      headers: { 'content-security-policy': "default-src 'none'; img-src https://*.fbcdn.net; require-trusted-types-for 'script'; trusted-types 'none'; sandbox allow-same-origin allow-scripts" },
    });
    await settledBadges(browser, page, 2);
    for (const person of people) assert.equal(server.count(facebook.avatarUrl(person, 80)), 1);
    await page.close();
  });

  test('badges move nothing on the page', async () => {
    const { sites, browser, name } = setting;
    const people = sites.invite(PEOPLE);
    const page = await open(setting, people.map((person, i) => post(person, i, { comments: [facebook.comment(person, { px: 64 })] })), {
      members: people.slice(0, 4).map((person) => facebook.memberRow(person, { px: 120 })),
      extra: `<script nonce="${facebook.NONCE}">
        shifts = [];
        try {
          new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
            for (const { node, previousRect, currentRect } of entry.sources) {
              const [from, to] = [previousRect, currentRect].map((rect) => [rect.x, rect.y, rect.width, rect.height].join());
              shifts.push(entry.value.toFixed(5) + ' ' + (node?.outerHTML?.slice(0, 90) ?? node?.nodeName) + ' ' + from + ' to ' + to);
            }
          }))
            .observe({ type: 'layout-shift', buffered: true });
        } catch {}
      </script>`,
    });
    await settledBadges(browser, page, people.length * 2 + 4);
    if (name === 'chromium') assert.deepEqual(await page.evaluate(() => window.shifts), []);
    const moved = await page.evaluate(() => {
      const all = () => [...document.body.querySelectorAll('*')].filter((each) => !each.localName.startsWith('facetell-'));
      const measure = (list) => list.map((each) => Object.values(each.getBoundingClientRect().toJSON()).map(Math.fround).join());
      const list = all();
      const with_ = measure(list);
      const height = document.documentElement.scrollHeight;
      const width = document.documentElement.scrollWidth;
      document.querySelectorAll('facetell-badge').forEach((each) => each.remove());
      const without = measure(list);
      return {
        elements: list.length,
        moved: list.filter((_, i) => with_[i] !== without[i]).map((each) => each.outerHTML.slice(0, 80)),
        grown: [document.documentElement.scrollHeight - height, document.documentElement.scrollWidth - width],
      };
    });
    assert.ok(moved.elements > 500);
    assert.deepEqual(moved.moved, []);
    assert.deepEqual(moved.grown, [0, 0]);
    await page.close();
  });

  for (const dir of ['ltr', 'rtl']) {
    for (const dark of [false, true]) {
      test(`a ${dark ? 'dark' : 'light'} ${dir} page: beside the name, readable, over nothing`, async () => {
        const { sites, browser } = setting;
        const people = sites.invite(PEOPLE.slice(0, 4));
        const page = await open(setting, people.map((person, i) => post(person, i)), { dir, dark, lang: dir === 'rtl' ? 'ar' : 'en' });
        const found = await settledBadges(browser, page, 4);
        const names = await page.evaluate(() => [...document.querySelectorAll('[data-ad-rendering-role=profile_name] a')]
          .map((link) => { const { left, right, top, bottom } = link.getBoundingClientRect(); return { left, right, top, bottom }; }));
        for (const badge of found) {
          assert.equal(badge.theme, dark ? 'dark' : 'light');
          const middle = badge.box.y + badge.box.height / 2;
          const author = names.find(({ top, bottom }) => middle > top && middle < bottom);
          assert.ok(author, 'on the line of a name');
          const gap = dir === 'rtl' ? author.left - (badge.box.x + badge.box.width) : badge.box.x - author.right;
          assert.ok(gap >= 0 && gap < 60, `${gap} px from the name`);
        }
        for (const ratio of await browser.inShadow(page, 'facetell-badge', contrasts))
          assert.ok(ratio >= 4.5, `contrast ${ratio.toFixed(2)}`); // WCAG 2.2, 1.4.3
        await page.close();
      });
    }
  }

  test('a tab in the background is read when it is looked at', async () => {
    const { sites, server, browser } = setting;
    const [person] = sites.invite([FAKE[3]]);
    server.serve(`${facebook.GROUP_URL}?behind`, {
      headers: facebook.headers(), body: facebook.groupPage({ own: READER, slots: [post(person, 0)] }),
    });
    const front = await browser.newPage();
    const page = await browser.newPageBehind(`${facebook.GROUP_URL}?behind`);
    await pause(500);
    const [badge] = await settledBadges(browser, page, 1);
    assert.equal(badge.kind, 'generated');
    assert.equal(server.count(facebook.avatarUrl(person, 80)), 1);
    await page.close();
    await front.close();
  });

  test('pictures that loaded before the background was stopped are read when they come into view', async () => {
    const { sites, server, browser } = setting;
    const [person] = sites.invite([FAKE[2]]);
    const page = await open(setting, [`<div style="height:6000px"></div>${post(person, 0)}`]);
    await until(() => server.count(facebook.avatarUrl(person, 80)) === 1);
    await pause(500);
    await browser.killBackground();
    const [badge] = await settledBadges(browser, page, 1);
    assert.equal(badge.kind, 'generated');
    assert.equal(server.count(facebook.avatarUrl(person, 80)), 1);
    await page.close();
  });

  test('a background that was stopped wakes up, and nothing is asked for twice', async () => {
    const { sites, server, browser } = setting;
    const [first, second] = sites.invite([FAKE[4], FAKE[5]]);
    const page = await open(setting, [post(first, 0)]);
    await settledBadges(browser, page, 1);
    await browser.killBackground();
    await pause(200);
    await page.evaluate((from, to, url, ns) => {
      const copy = document.querySelector('[aria-posinset]').cloneNode(true);
      copy.querySelectorAll('facetell-badge').forEach((each) => each.remove());
      copy.querySelectorAll('a[href]').forEach((link) => link.setAttribute('href', link.getAttribute('href').replace(from, to)));
      copy.querySelector('image').setAttributeNS(ns, 'xlink:href', url);
      document.querySelector('[role=feed]').append(copy);
    }, first.id, second.id, facebook.avatarUrl(second, 80), XLINK);
    await until(async () => (await answered(browser, page)).some(({ person, kind }) => person === second.id && kind === 'generated'));
    for (const person of [first, second]) assert.equal(server.count(facebook.avatarUrl(person, 80)), 1);
    await page.close();
  });
});

const hasPanel = (page) => page.evaluate(() => document.querySelector('facetell-panel') !== null);

/** In the page: contrast of each badge's text against what is behind it (WCAG 2.2). */
function contrasts(roots) {
  const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((each) => (each / 255 <= 0.04045 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (node) => {
    for (let each = node; each; each = each.parentElement ?? each.parentNode?.host) {
      const colour = parse(getComputedStyle(each).backgroundColor);
      if ((colour[3] ?? 1) > 0.5) return colour;
    }
    return [255, 255, 255];
  };
  return roots.filter((root) => !root.host.hidden).map((root) => {
    const button = root.querySelector('button');
    const [a, b] = [light(parse(getComputedStyle(button).color)), light(behind(button))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  });
}
