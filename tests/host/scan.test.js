// The command line: help that agrees with the man page, and scan.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { environment, facetell, freshFolder, lines, program } from './facetell.js';
import { sleep } from './host.js';
import { verify } from './independent.js';
import { numbered, png } from './pictures.js';

const commands = ['scan', 'verify', 'key', 'doctor', 'install', 'uninstall', 'ledger'];
const hashes = (out) => lines(out).map((line) => JSON.parse(line).target?.sha256);

/** A home and a folder of `count` pictures. */
function album(t, count) {
  const home = freshFolder(t);
  const folder = join(home, 'album');
  mkdirSync(folder);
  for (let n = 0; n < count; n++) {
    writeFileSync(join(folder, `${String(n).padStart(4, '0')}.png`), numbered(n));
  }
  return { home, folder };
}

describe('help', () => {
  test('names every command, and each tells of itself', (t) => {
    const home = freshFolder(t);
    const { code, out } = facetell(home, ['--help']);
    assert.equal(code, 0);
    for (const name of commands) {
      assert.match(out, new RegExp(`^  ${name} `, 'm'));
      const own = facetell(home, [name, '--help']);
      assert.equal(own.code, 0);
      assert.ok(own.out.startsWith(`facetell ${name}`), own.out);
      assert.ok(own.out.split('\n').every((line) => line.length <= 110), own.out);
    }
    assert.equal(out.includes('worker'), false);
    assert.deepEqual(readdirSync(home), [], 'help leaves nothing behind');
  });

  test('the man page says the same', (t) => {
    const home = freshFolder(t);
    const { code, out } = facetell(home, ['--man']);
    assert.equal(code, 0);
    const plain = out.replaceAll('\\-', '-');
    for (const name of commands) {
      assert.ok(plain.includes(`.SS ${name}\n`));
      for (const [flag] of facetell(home, [name, '--help']).out.matchAll(/^ {2}--[\w-]+/gm)) {
        assert.ok(plain.includes(`\\fB${flag.trim()}\\fR`), flag);
      }
    }
    const groff = spawnSync('groff', ['-man', '-Tascii', '-wall', '-z'], { input: out });
    if (!groff.error) assert.equal(groff.stderr.toString(), '');
  });

  test('what is not understood is exit 2, and says where help is', (t) => {
    const home = freshFolder(t);
    for (const args of [['dance'], ['scan'], ['scan', '--nothing', 'a'], ['scan', '--jobs', '9', 'a'],
      ['scan', '--jobs'], ['scan', '--fresh=1', 'a'], ['scan', '--annotate', 'http://a.b/', 'a'],
      ['scan', '--format', 'xml', 'a'], ['doctor', 'me']]) {
      const { code, out, err } = facetell(home, args);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.match(err, /See: facetell .*--help/, args.join(' '));
    }
    assert.match(facetell(home, ['--version']).out, /^facetell \d+\.\d+\.\d+\n$/);
  });
});

describe('scan', () => {
  test('a folder in order, each line signed', async (t) => {
    const { home, folder } = album(t, 40);
    mkdirSync(join(folder, '0010.d'));
    writeFileSync(join(folder, '0010.d', 'x.png'), numbered(999));
    const { code, out } = facetell(home, ['scan', '--annotate', 'https://a.example/b', folder]);
    assert.equal(code, 0);
    const names = [...readdirSync(folder).filter((n) => n.endsWith('.png')), '0010.d/x.png'].sort();
    const { createHash } = await import('node:crypto');
    const { readFileSync } = await import('node:fs');
    assert.deepEqual(hashes(out), names.map((name) =>
      createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')));
    assert.ok(await verify(JSON.parse(lines(out)[0])));
    assert.equal(facetell(home, ['verify', '-'], out).code, 0);
  });

  test('what is bad has its own line and stops nothing', async (t) => {
    const { home, folder } = album(t, 2);
    writeFileSync(join(folder, 'a text.txt'), 'Not a picture.');
    writeFileSync(join(folder, 'empty.jpg'), '');
    writeFileSync(join(folder, 'big.jpg'), '');
    truncateSync(join(folder, 'big.jpg'), 2 ** 34);
    writeFileSync(join(folder, 'bomb.png'), png(65_000, 65_000, undefined, false));
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync(folder, join(folder, 'round and round'));
    symlinkSync(join(folder, '0000.png'), join(folder, 'link.png'));
    symlinkSync('nowhere', join(folder, 'nowhere'));
    const strange = Buffer.from(`${folder}/\xff\x1b[2J.png`, 'latin1');
    writeFileSync(strange, numbered(7));
    const { code, out } = facetell(home, ['scan', folder, join(folder, 'pipe'), join(folder, 'no')]);
    assert.equal(code, 1, 'files without an answer');
    const found = lines(out).map((line) => JSON.parse(line));
    const errors = found.filter((each) => each.error);
    assert.deepEqual(errors.map(({ error }) => error),
      ['more than 16 MiB', 'not a regular file', 'No such file or directory']);
    assert.deepEqual(found.filter((each) => !each.error).map(({ body }) => body.reason),
      ['no-face', 'no-face', 'unreadable', 'too-large', 'unreadable', 'no-face', 'no-face']);
    const table = facetell(home, ['scan', '--format', 'table', folder]).out;
    assert.doesNotMatch(table, /\x1b/); // eslint-disable-line no-control-regex
    assert.match(table, /^cannot-tell +unreadable +- +.*a text\.txt$/m);
  });

  test('names from standard input, as they come', async (t) => {
    const { home, folder } = album(t, 3);
    const scan = spawn(program, ['scan', '-'], { env: environment(home), stdio: ['pipe', 'pipe', 'inherit'] });
    let out = '';
    scan.stdout.on('data', (data) => { out += data; });
    const closed = new Promise((done) => { scan.on('close', done); });
    scan.stdin.write(`${folder}/0002.png\n`);
    for (let n = 0; n < 500 && lines(out).length < 1; n++) await sleep(20);
    assert.equal(lines(out).length, 1, 'the first is answered while the rest is awaited');
    scan.stdin.end(`\n${folder}\n${'x'.repeat(9000)}\n${folder}/0000.png`);
    assert.equal(await closed, 1);
    const [two, a, b, c, error, again] = lines(out).map((line) => JSON.parse(line));
    assert.deepEqual([c.target.sha256, again.target.sha256], [two.target.sha256, a.target.sha256]);
    assert.ok(b.target);
    assert.match(error.path, /more than/);
  });

  test('is taken up again where it was', async (t) => {
    const { home, folder } = album(t, 120);
    const first = spawn(program, ['scan', folder], { env: environment(home), stdio: ['ignore', 'pipe', 'ignore'] });
    let out = '';
    const closed = new Promise((done) => { first.on('close', done); });
    first.stdout.on('data', (data) => {
      out += data;
      if (lines(out).length > 30) first.kill('SIGKILL');
    });
    await closed;
    const done = out.split('\n').slice(0, -1);
    assert.ok(done.length > 30 && done.length < 120);
    const whole = facetell(home, ['scan', folder]);
    assert.equal(whole.code, 0);
    assert.deepEqual(lines(whole.out).slice(0, done.length), done, 'word for word what was printed before');
    assert.equal(lines(whole.out).length, 120);
    const fresh = facetell(home, ['scan', '--fresh', '--jobs', '1', folder]);
    assert.deepEqual(hashes(fresh.out), hashes(whole.out));
  });

  test('with no key to sign with it is the environment', (t) => {
    const { home, folder } = album(t, 1);
    facetell(home, ['key', 'show']);
    chmodSync(join(home, '.local/share/facetell/key'), 0o644);
    const { code, out, err } = facetell(home, ['scan', folder]);
    assert.deepEqual([code, out], [3, '']);
    assert.match(err, /doctor/);
  });

  test('with nobody to read the output it stops', (t) => {
    const { home, folder } = album(t, 60);
    const { stdout } = spawnSync('bash', ['-c', '"$0" scan "$1" 2>/dev/null | head -n 1; echo "${PIPESTATUS[0]}"',
      program, folder], { env: environment(home) });
    assert.equal(lines(stdout.toString())[1], '3');
  });
});
