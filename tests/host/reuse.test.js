// Seen before: the same picture under another account, re-saved or in the mirror.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { freshFolder, root } from './facetell.js';
import { score, start } from './host.js';
import { verify } from './independent.js';
import { face, png } from './pictures.js';

const file = join(root, 'node_modules/@vladmandic/face-api/demo/sample2.jpg');
/** A photo of one person in which nothing is found. */
const photo = existsSync(file) ? readFileSync(file) : null;

const segment = (marker, data) => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
};
const insert = (bytes, part) => Buffer.concat([bytes.subarray(0, 2), part, bytes.subarray(2)]);

/** Another file with the same pixels. */
const again = (n) => insert(photo, segment(0xfe, Buffer.from(`copy ${n}`)));

/** The same picture, to be shown in the mirror (Exif orientation 2). */
const mirrored = () => insert(photo, segment(0xe1, Buffer.from(
  'Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x02\0\0\0\0\0\0\0', 'latin1')));

/** Ask of `bytes` on the account `platform:name`, each with a picture key of its own. */
let lastId = 0;
async function ask(host, bytes, platform, name, more = {}) {
  lastId += 1;
  const url = `https://${platform}.example/${name}`;
  const { annotation, ...rest } = await host.ask(score(lastId, bytes, {
    picture: { key: more.key ?? `${platform}:${name}` },
    ...(name && { account: { platform, id: name, url } }),
  }));
  assert.ok(await verify(annotation));
  const sign = annotation.body.evidence.find(({ id }) => id === 'seen-before');
  return { ...rest, ...annotation.body, sign, annotation };
}

describe('the same picture on other accounts', { skip: photo === null && 'face-api is not installed' }, () => {
  test('is said of the second, and of the first when it is asked for again', async (t) => {
    const host = await start(t);
    const ann = await ask(host, again(1), 'facebook', 'ann');
    assert.deepEqual([ann.verdict, ann.seen, ann.sign], ['nothing-found', undefined, undefined]);
    const bob = await ask(host, again(2), 'facebook', 'bob');
    assert.equal(bob.verdict, 'reused');
    assert.equal(bob.strength, undefined);
    assert.equal(bob.decibans, ann.decibans, 'it says nothing of how the picture was made');
    assert.deepEqual([bob.sign.family, bob.sign.decibans, bob.sign.observed],
      ['identity', 0, { accounts: 1, platforms: 1, bits: 0, mirrored: 0 }]);
    assert.deepEqual(bob.seen, [{ platform: 'facebook', id: 'ann', url: 'https://facebook.example/ann',
      key: 'facebook:ann', bits: 0, mirrored: false, when: ann.annotation.created }]);
    await ask(host, mirrored(), 'x', 'eve');
    // What was answered before the others were met is not repeated.
    const anew = await ask(host, again(1), 'facebook', 'ann');
    assert.deepEqual([anew.verdict, anew.remembered, anew.sign.observed],
      ['reused', false, { accounts: 2, platforms: 2, bits: 0, mirrored: 0 }]);
    const eve = anew.seen.find(({ id }) => id === 'eve');
    assert.deepEqual([eve.platform, eve.mirrored, eve.bits <= 26], ['x', true, true]);
    const known = await host.ask({ type: 'lookup', id: 9001, keys: ['facebook:ann', 'facebook:bob'] });
    assert.deepEqual(known.annotations.map(({ target, body }) => [target.key, body.verdict]),
      [['facebook:ann', 'reused']], 'bob is to be asked anew');
    assert.equal((await ask(host, again(1), 'facebook', 'ann')).remembered, true);
  });

  test('is not said of the same account, the same upload, or a picture of nobody', async (t) => {
    const host = await start(t);
    await ask(host, again(1), 'x', 'ann');
    assert.equal((await ask(host, again(2), 'x', 'ann', { key: 'x:other' })).verdict, 'nothing-found');
    // One upload under two names of its owner, as a number and as a word.
    assert.equal((await ask(host, again(3), 'x', '1234', { key: 'x:ann' })).verdict, 'nothing-found');
    assert.equal((await ask(host, again(4), 'x', '')).verdict, 'nothing-found');
  });

  test('is forgotten with the account, and found again by the next host', async (t) => {
    const home = freshFolder(t);
    const host = await start(t, { home });
    await ask(host, again(1), 'x', 'ann');
    await host.end();
    const next = await start(t, { home });
    assert.equal((await ask(next, again(2), 'x', 'bob')).verdict, 'reused');
    // Another process on the same ledger.
    const other = await start(t, { home });
    assert.equal((await ask(other, again(3), 'x', 'eve')).sign.observed.accounts, 2);
    assert.equal((await ask(next, again(4), 'x', 'dan')).sign.observed.accounts, 3);
    for (const [n, id] of ['ann', 'eve', 'dan'].entries()) {
      await next.ask({ type: 'forget', id: 9100 + n, what: { account: { platform: 'x', id } } });
    }
    const bob = await ask(next, again(2), 'x', 'bob');
    assert.deepEqual([bob.verdict, bob.seen, bob.remembered], ['nothing-found', undefined, false]);
  });

  test('on many accounts is a picture that goes round: told of, without a verdict', async (t) => {
    const host = await start(t);
    for (let n = 0; n < 21; n++) {
      assert.equal((await ask(host, again(n), 'x', `user${n}`)).verdict, n ? 'reused' : 'nothing-found');
    }
    const last = await ask(host, again(99), 'x', 'last');
    assert.deepEqual([last.verdict, last.sign.observed.accounts, last.seen.length], ['nothing-found', 21, 8]);
  });
});

test('what has no face is on many accounts by right', async (t) => {
  const host = await start(t);
  const logo = png(200, 200);
  await ask(host, logo, 'x', 'ann');
  const bob = await ask(host, logo, 'x', 'bob');
  assert.deepEqual([bob.verdict, bob.reason, bob.seen], ['cannot-tell', 'no-face', undefined]);
});

test('a generated picture stays one, and says who else has it', { skip: face === null && 'fake-avatars is not installed' }, async (t) => {
  const host = await start(t);
  const ann = await ask(host, face, 'x', 'ann');
  const bob = await ask(host, face, 'x', 'bob');
  assert.deepEqual([bob.verdict, bob.strength, bob.decibans], ['generated', ann.strength, ann.decibans]);
  assert.equal(bob.seen.length, 1);
});
