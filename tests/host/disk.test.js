// What lies on the disk may be missing, foreign, damaged, locked or full.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { facetell, freshFolder, lines } from './facetell.js';
import { Host, isSanitized, score, sleep, start } from './host.js';
import { numbered } from './pictures.js';

const data = (home) => join(home, '.local/share/facetell');
const ledger = (home) => join(data(home), 'ledger.sqlite');
const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const doctor = (home) => {
  const { code, out } = facetell(home, ['doctor', '--json']);
  return { code, of: (name) => JSON.parse(out).checks.find((c) => c.name === name) };
};

describe('the key', () => {
  const bad = [
    ['others may read it', (path) => chmodSync(path, 0o644), 'key-mode'],
    ['too short', (path) => writeFileSync(path, readFileSync(path).subarray(0, 20)), 'key-damaged'],
    ['too long', (path) => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(9000)])), 'key-damaged'],
    ['empty', (path) => writeFileSync(path, ''), 'key-damaged'],
  ];
  for (const [name, spoil, error] of bad) {
    test(name, async (t) => {
      const home = freshFolder(t);
      facetell(home, ['key', 'show']);
      const before = statSync(data(home)).mode & 0o777;
      assert.equal(before, 0o700);
      spoil(join(data(home), 'key'));
      const host = new Host(t, { home });
      const first = await host.message((m) => m.type);
      assert.deepEqual([first.type, first.id, first.error.name], ['error', null, error]);
      const answer = await host.ask(score(1, numbered(1)));
      assert.deepEqual([answer.type, answer.error.name], ['error', error]);
      assert.equal((await host.end()).code, 0);
      const { code, of } = doctor(home);
      assert.deepEqual([code, of('key').state], [3, 'fatal']);
      assert.ok(of('key').fix.length > 0);
    });
  }

  test('a folder instead of it', async (t) => {
    const home = freshFolder(t);
    mkdirSync(join(data(home), 'key'), { recursive: true, mode: 0o700 });
    const host = new Host(t, { home });
    assert.match((await host.message((m) => m.type)).error.name, /^key-/);
  });

  test('is made once, by whoever comes first', async (t) => {
    const home = freshFolder(t);
    const hosts = await Promise.all([1, 2, 3, 4].map(() => start(t, { home })));
    assert.equal(new Set(hosts.map(({ messages }) => messages[0].key)).size, 1);
    assert.equal(statSync(join(data(home), 'key')).mode & 0o777, 0o600);
  });
});

describe('the ledger', () => {
  const spoilt = [
    ['damaged', (path) => {
      const bytes = readFileSync(path);
      bytes.fill(0xa5, 100);
      writeFileSync(path, bytes);
    }, 'ledger-corrupt'],
    ['no ledger at all', (path) => writeFileSync(path, 'x'.repeat(10_000)), 'ledger-corrupt'],
    ['from a newer version', (path) => {
      const bytes = readFileSync(path);
      bytes.writeUInt32BE(999, 60); // PRAGMA user_version: sqlite.org/fileformat.html
      writeFileSync(path, bytes);
    }, 'ledger-newer'],
  ];
  for (const [name, spoil, error] of spoilt) {
    test(`${name}: pictures are answered, and the state says why nothing is remembered`, async (t) => {
      const home = freshFolder(t);
      const host = await start(t, { home });
      await host.ask(score(1, numbered(1), { picture: { key: 'x:1' } }));
      await host.end();
      spoil(ledger(home));
      const before = readFileSync(ledger(home));
      const next = await start(t, { home });
      assert.equal(next.messages[0].state.ledger, error);
      const { type, remembered } = await next.ask(score(2, numbered(1)));
      assert.deepEqual([type, remembered], ['annotation', false]);
      assert.deepEqual((await next.ask({ type: 'lookup', id: 3, keys: ['x:1'] })).annotations, []);
      const forget = await next.ask({ type: 'forget', id: 4, what: { all: true } });
      assert.equal(forget.error?.name, error);
      await next.end();
      assert.ok(before.equals(readFileSync(ledger(home))), 'it is left as it was');
      const { code, of } = doctor(home);
      assert.deepEqual([code, of('ledger').state], [1, 'amiss']);
    });
  }

  test('locked by another program: pictures are answered all the same', { timeout: 60_000 }, async (t) => {
    if (!has('sqlite3')) return t.skip('sqlite3 is not installed');
    const home = freshFolder(t);
    const host = await start(t, { home });
    await host.ask(score(1, numbered(1)));
    const lock = new Host(t, { home, through: ['sh', '-c',
      'printf "BEGIN EXCLUSIVE;\\n.shell echo locked >&2; sleep 8\\n" | sqlite3 "$0"; exit 0', ledger(home)],
    args: [], reads: false });
    while (!lock.errors.includes('locked')) await sleep(20);
    for (let n = 2; n <= 20; n++) host.send(score(n, numbered(n)));
    for (let n = 2; n <= 20; n++) assert.equal((await host.answer(n)).type, 'annotation');
    assert.match(host.errors, /another process holds the ledger/);
    return undefined;
  });

  test('two hosts at once share it', { timeout: 120_000 }, async (t) => {
    const home = freshFolder(t);
    const hosts = await Promise.all([start(t, { home }), start(t, { home })]);
    for (let n = 1; n <= 150; n++) {
      for (const [which, host] of hosts.entries()) {
        host.send(score(n, numbered(1000 * which + n), { picture: { key: `x:${which}-${n}` } }));
      }
    }
    for (let n = 1; n <= 150; n++) for (const host of hosts) await host.answer(n);
    for (const [which, host] of hosts.entries()) {
      for (let from = 1; from <= 150; from += 50) {
        const keys = Array.from({ length: 50 }, (_, n) => `x:${1 - which}-${from + n}`);
        const { annotations } = await host.ask({ type: 'lookup', id: 1000 + from, keys });
        assert.equal(annotations.length, 50, 'what the other saw is known');
      }
      assert.equal(host.errors, '');
    }
  });

  test('a full disk: answered, not remembered, and nothing is broken', async (t) => {
    const home = freshFolder(t);
    facetell(home, ['key', 'show']);
    // A limit on the size of files does to us what a full disk does, without needing to be root.
    const host = await start(t, { home, through: ['sh', '-c', 'ulimit -f 96; exec "$0" "$@"'] });
    for (let n = 1; n <= 120; n++) host.send(score(n, numbered(n), { picture: { key: `x:${n}` } }));
    for (let n = 1; n <= 120; n++) assert.equal((await host.answer(n)).type, 'annotation');
    assert.match(host.errors, /ledger: /);
    await host.end();
    const next = await start(t, { home });
    assert.equal(next.messages[0].state.ledger, 'ok');
    const keys = Array.from({ length: 120 }, (_, n) => `x:${n + 1}`);
    const { annotations } = await next.ask({ type: 'lookup', id: 1, keys });
    assert.ok(annotations.length < 120);
  });

  test('killed in the middle of 1,000 writes: all that was answered is there', { timeout: 180_000 },
    async (t) => {
      const home = freshFolder(t);
      let answered = [];
      for (let round = 0; answered.length < (isSanitized ? 200 : 700); round++) {
        const host = await start(t, { home });
        const first = answered.length;
        for (let n = 1; n <= 1000 - first; n++) {
          host.send(score(n, numbered(first + n), { picture: { key: `x:${first + n}` } }));
        }
        const enough = 60 + 97 * (round % 4);
        while (host.messages.length < enough) await sleep(1);
        host.process.kill('SIGKILL');
        await host.exit;
        const keys = host.messages.filter((m) => m.type === 'annotation')
          .map(({ annotation }) => annotation.target.key);
        assert.ok(keys.length > 0 && keys.length < 1000 - first);
        answered = [...answered, ...keys];
        assert.ok(round < 20);
      }
      const check = await start(t, { home });
      for (let n = 0; n < answered.length; n += 100) {
        const keys = [...new Set(answered.slice(n, n + 100))]; // one may be asked again after a kill
        const { annotations, more } = await check.ask({ type: 'lookup', id: n + 1, keys });
        assert.equal(more, false);
        assert.equal(annotations.length, keys.length, 'none is lost');
      }
    });

  test('it is ours alone', async (t) => {
    const home = freshFolder(t);
    const host = await start(t, { home });
    await host.ask(score(1, numbered(1)));
    assert.ok(existsSync(ledger(home)));
    assert.equal(statSync(ledger(home)).mode & 0o777, 0o600);
  });
});

test('without any home it says so', async (t) => {
  const host = new Host(t, { env: { HOME: '', XDG_DATA_HOME: '' } });
  const first = await host.message((m) => m.type);
  assert.equal(first.error.name, 'key-unreadable');
  await host.end(); // standard error is another pipe: it may come later
  assert.equal(lines(host.errors).length, 1);
});
