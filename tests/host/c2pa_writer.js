// Writes Content Credentials, right and wrong ones: an own small writer of
// JUMBF, CBOR and COSE, sharing nothing with the code under test.
import { constants, createHash, sign } from 'node:crypto';
import * as zlib from 'node:zlib';

// --- CBOR (RFC 8949)
function head(major, n) {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 0x100) return Buffer.from([(major << 5) | 24, n]);
  if (n < 0x10000) return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  const b = Buffer.alloc(5);
  b[0] = (major << 5) | 26;
  b.writeUInt32BE(n, 1);
  return b;
}

export class Tagged {
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

export function cbor(v) {
  if (v === null) return Buffer.from([0xf6]);
  if (typeof v === 'boolean') return Buffer.from([v ? 0xf5 : 0xf4]);
  if (typeof v === 'number') return v >= 0 ? head(0, v) : head(1, -1 - v);
  if (typeof v === 'string') {
    const text = Buffer.from(v);
    return Buffer.concat([head(3, text.length), text]);
  }
  if (v instanceof Uint8Array) return Buffer.concat([head(2, v.length), v]);
  if (v instanceof Tagged) return Buffer.concat([head(6, v.tag), cbor(v.value)]);
  if (Array.isArray(v)) return Buffer.concat([head(4, v.length), ...v.map(cbor)]);
  const pairs = v instanceof Map ? [...v] : Object.entries(v).filter(([, x]) => x !== undefined);
  return Buffer.concat([head(5, pairs.length), ...pairs.flatMap(([k, x]) => [cbor(k), cbor(x)])]);
}

// --- JUMBF (ISO 19566-5)
export function box(type, ...parts) {
  const data = Buffer.concat(parts);
  const b = Buffer.alloc(8);
  b.writeUInt32BE(data.length + 8);
  b.write(type, 4, 'latin1');
  return Buffer.concat([b, data]);
}

const uuid = (letters) => Buffer.concat([Buffer.from(letters, 'latin1'),
  Buffer.from('00110010800000aa00389b71', 'hex')]);

export const superbox = (letters, label, ...content) => box('jumb',
  box('jumd', uuid(letters), Buffer.from([3]), Buffer.from(`${label}\0`)), ...content);

export const hash = (bytes, name = 'sha256') => createHash(name).update(bytes).digest();

// --- COSE (RFC 9052)
export const algorithms = {
  ES256: { id: -7, hash: 'sha256' }, ES384: { id: -35, hash: 'sha384' },
  ES512: { id: -36, hash: 'sha512' }, PS256: { id: -37, hash: 'sha256', pss: 32 },
  PS384: { id: -38, hash: 'sha384', pss: 48 }, PS512: { id: -39, hash: 'sha512', pss: 64 },
  EdDSA: { id: -8, hash: null },
};

function cose(claim, signer) {
  const { id, hash: name, pss } = algorithms[signer.algorithm];
  const inside = cbor(new Map([[1, signer.claimedId ?? id],
    [33, signer.chain.length === 1 ? signer.chain[0] : signer.chain]]));
  const text = cbor(['Signature1', inside, Buffer.alloc(0), claim]);
  const key = pss
    ? { key: signer.key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pss }
    : { key: signer.key, dsaEncoding: 'ieee-p1363' };
  const stamped = cbor(['CounterSignature', inside, Buffer.alloc(0), claim]);
  const sigTst = signer.stamp && { tstTokens: [{ val: signer.stamp(stamped) }] };
  return cbor(new Tagged(18, [inside, { sigTst, pad: Buffer.alloc(9) }, null, sign(name, text, key)]));
}

/** One manifest.  `assertions` are {label, value}, each to become CBOR. */
export function manifest(o) {
  const label = o.label ?? 'urn:uuid:00000000-1111-4222-8333-444444444444';
  const boxes = o.assertions.map(({ label: name, value }) =>
    superbox('cbor', name, box('cbor', cbor(value))));
  const references = boxes.map((b, i) => ({
    url: `self#jumbf=c2pa.assertions/${o.assertions[i].label}`,
    hash: hash(b.subarray(8), o.hash ?? 'sha256'),
  }));
  const info = { name: o.generator ?? 'writer of tests', version: '1' };
  const claim = cbor({
    ...(o.second
      ? { created_assertions: references, claim_generator_info: info }
      : { assertions: references, claim_generator: 'tests/1', claim_generator_info: [info], 'dc:format': o.format }),
    alg: o.alg ?? 'sha256',
    instanceID: 'xmp:iid:00000000-1111-4222-8333-555555555555',
    signature: 'self#jumbf=c2pa.signature',
    'dc:title': 'a picture of tests',
    redacted_assertions: o.redacted,
    ...o.claim,
  });
  const claimBox = superbox('c2cl', o.second ? 'c2pa.claim.v2' : 'c2pa.claim', box('cbor', o.claimBytes ?? claim));
  const parts = [superbox('c2as', 'c2pa.assertions', ...boxes, ...(o.extra ?? [])),
    claimBox, superbox('c2cs', 'c2pa.signature', box('cbor', cose(o.claimBytes ?? claim, o.signer)))];
  return superbox(o.uuid ?? (o.update ? 'c2um' : 'c2ma'), label, ...(o.parts?.(parts) ?? parts));
}

export const store = (...manifests) => superbox('c2pa', 'c2pa', ...manifests);

// --- files
function jpegSegments(bytes) {
  const room = 65000;
  const pieces = [];
  for (let at = 0, n = 1; at < bytes.length; n++) {
    const end = Math.min(at + room, bytes.length);
    const body = Buffer.concat([n > 1 ? bytes.subarray(0, 8) : Buffer.alloc(0), bytes.subarray(at, end)]);
    const front = Buffer.alloc(12);
    front.writeUInt16BE(0xffeb);
    front.writeUInt16BE(body.length + 10, 2);
    front.write('JP', 4);
    front.writeUInt16BE(0x211, 6);
    front.writeUInt32BE(n, 8);
    pieces.push(front, body);
    at = end;
  }
  return Buffer.concat(pieces);
}

function pngChunk(name, data) {
  const b = Buffer.alloc(data.length + 12);
  b.writeUInt32BE(data.length);
  b.write(name, 4, 'latin1');
  data.copy(b, 8);
  b.writeUInt32BE(crc(b.subarray(4, data.length + 8)), data.length + 8);
  return b;
}

// zlib.crc32 is of node 20.15 and later.
function crc(bytes) {
  if (zlib.crc32) return zlib.crc32(bytes);
  let c = ~0;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
  }
  return ~c >>> 0;
}

/** Put a store into a picture: the file, and where the store is in it. */
export function embed(picture, bytes) {
  if (picture[0] === 0xff) {
    const data = jpegSegments(bytes);
    return { at: 2, length: data.length, file: Buffer.concat([picture.subarray(0, 2), data, picture.subarray(2)]) };
  }
  if (picture[0] === 0x89) {
    const data = pngChunk('caBX', bytes);
    return { at: 33, length: data.length, file: Buffer.concat([picture.subarray(0, 33), data, picture.subarray(33)]) };
  }
  const chunk = Buffer.alloc(8 + bytes.length + (bytes.length & 1));
  chunk.write('C2PA');
  chunk.writeUInt32LE(bytes.length, 4);
  bytes.copy(chunk, 8);
  const file = Buffer.concat([picture, chunk]);
  file.writeUInt32LE(file.length - 8, 4);
  return { at: picture.length, length: chunk.length, file };
}

export const mediaType = (picture) =>
  picture[0] === 0xff ? 'image/jpeg' : picture[0] === 0x89 ? 'image/png' : 'image/webp';

/** The assertion that binds the file but for the store, of fixed length. */
function dataHash(file, at, length, name) {
  const rest = Buffer.concat([file.subarray(0, at), file.subarray(at + length)]);
  const value = { exclusions: [{ start: at, length }], name: 'jumbf manifest', alg: name, hash: hash(rest, name) };
  const size = cbor(value).length;
  return { ...value, pad: Buffer.alloc(200 - size) };
}

/**
 * A signed file.  `o` as of manifest(); `make(binding)` may give the manifests
 * instead, the picture's own last.
 */
export function signed(picture, o, make) {
  let span = { at: 0, length: 1, file: picture };
  for (let i = 0; i < 4; i++) {
    const binding = { label: 'c2pa.hash.data', value: dataHash(span.file, span.at, span.length, o.binding ?? 'sha256') };
    const all = { format: mediaType(picture), ...o, assertions: [...(o.assertions ?? []), binding] };
    span = embed(picture, store(...(make ? make(all) : [manifest(all)])));
  }
  return span.file;
}
