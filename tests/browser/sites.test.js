// The ruler before it measures: without the extension the test pages load under
// the sites' real names in both browsers, and each picture is asked for once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as facebook from '../pages/facebook.mjs';
import { PEOPLE, READER } from '../pages/people.mjs';
import * as x from '../pages/x.mjs';
import { inEachBrowser, until } from './setting.mjs';

inEachBrowser('test pages', (setting) => {
  test('a group page loads as www.facebook.com, each avatar once', async () => {
    const { server, browser } = setting;
    server.serve(facebook.GROUP_URL, {
      headers: facebook.headers(),
      body: facebook.groupPage({
        own: READER,
        extra: '<script>document.title = "inline script ran"</script>',
        slots: [...PEOPLE.map((person, i) => facebook.post(person, i + 1, { comments: [facebook.comment(person, { px: 40 })] })), facebook.anonymousPost(40)],
        members: PEOPLE.slice(0, 3).map((person) => facebook.memberRow(person, { px: 120 })),
      }),
    });
    const page = await browser.newPage();
    const answer = await page.goto(facebook.GROUP_URL);
    assert.equal(answer.status(), 200);
    assert.equal(await page.evaluate(() => location.host), 'www.facebook.com');
    for (const person of PEOPLE) {
      await until(() => server.count(facebook.avatarUrl(person, 40)) > 0);
      assert.equal(server.count(facebook.avatarUrl(person, 40)), 1, person.name);
    }
    assert.equal(await page.title(), 'Neighbours of Example Street', 'the policy keeps scripts without the nonce out');
    await page.close();
  });

  test('a timeline loads as x.com', async () => {
    const { server, browser } = setting;
    server.forget();
    server.serve(x.HOME_URL, {
      headers: x.headers(),
      body: x.timelinePage(PEOPLE.map((person, i) => x.tweet(person, i * 200))),
    });
    const page = await browser.newPage();
    await page.goto(x.HOME_URL);
    const loaded = await page.evaluate(() => [...document.images].filter((each) => each.naturalWidth === 96).length);
    assert.equal(loaded, PEOPLE.length);
    for (const person of PEOPLE) assert.equal(server.count(x.avatarUrl(person)), 1, person.name);
    await page.close();
  });
}, { extension: null, host: false });
