// The main job: a reader opens a Facebook group, or X; beside each name whose
// picture could be looked at sits a badge; a click says why; every annotation
// verifies by someone else's code; and nobody was asked for a picture twice.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sourceType } from '../pages/claims.mjs';
import * as facebook from '../pages/facebook.mjs';
import { groupFeed } from '../pages/feed.mjs';
import { PEOPLE, READER } from '../pages/people.mjs';
import * as x from '../pages/x.mjs';
import { isProven } from './proof.mjs';
import { badges, closePanel, openPanel, panelState, settledBadges } from './reader.mjs';
import { inEachBrowser, pause, until } from './setting.mjs';

const ids = (list) => list.map(({ person, on }) => `${person} ${on}`).sort();

inEachBrowser('a Facebook group', (setting) => {
  const feed = groupFeed();
  let page, found;

  test('a badge by each person whose picture could be looked at, and by no one else', async () => {
    const { server, browser } = setting;
    server.serve(facebook.GROUP_URL, { headers: facebook.headers(), body: feed.body });
    page = await browser.newPage();
    await page.goto(facebook.GROUP_URL);
    found = await settledBadges(browser, page, feed.people.length);
    await pause(300);
    found = await badges(browser, page);
    assert.deepEqual(ids(found), feed.people.map(({ person, px }) =>
      `${person.id} ${{ 80: 'post', 64: 'comment', 120: 'member' }[px]}`).sort());
  });

  test('each picture was asked for once; of the others nobody learned anything new', async () => {
    const { server } = setting;
    for (const { url } of feed.people) assert.equal(server.count(url), 1, url);
    for (const url of feed.others) assert.equal(server.count(url), 1, url);
    const unexpected = server.hits.filter(({ url, status }) => status === 404
      && !/favicon|googleapis|google\.com|mozilla|firefox|gvt1/.test(url));
    assert.deepEqual(unexpected.map(({ url }) => url), []);
  });

  test('the verdicts are what the pictures show', async () => {
    for (const { person } of feed.people) {
      for (const badge of found.filter((each) => each.person === person.id))
        assert.equal(badge.kind, person.expect, `${person.name}: ${JSON.stringify(badge)}`);
    }
  });

  test('a click opens the panel; its annotation verifies by code that is not ours, and by facetell', async () => {
    const { browser, sites, host, home } = setting;
    const annotations = [];
    for (const badge of found.filter(({ on }) => on === 'member')) {
      const { annotation, text } = await openPanel(browser, page, badge);
      assert.ok(isProven(annotation), 'the proof holds');
      assert.ok(!isProven({ ...annotation, body: { ...annotation.body, verdict: 'reused' } }), 'and can fail');
      const { person, px } = feed.people.find((each) => each.person.id === badge.person && each.px === 120);
      const hash = createHash('sha256').update(sites.pictureOf(person, px)).digest('hex');
      assert.equal(annotation.target.sha256, hash, 'of exactly the bytes that were served');
      assert.equal(annotation.target.key, `facebook:${facebook.pictureKey(person)}`);
      assert.equal(annotation.target.account.id, person.id);
      assert.equal(annotation.body.verdict, badge.kind);
      assert.doesNotMatch(text, /\d+(?:[.,]\d+)?\s*%[^]*fake|this person is/i, 'we speak of the picture');
      annotations.push(annotation);
      await closePanel(browser, page);
    }
    const file = join(home.path, 'annotations.jsonl');
    writeFileSync(file, annotations.map((each) => `${JSON.stringify(each)}\n`).join(''));
    host.run('verify', file); // throws unless it exits 0
    writeFileSync(file, `${JSON.stringify({ ...annotations[0], created: '2020-01-01T00:00:00Z' })}\n`);
    assert.throws(() => host.run('verify', file), ({ status }) => status === 1);
  });

  test('with the keyboard alone: reach a badge, open, close, and be back', async () => {
    const { browser } = setting;
    await page.evaluate(() => { document.activeElement?.blur(); document.querySelector('[role=feed] a:not([aria-hidden])').focus(); });
    await until(async () => {
      await page.keyboard.press('Tab');
      return page.evaluate(() => document.activeElement?.localName === 'facetell-badge');
    });
    await page.keyboard.press('Enter');
    await until(() => panelState(browser, page));
    await page.keyboard.press('Escape');
    await until(async () => !(await panelState(browser, page)));
    assert.equal(await page.evaluate(() => document.activeElement?.localName), 'facetell-badge');
  });

  test('a badge has a name for those who listen', async () => {
    for (const { label, text } of found) {
      assert.ok(label?.length > 5 && label.length < 200, label);
      if (text) assert.ok(label.includes(text), `"${label}" holds what is seen: "${text}"`); // WCAG 2.5.3
    }
  });

  test('the 40 px rendition is answered by what was seen larger', async () => {
    const { server, browser, sites } = setting;
    const [person, stranger] = [PEOPLE[0], ...sites.invite([PEOPLE[2]])];
    const url = `${facebook.GROUP_URL}?small`;
    server.serve(url, {
      headers: facebook.headers(),
      body: facebook.groupPage({ own: READER, slots: [facebook.post(person, 1, { px: 40 }), facebook.post(stranger, 2, { px: 40 })] }),
    });
    const small = await browser.newPage();
    await small.goto(url);
    const both = await settledBadges(browser, small, 2);
    assert.equal(both.find((badge) => badge.person === person.id).kind, 'generated');
    assert.equal(both.find((badge) => badge.person === stranger.id).kind, 'cannot-tell');
    const { annotation } = await openPanel(browser, small, both.find((badge) => badge.person === stranger.id));
    assert.equal(annotation.body.reason, 'too-small');
    await small.close();
  });
});

inEachBrowser('a picture whose file says that it is AI-made', (setting) => {
  test('has a badge that says so, and the panel quotes it', async () => {
    const { server, browser, sites } = setting;
    // Two photos: the same one on two accounts would be another verdict.
    const [one, other] = PEOPLE.filter(({ expect }) => expect === 'nothing-found');
    const [claimant] = sites.invite([one], { claims: sourceType('trainedAlgorithmicMedia') });
    const [camera] = sites.invite([other], { claims: 'tiff:Make="Acme" tiff:Model="&#x202E;&lt;img src=x>"' });
    const url = `${facebook.GROUP_URL}?claims`;
    server.serve(url, {
      headers: facebook.headers(),
      body: facebook.groupPage({ own: READER, slots: [claimant, camera].map((each, i) => facebook.post(each, i + 1, { px: 120 })) }),
    });
    const page = await browser.newPage();
    await page.goto(url);
    const found = await settledBadges(browser, page, 2);
    const of = (person) => found.find((badge) => badge.person === person.id);
    assert.deepEqual([of(claimant).kind, of(claimant).label], ['declared-ai', 'Picture: Says it is AI-made. Open the reasons.']);
    assert.equal(of(camera).kind, 'nothing-found', 'a camera is no verdict');

    const declared = await openPanel(browser, page, of(claimant));
    assert.ok(isProven(declared.annotation));
    assert.match(declared.text, /Says it is AI-made[^]*What the file says[^]*It says that AI made the picture[^]*trainedAlgorithmicMedia/);
    await closePanel(browser, page);
    const taken = await openPanel(browser, page, of(camera));
    assert.match(taken.text, /a camera took the picture. Such notes are easily forged[^]*Acme \?<img src=x>/);
    await closePanel(browser, page);
    await page.close();
  });
});

inEachBrowser('X', (setting) => {
  test('a badge by each name, also of a quoted post that has no link', async () => {
    const { server, browser } = setting;
    const cells = PEOPLE.slice(0, 6).map((person, i) => x.tweet(person, i * 220, {
      ...(i === 1 && { quoted: PEOPLE[7] }), ...(i === 2 && { reposter: PEOPLE[8] }),
    }));
    cells.push(x.userCell(PEOPLE[9], 1500), x.userCell(PEOPLE[10], 1580, x.DEFAULT_URL));
    server.serve(x.HOME_URL, { headers: x.headers(), body: x.timelinePage(cells) });
    const page = await browser.newPage();
    await page.goto(x.HOME_URL);
    const shown = [...PEOPLE.slice(0, 6), PEOPLE[7], PEOPLE[9]];
    const found = await settledBadges(browser, page, shown.length);
    assert.equal(found.length, shown.length);
    for (const person of shown) assert.equal(server.count(x.avatarUrl(person, 96)), 1, person.name);
    const accounts = [];
    for (const badge of found) {
      const { annotation } = await openPanel(browser, page, badge);
      assert.ok(isProven(annotation));
      accounts.push(annotation.target.account.id);
      await closePanel(browser, page);
    }
    assert.deepEqual(accounts.sort(), shown.map(({ handle }) => handle).sort());
  });
});
