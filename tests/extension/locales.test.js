import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { PROBLEMS, REASONS, STRENGTHS, VERDICTS } from '../../extension/protocol.js';
import { ADAPTERS } from '../../extension/sites/registry.js';
import { ROOT, read } from './support.js';

const LOCALES = readdirSync(`${ROOT}extension/_locales`);
const messages = Object.fromEntries(LOCALES.map((locale) =>
  [locale, JSON.parse(read(`extension/_locales/${locale}/messages.json`))]));
const names = new Set(Object.keys(messages.en));
const sources = ['background', 'content', 'options', 'panel', 'popup', 'sites']
  .flatMap((folder) => readdirSync(`${ROOT}extension/${folder}`).map((name) => `extension/${folder}/${name}`))
  .filter((name) => /\.(?:js|html)$/.test(name)).map(read);

/** Whatever the host may tell of a file has its words. */
const storySource = read('native-host/metadata/story.c');

/** Names that are put together from a wire name: what may come there. */
const FAMILIES = {
  verdict_: VERDICTS.filter((name) => name !== 'cannot-tell'),
  count_: VERDICTS,
  strength_: STRENGTHS,
  reason_: [...REASONS, 'other'],
  reasonWhy_: [...REASONS, 'other'],
  problem_: [...PROBLEMS, 'protocol-mismatch', 'other'],
  how_: ['address', 'link', 'attribute', 'page', 'nearby'],
  doctor_: ['container', 'author'],
  seenCount_: ['one', 'other'],
  site_: ADAPTERS.map(({ site }) => site),
  file_: [...storySource.matchAll(/"((?:declared|fbmd|quantisation|c2pa)-[a-z-]+|camera|profile|unread)"/g)].map(([, id]) => id),
  fileValue_: [...storySource.matchAll(/sign, "(\w+)"|\{ "(\w+)",/g)].map(([, a, b]) => a ?? b),
};
const wire = (name) => name.replaceAll('-', '_');

test('every text that is asked for exists', () => {
  const asked = sources.flatMap((text) => [
    ...[...text.matchAll(/\bword\(\s*'(\w+)'/g)], ...[...text.matchAll(/data-word="(\w+)"/g)],
    ...[...text.matchAll(/'((?:panel|prior)[A-Z]\w+)'/g)]].map(([, name]) => name));
  assert.ok(asked.length > 50);
  for (const name of asked) assert.ok(names.has(name), name);
  for (const [, name] of read('extension/manifest.json').matchAll(/__MSG_(\w+)__/g)) assert.ok(names.has(name), name);
  for (const [family, members] of Object.entries(FAMILIES)) {
    for (const member of members) assert.ok(names.has(wire(family + member)), family + member);
  }
  for (const strength of STRENGTHS) assert.ok(names.has(wire(`verdictWhy_generated_${strength}`)), strength);
});

test('what the host tells of a file was found in its source', () => {
  assert.ok(FAMILIES.file_.length >= 11, String(FAMILIES.file_));
  assert.ok(FAMILIES.fileValue_.length >= 20, String(FAMILIES.fileValue_));
});

test('no text is left over', () => {
  const code = sources.join('\n') + read('extension/manifest.json');
  const families = [...Object.keys(FAMILIES), 'verdictWhy_', 'sign_', 'observed_', 'file_', 'fileValue_'];
  for (const name of names) {
    assert.ok(new RegExp(`\\b(?:__MSG_)?${name}(?:__)?\\b`).test(code) ||
      families.some((family) => name.startsWith(family)), name);
  }
});

for (const [locale, texts] of Object.entries(messages)) {
  test(`${locale}: says which language it is in`, () => assert.equal(texts.languageCode.message, locale));

  test(`${locale}: the same texts with the same places to fill in`, () => {
    assert.deepEqual(Object.keys(texts), Object.keys(messages.en));
    const places = (text) => [...text.matchAll(/\$\d/g)].map(String).sort();
    for (const [name, { message }] of Object.entries(texts)) {
      assert.ok(message.trim().length > 0, name);
      assert.deepEqual(places(message), places(messages.en[name].message), name);
    }
  });
}

/** Words that accuse somebody or vouch for something. */
const BANNED = {
  en: /\b(?:fake|real|genuine|authentic|fraud|bot|liar|scam)\b/i,
  es: /\b(?:fals[oa]s?|real(?:es)?|genuin[oa]s?|auténtic[oa]s?|fraude|bots?|mentiros[oa]|estafa)(?!\p{L})/iu,
  vi: /(?<!\p{L})(?:giả|giả mạo|thật|thực sự|lừa|gian lận|bot)(?!\p{L})/iu,
  de: /(?:gefälscht|fälschung|\bfake|\becht|betrug|betrüg|\bbot\b|lügner)/i,
};

test('nobody is accused, and nothing is vouched for', () => {
  assert.deepEqual(Object.keys(BANNED).sort(), LOCALES.sort());
  for (const [locale, texts] of Object.entries(messages)) {
    for (const [name, { message }] of Object.entries(texts)) assert.doesNotMatch(message, BANNED[locale], `${locale}: ${name}`);
  }
});

test('no sentence puts a count beside a word that would have to follow it', () => {
  // chrome.i18n knows no plural forms: so a number stands where one form fits all.
  for (const [locale, one] of Object.entries({ en: /\b1 (?:annotations|pictures)\b/, es: /\b1 (?:anotaciones|fotos)\b/, de: /\b1 (?:Anmerkungen|Bilder)\b/ })) {
    assert.doesNotMatch(messages[locale].forgetDone.message.replace('$1', '1'), one, locale);
  }
});

test('a translation is one: hardly a sentence is as in English', () => {
  for (const locale of LOCALES.filter((name) => name !== 'en')) {
    const same = [...names].filter((name) => messages[locale][name].message === messages.en[name].message && /\w \w/.test(messages.en[name].message));
    assert.deepEqual(same, [], locale);
  }
});

test('the words of the verdicts are those of the product', () => {
  const text = (name) => messages.en[name].message; // design/product.md, "Verdicts"
  assert.equal(text('verdict_declared_ai'), 'Says it is AI-made');
  assert.equal(text('verdict_generated'), 'Looks AI-generated');
  assert.equal(text('verdict_reused'), 'Same picture on another account');
  assert.equal(text('verdict_contradictory'), 'Mixed signs');
  assert.equal(text('verdict_nothing_found'), 'Nothing found');
  assert.match(text('badgeCannotTell'), /^Cannot tell: \$1$/);
});
