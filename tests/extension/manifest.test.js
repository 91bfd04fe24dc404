import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HOST_NAME } from '../../extension/protocol.js';
import { ROOT, read } from './support.js';

const ids = JSON.parse(read('extension/id.json'));
let out;
before(() => {
  out = mkdtempSync(join(tmpdir(), 'facetell-build-'));
  execFileSync(process.execPath, [join(ROOT, 'extension/build.mjs'), out]);
});
after(() => rmSync(out, { recursive: true, force: true }));
const manifest = (browser) => JSON.parse(readFileSync(join(out, browser, 'manifest.json'), 'utf8'));

test('Chromium\'s id follows from the key, and only Chromium gets the key', () => {
  const der = Buffer.from(manifest('chromium').key, 'base64');
  const id = createHash('sha256').update(der).digest('hex').slice(0, 32)
    .replace(/./g, (digit) => 'abcdefghijklmnop'[parseInt(digit, 16)]);
  assert.equal(id, ids.chromium);
  assert.equal(manifest('firefox').key, undefined);
  assert.equal(manifest('firefox').browser_specific_settings.gecko.id, ids.firefox);
  assert.equal(manifest('chromium').browser_specific_settings, undefined);
  assert.equal(HOST_NAME, ids.nativeHost);
});

test('permissions are these and no others', () => {
  assert.deepEqual(manifest('chromium').permissions,
    ['declarativeNetRequestWithHostAccess', 'nativeMessaging', 'storage', 'webRequest']);
  assert.deepEqual(manifest('firefox').permissions,
    ['nativeMessaging', 'storage', 'webRequest', 'webRequestBlocking', 'webRequestFilterResponse']);
});

for (const browser of ['chromium', 'firefox']) {
  test(`${browser}: every file that is named is there, and pages cannot load any`, () => {
    const { background, content_scripts: [{ js }], icons, action, options_ui: options, ...rest } = manifest(browser);
    const named = [
      ...js, ...Object.values(icons), action.default_popup, options.page,
      background.service_worker ?? background.scripts[0],
    ];
    for (const name of named) assert.ok(existsSync(join(out, browser, name)), name);
    assert.equal(rest.web_accessible_resources, undefined);
    assert.equal(rest.externally_connectable, undefined);
    assert.match(rest.content_security_policy.extension_pages, /^default-src 'none'; script-src 'self';/);
    assert.equal(rest.version, JSON.parse(read('package.json')).version);
  });
}

test('every content script is in the manifest, strict, with one top-level function', () => {
  const [{ js }] = manifest('chromium').content_scripts;
  const files = ['content', 'panel'].flatMap((folder) =>
    readdirSync(join(ROOT, 'extension', folder)).map((name) => `${folder}/${name}`));
  assert.deepEqual([...js].sort(), files.sort());
  for (const file of js) {
    const text = read(`extension/${file}`);
    assert.ok(text.startsWith('\'use strict\';\n'), file);
    assert.equal([...text.matchAll(/^(?:async )?function /gm)].length, 1, file);
    assert.equal([...text.matchAll(/^(?:const|let|var|class) /gm)].length, 0, file);
  }
});

test('nothing is loaded from elsewhere, and nothing is evaluated', () => {
  const files = readdirSync(join(out, 'chromium'), { recursive: true })
    .filter((name) => /\.(?:js|html|css)$/.test(name));
  assert.ok(files.length > 20);
  for (const name of files) {
    const text = readFileSync(join(out, 'chromium', name), 'utf8');
    assert.equal(/\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write/.exec(text), null, name);
    assert.equal(/(?:src|href)="https?:|@import ["'u]|url\(["']?https?:|import\(/.exec(text), null, name);
  }
});

test('building twice gives the same bytes', () => {
  const first = readFileSync(join(out, 'firefox', 'manifest.json'));
  execFileSync(process.execPath, [join(ROOT, 'extension/build.mjs'), out]);
  assert.deepEqual(readFileSync(join(out, 'firefox', 'manifest.json')), first);
});
