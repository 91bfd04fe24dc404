import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADAPTERS } from '../../extension/sites/registry.js';
import * as facebook from '../pages/facebook.mjs';
import { PEOPLE, READER } from '../pages/people.mjs';
import * as x from '../pages/x.mjs';
import { loadContent } from './support.js';

const [FB, X] = ['facebook', 'x'].map((name) => ADAPTERS.find(({ site }) => site === name));
const [ana, ben, cara, dora] = PEOPLE;

/** What the reader says of each picture on a page, in order. */
function readAll(adapter, html) {
  const { document, scope } = loadContent(html, 'content/reader.js');
  const reader = scope.createReader(adapter);
  return [...document.querySelectorAll('img, image')].map((node) => reader.read(node));
}
const avatars = (adapter, html) => readAll(adapter, html).filter((each) => each !== null && typeof each === 'object');
const told = ({ account, surface, author, key, sidePx }) => ({
  id: account?.id ?? null, surface, name: author?.textContent ?? null, key, sidePx,
});

const group = (slots, members = []) => facebook.groupPage({ own: READER, slots, members });

test('Facebook: post, comment, shared post and member row', () => {
  const all = avatars(FB, group(
    [facebook.post(ana, 1, { comments: [facebook.comment(ben, { px: 64 })], shared: cara })],
    [facebook.memberRow(dora)]));
  const key = (person) => `facebook:${facebook.pictureKey(person)}`;
  assert.deepEqual(all.map(told), [
    { id: ana.id, surface: 'post', name: ana.name, key: key(ana), sidePx: 40 },
    { id: cara.id, surface: 'post', name: null, key: key(cara), sidePx: 40 },
    { id: ben.id, surface: 'comment', name: ben.name, key: key(ben), sidePx: 64 },
    { id: dora.id, surface: 'member', name: dora.name, key: key(dora), sidePx: 60 },
  ]);
  assert.equal(all[0].account.url, `https://www.facebook.com/profile.php?id=${ana.id}`);
});

test('Facebook: the reader\'s own picture and silhouettes are left alone', () => {
  const all = readAll(FB, group([
    facebook.post(ana, 1, { url: facebook.defaultAvatarUrl(40) }), facebook.anonymousPost(2)]));
  assert.deepEqual(all, ['own', 'default', null]);
});

const bare = (picture, links = '') => `<html><body><div role="feed">
  <div aria-posinset="1">${picture}${links}</div>
  <div aria-posinset="2"><a href="/profile.php?id=77" role="link">Somebody</a></div></div></body></html>`;
const image = (path = 't39.30808-1/1_2_3_n.jpg?stp=cp0_dst-jpg_s40x40_tt6') =>
  `<svg><image xlink:href="https://scontent.xx.fbcdn.net/v/${path}"></image></svg>`;

test('an identity is never taken from another post', () => {
  assert.equal(avatars(FB, bare(image()))[0].account, null);
});

test('of several identities nearby none is picked', () => {
  const link = (id) => `<a href="/profile.php?id=${id}">x</a>`;
  assert.equal(avatars(FB, bare(image(), link(5)))[0].account.id, '5');
  assert.equal(avatars(FB, bare(image(), link(5) + link(5)))[0].account.id, '5');
  assert.equal(avatars(FB, bare(image(), link(5) + link(6)))[0].account, null);
});

for (const [href, id] of [
  ['/groups/1/user/42/?__tn__=x', '42'], ['/groups/name/user/42', '42'],
  ['/profile.php?id=42&sk=about', '42'], ['/profile.php?sk=about&id=42', '42'],
  ['/people/Ana-Example/42/', '42'], ['/p/Example-Shop-42/', '42'], ['/ana.example', 'ana.example'],
  ['https://www.facebook.com/ana.example?x=1', 'ana.example'],
  ['/groups/42/', null], ['/marketplace/', null], ['/Watch', null], ['/photo/?fbid=1', null], ['/ana', null],
  ['https://l.facebook.com/l.php?u=x', null], ['https://example.org/ana.example', null],
  ['http://www.facebook.com/ana.example', null], ['javascript:void(0)', null], ['//[', null], ['', null],
]) {
  test(`Facebook: ${href} is ${id ?? 'nobody'}`, () => {
    const [{ account }] = avatars(FB, bare(`<a href="${href}">${image()}</a>`));
    assert.equal(account?.id ?? null, id);
  });
}

for (const [path, wanted] of [
  ['t39.30808-1/1_2_3_n.jpg?stp=cp0_dst-jpg_tt6&cstp=mx1024x1024&ctp=s40x40', 40],
  ['t39.30808-1/1_2_3_n.jpg?stp=cp0_dst-jpg_tt6&cstp=mx960x960&ctp=p60x60', 60],
  ['t39.30808-1/1_2_3_n.jpg?stp=dst-jpg_s320x320_tt6', 320],
  ['t1.6435-1/p40x40/1_2_3_n.jpg', 40], ['t31.0-1/1_2_3_n.jpg', 0],
  ['t39.30808-6/1_2_3_n.jpg?stp=dst-jpg_s600x600', null], ['t15.5256-10/1_2_3_n.jpg', null],
]) {
  test(`Facebook: ${path} is ${wanted === null ? 'no avatar' : `${wanted} px`}`, () => {
    const [avatar] = avatars(FB, bare(image(path)));
    assert.equal(avatar?.sidePx ?? null, wanted);
    if (avatar) assert.equal(avatar.key, 'facebook:1_2_3_n.jpg');
  });
}

test('X: post, quoted post without a link, reposter, list', () => {
  const all = avatars(X, x.timelinePage([
    x.tweet(ana, 0, { quoted: ben, reposter: cara }), x.userCell(dora, 200, x.avatarUrl(dora, 48))]));
  const key = (person) => `x:${x.pictureKey(person)}`;
  assert.deepEqual(all.map(({ author, ...rest }) => ({ ...told({ author, ...rest }), name: author?.textContent.includes('@') ?? null })), [
    { id: ana.handle, surface: 'post', name: false, key: key(ana), sidePx: 96 },
    { id: ben.handle, surface: 'quote', name: true, key: key(ben), sidePx: 96 },
    { id: dora.handle, surface: 'member', name: false, key: key(dora), sidePx: 48 },
  ]);
  assert.equal(all[0].author.textContent, ana.name, 'the name, not the reposter');
});

test('X: default pictures are no avatars; sizes and formats share one key', () => {
  assert.deepEqual(avatars(X, x.timelinePage([x.userCell(ana, 0, x.DEFAULT_URL)])), []);
  for (const suffix of ['_normal.jpg', '_400x400.png', '_mini.jpg', '.jpg', '_x96.webp']) {
    const [{ key }] = avatars(X, `<html><body><img src="https://pbs.twimg.com/profile_images/17/AbC_dEf${suffix}"></body></html>`);
    assert.equal(key, 'x:17/AbC_dEf', suffix);
  }
});

test('hostile addresses and names are just not avatars', () => {
  for (const src of ['', 'https://', 'javascript:alert(1)', 'data:image/png;base64,AAAA', 'https://pbs.twimg.com.evil.example/profile_images/1/a_normal.jpg']) {
    assert.deepEqual(avatars(X, `<html><body><img src="${src}"></body></html>`), [], src);
  }
});
