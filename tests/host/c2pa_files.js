// Files with Content Credentials, right and wrong, and what each amounts to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { algorithms, box, cbor, embed, hash, manifest, mediaType, signed, store, superbox } from './c2pa_writer.js';
import { root } from './facetell.js';

const read = (name) => readFileSync(join(root, 'tests/data/pictures', name));
const jpeg = read('420.jpg');
const png = read('rgb8.png');
const webp = read('lossy.webp');

const AI = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
const CAMERA = 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture';
const actions = (type, label = 'c2pa.actions') =>
  ({ label, value: { actions: [{ action: 'c2pa.created', digitalSourceType: type }] } });

const PARENT = 'urn:uuid:99999999-1111-4222-8333-444444444444';
const CHILD = 'urn:uuid:00000000-1111-4222-8333-444444444444';

const ingredient = (parent, value = {}) => ({ label: 'c2pa.ingredient', value: {
  'dc:title': 'before', 'dc:format': 'image/jpeg', instanceID: 'xmp:iid:1', relationship: 'parentOf',
  c2pa_manifest: { url: `self#jumbf=/c2pa/${PARENT}`, hash: hash(parent.subarray(8)) }, ...value } });

/** Boxes of a JPEG or PNG as the standard names them, hashed one by one. */
function boxHash(picture) {
  const boxes = [];
  const add = (name, at, end) => boxes.push({ names: [name], alg: 'sha256', hash: hash(picture.subarray(at, end)), pad: Buffer.alloc(0) });
  const ours = () => boxes.push({ names: ['C2PA'], alg: 'sha256', hash: Buffer.alloc(0), pad: Buffer.alloc(0) });
  if (picture[0] === 0x89) {
    add('PNGh', 0, 8);
    for (let at = 8; at < picture.length;) {
      const end = at + 12 + picture.readUInt32BE(at);
      add(picture.toString('latin1', at + 4, at + 8), at, end);
      if (at === 8) ours();
      at = end;
    }
    return { label: 'c2pa.hash.boxes', value: { boxes } };
  }
  const names = { 0xc0: 'SOF0', 0xc2: 'SOF2', 0xc4: 'DHT', 0xda: 'SOS', 0xdb: 'DQT', 0xdd: 'DRI', 0xfe: 'COM' };
  add('SOI', 0, 2);
  ours();
  for (let at = 2; picture[at + 1] !== 0xd9;) {
    const code = picture[at + 1];
    let end = at + 2 + picture.readUInt16BE(at + 2);
    if (code === 0xda)
      while (picture[end] !== 0xff || picture[end + 1] === 0 || (picture[end + 1] & 0xf8) === 0xd0) end++;
    add(names[code] ?? `APP${code & 15}`, at, end);
    at = end;
  }
  add('EOI', picture.length - 2, picture.length);
  return { label: 'c2pa.hash.boxes', value: { boxes } };
}

/** A copy with one byte changed. */
export function changed(file, at) {
  const copy = Buffer.from(file);
  copy[at] ^= 0x41;
  return copy;
}

/** A signed JPEG, by this signer. */
export const signedBy = (signer) => signed(jpeg, { signer, assertions: [actions(CAMERA)] });

/** A list of {name, file, type, state, code, ai}. */
export function cases(people) {
  const list = [];
  const add = (name, file, state, code, more) => list.push({ name, file, type: mediaType(file), state, code, ...more });
  const good = people.signer('ES256');
  const plain = (more, picture = jpeg) => signed(picture, { signer: good, assertions: [actions(CAMERA)], ...more });

  for (const algorithm of Object.keys(algorithms))
    add(algorithm, plain({ signer: people.signer(algorithm) }), 'valid', 'claimSignature.validated');
  for (const binding of ['sha384', 'sha512']) add(`bound by ${binding}`, plain({ binding }), 'valid', 'assertion.dataHash.match');
  add('PNG', plain({}, png), 'valid', 'assertion.dataHash.match');
  add('WebP', plain({}, webp), 'valid', 'assertion.dataHash.match');
  add('claim of version 2, made by a model', plain({ second: true, assertions: [actions(AI, 'c2pa.actions.v2')] }),
    'valid', 'claimSignature.validated', { ai: 1 });
  add('claim of version 1, made by a model', plain({ assertions: [actions(AI)] }), 'valid', 'claimSignature.validated', { ai: 1 });

  for (const [kind, key] of [['noUsage'], ['otherUsage'], ['anyUsage'], ['noSignature'], ['noAuthorityKey'], ['authority']])
    add(`certificate: ${kind}`, plain({ signer: people.signer('ES256', { kind, key }) }), 'invalid', 'signingCredential.invalid');
  add('certificate: self-signed', plain({ signer: people.signer('ES256', { self: true }) }), 'invalid', 'signingCredential.invalid');
  add('certificate: expired', plain({ signer: people.signer('ES256', { days: -1 }) }), 'invalid', 'signingCredential.expired');
  add('certificate: a curve of others', plain({ signer: people.signer('ES256', { key: 'K256' }) }), 'invalid', 'algorithm.unsupported');
  add('certificate: a short key', plain({ signer: people.signer('PS256', { key: 'RSA1024' }) }), 'invalid', 'algorithm.unsupported');
  add('certificate of somebody else', plain({ signer: { ...good, chain: people.signer('ES256', { name: 'Other' }).chain } }),
    'invalid', 'claimSignature.mismatch');

  add('signature of unknown algorithm', plain({ signer: { ...good, claimedId: -999 } }), 'uncheckable', 'algorithm.unsupported');
  add('hashes of unknown algorithm', plain({ alg: 'md5', assertions: [] }), 'uncheckable', 'algorithm.unsupported');
  add('compressed manifest', plain({ uuid: 'c2cm' }), 'uncheckable', 'manifest.inaccessible');

  add('picture altered', changed(plain(), plain().length - 20), 'invalid', 'assertion.dataHash.mismatch');
  add('PNG altered', changed(plain({}, png), plain({}, png).length - 20), 'invalid', 'assertion.dataHash.mismatch');
  add('bytes put after the end', Buffer.concat([plain(), Buffer.from('more')]), 'invalid', 'assertion.dataHash.mismatch');
  const other = plain();
  add('manifest for another file', embed(read('444.jpg'), storeOf(other)).file, 'invalid', 'assertion.dataHash.mismatch');

  add('no claim', plain({ parts: ([a, , s]) => [a, s] }), 'invalid', 'claim.missing');
  add('two claims', plain({ parts: ([a, c, s]) => [a, c, c, s] }), 'invalid', 'claim.multiple');
  add('no signature', plain({ parts: ([a, c]) => [a, c] }), 'invalid', 'claimSignature.missing');
  add('no binding', embed(jpeg, store(manifest({ signer: good, format: 'image/jpeg', assertions: [actions(CAMERA)] }))).file,
    'invalid', 'claim.hardBindings.missing');
  add('an assertion nobody declared', plain({ extra: [superbox('cbor', 'c2pa.extra', box('cbor', cbor({})))] }),
    'invalid', 'assertion.undeclared');
  add('an assertion that is gone', plain({ claim: { assertions: [{ url: 'self#jumbf=c2pa.assertions/gone', hash: Buffer.alloc(32) }] } }),
    'invalid', 'assertion.missing');
  add('a claim that announces four thousand million members', plain({ claimBytes: Buffer.from('bb00000000ffffffff', 'hex') }),
    'invalid', 'claim.cbor.invalid');
  add('a claim a thousand lists deep', plain({ claimBytes: Buffer.alloc(1000, 0x81) }), 'invalid', 'claim.cbor.invalid');

  const parent = (more) => (all) => manifest({ ...all, label: PARENT, ...more });
  const pair = (more, before) => signed(jpeg, { signer: good }, (all) => {
    const first = parent({ assertions: [actions(AI), ...all.assertions] })(all);
    const assertions = [ingredient(first, more), ...(before ?? all.assertions)];
    return [first, manifest({ ...all, label: CHILD, assertions })];
  });
  add('made from an ingredient by a model', pair(), 'valid', 'ingredient.manifest.validated', { ai: 1 });
  add('ingredient of another hash', pair({ c2pa_manifest: { url: `self#jumbf=/c2pa/${PARENT}`, hash: Buffer.alloc(32) } }),
    'invalid', 'ingredient.manifest.mismatch');
  add('ingredient that is gone', pair({ c2pa_manifest: { url: 'self#jumbf=/c2pa/urn:uuid:gone', hash: Buffer.alloc(32) } }),
    'invalid', 'ingredient.manifest.missing');
  const update = (more) => signed(jpeg, { signer: good }, (all) => {
    const first = parent({ assertions: [actions(CAMERA), ...all.assertions] })(all);
    return [first, manifest({ ...all, label: CHILD, update: true, assertions: [ingredient(first)], ...more })];
  });
  add('update', update(), 'valid', 'assertion.dataHash.match');
  add('update, picture altered', changed(update(), update().length - 20), 'invalid', 'assertion.dataHash.mismatch');
  const redacting = (label) => update({ redacted: [`self#jumbf=/c2pa/${PARENT}/c2pa.assertions/${label}`] });
  add('update that takes the binding away', redacting('c2pa.hash.data'), 'invalid', 'assertion.dataHash.redacted');
  add('update that takes the actions away', redacting('c2pa.actions'), 'invalid', 'assertion.action.redacted');
  add('update without a parent', update({ assertions: [] }), 'invalid', 'manifest.update.wrongParents');

  for (const [name, picture] of [['JPEG', jpeg], ['PNG', png]]) {
    const whole = embed(picture, store(manifest({ signer: good, format: mediaType(picture),
      assertions: [actions(CAMERA), boxHash(picture)] }))).file;
    add(`${name} bound box by box`, whole, 'valid', 'assertion.boxesHash.match');
    add(`${name} bound box by box, altered`, changed(whole, whole.length - 30), 'invalid', 'assertion.boxesHash.mismatch');
  }
  return list;
}

/** The store of a JPEG that signed() made, in one segment. */
function storeOf(file) {
  return file.subarray(14, 4 + file.readUInt16BE(4));
}
