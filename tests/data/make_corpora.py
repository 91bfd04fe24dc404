#!/usr/bin/python3
"""Make the small files from which the parsers of metadata are fuzzed.

    make_corpora.py [FOLDER]        (default: ../fuzz/corpus beside this file)

Needs nothing but Python.
"""
import pathlib
import struct
import sys
import zlib

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / 'fuzz' / 'corpus')


def save(target, name, data):
    (FOLDER / target).mkdir(parents=True, exist_ok=True)
    (FOLDER / target / name).write_bytes(data)


def segment(code, data):
    return bytes((0xff, code)) + struct.pack('>H', len(data) + 2) + data


def chunk(name, data):
    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))


def riff(name, data):
    return name + struct.pack('<I', len(data)) + data + b'\0' * (len(data) & 1)


def directory(order, entries, next_at=0):
    out = struct.pack(order + 'H', len(entries))
    for tag, kind, count, value in entries:
        out += struct.pack(order + 'HHI', tag, kind, count) + value
    return out + struct.pack(order + 'I', next_at)


def tiff(order):
    head = (b'II*\0' if order == '<' else b'MM\0*') + struct.pack(order + 'I', 8)
    main = directory(order, [(0x010f, 2, 4, b'Ai!\0'), (0x0112, 3, 1, struct.pack(order + 'HH', 6, 0)),
                             (0x8769, 4, 1, struct.pack(order + 'I', 62)), (0x8825, 4, 1, b'\0\0\0\1')])
    comment = b'UNICODE\0' + 'prompt é'.encode('utf-16-le' if order == '<' else 'utf-16-be')
    more = directory(order, [(0x9286, 7, len(comment), struct.pack(order + 'I', 92)), (0x829a, 5, 1, b'\0\0\0\0')])
    return head + main + more + comment


RDF = ("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
       "<rdf:Description xmlns:e='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' xmlns:xmp='http://ns.adobe.com/xap/1.0/'"
       " xmlns:dc='http://purl.org/dc/elements/1.1/' xmp:CreatorTool='tool'>%s</rdf:Description></rdf:RDF></x:xmpmeta>")
XMP = (RDF % "<e:DigitalSourceType rdf:resource='urn:ai'/><dc:description><rdf:Alt><rdf:li>Job ID</rdf:li></rdf:Alt>"
       "</dc:description>").encode()
IIM = b'\x1c\x02\x28\0\x1aFBMD010001000000000d000000' + b'\x1c\x02\x50\x80\x04\0\0\0\x02me'
PHOTOSHOP = b'8BIM\x03\xed\0\0\0\0\0\x02ab8BIM\x04\x04\0\0' + struct.pack('>I', len(IIM)) + IIM + b'\0' * (len(IIM) & 1)
BOX = b'\0\0\0\x1cjumb\0\0\0\x14jumdc2pa'
ICC = (b'\0' * 128 + struct.pack('>I', 1) + b'desc' + struct.pack('>II', 144, 16) + b'desc\0\0\0\0\0\0\0\x04sRG\0')
EXTENSION = b'http://ns.adobe.com/xmp/extension/\0' + b'A' * 32

exif, packet, photoshop = b'Exif\0\0', b'http://ns.adobe.com/xap/1.0/\0', b'Photoshop 3.0\0'
jpeg = (b'\xff\xd8' + segment(0xe1, exif + tiff('>')) + segment(0xe1, packet + XMP) + segment(0xed, photoshop + PHOTOSHOP)
        + segment(0xe2, b'ICC_PROFILE\0\2\2' + ICC[80:]) + segment(0xe2, b'ICC_PROFILE\0\1\2' + ICC[:80])
        + segment(0xe1, EXTENSION + struct.pack('>II', 4, 0) + b'ex') + segment(0xe1, EXTENSION + struct.pack('>II', 4, 2) + b't.')
        + segment(0xeb, b'JP\0\3\0\0\0\1' + BOX) + segment(0xeb, b'JP\0\3\0\0\0\2' + BOX[:8] + b'more')
        + segment(0xfe, b'comment') + segment(0xdb, b'\0' + bytes(range(1, 65)))
        + segment(0xc2, b'\x08\0\x10\0\x18\3\1\x22\0\2\x11\1\3\x11\1')
        + segment(0xda, b'\1\1\0\0\0\0') + b'\x12\xff\0\x34\xff\xd0\x56' + segment(0xda, b'\1\1\0\1\5\0') + b'\x78\xff\xd9')
png = (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', b'\0\0\0\1\0\0\0\1\x08\2\0\0\0') + chunk(b'eXIf', tiff('<'))
       + chunk(b'iCCP', b'p\0\0' + zlib.compress(ICC)) + chunk(b'tEXt', b'parameters\0steps')
       + chunk(b'zTXt', b'prompt\0\0' + zlib.compress(b'{}')) + chunk(b'iTXt', b'XML:com.adobe.xmp\0\0\0\0\0' + XMP)
       + chunk(b'iTXt', b'Comment\0\1\0en\0x\0' + zlib.compress(b'hello')) + chunk(b'caBX', BOX) + chunk(b'IEND', b''))
body = b''.join((riff(b'VP8 ', b'x'), riff(b'EXIF', exif + tiff('>')), riff(b'XMP ', XMP), riff(b'ICCP', ICC), riff(b'C2PA', BOX)))
webp = b'RIFF' + struct.pack('<I', len(body) + 4) + b'WEBP' + body

for name, data in (('whole.jpg', jpeg), ('whole.png', png), ('whole.webp', webp), ('cut.jpg', jpeg[:200]),
                   ('cut.png', png[:90]), ('cut.webp', webp[:70]), ('nothing', b'')):
    save('container', name, data)
    save('metadata', name, data)
save('jpeg_layout', 'progressive.jpg', jpeg)
save('jpeg_layout', 'sixteen-bit', b'\xff\xd8' + segment(0xdb, b'\x13' + bytes(128)) + b'\xff\xff\xd9')
for order, name in (('<', 'little'), ('>', 'big')):
    save('exif', name, tiff(order))
save('exif', 'loop', b'MM\0*\0\0\0\x08' + directory('>', [(0x8769, 4, 1, b'\0\0\0\x08')], 8))
save('exif', 'outside', b'II*\0\x08\0\0\0' + directory('<', [(0x010f, 2, 100, b'\xff\xff\xff\x7f')], 0x7fffffff))
save('xmp', 'packet', XMP)
save('xmp', 'entities', b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><x>&b;</x>")
save('xmp', 'utf-16', ('\ufeff' + XMP.decode()).encode('utf-16-le'))
save('xmp', 'cut', XMP[:-40])
save('text', 'plain', b'\0parameters\0steps: 20')
save('text', 'packed', b'\1prompt\0\0' + zlib.compress(b'{"1": {}}' * 9))
save('text', 'utf-8', b'\2Comment\0\1\0en\0x\0' + zlib.compress('é'.encode()))
save('text', 'profile', b'\3sRGB\0\0' + zlib.compress(ICC))
save('text', 'bomb', b'\1x\0\0' + zlib.compress(b'\0' * 3_000_000, 9))
save('iptc', 'resources', PHOTOSHOP)
save('iptc', 'stream', IIM)
save('iptc', 'table', b'FBMD010001000000000d000000')
