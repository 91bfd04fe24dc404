// What a file says of itself, through the real program: files made here, some
// of which cannot be decoded, and, where they are at hand, files of others.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isHostAnswer } from '../../extension/protocol.js';
import { chunk, jpegFromFacebook, jpegSays, jpegWith, pngSays, sourceType } from '../pages/claims.mjs';
import { root } from './facetell.js';
import { score, start } from './host.js';
import { verify } from './independent.js';
import { face, numbered, sample } from './pictures.js';

const A1111 = 'a portrait\nNegative prompt: x\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1';
const jpeg = sample('420.jpg');
const progressive = sample('420-progressive.jpg');
const exif = (text) => jpegWith(jpeg, 0xe1, Buffer.concat([Buffer.from('Exif\0\0II*\0\x08\0\0\0\x01\0\x0f\x01\x02\0', 'latin1'),
  Buffer.from([text.length, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0, 0]), Buffer.from(text)]));

/** An Exif whose second directory is at `offset`. */
function exifAt(offset) {
  const data = Buffer.from('Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\0\0\0\0\0\0\0\0', 'latin1');
  data.writeUInt32LE(offset, 24);
  return data;
}

/** Ask about one file; what is answered is signed and in form. */
async function tell(t, bytes) {
  const host = await start(t);
  const answer = await host.ask(score(1, bytes));
  assert.ok(isHostAnswer(answer), 'the extension takes it');
  assert.ok(await verify(answer.annotation));
  assert.equal(host.errors, '', 'no worker was lost over it');
  const { body } = answer.annotation;
  const claims = body.evidence.filter(({ family }) => family === 'file');
  assert.ok(claims.every(({ decibans }) => decibans === 0), 'a claim weighs nothing');
  return { body, claims, of: (id) => claims.find((each) => each.id === id) };
}

describe('a file that says it is AI-made', () => {
  for (const [name, bytes, says, where] of [
    ['PNG parameters', pngSays(numbered(1), 'parameters', A1111), 'Stable Diffusion WebUI', 'PNG text parameters'],
    ['PNG prompt', pngSays(numbered(1), 'prompt', '{"3":{"class_type":"KSampler"}}'), 'ComfyUI', 'PNG text prompt'],
    ['XMP source type', jpegSays(jpeg, sourceType('trainedAlgorithmicMedia')), 'trainedAlgorithmicMedia', 'Iptc4xmpExt:DigitalSourceType'],
    ['XMP of a part', jpegSays(jpeg, sourceType('compositeWithTrainedAlgorithmicMedia')), 'compositeWithTrainedAlgorithmicMedia', 'Iptc4xmpExt:DigitalSourceType'],
    ['XMP creator tool', jpegSays(jpeg, 'xmp:CreatorTool="Adobe Firefly 3"'), 'Adobe Firefly', 'xmp:CreatorTool'],
    ['Exif make', exif('Ideogram AI\0'), 'Ideogram', 'Exif Make'],
    ['TC260 label', pngSays(numbered(1), 'AIGC', '{"Label":"1","ContentProducer":"x"}'), 'TC260 AIGC 1', 'PNG text'],
  ]) {
    test(name, async (t) => {
      const { body, claims } = await tell(t, bytes);
      assert.equal(body.verdict, 'declared-ai');
      assert.equal(body.strength, undefined, 'a declaration has no likelihood ratio');
      const [claim] = claims.filter(({ id }) => id.startsWith('declared-ai'));
      assert.deepEqual([claim.says, claim.where, claim.disarm], [says, where, 'T0145.002']);
    });
  }

  test('is believed to say so when it cannot be decoded', async (t) => {
    const whole = pngSays(numbered(1), 'parameters', A1111);
    const { body } = await tell(t, whole.subarray(0, whole.length - 100));
    assert.deepEqual([body.verdict, body.reason, body.decibans], ['declared-ai', 'unreadable', undefined]);
  });

  test('comes before what the pixels show, and does not weigh', { skip: face === null && 'fake-avatars is not installed' }, async (t) => {
    const plain = await tell(t, face);
    const xmp = Buffer.from(`<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><r:Description e:DigitalSourceType="trainedAlgorithmicMedia"/></r:RDF>`);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(xmp.length);
    const bytes = Buffer.concat([face, Buffer.from('XMP '), size, xmp, Buffer.alloc(xmp.length & 1)]);
    bytes.writeUInt32LE(bytes.length - 8, 4);
    const { body, of } = await tell(t, bytes);
    assert.equal(of('declared-ai')?.says, 'trainedAlgorithmicMedia');
    assert.deepEqual([plain.body.verdict, body.verdict], ['generated', 'declared-ai']);
    assert.equal(body.decibans, plain.body.decibans);
  });
});

describe('a file that says something else', () => {
  test('a camera is no verdict and weighs nothing', async (t) => {
    const { body, of } = await tell(t, exif('Acme\0'));
    assert.deepEqual([body.verdict, of('camera').says, of('camera').decibans], ['cannot-tell', 'Acme', 0]);
  });

  test('Facebook\'s table: right, of another file, absent', async (t) => {
    const right = await tell(t, jpegFromFacebook(progressive));
    assert.ok(right.of('fbmd-untouched'));
    assert.equal(right.of('fbmd-untouched').observed.scans, 10);
    const wrong = await tell(t, jpegFromFacebook(progressive, 1000));
    assert.equal(wrong.of('fbmd-untouched'), undefined);
    const { formerBytes, bytes } = wrong.of('fbmd-resaved').observed;
    assert.equal(formerBytes - bytes, 1000);
    const absent = await tell(t, progressive);
    assert.ok(absent.claims.every(({ id }) => !id.startsWith('fbmd')), 'absence is no sign');
  });

  test('nothing: no sign at all', async (t) => {
    const { claims } = await tell(t, numbered(1));
    assert.deepEqual(claims, []);
  });
});

describe('a file made to hurt', () => {
  const bomb = `<!DOCTYPE a [${Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i} "${`&e${i - 1};`.repeat(i ? 10 : 0)}x">`).join('')}]><a>&e8;</a>`;
  for (const [name, bytes, fault] of [
    ['an entity bomb', jpegWith(jpeg, 0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${bomb}`)), 'xmp'],
    ['an Exif that leads out', jpegWith(jpeg, 0xe1, exifAt(0xffff)), 'exif'],
    ['a text of no zlib', pngSays(numbered(1), 'parameters', '\0nothing', 'zTXt'), 'text'],
    ['a wrong checksum', (() => {
      const png = pngSays(numbered(1), 'parameters', A1111);
      png[33 + 12] ^= 1;
      return png;
    })(), 'checksum'],
  ]) {
    test(name, async (t) => {
      const { body, of } = await tell(t, bytes);
      assert.notEqual(body.verdict, 'declared-ai');
      assert.equal(of('unread')?.observed[fault], 1);
    });
  }

  test('deep XMP, an Exif loop, a name that turns round, a thousand texts', async (t) => {
    const xml = Buffer.from('<a>'.repeat(40_000));
    const many = Buffer.concat([numbered(1).subarray(0, 33),
      ...Array.from({ length: 1000 }, (_, i) => chunk('tEXt', Buffer.from(`k${i}\0v`))), numbered(1).subarray(33)]);
    for (const bytes of [jpegWith(jpeg, 0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), xml.subarray(0, 60_000)])),
      many, jpegWith(jpeg, 0xe1, exifAt(8)),
      jpegSays(jpeg, 'tiff:Make="&#x202E;emcA"')]) await tell(t, bytes);
    const { of } = await tell(t, jpegSays(jpeg, 'tiff:Make="&#x202E;emcA"'));
    assert.equal(of('camera').says, '?emcA');
  });
});

const fixtures = join(process.env.FACETELL_SHARED ?? join(root, '../shared'), 'fixtures');
describe('files of others', { skip: !existsSync(fixtures) && 'no fixtures here' }, () => {
  test('an untouched rendition of Facebook\'s, whole and cut', async (t) => {
    const bytes = readFileSync(join(fixtures, 'fbmd/small.jpg'));
    assert.ok((await tell(t, bytes)).of('fbmd-untouched'));
    const longer = await tell(t, Buffer.concat([bytes, Buffer.from([0])]));
    assert.equal(longer.of('fbmd-resaved')?.observed.formerBytes, bytes.length);
  });

  test('Content Credentials are not passed over', async (t) => {
    assert.ok((await tell(t, readFileSync(join(fixtures, 'c2pa/C.jpg')))).of('c2pa-unchecked'));
    assert.equal((await tell(t, readFileSync(join(fixtures, 'c2pa/no_manifest.jpg')))).of('c2pa-unchecked'), undefined);
  });

  test('a photograph\'s Exif', async (t) => {
    const { body, of } = await tell(t, readFileSync(join(fixtures, 'c2pa/sample1.png')));
    assert.match(of('camera').says, /^Canon /);
    assert.equal(of('camera').observed.exposure, 1);
    assert.notEqual(body.verdict, 'declared-ai');
  });
});
