// One picture on three accounts: as it came, re-saved smaller, and in the mirror.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as facebook from '../pages/facebook.mjs';
import { PEOPLE, READER } from '../pages/people.mjs';
import { isProven } from './proof.mjs';
import { closePanel, openPanel, settledBadges } from './reader.mjs';
import { inEachBrowser } from './setting.mjs';

const first = PEOPLE[1];
const copy = (number, name, change) => ({
  ...first, name, id: `1000000000002${number}`, handle: `copy_${number}`, shows: { ...first.shows, ...change },
});
const resaved = copy(31, 'Rae Saved', { quality: 0.6 });
const mirrored = copy(32, 'Mia Rored', { mirrored: true });
const other = PEOPLE[3];

inEachBrowser('the same picture on other accounts', (setting) => {
  const show = async (query, people) => {
    const { server, browser } = setting;
    const url = `${facebook.GROUP_URL}?${query}`;
    const slots = people.map(([person, px], i) => facebook.post(person, i + 1, { px }));
    server.serve(url, { headers: facebook.headers(), body: facebook.groupPage({ own: READER, slots }) });
    const page = await browser.newPage();
    await page.goto(url);
    return { page, found: await settledBadges(browser, page, people.length) };
  };
  const kinds = (found) => Object.fromEntries(found.map(({ person, kind }) => [person, kind]));

  test('the second and third are badged, the panel lists who else has it', async () => {
    const { browser } = setting;
    const before = await show('first', [[first, 200], [other, 200]]);
    assert.deepEqual(kinds(before.found), { [first.id]: 'nothing-found', [other.id]: 'nothing-found' });
    await before.page.close();

    const { page, found } = await show('second', [[resaved, 120], [mirrored, 200]]);
    assert.deepEqual(kinds(found), { [resaved.id]: 'reused', [mirrored.id]: 'reused' });
    for (const person of [resaved, mirrored]) {
      const badge = found.find((each) => each.person === person.id);
      assert.match(badge.label, /Same picture on another account/);
      const { annotation, text } = await openPanel(browser, page, badge);
      assert.ok(isProven(annotation));
      const sighting = annotation.body.seen.find(({ id }) => id === first.id);
      assert.equal(sighting.platform, 'facebook');
      assert.equal(sighting.mirrored, person === mirrored);
      assert.ok(!annotation.body.seen.some(({ id }) => id === other.id), 'other pictures are others');
      assert.match(text, /Seen on [12] other accounts?: Facebook/);
      assert.match(text, new RegExp(first.id));
      await closePanel(browser, page);
    }
    await page.close();
  });
}, { people: [first, resaved, mirrored, other, READER] });
