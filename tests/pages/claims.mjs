// What a file can say of itself, written into one: by XMP, a PNG's text, or
// Facebook's table of scans.
const table = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc32 = (bytes) => // zlib.crc32 is not in node 18
  (bytes.reduce((c, b) => (table[(c ^ b) & 255] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

/** A chunk of a PNG. @param {string} type @param {Buffer} data */
export function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** Put a text chunk after the header of a PNG. */
export function pngSays(png, keyword, text, type = 'tEXt') {
  const at = 8 + 25; // signature, IHDR
  return Buffer.concat([png.subarray(0, at), chunk(type, Buffer.from(`${keyword}\0${text}`)), png.subarray(at)]);
}

/** Put a segment right after the start of a JPEG. */
export function jpegWith(jpeg, marker, data) {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

/** A JPEG whose XMP has `attributes`. */
export const jpegSays = (jpeg, attributes) => jpegWith(jpeg, 0xe1, Buffer.from(
  'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/">'
  + '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
  + ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
  + ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
  + ` ${attributes}/></rdf:RDF></x:xmpmeta>`));

export const sourceType = (name) =>
  `Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/${name}"`;

/** Where each scan's marker is. @param {Buffer} jpeg */
function scansOf(jpeg) {
  const scans = [];
  for (let at = 2; at + 4 <= jpeg.length;) {
    const code = jpeg[at + 1];
    if (jpeg[at] !== 0xff || code === 0 || code === 0xff || (code >= 0xd0 && code <= 0xd9)) { at += 1; continue; }
    if (code === 0xda) scans.push(at);
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return scans;
}

/** A JPEG with the table that Facebook would write for it, or one for a longer file. */
export function jpegFromFacebook(jpeg, tooMany = 0) {
  const scans = scansOf(jpeg);
  const of = (moved) => {
    const numbers = [...scans.map((at) => at + moved), jpeg.length + moved + tooMany];
    const hex = numbers.map((n) => {
      const four = Buffer.alloc(4);
      four.writeUInt32LE(n);
      return four.toString('hex');
    }).join('');
    const text = Buffer.from(`FBMD01${scans.length.toString(16).padStart(4, '0')}${hex}`);
    const head = Buffer.from([0x1c, 2, 40, 0, 0]);
    head.writeUInt16BE(text.length, 3);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(head.length + text.length);
    return Buffer.concat([Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0', 'latin1'), size, head, text,
      Buffer.alloc((head.length + text.length) & 1)]);
  };
  return jpegWith(jpeg, 0xed, of(of(0).length + 4));
}
