import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContent, makeAnnotation, makeKey } from './support.js';
import { read } from './support.js';

const texts = JSON.parse(read('extension/_locales/en/messages.json'));
const chrome = {
  i18n: {
    getMessage: (name, values = []) => (texts[name]?.message ?? '').replace(/\$(\d)/g, (_, i) => values[i - 1] ?? ''),
  },
};
const { scope, document } = loadContent('<html><body></body></html>', 'panel/parts.js', { chrome });
const key = makeKey();

test('Bayes: at 0.05 % a ratio of 100 is wrong 19 times in 20', () => {
  const near = (chance, wanted) => assert.ok(Math.abs(chance - wanted) < 0.001, `${chance}`);
  near(scope.chanceOf(500, 20), 0.0477); // design/product.md, "Verdicts"
  near(scope.chanceOf(50_000, 20), 0.840);
  near(scope.chanceOf(500_000, 0), 0.5);
  near(scope.chanceOf(500_000, -10), 0.0909);
});

const render = (parts) => {
  const holder = document.createElement('div');
  holder.append(...parts);
  return holder;
};

test('the headline says verdict and strength in words', () => {
  const of = (body) => render(scope.panelParts(makeAnnotation(key, { body })).headline()).textContent;
  assert.match(of({}), /^Looks AI-generated.*Strong evidence/);
  assert.match(of({ verdict: 'cannot-tell', reason: 'too-small', strength: undefined }), /^Cannot tell: too small/);
  assert.match(of({ verdict: 'cannot-tell', reason: undefined, strength: undefined }), /^Cannot tell: not clear why/);
  assert.match(of({ verdict: 'nothing-found', strength: undefined }), /^Nothing found/);
  assert.doesNotMatch(of({}), /%/, 'never a raw percentage');
});

test('the prior moves the chance, never the verdict', () => {
  const part = render(scope.panelParts(makeAnnotation(key)).chance(500));
  const [feed, group] = part.querySelectorAll('button');
  const chance = () => part.querySelector('#facetell-chance').textContent;
  assert.match(chance(), /about 56 would be/);
  group.dispatchEvent(new scope.document.defaultView.Event('click'));
  assert.match(chance(), /about 99 would be/);
  feed.dispatchEvent(new scope.document.defaultView.Event('click'));
  assert.match(chance(), /about 56 would be/);
});

test('without decibans there is no chance to show', () => {
  const annotation = makeAnnotation(key, { body: { verdict: 'cannot-tell', reason: 'no-face', decibans: undefined } });
  assert.deepEqual([...scope.panelParts(annotation).chance(500)], []);
});

test('signs: a sentence and a weight; unknown ones by name', () => {
  const of = (sign) => render(scope.panelParts(makeAnnotation(key, {
    body: { evidence: [{ id: 'alignment', family: 'picture', decibans: 0, ...sign }] },
  })).signs()).textContent;
  assert.match(of({ decibans: 31 }), /sit where StyleGAN puts them.*About 1,300 times likelier to be seen in a generated/);
  assert.match(of({ decibans: -12 }), /do not sit.*About 16|20 times likelier to be seen in a photo/);
  assert.match(of({ decibans: 2 }), /Says nothing either way/);
  assert.match(of({ id: 'texture' }), /Sign: texture/);
  assert.match(of({ observed: { centrePermille: 157 } }), /centre off by 15\.7\u00a0%/);
  assert.match(of({ observed: { other: 5 } }), /other 5/);
});

test('other accounts: how many, where, and a link only to https', () => {
  const seen = { platform: 'x', id: 'ben', bits: 4, mirrored: false, when: '2026-11-23T18:00:00Z' };
  const of = (list, accounts = list.length) => render(scope.panelParts(makeAnnotation(key, {
    body: { seen: list, evidence: [{ id: 'seen-before', family: 'identity', decibans: 0, observed: { accounts } }] },
  })).others());
  assert.equal(of([]).textContent, '');
  const one = of([{ ...seen, url: 'https://x.com/ben', mirrored: true }]);
  assert.match(one.textContent, /Seen on 1 other account: X.*ben.*in the mirror.*several sites/);
  assert.equal(one.querySelector('a').getAttribute('href'), 'https://x.com/ben');
  const two = of([seen, { ...seen, platform: 'facebook', id: '<b>', url: 'javascript:alert(1)' }]);
  assert.match(two.textContent, /Seen on 2 other accounts: X(?: and|,) Facebook.*<b>/);
  assert.equal(two.querySelectorAll('a, b').length, 0);
  assert.match(of(Array(8).fill(seen), 30).textContent, /30 other accounts.*nearest 8 are shown.*goes round/);
  const signs = render(scope.panelParts(makeAnnotation(key, {
    body: { evidence: [{ id: 'seen-before', family: 'identity', decibans: 0 }] },
  })).signs());
  assert.equal(signs.textContent, '', 'it has a section of its own');
});

test('what the file says: apart from what was seen, quoted, without a weight or a chance', () => {
  const annotation = makeAnnotation(key, { body: {
    verdict: 'declared-ai', strength: undefined, decibans: 25,
    evidence: [
      { id: 'alignment', family: 'picture', decibans: 25 },
      { id: 'declared-ai', family: 'file', decibans: 0, observed: { places: 2 },
        says: '<img src=x onerror=alert(1)>', where: 'PNG text parameters' },
      { id: 'fbmd-resaved', family: 'file', decibans: 0, observed: { bytes: 5000, formerBytes: 12345 } },
      { id: 'new-one', family: 'file', decibans: 0 },
    ],
  } });
  const parts = scope.panelParts(annotation);
  const file = render(parts.file());
  assert.match(file.textContent, /^What the file says.*AI made the picture.*said in 2 places.*12,345 bytes by the table.*Sign: new-one/);
  assert.doesNotMatch(file.textContent, /either way|likelier|StyleGAN/);
  assert.equal(file.querySelectorAll('img').length, 0);
  assert.deepEqual([...file.querySelectorAll('bdi')].map((node) => node.textContent),
    ['<img src=x onerror=alert(1)>', 'PNG text parameters']);
  assert.doesNotMatch(render(parts.signs()).textContent, /AI made|Facebook/);
  assert.match(render(parts.headline()).textContent, /^Says it is AI-made/);
  assert.deepEqual([...parts.chance(500)], []);
  assert.deepEqual([...scope.panelParts(makeAnnotation(key)).file()], []);
});

test('hostile texts stay texts', () => {
  const annotation = makeAnnotation(key, {
    target: { account: { platform: 'x', id: '<img src=x onerror=alert(1)>' } },
  });
  const part = render(scope.panelParts(annotation).proof());
  assert.equal(part.querySelectorAll('img').length, 0);
  assert.ok(part.querySelector('pre').textContent.includes('<img src=x'));
});
