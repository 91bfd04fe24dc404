// install, as a user's browsers find it; uninstall, without a trace.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync,
  symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { environment, freshFolder, lines, program, root } from './facetell.js';

const id = JSON.parse(readFileSync(join(root, 'extension/id.json'), 'utf8'));

// Where each browser looks, from the browsers' own documents; a second table on purpose.
const PLACES = {
  chrome: '.config/google-chrome/NativeMessagingHosts',
  chromium: '.config/chromium/NativeMessagingHosts',
  edge: '.config/microsoft-edge/NativeMessagingHosts',
  brave: '.config/BraveSoftware/Brave-Browser/NativeMessagingHosts',
  vivaldi: '.config/vivaldi/NativeMessagingHosts',
  firefox: '.mozilla/native-messaging-hosts',
  librewolf: '.librewolf/native-messaging-hosts',
};
const NAMES = /** @type {(keyof typeof PLACES)[]} */ (Object.keys(PLACES));
const isFirefox = (/** @type {string} */ name) => ['firefox', 'librewolf'].includes(name);

/** @param {string} home @param {keyof typeof PLACES} name */
const place = (home, name) => join(home, PLACES[name], 'org.facetell.host.json');

/** A program of its own place and a home, with no browser on the PATH.
 * @param {import('node:test').TestContext} t */
function setting(t) {
  const home = join(freshFolder(t), 'home');
  const bin = join(dirname(home), 'a "b" \\ ü/bin');
  const path = join(dirname(home), 'path');
  for (const folder of [home, bin, path]) mkdirSync(folder, { recursive: true });
  const host = join(bin, 'facetell');
  cpSync(program, host);
  /** @param {string[]} args @param {Record<string, string>} [more] */
  const run = (args, more = {}) => {
    const { status, stdout, stderr } = spawnSync(host, args,
      { env: { ...environment(home), PATH: path, ...more }, encoding: 'utf8' });
    return { code: status, out: stdout, err: stderr };
  };
  return { home, host, path, run };
}

/** Everything below a folder, folders with a slash. @param {string} folder */
const tree = (folder) => readdirSync(folder, { recursive: true }).map(String).sort();

/** @param {string} file */
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

describe('install', () => {
  test('writes for every browser found, and says each file', (t) => {
    const { home, host, run } = setting(t);
    for (const name of NAMES) mkdirSync(dirname(dirname(place(home, name))), { recursive: true });
    const { code, out, err } = run(['install']);
    assert.equal(code, 0, err);
    assert.deepEqual(lines(out).map((line) => /^wrote (.*) for [\w ]+$/.exec(line)?.[1]),
      NAMES.map((name) => place(home, name)));
    for (const name of NAMES) {
      const manifest = json(place(home, name));
      assert.equal(manifest.name, 'org.facetell.host');
      assert.equal(manifest.path, host);
      assert.equal(manifest.type, 'stdio');
      assert.deepEqual(manifest.allowed_extensions, isFirefox(name) ? [id.firefox] : undefined);
      assert.deepEqual(manifest.allowed_origins,
        isFirefox(name) ? undefined : [`chrome-extension://${id.chromium}/`]);
      assert.equal(statSync(place(home, name)).mode & 0o777, 0o644);
    }
  });

  test('finds a browser by its program, by where else it keeps things, and by a snap', (t) => {
    const { home, path, run } = setting(t);
    writeFileSync(join(path, 'vivaldi-stable'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(path, 'chromium'), 'not executable', { mode: 0o644 });
    assert.equal(lines(run(['install']).out).length, 1);
    assert.ok(existsSync(place(home, 'vivaldi')));
    mkdirSync(join(home, '.config/mozilla'), { recursive: true });
    run(['install']);
    assert.ok(existsSync(place(home, 'firefox')), 'by ~/.config/mozilla');
    run(['uninstall']);
    rmSync(join(home, '.config/mozilla'), { recursive: true });
    mkdirSync(join(home, 'snap/firefox'), { recursive: true });
    const { err } = run(['install']);
    assert.ok(existsSync(place(home, 'firefox')), 'by ~/snap/firefox');
    assert.match(err, /Firefox \(Snap\): .*asks once.*org\.facetell\.host snap\.firefox yes/);
  });

  test('says what cannot be served, and why', (t) => {
    const { home, run } = setting(t);
    for (const folder of ['.var/app/org.mozilla.firefox', '.var/app/com.brave.Browser',
      'snap/chromium'])
      mkdirSync(join(home, folder), { recursive: true });
    const { code, out, err } = run(['install']);
    assert.equal(code, 3);
    assert.equal(out, '');
    assert.match(err, /^Firefox \(Flatpak\): .*cannot start programs outside its sandbox/m);
    assert.match(err, /^Brave \(Flatpak\): /m);
    assert.match(err, /^Chromium \(Snap\): .*does not support native messaging/m);
    assert.match(err, /no browser was found; name one with --browser: chrome chromium edge/);
    assert.deepEqual(tree(home).filter((name) => name.endsWith('.json')), []);
  });

  test('writes for the browsers that are named, there or not', (t) => {
    const { home, run } = setting(t);
    const { code, out } = run(['install', '--browser', 'firefox', '--browser=edge',
      '--browser', 'edge']);
    assert.equal(code, 0);
    assert.equal(lines(out).length, 2);
    assert.deepEqual(NAMES.filter((name) => existsSync(place(home, name))), ['edge', 'firefox']);
  });

  test('heeds XDG_CONFIG_HOME as Chromium does', (t) => {
    const { home, run } = setting(t);
    run(['install', '--browser', 'chromium'], { XDG_CONFIG_HOME: join(home, 'c') });
    assert.ok(existsSync(join(home, 'c/chromium/NativeMessagingHosts/org.facetell.host.json')));
  });

  test('lets another extension in beside ours, each in its family', (t) => {
    const { home, run } = setting(t);
    const chromium = 'abcdefghijklmnopabcdefghijklmnop';
    const args = ['install', '--browser', 'chromium', '--browser', 'firefox',
      '--extension-id', chromium, '--extension-id', 'dev@example.org',
      '--extension-id', '{01234567-89ab-cdef-0123-456789abcdef}'];
    assert.equal(run(args).code, 0);
    assert.deepEqual(json(place(home, 'chromium')).allowed_origins,
      [`chrome-extension://${id.chromium}/`, `chrome-extension://${chromium}/`]);
    assert.deepEqual(json(place(home, 'firefox')).allowed_extensions,
      [id.firefox, 'dev@example.org', '{01234567-89ab-cdef-0123-456789abcdef}']);
  });

  test('a wrong command line is 2 and writes nothing', (t) => {
    const { home, run } = setting(t);
    for (const args of [['--browser', 'opera'], ['--browser'], ['chrome'], ['--all'],
      ...['', 'x', 'ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP', 'abcdefghijklmnopabcdefghijklmnoq',
        'a@', '@', 'a@b"', 'a b@c', '{}', '*', `${'a'.repeat(90)}@b`, 'a@b\u202e']
        .map((text) => ['--browser', 'firefox', '--extension-id', text])])
      assert.equal(run(['install', ...args]).code, 2, args.join(' '));
    assert.deepEqual(tree(home), []);
  });

  test('again, and from another place, it leaves one manifest that is right', (t) => {
    const { home, run } = setting(t);
    const args = ['install', '--browser', 'chromium'];
    assert.match(run(args).out, /^wrote /);
    assert.match(run(args).out, /^wrote /);
    const moved = join(home, 'moved');
    cpSync(program, moved);
    const { stdout } = spawnSync(moved, args, { env: environment(home), encoding: 'utf8' });
    assert.match(stdout, /^replaced /);
    assert.equal(json(place(home, 'chromium')).path, moved);
    assert.equal(readdirSync(dirname(place(home, 'chromium'))).length, 1);
    rmSync(moved);
    assert.match(run(['uninstall']).out, /^removed /);
    assert.deepEqual(tree(home), []);
  });

  test('a link in the manifest\'s place is replaced, not followed', (t) => {
    const { home, run } = setting(t);
    const file = place(home, 'chromium');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(join(home, 'precious'), 'precious');
    symlinkSync(join(home, 'precious'), file);
    assert.equal(run(['install']).code, 0);
    assert.equal(readFileSync(join(home, 'precious'), 'utf8'), 'precious');
    assert.equal(json(file).name, 'org.facetell.host');
  });

  test('one that cannot be written does not keep the others', (t) => {
    const { home, run } = setting(t);
    mkdirSync(join(home, '.config'), { recursive: true });
    writeFileSync(join(home, '.config/chromium'), 'a file');
    const { code, out, err } = run(['install', '--browser', 'chromium', '--browser', 'firefox']);
    assert.equal(code, 3);
    assert.match(err, /Chromium: /);
    assert.match(out, /^wrote .*\.mozilla.* for Firefox$/m);
  });
});

describe('uninstall', () => {
  test('leaves no trace', (t) => {
    const { home, run } = setting(t);
    const { out } = run(['install', ...NAMES.flatMap((name) => ['--browser', name])]);
    assert.equal(lines(out).length, 7);
    const { code, out: undone } = run(['uninstall']);
    assert.equal(code, 0);
    assert.deepEqual(lines(undone), NAMES.map((name) => `removed ${place(home, name)}`));
    assert.deepEqual(tree(home), []);
    assert.equal(run(['uninstall']).out, 'nothing was installed\n');
  });

  test('leaves what others have there, and key and ledger', (t) => {
    const { home, run } = setting(t);
    mkdirSync(join(home, '.mozilla/firefox'), { recursive: true });
    run(['key', 'show']);
    const before = tree(home);
    run(['install', '--browser', 'firefox', '--browser', 'chromium']);
    const other = join(dirname(place(home, 'chromium')), 'org.other.json');
    writeFileSync(other, '{}');
    assert.equal(run(['uninstall']).code, 0);
    assert.deepEqual(tree(home), [...before, ...['.config', '.config/chromium',
      '.config/chromium/NativeMessagingHosts',
      '.config/chromium/NativeMessagingHosts/org.other.json']].sort());
  });

  test('of one browser leaves the others', (t) => {
    const { home, run } = setting(t);
    run(['install', '--browser', 'firefox', '--browser', 'brave']);
    assert.equal(run(['uninstall', '--browser', 'firefox']).code, 0);
    assert.deepEqual(NAMES.filter((name) => existsSync(place(home, name))), ['brave']);
    assert.equal(run(['uninstall']).code, 0);
    assert.deepEqual(tree(home), []);
  });

  test('leaves a manifest that somebody made start another program', (t) => {
    const { home, run } = setting(t);
    run(['install', '--browser', 'firefox', '--browser', 'brave']);
    const file = place(home, 'brave');
    const ours = readFileSync(file);
    writeFileSync(file, JSON.stringify({ ...json(file), path: '/usr/bin/other' }));
    const { code, err } = run(['uninstall']);
    assert.equal(code, 1);
    assert.match(err, /left .*Brave.*: somebody changed it/);
    assert.ok(existsSync(file));
    assert.ok(!existsSync(place(home, 'firefox')));
    writeFileSync(file, ours);
    assert.equal(run(['uninstall']).code, 0, 'it is still known');
    assert.deepEqual(tree(home), []);
  });

  test('a manifest laid out anew is still ours; one that is gone is no fault', (t) => {
    const { home, run } = setting(t);
    run(['install', '--browser', 'firefox', '--browser', 'brave']);
    writeFileSync(place(home, 'brave'), JSON.stringify(json(place(home, 'brave'))));
    rmSync(place(home, 'firefox'));
    const { code, out } = run(['uninstall']);
    assert.equal(code, 0);
    assert.match(out, /^was gone .*\.mozilla/m);
    assert.deepEqual(tree(home), []);
  });

  test('finds what starts this program when the list is lost', (t) => {
    const { home, run } = setting(t);
    run(['install', '--browser', 'chromium']);
    rmSync(join(home, '.local'), { recursive: true });
    assert.match(run(['uninstall']).out, /^removed /);
    assert.ok(!existsSync(place(home, 'chromium')));
  });

  test('a damaged list is said, and nothing lost', (t) => {
    const { home, run } = setting(t);
    run(['install', '--browser', 'chromium']);
    const list = join(home, '.local/share/facetell/installed.json');
    for (const text of ['', '{', '[]', '{"manifests":[{"path":1}],"folders":[]}',
      '{"manifests":[],"folders":[7]}']) {
      writeFileSync(list, text);
      const { code, err } = run(['install', '--browser', 'firefox']);
      assert.equal(code, 3, text);
      assert.match(err, /facetell/);
      assert.equal(run(['uninstall', '--browser', 'firefox']).code, 3, text);
      assert.equal(readFileSync(list, 'utf8'), text);
    }
    assert.ok(existsSync(place(home, 'chromium')));
  });

  test('the folder of manifests being read-only is said', (t) => {
    if (process.getuid?.() === 0) return t.skip('root may write anywhere');
    const { home, run } = setting(t);
    run(['install', '--browser', 'chromium']);
    chmodSync(dirname(place(home, 'chromium')), 0o500);
    assert.equal(run(['uninstall']).code, 3);
    chmodSync(dirname(place(home, 'chromium')), 0o700);
    return undefined;
  });
});
