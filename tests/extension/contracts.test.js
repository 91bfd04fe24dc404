// What each adapter makes of its pages, as counts: of the pages as they are, and of the
// same pages with each of the hints that selectors rely on taken away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADAPTERS } from '../../extension/sites/registry.js';
import { hintsOf, without } from '../pages/hints.mjs';
import { PEOPLE } from '../pages/people.mjs';
import { SITES } from '../pages/sites.mjs';
import { loadContent } from './support.js';

/** linkedom has no layout: the width is what the markup says. */
function widthOf(node) {
  const said = /width:\s*(\d+)px/.exec(node.getAttribute('style'))?.[1] ?? node.getAttribute('width');
  return node.classList.contains('large') ? 160 : Number.parseInt(said ?? '0', 10);
}

/** @param {(document: Document) => void} change */
function countsOf(adapter, { body, url }, change = () => undefined) {
  // linkedom knows no declarative shadow roots; what is in them stands in the page then.
  const html = body.replace(/<\/?template[^>]*>/g, '');
  const { document, scope } = loadContent(html, 'content/reader.js', { location: new URL(url) });
  change(document);
  const reader = scope.createReader(adapter);
  const counts = { avatars: 0, attributed: 0, default: 0, own: 0, unknown: 0 };
  for (const node of document.querySelectorAll('img, image')) {
    node.getBoundingClientRect = () => ({ width: widthOf(node) });
    const avatar = reader.read(node);
    if (typeof avatar === 'string') counts[avatar]++;
    else if (avatar) {
      counts.avatars++;
      counts[avatar.account ? 'attributed' : 'unknown']++;
    }
  }
  return counts;
}

for (const adapter of ADAPTERS) {
  const { contracts } = SITES[adapter.site];
  for (const contract of contracts) {
    const { badges: _, ...wanted } = contract.counts;
    test(`${adapter.site}: ${contract.name}`, () => assert.deepEqual(countsOf(adapter, contract), wanted));
  }

  test(`${adapter.site}: the same in another language, right to left, among other extensions' nodes and decoys`, () => {
    for (const contract of contracts) {
      const { badges: _, ...wanted } = contract.counts;
      const found = countsOf(adapter, contract, (document) => {
        document.documentElement.setAttribute('lang', 'ar');
        document.documentElement.setAttribute('dir', 'rtl');
        for (const node of document.querySelectorAll('[aria-label]')) node.setAttribute('aria-label', 'نص آخر');
        for (const node of document.querySelectorAll('[alt]')) node.setAttribute('alt', 'نص آخر');
        for (const node of document.querySelectorAll('time')) node.textContent = '٣ س';
        for (const node of document.querySelectorAll('a')) {
          const foreign = document.createElement('span');
          foreign.setAttribute('class', 'other-extension');
          foreign.textContent = '@nobody_at_all';
          node.append(foreign);
        }
      });
      assert.deepEqual(found, wanted, contract.name);
    }
  });

  test(`${adapter.site}: addresses of 100 kB, and those that only look like its own, cost nothing and are nobody's`, () => {
    const { avatarUrl } = SITES[adapter.site];
    const long = ['a', '/', '_', '=s', '1_', '@', '%20', 'did:'].map((part) => part.repeat(Math.ceil(1e5 / part.length)));
    const { scope } = loadContent('<!doctype html><body></body>', 'content/reader.js', { location: new URL(contracts[0].url) });
    const reader = scope.createReader(adapter);
    const url = avatarUrl(PEOPLE[0]);
    const { hostname, origin, pathname } = new URL(url);
    const before = performance.now();
    for (const text of long) {
      for (const address of [`${origin}/${text}`, `${url}${text}`, `${origin}${pathname}?${text}`, `https://${text}`, text]) {
        reader.pictureOf(address);
        reader.accountOfAddress(address);
        reader.accountOfAddress(`/${text}`);
      }
    }
    assert.ok(performance.now() - before < 500, `${performance.now() - before} ms`);
    for (const host of [`${hostname}.evil.example`, `evil-${hostname}`, `${hostname.replace('.', '-')}.example`]) {
      if (/^(?:evil-)?[\w-]+\.(?:cdninstagram\.com|xx\.fbcdn\.net)$/.test(host)) continue; // any first part is the CDN's there
      assert.equal(reader.pictureOf(url.replace(hostname, host)), null, host);
    }
    for (const address of [url.replace('https:', 'http:'), 'data:image/jpeg;base64,AAAA', 'blob:https://x/1', `${origin}.svg`])
      assert.equal(reader.pictureOf(address), null, address);
  });

  test(`${adapter.site}: every picture keeps its person when a hint of the first tier is taken away`, () => {
    const hints = hintsOf(adapter);
    let met = 0;
    for (const contract of contracts) {
      for (const sel of hints) {
        let hits = 0;
        const { avatars, attributed } = countsOf(adapter, contract, (document) => { hits = without(document, sel); });
        if (hits === 0) continue;
        met++;
        assert.deepEqual([avatars, attributed], [contract.counts.avatars, contract.counts.attributed], `${contract.name} without ${sel}`);
      }
    }
    assert.ok(met >= 2, `${met} hints are on its pages`);
  });
}
