// Content Credentials: what the validator says of files made right and wrong,
// next to what the SDK of others says, and that it says so behind the walls.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { after, test } from 'node:test';
import { cases, signedBy } from './c2pa_files.js';
import { People } from './c2pa_people.js';
import { judge } from './c2pa_reader.js';
import { program, root } from './facetell.js';

const MUTATIONS = 1000;
const MS_MAX = 5; // the bar, for one validation

const build = relative(root, dirname(program));
execFileSync('make', ['-s', '--no-print-directory', `VARIANT=${build.endsWith('asan') ? 'asan' : 'release'}`,
  `${build}/bench/c2pa_bench`], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });

const folder = mkdtempSync(join(tmpdir(), 'facetell-c2pa-'));
const people = new People();
after(() => [folder, people.folder].forEach((path) => rmSync(path, { recursive: true, force: true })));

const shared = resolve(root, process.env.FACETELL_SHARED ?? '../shared', 'fixtures/c2pa');
const made = cases(people);
const isFine = ({ state }) => ['valid', 'trusted', 'Valid', 'Trusted'].includes(state);

/** What we say of these files, in one run of the program. */
function ours(files, ...options) {
  const names = files.map((file, i) => {
    writeFileSync(join(folder, `${i}`), file);
    return join(folder, `${i}`);
  });
  return execFileSync(join(root, build, 'bench/c2pa_bench'), [...options, ...names], { maxBuffer: 1 << 26 })
    .toString().trim().split('\n').map((line) => JSON.parse(line));
}

const said = ours(made.map(({ file }) => file));
for (const [i, { name, file, type, state, code, ai = 0 }] of made.entries())
  test(`${name}: ${state}`, async () => {
    assert.equal(said[i].state, state, said[i].codes.join('\n'));
    assert.ok(said[i].codes.some((each) => each.replace('ingredient: ', '').startsWith(`${code} `)),
      `${code} is not among\n${said[i].codes.join('\n')}`);
    assert.equal(said[i].ai, ai);
    const other = await judge(file, type);
    assert.equal(isFine(said[i]), isFine(other), `the other reader: ${other.state} ${other.codes}`);
  });

test('the same behind the walls of a worker', () => {
  const walled = ours(made.map(({ file }) => file), '--walls');
  const all = (list) => list.map(({ state, codes }) => ({ state, codes }));
  assert.deepEqual(all(walled), all(said));
});

test('who signed, and with what', () => {
  const { signer, organisation, issuer, generator } = said[0];
  assert.deepEqual({ signer, organisation, issuer, generator },
    { signer: 'Nobody at All', organisation: 'Tests', issuer: 'Nobody', generator: 'writer of tests' });
});

test('trusted only by who is on the list', () => {
  const file = made[0].file;
  assert.equal(ours([file], '--trust', people.path('root.pem'))[0].state, 'trusted');
  const stranger = new People();
  assert.equal(ours([file], '--trust', stranger.path('root.pem'))[0].state, 'valid');
  rmSync(stranger.folder, { recursive: true });
  const later = ['--now', `${Math.round(Date.now() / 1000) + 400 * 86400}`];
  assert.equal(ours([file], '--trust', people.path('root.pem'), ...later)[0].state, 'invalid');
});

test('a time-stamp keeps an expired certificate valid, and trusted only if its service is', async () => {
  const stamp = people.clock();
  const file = signedBy({ ...people.signer('ES256'), stamp });
  const wrong = signedBy({ ...people.signer('ES256'), stamp: () => stamp(Buffer.from('another text')) });
  const damaged = signedBy({ ...people.signer('ES256'), stamp: () => Buffer.from('no stamp') });
  const list = (...names) => {
    const path = join(folder, names.join('-'));
    writeFileSync(path, Buffer.concat(names.map((name) => readFileSync(people.path(name)))));
    return ['--walls', '--trust', path];
  };
  const later = ['--now', `${Math.round(Date.now() / 1000) + 400 * 86400}`];
  for (const [bytes, options, state, code] of [
    [file, list('root.pem'), 'trusted', 'timeStamp.untrusted'],
    [file, list('root.pem', 'clock.pem'), 'trusted', 'timeStamp.trusted'],
    [file, [...list('root.pem', 'clock.pem'), ...later], 'trusted', 'timeStamp.trusted'],
    [file, [...list('root.pem'), ...later], 'valid', 'timeStamp.untrusted'],
    [wrong, list('root.pem'), 'trusted', 'timeStamp.mismatch'],
    [wrong, [...list('root.pem'), ...later], 'invalid', 'timeStamp.mismatch'],
    [damaged, list('root.pem'), 'trusted', 'timeStamp.malformed'],
  ]) {
    const [one] = ours([bytes], ...options);
    assert.equal(one.state, state, `${options}\n${one.codes.join('\n')}`);
    assert.ok(one.codes.some((each) => each.startsWith(code)), one.codes.join('\n'));
  }
  assert.equal((await judge(file, 'image/jpeg')).state, 'Valid');
});

test(`in at most ${MS_MAX} ms`, { skip: build.endsWith('asan') && 'sanitizers are slow' }, () => {
  const times = ours(Array(9).fill(made[0].file)).map(({ ms }) => ms).sort((a, b) => a - b);
  assert.ok(times[4] <= MS_MAX, `${times}`);
});

const fixtures = { 'C.jpg': ['valid', 'claimSignature.validated'], 'CA.jpg': ['valid', 'ingredient.unknownProvenance'],
  'E-sig-CA.jpg': ['invalid', 'claimSignature.mismatch'], 'XCA.jpg': ['invalid', 'assertion.dataHash.mismatch'],
  'no_manifest.jpg': ['absent'], 'sample1.png': ['absent'], 'sample1.webp': ['absent'], 'test_xmp.webp': ['absent'] };
const typeOf = (name) => `image/${name.split('.').pop().replace('jpg', 'jpeg')}`;
for (const [name, [state, code]] of Object.entries(fixtures))
  test(`${name} of the SDK's own tests: ${state}`, { skip: !existsSync(shared) && 'no shared fixtures' }, async () => {
    const file = readFileSync(join(shared, name));
    const [one] = ours([file]);
    assert.equal(one.state, state);
    assert.ok(code === undefined || one.codes.some((each) => each.startsWith(code)), one.codes.join('\n'));
    const other = await judge(file, typeOf(name));
    assert.equal(isFine(one), isFine(other), other.state);
    assert.equal(one.state === 'absent', other.state === 'none');
  });

/** mulberry32: the same copies on every run. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A copy with one byte another, or a few bytes out or twice: mostly in the store. */
function mutate(file, draw) {
  const from = Math.max(0, file.indexOf('jumb') - 20);
  const span = draw() < 0.8 ? Math.min(file.length - from, 6000) : file.length - from;
  const at = from + Math.floor(draw() * span);
  const copy = Buffer.from(file);
  const kind = draw();
  if (kind < 0.8) {
    copy[at] ^= 1 + Math.floor(draw() * 255);
    return copy;
  }
  const end = Math.min(file.length, at + 1 + Math.floor(draw() * 40));
  return Buffer.concat([copy.subarray(0, kind < 0.9 ? at : end), copy.subarray(end - (kind < 0.9 ? 0 : end - at))]);
}

/*
 * The SDK reads on where the framing lies: a JPEG segment that is not named
 * "JP", a box that is longer than what it is in, a wrong CRC.  We do not, and
 * say so; that is the only way in which the two may differ.
 */
const isFraming = ({ state, codes }) => ['absent', 'uncheckable'].includes(state)
  || codes.some((code) => code.startsWith('claimSignature.missing'));

test(`${MUTATIONS} mutated copies: never fine for us alone`, { timeout: 300_000 }, async () => {
  const draw = random(20261123);
  const good = made.filter(({ state }) => state === 'valid');
  const copies = Array.from({ length: MUTATIONS }, (_, i) => {
    const { file, type, name } = good[i % good.length];
    return { type, name, file: mutate(file, draw) };
  });
  const answers = ours(copies.map(({ file }) => file), '--walls');
  const differ = [];
  let fine = 0, stricter = 0;
  for (const [i, { file, type, name }] of copies.entries()) {
    const other = await judge(file, type);
    fine += isFine(answers[i]) ? 1 : 0;
    if (isFine(other) === isFine(answers[i])) continue;
    if (isFine(other) && isFraming(answers[i])) stricter++;
    else differ.push(`${i} (${name}): ${answers[i].state} ${answers[i].codes.at(-1)} / ${other.state} ${other.codes}`);
  }
  assert.deepEqual(differ, []);
  assert.ok(stricter <= MUTATIONS / 100, `${stricter} of ${MUTATIONS} for their framing`);
  assert.ok(fine < MUTATIONS / 2, 'what is altered is seldom fine');
});
