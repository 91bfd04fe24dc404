// What comes in frames may be anything: each gets its error, and nothing else is lost.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Host, frame, score, start } from './host.js';
import { numbered } from './pictures.js';

const length = (n) => { const b = Buffer.alloc(4); b.writeUInt32LE(n); return b; };

describe('a broken stream ends the host with a word', () => {
  const broken = [
    ['length 0', length(0), 'frame-empty'],
    ['one byte over the limit', length((1 << 20) + 1), 'frame-too-large'],
    ['4 GiB', length(0xffffffff), 'frame-too-large'],
  ];
  for (const [name, bytes, error] of broken) {
    test(name, async (t) => {
      const host = await start(t);
      host.send(score(1, numbered(1)));
      host.process.stdin.write(bytes);
      const answer = await host.message((m) => m.type === 'error');
      assert.deepEqual([answer.id, answer.error.name], [null, error]);
      // What was asked before is answered all the same.
      assert.equal((await host.answer(1)).type, 'annotation');
      assert.equal((await host.exit).code, 1);
    });
  }

  test('cut anywhere in a frame', async (t) => {
    const whole = frame({ type: 'hello', id: 1, protocol: { major: 1, minor: 0 }, version: '0' });
    for (const cut of [1, 2, 3, 4, 5, 20, whole.length - 1]) {
      const host = await start(t);
      host.process.stdin.write(whole.subarray(0, cut));
      const { code } = await host.end();
      assert.equal(code, 1, `cut at ${cut}`);
      assert.equal(host.messages.at(-1).error.name, 'frame-truncated');
    }
  });

  test('cut between frames is a good end', async (t) => {
    const host = await start(t);
    assert.equal((await host.ask({ type: 'lookup', id: 1, keys: ['x:1'] })).type, 'annotations');
    assert.deepEqual(await host.end().then(({ code, signal }) => [code, signal]), [0, null]);
    assert.equal(host.errors, '');
  });
});

describe('a bad message is answered, and the next one served', () => {
  const deep = (n) => '['.repeat(n) + ']'.repeat(n);
  const wide = JSON.stringify(Object.fromEntries(
    Array.from({ length: 70_000 }, (_, n) => [n.toString(36), 0])));
  const bad = [
    ['no JSON', 'hello', 'json-syntax', 'byte 0'],
    ['a bare value', '7', 'json-type'],
    ['invalid UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'json-utf8'],
    ['overlong UTF-8', Buffer.from([0x22, 0xc0, 0x80, 0x22]), 'json-utf8'],
    ['an embedded NUL', '{"type":"a\\u0000b"}', 'json-syntax'],
    ['17 deep', deep(17), 'json-depth'],
    ['half a million deep', deep(500_000), 'json-depth'],
    ['70,000 keys', wide, 'json-items'],
    ['a huge number', '{"id":1e400}', 'json-number'],
    ['a number of a hundred thousand digits', `{"id":${'9'.repeat(100_000)}}`, 'json-number'],
    ['a fraction', '{"type":"lookup","id":1.5}', 'json-number'],
    ['the same key twice', '{"type":"hello","type":"score","id":1}', 'json-duplicate'],
    ['two values', '{} {}', 'json-trailing'],
    ['no type', '{"id":5}', 'json-missing'],
    ['an unknown type', '{"type":"dance","id":5}', 'message-unknown'],
    ['no id', '{"type":"lookup","keys":["a:b"]}', 'json-missing'],
    ['id 0', '{"type":"lookup","id":0,"keys":["a:b"]}', 'json-number'],
    ['an id that is a text', '{"type":"lookup","id":"1","keys":["a:b"]}', 'json-type'],
    ['no picture', '{"type":"score","id":5}', 'json-missing'],
    ['base64 with junk', '{"type":"score","id":5,"picture":{"bytes":"ab!="}}', 'message-base64'],
    ['base64 without padding', '{"type":"score","id":5,"picture":{"bytes":"abc"}}', 'message-base64'],
    ['base64 with unused bits', '{"type":"score","id":5,"picture":{"bytes":"ab=="}}', 'message-base64'],
    ['base64 with a line break', '{"type":"score","id":5,"picture":{"bytes":"YWJj\\nYWJj"}}', 'message-base64'],
    ['a URL that is no https', '{"type":"score","id":5,"picture":{"bytes":"YWJj"},"page":{"url":"http://a.b/"}}', 'message-text'],
    ['a key with a bidi control', '{"type":"score","id":5,"picture":{"bytes":"YWJj","key":"x:\u202ea"}}', 'message-text'],
    ['a name of 10 kB', `{"type":"score","id":5,"picture":{"bytes":"YWJj"},"account":{"platform":"x","id":"${'n'.repeat(10_000)}"}}`, 'json-length'],
    ['too many keys', { type: 'lookup', id: 5, keys: Array.from({ length: 129 }, (_, n) => `x:${n}`) }, 'json-length'],
    ['no keys', { type: 'lookup', id: 5, keys: [] }, 'json-length'],
    ['forget of nothing', { type: 'forget', id: 5, what: {} }, 'json-length'],
    ['another major protocol', { type: 'hello', id: 5, protocol: { major: 2, minor: 0 }, version: '9' }, 'protocol-mismatch'],
  ];

  test('each by its name, in one stream', async (t) => {
    const host = await start(t);
    for (const [n, [name, body, error, at]] of bad.entries()) {
      const before = host.messages.length;
      host.send(body);
      const next = 1000 + n;
      await host.ask({ type: 'lookup', id: next, keys: ['x:1'] });
      const answers = host.messages.slice(before).filter((m) => m.id !== next);
      assert.equal(answers.length, 1, `${name}: ${JSON.stringify(answers)}`);
      assert.equal(answers[0].type, 'error', name);
      assert.equal(answers[0].error.name, error, `${name}: ${JSON.stringify(answers[0])}`);
      assert.equal(typeof answers[0].error.number, 'number');
      if (at) assert.equal(answers[0].error.at, at, name);
      // Its own id, where that could be read.
      const own = /"id":5\b/.test(typeof body === 'object' ? JSON.stringify(body) : String(body));
      assert.equal(answers[0].id, own ? 5 : null, name);
    }
    assert.equal((await host.end()).code, 0);
  });

  test('hello is answered with hello', async (t) => {
    const host = await start(t);
    const [first] = host.messages;
    const again = await host.ask({ type: 'hello', id: 3, protocol: { major: 1, minor: 7 }, version: '0.1.0' });
    assert.deepEqual(again, { ...first, id: 3 });
    assert.equal(first.id, null);
    assert.match(first.key, /^did:key:z6Mk/);
    assert.deepEqual(first.capabilities, ['score', 'lookup', 'forget']);
    assert.deepEqual(first.state, { ledger: 'ok', model: 'ok' });
  });
});

describe('how the host knows a browser', () => {
  for (const [name, args] of [
    ['Chromium', ['chrome-extension://lgoalhlmnipbakahbhndbhnpnmhmlhlg/', '--parent-window=0']],
    ['Firefox', ['/home/a/.mozilla/native-messaging-hosts/org.facetell.host.json', 'facetell@facetell.org']],
    ['Firefox in a snap', []],
  ]) {
    test(name, async (t) => {
      const host = new Host(t, { args });
      assert.equal((await host.hello()).protocol.major, 1);
      assert.equal((await host.end()).code, 0);
    });
  }
});
