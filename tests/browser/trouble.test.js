// What goes wrong between extension and host, and what the reader then sees:
// never a verdict that was not proven, always a word on what to do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as facebook from '../pages/facebook.mjs';
import { PEOPLE, READER } from '../pages/people.mjs';
import { installHost } from './host.mjs';
import { answered, popupText, pressInPopup, settledBadges, verdicts } from './reader.mjs';
import { inEachBrowser, pause, until } from './setting.mjs';


let visits = 0;
/** A page showing four people never seen before; gives {page, people}. */
async function open({ sites, server, browser }, models = PEOPLE.slice(0, 4)) {
  visits += 1;
  const url = `${facebook.GROUP_URL}?trouble=${visits}`;
  const people = sites.invite(models);
  server.serve(url, {
    headers: facebook.headers(),
    body: facebook.groupPage({ own: READER, slots: people.map((person, i) => facebook.post(person, i + 1, { px: i < 16 ? 80 : 96 })) }),
  });
  const page = await browser.newPage();
  await page.goto(url);
  return { page, people };
}

/** Each test begins with the host as it was installed, and a background that knows nothing. */
async function begin({ host, browser }, how) {
  if (how) host.tamper(how);
  else host.restore();
  await browser.killBackground();
}

/** All four questions have come to an end, and none in a verdict. */
async function assertSilent({ browser }, page) {
  await settledBadges(browser, page, 4, answered);
  assert.deepEqual(await verdicts(browser, page), []);
}

inEachBrowser('trouble with the host', (setting) => {
  test('not installed: no verdict, and the popup says what to do; installed: it works without a restart', async () => {
    const { browser, home } = setting;
    let { page } = await open(setting);
    await assertSilent(setting, page);
    assert.match(await popupText(browser), /facetell install/);
    await page.close();
    setting.host = installHost(home);
    ({ page } = await open(setting));
    await settledBadges(browser, page, 4);
    assert.equal((await verdicts(setting.browser, page)).length, 4);
    await page.close();
  });

  test('a program between that alters nothing changes nothing', async () => {
    await begin(setting, 'nothing');
    const { page } = await open(setting);
    assert.equal((await settledBadges(setting.browser, page, 4)).length, 4);
    await page.close();
  });

  for (const how of ['verdict', 'digit', 'proof']) {
    test(`answers altered on the way (${how}): nothing is drawn`, async () => {
      await begin(setting, how);
      const { page } = await open(setting);
      await assertSilent(setting, page);
      await page.close();
    });
  }

  test('another protocol: a state of its own, with what mends it', async () => {
    await begin(setting, 'protocol');
    const { page } = await open(setting);
    await assertSilent(setting, page);
    assert.match(await popupText(setting.browser), /version/i);
    await page.close();
  });

  test('the host is killed while in use: the next pictures are answered', async () => {
    const { host, browser } = setting;
    await begin(setting);
    const { page } = await open(setting);
    await settledBadges(browser, page, 4);
    assert.equal(host.pids('supervisor').length, 1);
    host.kill('supervisor');
    await until(() => host.pids('supervisor').length === 0 && host.pids('worker').length === 0, { name: 'workers end with their supervisor' });
    await page.close();
    const next = await open(setting);
    await settledBadges(browser, next.page, 4);
    assert.equal((await verdicts(setting.browser, next.page)).length, 4);
    await next.page.close();
  });

  test('workers are killed while pictures are looked at: each but those in hand is answered', async () => {
    const { host, browser } = setting;
    await begin(setting);
    const { page } = await open(setting, [...PEOPLE, ...PEOPLE]);
    let killed = 0;
    const killing = setInterval(() => { // workers, one by one
      const [pid] = host.pids('worker');
      if (pid && killed < 5) {
        try { process.kill(pid, 'SIGKILL'); killed += 1; } catch { /* it ended by itself */ }
      }
    }, 80);
    const found = await settledBadges(browser, page, 32, answered).finally(() => clearInterval(killing));
    assert.ok(killed > 0);
    assert.equal(found.length, 32);
    const lost = found.filter(({ kind, text }) => kind === 'no-answer' || /unreadable|worker/i.test(text));
    assert.ok(lost.length <= killed, `${lost.length} lost to ${killed} kills: ${lost.map(({ kind, text }) => kind + text)}`);
    await page.close();
  });

  test('a changed key is an alarm: nothing is drawn until the reader accepts it', async () => {
    const { host, browser } = setting;
    await begin(setting);
    const before = host.run('key', 'show').trim();
    await until(() => host.pids('supervisor').length === 0);
    host.forgetKey();
    const { page } = await open(setting);
    await assertSilent(setting, page);
    const after = host.run('key', 'show').trim();
    assert.notEqual(after, before);
    assert.match(await popupText(browser), /key/i);
    await page.close();
    await pressInPopup(browser, /accept|trust/i);
    const next = await open(setting);
    await settledBadges(browser, next.page, 4);
    assert.equal((await verdicts(setting.browser, next.page)).length, 4);
    await next.page.close();
  });

  test('a key rotated by its owner is no alarm', async () => {
    const { host, browser } = setting;
    await begin(setting);
    host.run('key', 'rotate');
    const { page } = await open(setting);
    await settledBadges(browser, page, 4);
    assert.equal((await verdicts(setting.browser, page)).length, 4);
    await page.close();
  });

  test('removed while in use: what was said stays, and the popup says what to do', async () => {
    const { host, browser } = setting;
    await begin(setting);
    const { page } = await open(setting);
    await settledBadges(browser, page, 4);
    host.remove();
    await pause(300);
    assert.equal((await verdicts(setting.browser, page)).length, 4);
    const next = await open(setting);
    await assertSilent(setting, next.page);
    assert.match(await popupText(browser), /facetell install/);
    await page.close();
    await next.page.close();
  });
}, { host: false });
