// Workers may die, stop or be killed: at most the picture in hand is lost, and that is said.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { childrenOf, isSanitized, processStatus, residentKiB, score, sleep, start, until }
  from './host.js';
import { numbered, png } from './pictures.js';

const kill = (pid, signal) => { try { process.kill(pid, signal); } catch { /* gone already */ } };
const isUnreadable = ({ annotation: { body } }) => body.reason === 'unreadable';

const worksHard = (pid) => processStatus(pid)?.State.startsWith('R');

describe('a worker', () => {
  test('that is killed between pictures is replaced, and none is lost', async (t) => {
    const host = await start(t);
    for (let n = 1; n <= 8; n++) {
      const { annotation } = await host.ask(score(n, numbered(n)));
      assert.equal(annotation.body.reason, 'no-face');
      for (const pid of host.workers()) kill(pid, 'SIGKILL');
    }
  });

  // One that works too long is in tests/unit/pool_test.c: no picture we know takes two seconds.
  test('that is killed again and again in the middle of 200 pictures costs those in hand',
    { timeout: 120_000 }, async (t) => {
      const host = await start(t);
      let killed = 0;
      for (let n = 1; n <= 200; n++) host.send(score(n, numbered(n, 120)));
      const seen = new Set();
      while (seen.size < 12 && host.messages.length < 200) {
        for (const pid of host.workers().filter((each) => !seen.has(each) && worksHard(each)).slice(0, 1)) {
          seen.add(pid);
          kill(pid, 'SIGKILL');
          killed++;
        }
        await sleep(5);
      }
      const answers = [];
      for (let n = 1; n <= 200; n++) answers.push(await host.answer(n));
      assert.ok(killed >= 3, `${killed} were killed while at work`);
      assert.deepEqual(new Set(answers.map(({ type }) => type)), new Set(['annotation']));
      const lost = answers.filter(isUnreadable).length;
      assert.ok(lost <= killed, `${lost} lost to ${killed} kills`);
      assert.deepEqual(new Set(answers.filter((a) => !isUnreadable(a))
        .map(({ annotation }) => annotation.body.reason)), new Set(['no-face']));
    });

  test('that is stopped is replaced in time, and others go on', { timeout: 60_000 }, async (t) => {
    const host = await start(t);
    await host.ask(score(1, numbered(1)));
    const [pid] = host.workers();
    kill(pid, 'SIGSTOP');
    const began = performance.now();
    for (let n = 2; n <= 40; n++) host.send(score(n, numbered(n)));
    const answers = [];
    for (let n = 2; n <= 40; n++) answers.push(await host.answer(n));
    const took = performance.now() - began;
    assert.equal(answers.filter(isUnreadable).length, 1);
    assert.ok(took > 9_000 && took < 20_000, `${took} ms`);
    assert.equal(processStatus(pid), null, 'the stopped one is gone');
    assert.match(host.errors, /took too long/);
    // What a worker's end has made of a picture says nothing of the picture.
    const id = 2 + answers.findIndex(isUnreadable);
    const again = await host.ask(score(100, numbered(id)));
    assert.deepEqual([again.remembered, again.annotation.body.reason], [false, 'no-face']);
  });

  test('gives memory back, and never has more than its share', async (t) => {
    const host = await start(t);
    let most = 0;
    const watch = setInterval(() => {
      for (const pid of host.workers()) most = Math.max(most, residentKiB(pid));
    }, 5);
    t.after(() => clearInterval(watch));
    const big = png(4000, 3900, () => [1, 2, 3]); // 15.6 megapixels
    const { annotation } = await host.ask(score(1, big));
    assert.equal(annotation.body.verdict, 'cannot-tell');
    assert.deepEqual([annotation.target.width, annotation.target.height], [4000, 3900]);
    await host.ask(score(2, numbered(2)));
    clearInterval(watch);
    if (isSanitized) return;
    assert.ok(most < 256 * 1024, `${most} KiB at most`);
    for (const pid of host.workers()) {
      assert.ok(residentKiB(pid) <= 32 * 1024, `${residentKiB(pid)} KiB afterwards`);
    }
  });

  test('leaves no zombie', async (t) => {
    const host = await start(t);
    for (let n = 1; n <= 6; n++) {
      await host.ask(score(n, numbered(n)));
      for (const pid of host.workers()) kill(pid, 'SIGKILL');
    }
    await host.ask(score(9, numbered(9)));
    const zombies = childrenOf(host.pid).filter((pid) => processStatus(pid)?.State.startsWith('Z'));
    assert.deepEqual(zombies, []);
    const workers = host.workers();
    assert.ok(workers.length >= 1);
    await host.end();
    await until(() => workers.every((pid) => processStatus(pid) === null), 2000);
  });

  test('goes when the host is killed', async (t) => {
    const host = await start(t);
    for (let n = 1; n <= 20; n++) host.send(score(n, numbered(n)));
    await host.answer(20);
    const workers = host.workers();
    assert.ok(workers.length >= 1);
    kill(host.pid, 'SIGKILL');
    await until(() => workers.every((pid) => processStatus(pid) === null), 2000);
  });
});
