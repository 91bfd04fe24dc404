// The peer: a script as one would write it, with npm's onnxruntime-node for
// the networks and npm's sharp (libvips) for the pictures.  One thread.
//   node peer_onnx.mjs NODE_MODULES PICTURE...
// Prints one JSON line: milliseconds a picture and for each network, medians.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { readSource, SOURCES } from '../../native-host/model/pack.mjs';
import { readTflite } from '../../native-host/model/tflite.mjs';
import { toOnnx } from './onnx.mjs';

const ROUNDS = 5;
const [, , modules, ...pictures] = process.argv;
const require = createRequire(join(modules, 'package.json'));
const ort = require('onnxruntime-node');
const sharp = require('sharp');
sharp.concurrency(1);

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

async function open(name) {
  const { model, input, outputs } = toOnnx(
    readTflite(readSource(SOURCES.find((source) => source.name === name))));
  const session = await ort.InferenceSession.create(model,
    { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const times = [];
  const run = async (data) => {
    const start = performance.now();
    const result = await session.run({ [input.name]: new ort.Tensor('float32', data, input.shape) });
    times.push(performance.now() - start);
    return outputs.map((o) => result[o]);
  };
  return { run, times, side: input.shape[2] };
}

/** Interleaved bytes to planes of floats, low..high. */
function planes(pixels, side, low, high) {
  const out = new Float32Array(3 * side * side);
  const scale = (high - low) / 255;
  for (let i = 0; i < side * side; i++)
    for (let c = 0; c < 3; c++) out[c * side * side + i] = pixels[3 * i + c] * scale + low;
  return out;
}

const detector = await open('short-range');
const mesh = await open('attention');

async function look(file) {
  const picture = sharp(file).removeAlpha();
  const small = await picture.clone().resize(detector.side, detector.side, { fit: 'fill' })
    .raw().toBuffer();
  await detector.run(planes(small, detector.side, -1, 1));
  for (let pass = 0; pass < 2; pass++) { // the middle: where a face stands does not change the cost
    const { width, height } = await picture.metadata();
    const side = Math.floor(Math.min(width, height) * 0.8);
    const crop = await picture.clone().extract({ left: (width - side) >> 1,
      top: (height - side) >> 1, width: side, height: side }).resize(mesh.side, mesh.side)
      .raw().toBuffer();
    await mesh.run(planes(crop, mesh.side, 0, 1));
  }
}

const files = pictures.map((path) => readFileSync(path));
for (const file of files) await look(file);
detector.times.length = mesh.times.length = 0;
const times = [];
for (let round = 0; round < ROUNDS; round++)
  for (const file of files) {
    const start = performance.now();
    await look(file);
    times.push(performance.now() - start);
  }
console.log(JSON.stringify({ ms: median(times), shortRangeMs: median(detector.times),
  attentionMs: median(mesh.times), n: times.length }));
