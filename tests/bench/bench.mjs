// make bench: ratios, measured side by side in one run on one machine.
//
//   node tests/bench/bench.mjs FOLDER
//
// Writes FOLDER/report.json, a list of {name, ours, peer, ratio, unit, n}, and
// prints it as a table.  `ratio` is how many times better ours is: peer / ours
// for times and sizes, ours / peer for rates.  A peer that cannot be installed
// is skipped with a word.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root } from '../project/project.js';
import { benchBrowser } from './browser.mjs';
import { benchContent } from './content.mjs';

const SIDE_PX = 320;
const PICTURES = 24;
const PEERS = ['onnxruntime-node@1.30.0', 'sharp@0.35.5']; // bench only, so not in package.json
const folder = resolve(process.argv[2] ?? 'build/bench');
const binary = join(root, 'build/facetell');
const weights = join(root, 'build/face.weights');

/** @type {{name: string, ours: number, peer: number|null, ratio: number|null, unit: string, n: number}[]} */
const rows = [];
const round = (x) => x === null ? null : Number(x.toPrecision(4));
const smaller = (name, ours, peer, unit, n) => rows.push(
  { name, ours: round(ours), peer: round(peer), ratio: peer && round(peer / ours), unit, n });
const larger = (name, ours, peer, unit, n) => rows.push(
  { name, ours: round(ours), peer: round(peer), ratio: peer && round(ours / peer), unit, n });
const skip = (what, why) => console.log(`skipped: ${what}: ${why}`);
const lines = (text) => text.split('\n').filter((l) => l.startsWith('{')).map((l) => JSON.parse(l));
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/** Portraits that npm brings: StyleGAN2 samples and a few photos. */
function sources() {
  const generated = join(root, 'node_modules/fake-avatars/avatars/webp');
  const photos = join(root, 'node_modules/@vladmandic/face-api/demo');
  return [...readdirSync(photos).filter((f) => /^sample\d\.jpg$/.test(f)).map((f) => join(photos, f)),
    ...readdirSync(generated).sort().map((f) => join(generated, f))].slice(0, PICTURES);
}

function environment() {
  const home = mkdtempSync(join(tmpdir(), 'facetell-bench-'));
  return { ...process.env, HOME: home, XDG_DATA_HOME: join(home, 'data') };
}

/** Pictures a second through the whole program, workers and signatures included. */
function scanRate(pictures, jobs) {
  const env = environment();
  const many = Array.from({ length: 20 }, () => pictures).flat();
  const start = performance.now();
  const out = execFileSync(binary, ['scan', '--fresh', '--jobs', String(jobs), ...many],
    { env, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
  const seconds = (performance.now() - start) / 1000;
  rmSync(env.HOME, { recursive: true });
  if (lines(out).length !== many.length) throw new Error('scan did not answer every picture');
  return many.length / seconds;
}

/** Milliseconds from exec to the first frame, and resident KiB then. */
function firstFrame(command, args, env) {
  return new Promise((done, fail) => {
    const start = performance.now();
    const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    child.on('error', fail);
    child.stdout.once('data', () => {
      const ms = performance.now() - start;
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      child.stdin.end();
      child.on('close', () => done({ ms, kib: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) }));
    });
  });
}

const PYTHON_HOST = 'import sys,struct,json\n'
  + 'b=json.dumps({"type":"hello"}).encode()\n'
  + 'sys.stdout.buffer.write(struct.pack("=I",len(b))+b);sys.stdout.buffer.flush();sys.stdin.read()';

async function start() {
  const env = environment();
  const ours = [], peer = [];
  for (let i = 0; i < 15; i++) {
    ours.push(await firstFrame(binary, ['chrome-extension://bench/'], env));
    peer.push(await firstFrame('python3', ['-c', PYTHON_HOST], env));
  }
  rmSync(env.HOME, { recursive: true });
  const of = (list, what) => median(list.map((x) => x[what]));
  smaller('hello after exec; peer: a native host in Python', of(ours, 'ms'), of(peer, 'ms'), 'ms', 15);
  smaller('resident memory of the supervisor; peer: the same', of(ours, 'kib') / 1024,
    of(peer, 'kib') / 1024, 'MiB', 15);
}

function sizes() {
  const mib = (path) => statSync(path).size / 2 ** 20;
  const stripped = join(folder, 'facetell.stripped');
  execFileSync('strip', ['-o', stripped, binary]);
  const mesh = join(root, 'node_modules/@mediapipe/face_mesh');
  const needed = readdirSync(mesh).filter((f) => /simd_wasm_bin\.wasm|packed_assets\.data/.test(f));
  smaller('program and weights; peer: MediaPipe\'s WebAssembly and weights',
    mib(stripped) + mib(weights), needed.reduce((sum, f) => sum + mib(join(mesh, f)), 0), 'MiB', 1);
}

function onnx(pictures, score) {
  const modules = join(folder, 'npm');
  mkdirSync(modules, { recursive: true });
  if (!existsSync(join(modules, 'node_modules/onnxruntime-node'))) {
    writeFileSync(join(modules, 'package.json'), '{"private":true}');
    const npm = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...PEERS],
      { cwd: modules, encoding: 'utf8' });
    if (npm.status !== 0) return skip('onnxruntime-node', 'npm could not install it');
  }
  const peer = spawnSync('node', [join(root, 'tests/bench/peer_onnx.mjs'), modules, ...pictures],
    { encoding: 'utf8' });
  if (peer.status !== 0) return skip('onnxruntime-node', peer.stderr.trim().split('\n').at(-1));
  const [{ ms, shortRangeMs, attentionMs, n }] = lines(peer.stdout);
  smaller('one picture, bytes to verdict, one thread; peer: sharp and onnxruntime-node',
    score.whole_us / 1000, ms, 'ms', n);
  smaller('detector once and mesh twice, one thread; peer: onnxruntime-node',
    score.networks_us / 1000, shortRangeMs + 2 * attentionMs, 'ms', n);
  return undefined;
}

/** The same picture among a million: with the index, and by comparing all. */
function reuse() {
  const [found] = lines(execFileSync(join(root, 'build/bench/reuse_bench'), ['1000000'], { encoding: 'utf8' }));
  smaller('a picture and its mirror image among 1,000,000 hashes, CPU time; peer: comparing all',
    found.search_us / 1000, found.plain_us / 1000, 'ms', found.n);
  smaller('memory of 1,000,000 hashes to search; peer: 100 MB', found.index_mib * 1.048576, 100, 'MB', 1);
}

function dlib(pictures, rate) {
  const peer = spawnSync('python3', [join(root, 'tests/bench/peer_dlib.py'), ...pictures],
    { encoding: 'utf8' });
  if (peer.status !== 0)
    return skip('eye distance with dlib',
      'python3 has no dlib or face_recognition_models, and Debian packages neither; '
      + 'its authors report 12.1 pictures/s');
  const [{ seconds, n }] = lines(peer.stdout);
  larger('pictures a second, one worker; peer: eye distance, Python and dlib',
    rate, 1 / seconds, '1/s', n);
  return undefined;
}

/** Each network alone, best of many, beside XNNPACK on the same .tflite. */
function networks() {
  const runs = lines(execFileSync(join(root, 'build/bench/net_bench'), [weights],
    { cwd: root, encoding: 'utf8' }));
  for (const { name, run_ms: peer } of runs.filter((run) => run.peer)) {
    for (const { lanes, run_ms: ours, n } of runs.filter((run) => run.name === name && run.lanes))
      smaller(`network ${name}, ${lanes} lanes; peer: XNNPACK`, ours, peer, 'ms', n);
  }
}

/** The whole way through Chromium; its host has as many workers as there are cores. */
async function browser(pictures, alone) {
  const { rate, answered, n } = await benchBrowser(pictures);
  if (answered !== n) throw new Error(`${answered} of ${n} pictures were answered in the browser`);
  larger('20 KB pictures a second through Chromium; peer: the program without a browser',
    rate, alone, '1/s', n);
}

async function main() {
  mkdirSync(folder, { recursive: true });
  const cut = join(folder, 'pictures');
  mkdirSync(cut, { recursive: true });
  const [score] = lines(execFileSync(join(root, 'build/bench/score_bench'),
    [weights, String(SIDE_PX), cut, ...sources()], { encoding: 'utf8' }));
  const pictures = readdirSync(cut).sort().map((f) => join(cut, f));
  smaller(`${SIDE_PX} px JPEG, bytes to verdict; peer: its decoding and the networks alone`,
    score.whole_us / 1000, (score.decode_us + score.networks_us) / 1000, 'ms', score.n);
  onnx(pictures, score);
  const one = scanRate(pictures, 1), two = scanRate(pictures, 2);
  larger('pictures a second through scan, two workers; peer: one worker', two, one, '1/s',
    pictures.length * 20);
  dlib(pictures, one);
  await start();
  sizes();
  reuse();
  networks();
  await browser(pictures, two);
  rows.push(...await benchContent());
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(rows, null, 1)}\n`);
  console.table(rows.map(({ name, ours, peer, ratio, unit, n }) =>
    ({ name, ours, peer, ratio, unit, n })));
}

await main();
