// Four things make a site: its file, its line in the registry, its hosts in the manifest,
// and pages in tests/pages that its selectors match.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { manifestFor } from '../../extension/build.mjs';
import { rulesFor } from '../../extension/background/rules.js';
import { ADAPTERS, adapterOf, isPictureOf, patternsOf } from '../../extension/sites/registry.js';
import { faultsOf } from '../../extension/sites/schema.js';
import { PEOPLE } from '../pages/people.mjs';
import { SITES } from '../pages/sites.mjs';
import { ROOT, loadContent } from './support.js';

const manifest = manifestFor('chromium');
/** Surfaces of which no shape was seen well enough to build a page. */
const PAGELESS = new Set(['x hovercard', 'x profile', 'instagram hovercard', 'mastodon hovercard', 'linkedin ember']);
const PAGES = Object.fromEntries(Object.entries(SITES).map(([site, { contracts }]) => [site, contracts]));

test('every file is in the registry, and every site has a page', () => {
  const files = readdirSync(`${ROOT}extension/sites`)
    .filter((name) => !['registry.js', 'schema.js'].includes(name)).map((name) => name.replace('.js', ''));
  assert.deepEqual(ADAPTERS.map(({ site }) => site).sort(), files.sort());
  for (const { site } of ADAPTERS) {
    assert.ok(existsSync(`${ROOT}tests/pages/${site}.mjs`), site);
    assert.ok(PAGES[site]?.length > 0, site);
  }
});

for (const adapter of ADAPTERS) {
  const { site, hosts, cdn, surfaces } = adapter;

  test(`${site}: has the form`, () => {
    assert.deepEqual(faultsOf(adapter), []);
    assert.deepEqual(JSON.parse(JSON.stringify(adapter)), adapter, 'it is sent as JSON');
  });

  test(`${site}: the manifest names its hosts, and no others are needed`, () => {
    const [{ matches }] = manifest.content_scripts;
    for (const pattern of patternsOf(hosts)) {
      assert.ok(matches.includes(pattern), pattern);
      assert.ok(manifest.host_permissions.includes(pattern), pattern);
    }
    for (const pattern of cdn.flatMap((entry) => patternsOf(entry.hosts))) {
      assert.ok(manifest.host_permissions.includes(pattern), pattern);
    }
  });

  test(`${site}: some container and some author of each surface are on its pages`, () => {
    const documents = PAGES[site].map(({ body }) => loadContent(body, 'content/dom.js').document);
    for (const { id, variant, ...surface } of surfaces) {
      for (const member of ['container', 'author']) {
        const hits = surface[member].flatMap(({ sel }) => documents.map((document) => document.querySelectorAll(sel).length));
        if (PAGELESS.has(`${site} ${variant ?? id}`)) continue;
        assert.ok(hits.some((count) => count > 0), `${id}: ${member}`);
      }
    }
  });

  test(`${site}: Chromium's rule is for scripts of its pages and addresses of its avatars`, () => {
    const [rule] = rulesFor([adapter]);
    assert.deepEqual(rule.condition.resourceTypes, ['xmlhttprequest']);
    assert.deepEqual(rule.condition.initiatorDomains, hosts);
    const filter = new RegExp(rule.condition.regexFilter);
    const url = SITES[site].avatarUrl(PEOPLE[0]);
    assert.ok(filter.test(url), url);
    assert.ok(isPictureOf(adapter, url), url);
    assert.equal(filter.test(url.replace(/-1\/|-19\/|profile_images|displayphoto|avatars|avatar_thumbnail|profileIcon|=s/, '-6/')), false);
  });
}

test('the manifest holds no host that no site asks for', () => {
  const wanted = ADAPTERS.flatMap(({ hosts, cdn }) =>
    patternsOf([...hosts, ...cdn.flatMap((entry) => entry.hosts)]));
  assert.deepEqual([...manifest.host_permissions].sort(), [...new Set(wanted)].sort());
});

test('a site is known by its host, over https', () => {
  assert.equal(adapterOf('https://www.facebook.com/groups/1')?.site, 'facebook');
  assert.equal(adapterOf('https://x.com/')?.site, 'x');
  for (const url of ['http://x.com/', 'https://x.com.example.org/', 'https://facebook.com.evil/', 'https://notx.com/', 'x', undefined]) {
    assert.equal(adapterOf(url), null, url);
  }
});

test('a picture is known by its host and path', () => {
  const [fb] = ADAPTERS;
  const path = '/v/t39.30808-1/1_2_3_n.jpg';
  assert.ok(isPictureOf(fb, `https://scontent-fra5-2.xx.fbcdn.net${path}?x=1`));
  assert.ok(isPictureOf(fb, `https://fbcdn.net${path}`));
  for (const url of [`https://fbcdn.net.example.org${path}`, `https://evilfbcdn.net${path}`, `http://a.fbcdn.net${path}`,
    'https://a.fbcdn.net/v/t39.30808-6/1_2_3_n.jpg', `https://a.fbcdn.net/?${path}`, 'javascript:1']) {
    assert.equal(isPictureOf(fb, url), false, url);
  }
});

test('the schema refuses what is no data', () => {
  const [fb] = ADAPTERS;
  const withSelector = (sel) => ({
    ...fb, own: [sel],
  });
  for (const [what, adapter] of [
    ['no object', 'facebook'], ['another schema', { ...fb, schema: 2 }],
    ['a class', withSelector('.x1i10hfl')], ['a class among attributes', { ...fb, attributes: [{ sel: '.x1', attr: 'x', re: '(.)', id: '$1', ns: 'user', url: 'https://x.org/$1' }] }],
    ['a class in what is left out', { ...fb, surfaces: [{ ...fb.surfaces[0], not: ['.x1'] }] }],
    ['a class outside the variant that may', { ...fb, site: 'linkedin', surfaces: [{ ...fb.surfaces[0], variant: 'sdui', container: [{ ...fb.surfaces[0].container[0], sel: '.x1' }] }] }], ['counted children', withSelector('div:nth-child(2)')],
    ['no pattern', { ...fb, cdn: [{ ...fb.cdn[0], path: '(' }] }],
    ['an address to ask', { ...fb, identity: [{ ...fb.identity[0], url: 'javascript:$1' }] }],
    ['an unsorted list', { ...fb, reserved: ['b', 'a'] }],
    ['a place nobody knows', { ...fb, surfaces: [{ ...fb.surfaces[0], badge: { at: 'everywhere' } }] }],
    ['no date', { ...fb, surfaces: [{ ...fb.surfaces[0], container: [{ sel: 'div', tier: 1 }] }] }],
  ]) assert.notDeepEqual(faultsOf(adapter), [], what);
});
