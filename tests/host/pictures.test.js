// Every picture ends in a signed annotation, whatever it is; and what was seen is remembered.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { freshFolder } from './facetell.js';
import { score, start } from './host.js';
import { verify } from './independent.js';
import { face, numbered, png, sample } from './pictures.js';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

describe('a picture we cannot tell of', () => {
  const pictures = [
    ['text', Buffer.from('Not a picture.'), 'unreadable'],
    ['small', png(20, 20), 'too-small'],
    ['no face', png(200, 200), 'no-face'],
    ['a PNG of 65,000 x 65,000', png(65_000, 65_000, undefined, false), 'too-large'],
    ['a JPEG bomb', sample('bomb-65500.jpg'), 'too-large'],
    ['a WebP bomb', sample('bomb.webp'), 'unreadable'],
    ['a GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0', 'latin1'), 'unsupported-format'],
    ['an AVIF', Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf', 'latin1'), 'unsupported-format'],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unsupported-format'],
    ['half a JPEG', sample('420.jpg').subarray(0, 300), 'unreadable'],
  ];
  for (const [name, bytes, reason] of pictures) {
    test(name, async (t) => {
      const host = await start(t);
      const { key } = await host.hello();
      const { type, id, remembered, annotation } = await host.ask(score(3, bytes));
      assert.deepEqual([type, id, remembered], ['annotation', 3, false]);
      assert.deepEqual([annotation.body.verdict, annotation.body.reason], ['cannot-tell', reason]);
      assert.equal(annotation.target.sha256, sha256(bytes));
      assert.equal(annotation.creator.id, key);
      assert.ok(await verify(annotation));
    });
  }

  test('cut at every byte', async (t) => {
    const host = await start(t);
    const whole = sample('420.jpg');
    for (let n = 1; n < whole.length; n++) host.send(score(n, whole.subarray(0, n)));
    for (let n = 1; n < whole.length; n++) {
      const { type, annotation } = await host.answer(n);
      assert.deepEqual([type, annotation.body.verdict], ['annotation', 'cannot-tell'], `byte ${n}`);
    }
    assert.equal(host.errors, '', 'no worker was lost over it');
  });
});

describe('a picture with a face', { skip: face === null && 'fake-avatars is not installed' }, () => {
  test('is judged, signed and described as asked', async (t) => {
    const host = await start(t);
    const account = { platform: 'facebook', id: '100000000000011', url: 'https://www.facebook.com/a' };
    const { annotation } = await host.ask(score(1, face, {
      picture: { key: 'facebook:1_n.jpg' }, account, page: { url: 'https://www.facebook.com/groups/9' } }));
    assert.ok(await verify(annotation));
    assert.deepEqual(annotation.target.account, account);
    assert.equal(annotation.target.key, 'facebook:1_n.jpg');
    assert.match(annotation.target.pdq, /^[0-9a-f]{64}$/);
    assert.notEqual(annotation.body.verdict, 'cannot-tell');
    assert.ok(annotation.body.evidence.some(({ id }) => id === 'alignment'));
  });
});

describe('remembering', () => {
  test('the same picture is not looked at twice, also by the next host', async (t) => {
    const home = freshFolder(t);
    const host = await start(t, { home });
    const bytes = numbered(1);
    const first = await host.ask(score(1, bytes, { picture: { key: 'x:1' } }));
    const second = await host.ask(score(2, bytes, { picture: { key: 'x:1' } }));
    assert.deepEqual([first.remembered, second.remembered], [false, true]);
    assert.deepEqual(second.annotation, first.annotation);
    await host.end();
    const next = await start(t, { home });
    const third = await next.ask(score(3, bytes, { picture: { key: 'x:1' } }));
    assert.deepEqual([third.remembered, third.annotation], [true, first.annotation]);
  });

  test('the same bytes under another key or account are said anew', async (t) => {
    const host = await start(t);
    const bytes = numbered(2);
    const of = (id, key, name) => score(id, bytes,
      { picture: { key }, account: { platform: 'x', id: name } });
    const one = await host.ask(of(1, 'x:1', 'ann'));
    const two = await host.ask(of(2, 'x:1', 'bob'));
    const three = await host.ask(of(3, 'x:2', 'bob'));
    assert.deepEqual([one, two, three].map(({ remembered }) => remembered), [false, false, false]);
    assert.deepEqual([one, two, three].map(({ annotation: { target } }) =>
      [target.key, target.account.id]), [['x:1', 'ann'], ['x:1', 'bob'], ['x:2', 'bob']]);
  });

  test('the largest rendition answers for the smaller ones', async (t) => {
    const host = await start(t);
    const [small, large] = [60, 200].map((side) => png(side, side));
    const key = { picture: { key: 'facebook:1_2_3_n.jpg' } };
    const first = await host.ask(score(1, small, key));
    assert.equal(first.annotation.target.width, 60);
    const second = await host.ask(score(2, large, key));
    assert.deepEqual([second.remembered, second.annotation.target.width], [false, 200]);
    const other = png(70, 70, (x, y) => [x, y, 9]);
    const third = await host.ask(score(3, other, key));
    assert.deepEqual([third.remembered, third.annotation], [true, second.annotation]);
    // A claim of a size that was never decoded outweighs nothing.
    const bomb = png(65_000, 65_000, undefined, false);
    const fourth = await host.ask(score(4, bomb, key));
    assert.deepEqual([fourth.remembered, fourth.annotation], [true, second.annotation]);
    const found = await host.ask({ type: 'lookup', id: 5, keys: ['x:no', key.picture.key] });
    assert.deepEqual([found.annotations, found.more], [[second.annotation], false]);
  });

  test('what is forgotten is gone, and nothing else', async (t) => {
    const host = await start(t);
    const keys = ['x:1', 'x:2', 'x:3', 'x:4', 'x:5'];
    const known = async (id) => (await host.ask({ type: 'lookup', id, keys })).annotations
      .map(({ target }) => target.key).sort();
    for (const [n, key] of keys.entries()) {
      await host.ask(score(n + 1, numbered(n), { picture: { key },
        account: { platform: 'x', id: `user${n}` }, page: { url: `https://x.com/${n}` } }));
    }
    const forget = async (id, what) => (await host.ask({ type: 'forget', id, what })).count;
    assert.equal(await forget(11, { key: 'x:1' }), 1);
    assert.equal(await forget(12, { account: { platform: 'x', id: 'user1' } }), 1);
    assert.equal(await forget(13, { account: { platform: 'y', id: 'user2' } }), 0);
    assert.equal(await forget(14, { page: 'https://x.com/2' }), 1);
    assert.deepEqual(await known(15), ['x:4', 'x:5']);
    assert.equal(await forget(16, { span: { from: 1, to: 1000 } }), 0);
    assert.equal(await forget(17, { all: true }), 2);
    assert.deepEqual(await known(18), []);
  });

  test('what is asked to be forgotten while it is looked at is not kept', async (t) => {
    const host = await start(t);
    for (let n = 1; n <= 50; n++) host.send(score(n, numbered(n, 200), { picture: { key: `x:${n}` } }));
    host.send({ type: 'forget', id: 99, what: { all: true } });
    for (let n = 1; n <= 50; n++) assert.equal((await host.answer(n)).type, 'annotation');
    const keys = Array.from({ length: 50 }, (_, n) => `x:${n + 1}`);
    assert.deepEqual((await host.ask({ type: 'lookup', id: 100, keys })).annotations, []);
  });

  test('a lookup that is too long for one answer says so', async (t) => {
    const host = await start(t);
    const url = `https://x.com/${'a'.repeat(2000)}`;
    const account = { platform: 'x', id: 'b'.repeat(128), url };
    const keys = Array.from({ length: 128 }, (_, n) => `x:${'c'.repeat(490)}${n}`);
    for (const [n, key] of keys.entries()) host.send(score(n + 1, numbered(n), { picture: { key }, account }));
    for (const [n] of keys.entries()) await host.answer(n + 1);
    const found = [];
    for (let id = 200, more = true; more; id++) {
      const answer = await host.ask({ type: 'lookup', id, keys: keys.slice(found.length) });
      found.push(...answer.annotations);
      ({ more } = answer);
      assert.ok(answer.annotations.length > 0);
    }
    assert.deepEqual(found.map(({ target }) => target.key), keys);
  });
});
