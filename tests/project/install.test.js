// Host and extension know each other by names that stand in several places.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { read } from './project.js';

const constant = (name) =>
  new RegExp(`#define ${name} "(.*)"`).exec(read('native-host/cli/install.h'))?.[1];
const { browsers: manifest } = JSON.parse(read('extension/manifest.json'));
const id = JSON.parse(read('extension/id.json'));

test('the Chromium id is made from the key in the manifest', () => {
  const hash = createHash('sha256').update(Buffer.from(manifest.chromium.key, 'base64')).digest('hex');
  const made = [...hash.slice(0, 32)].map((c) => 'abcdefghijklmnop'[parseInt(c, 16)]).join('');
  assert.equal(id.chromium, made);
  assert.equal(constant('INSTALL_CHROMIUM_ID'), made);
});

test('the Firefox id and the name of the host are the same everywhere', () => {
  const { gecko } = manifest.firefox.browser_specific_settings;
  assert.equal(constant('INSTALL_FIREFOX_ID'), gecko.id);
  assert.equal(id.firefox, gecko.id);
  const host = constant('INSTALL_HOST_NAME');
  assert.equal(id.nativeHost, host);
  assert.match(read('extension/protocol.js'), new RegExp(`HOST_NAME = '${host}'`));
  assert.match(host, /^[a-z0-9_]+(\.[a-z0-9_]+)+$/, 'as Chromium wants it');
});

test('no template has the keys of both families: Firefox refuses such a manifest', () => {
  const fill = (text) => JSON.parse(text.replace('@NAME@', '"n"').replace('@PATH@', '"/p"')
    .replace('@EXTENSIONS@', '"e"'));
  const keys = (name) => Object.keys(fill(read(`manifests/${name}.json.in`))).sort();
  const shared = ['description', 'name', 'path', 'type'];
  assert.deepEqual(keys('chromium'), ['allowed_origins', ...shared]);
  assert.deepEqual(keys('firefox'), ['allowed_extensions', ...shared]);
});
