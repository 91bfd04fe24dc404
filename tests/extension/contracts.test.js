// What each adapter makes of its pages, as counts: of the pages as they are, and of the
// same pages with each of the hints that selectors rely on taken away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADAPTERS } from '../../extension/sites/registry.js';
import { hintsOf, without } from '../pages/hints.mjs';
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
