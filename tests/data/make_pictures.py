#!/usr/bin/python3
"""Make the pictures the tests decode: one small ramp in every kind of file.

    make_pictures.py [FOLDER]        (default: pictures/ beside this file)

Needs python3-pil and libturbojpeg.  The results are committed, so that the
tests need neither; run it again after changing it.  The same ramp is written
down in tests/unit/decode_test.c:

    red = 10 x, green = 15 y, blue = 200 - 4 x - 4 y       24 x 16 pixels
"""
import ctypes
import io
import pathlib
import struct
import sys
import zlib

from PIL import Image

W, H = 24, 16
FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / 'pictures')


def colour(x, y):
    return 10 * x, 15 * y, 200 - 4 * x - 4 * y


def grey(x, y):
    return 10 * x


def alpha(x, y):
    return 255 - 15 * y


def save(name, data):
    (FOLDER / name).write_bytes(data)


def ramp(mode='RGB', width=W, height=H):
    image = Image.new('RGB', (width, height))
    image.putdata([colour(x, y) for y in range(height) for x in range(width)])
    if mode == 'RGBA':
        image.putalpha(Image.frombytes('L', (W, H), bytes(alpha(x, y) for y in range(H) for x in range(W))))
    if mode == 'L':
        image = Image.frombytes('L', (W, H), bytes(grey(x, y) for y in range(H) for x in range(W)))
    return image


def encode(image, **options):
    out = io.BytesIO()
    image.save(out, **options)
    return out.getvalue()


# --- PNG, written here chunk by chunk: every colour type, depth and interlace

def chunk(name, data):
    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))


def png(colour_type, depth, rows, extra=b'', interlaced=False, width=W, height=H):
    header = struct.pack('>IIBBBBB', width, height, depth, colour_type, 0, 0, int(interlaced))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + extra
            + chunk(b'IDAT', zlib.compress(rows, 9)) + chunk(b'IEND', b''))


PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def png_rows(samples, depth, interlaced=False):
    """samples(x, y) gives a pixel's tuple; rows unfiltered, seven passes if interlaced."""
    out = b''
    for x0, y0, dx, dy in PASSES if interlaced else ((0, 0, 1, 1),):
        for y in range(y0, H, dy):
            bits = ''.join(format(v, f'0{depth}b') for x in range(x0, W, dx) for v in samples(x, y))
            if bits:
                bits += '0' * (-len(bits) % 8)
                out += b'\0' + int(bits, 2).to_bytes(len(bits) // 8, 'big')
    return out


def wide(pixel):
    return tuple(v * 257 for v in pixel)


def make_png():
    kinds = {
        'grey1': (0, 1, lambda x, y: (x & 1,), b''),
        'grey2': (0, 2, lambda x, y: (x & 3,), b''),
        'grey4': (0, 4, lambda x, y: (x & 15,), b''),
        'grey8': (0, 8, lambda x, y: (grey(x, y),), b''),
        'grey16': (0, 16, lambda x, y: (grey(x, y) * 257,), b''),
        'grey8-trns': (0, 8, lambda x, y: (grey(x, y),), chunk(b'tRNS', struct.pack('>H', 50))),
        'rgb8': (2, 8, colour, b''),
        'rgb16': (2, 16, lambda x, y: wide(colour(x, y)), b''),
        'rgb8-trns': (2, 8, colour, chunk(b'tRNS', struct.pack('>HHH', *colour(5, 3)))),
        'palette1': (3, 1, lambda x, y: (x & 1,), chunk(b'PLTE', bytes([0, 0, 0, 250, 10, 20]))),
        'palette4': (3, 4, lambda x, y: (x & 15,), chunk(b'PLTE', bytes(v for i in range(16) for v in (i, 2 * i, 3 * i)))),
        'palette8': (3, 8, lambda x, y: (x,), chunk(b'PLTE', bytes(v for i in range(W) for v in (i, 2 * i, 3 * i)))),
        'palette8-trns': (3, 8, lambda x, y: (x,), chunk(b'PLTE', bytes(v for i in range(W) for v in (i, 2 * i, 3 * i)))
                          + chunk(b'tRNS', bytes([0, 128, 255]))),
        'greya8': (4, 8, lambda x, y: (grey(x, y), alpha(x, y)), b''),
        'greya16': (4, 16, lambda x, y: wide((grey(x, y), alpha(x, y))), b''),
        'rgba8': (6, 8, lambda x, y: (*colour(x, y), alpha(x, y)), b''),
        'rgba16': (6, 16, lambda x, y: wide((*colour(x, y), alpha(x, y))), b''),
    }
    for name, (kind, depth, samples, extra) in kinds.items():
        save(f'{name}.png', png(kind, depth, png_rows(samples, depth), extra))
        save(f'{name}-interlaced.png', png(kind, depth, png_rows(samples, depth, True), extra, True))
    save('text.png', png(2, 8, png_rows(colour, 8), chunk(b'tEXt', b'parameters\0' + b'a ramp, ' * 8)
                         + chunk(b'zTXt', b'Comment\0\0' + zlib.compress(b'x' * 100_000, 9))))
    # 64 k x 64 k in a header of a few bytes: refused before anything is allocated
    save('bomb.png', png(2, 8, b'\0', width=65535, height=65535))


# --- JPEG through TurboJPEG, which PIL reaches only a part of

TJ = ctypes.CDLL('libturbojpeg.so.0')
TJ.tjInitCompress.restype = ctypes.c_void_p
RGB, GREY, CMYK = 0, 6, 11
SAMPLING = {'444': 0, '422': 1, '420': 2, '400': 3, '440': 4, '411': 5}
PROGRESSIVE = 16384


def jpeg(pixels, pixel_format, sampling, flags=0, quality=95, width=W, height=H):
    out, size = ctypes.POINTER(ctypes.c_ubyte)(), ctypes.c_ulong()
    handle = ctypes.c_void_p(TJ.tjInitCompress())
    if TJ.tjCompress2(handle, pixels, width, 0, height, pixel_format, ctypes.byref(out), ctypes.byref(size),
                      SAMPLING[sampling], quality, flags):
        raise SystemExit('tjCompress2 failed')
    return ctypes.string_at(out, size.value)


def exif(orientation, order='>'):
    head = b'II*\0' if order == '<' else b'MM\0*'
    return (head + struct.pack(order + 'IH', 8, 2)
            + struct.pack(order + 'HHIHH', 0x0100, 3, 1, W, 0)
            + struct.pack(order + 'HHIHH', 0x0112, 3, 1, orientation, 0) + struct.pack(order + 'I', 0))


def segment(code, data):
    return bytes((0xff, code)) + struct.pack('>H', len(data) + 2) + data


def with_segment(data, code, payload):
    return data[:2] + segment(code, payload) + data[2:]


# How a camera stores an upright picture that it declares to lie on its side.
STORED = {1: None, 2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM, 5: Image.TRANSPOSE,
          6: Image.ROTATE_90, 7: Image.TRANSVERSE, 8: Image.ROTATE_270}


def stored(orientation, mode='RGB'):
    turn = STORED[orientation]
    return ramp(mode) if turn is None else ramp(mode).transpose(turn)


def make_jpeg():
    pixels = ramp().tobytes()
    ink = bytes(v for y in range(H) for x in range(W) for v in (*colour(x, y), 255))
    plain = jpeg(pixels, RGB, '444')
    for sampling in SAMPLING:
        source = (ramp('L').tobytes(), GREY) if sampling == '400' else (pixels, RGB)
        save(f'{sampling}.jpg', jpeg(*source, sampling))
        save(f'{sampling}-progressive.jpg', jpeg(*source, sampling, PROGRESSIVE))
    # TurboJPEG stores CMYK as YCCK and writes Adobe's marker, inverted: 255 is no ink
    ycck = jpeg(ink, CMYK, '444')
    save('ycck.jpg', ycck)
    save('ycck-420.jpg', jpeg(ink, CMYK, '420'))
    save('cmyk-adobe.jpg', encode(Image.frombytes('CMYK', (W, H), bytes(255 - v for v in ink)),
                                  format='JPEG', quality=95, subsampling=0))
    # the same without the marker holds plain ink: 0 is none
    plain_ink = encode(Image.frombytes('CMYK', (W, H), ink), format='JPEG', quality=95, subsampling=0)
    at = plain_ink.index(b'\xff\xee')
    save('cmyk-plain.jpg', plain_ink[:at] + plain_ink[at + 16:])
    for n in STORED:
        image = stored(n)
        data = jpeg(image.tobytes(), RGB, '444', width=image.width, height=image.height)
        save(f'orientation-{n}.jpg', with_segment(data, 0xe1, b'Exif\0\0' + exif(n, '<' if n % 2 else '>')))
    save('orientation-9.jpg', with_segment(plain, 0xe1, b'Exif\0\0' + exif(9)))
    quantisation = plain.index(b'\xff\xdb')
    save('extraneous.jpg', plain[:quantisation] + b'junk' + plain[quantisation:])
    sof = plain.index(b'\xff\xc0')
    for side in 65500, 65535:  # libjpeg's own limit lies between
        save(f'bomb-{side}.jpg', plain[:sof + 5] + struct.pack('>HH', side, side) + plain[sof + 9:])


# --- WebP

def riff(data):
    return data[:4] + struct.pack('<I', len(data) - 8) + data[8:]


def make_webp():
    save('lossy.webp', encode(ramp(), format='WEBP', quality=95))
    save('lossy-alpha.webp', encode(ramp('RGBA'), format='WEBP', quality=95, exact=True))
    save('lossless.webp', encode(ramp(), format='WEBP', lossless=True))
    save('lossless-alpha.webp', encode(ramp('RGBA'), format='WEBP', lossless=True, exact=True))
    other = Image.new('RGB', (W, H), (1, 2, 3))
    save('animated.webp', encode(ramp(), format='WEBP', lossless=True, save_all=True, append_images=[other], duration=9))
    # a first frame that covers the canvas from (4, 2) on only
    still = riff(encode(ramp().crop((4, 2, W, H)), format='WEBP', lossless=True))[12:]
    frame = struct.pack('<I', 2)[:3] + struct.pack('<I', 1)[:3] + b''.join(
        struct.pack('<I', n)[:3] for n in (W - 4 - 1, H - 2 - 1, 10)) + b'\0' + still
    canvas = b'\x02\0\0\0' + struct.pack('<I', W - 1)[:3] + struct.pack('<I', H - 1)[:3]
    parts = b''.join(name + struct.pack('<I', len(data)) + data for name, data in (
        (b'VP8X', canvas), (b'ANIM', b'\0\0\0\0\0\0'), (b'ANMF', frame)))
    save('animated-part.webp', b'RIFF' + struct.pack('<I', len(parts) + 4) + b'WEBP' + parts)
    save('orientation-6.webp', encode(stored(6), format='WEBP', lossless=True, exif=exif(6)))
    save('orientation-6.png', encode(stored(6), format='PNG', exif=exif(6)))
    bomb = bytearray(encode(ramp('RGBA'), format='WEBP', quality=95))
    bomb[24:30] = b'\xff\xff\0\xff\xff\0'
    save('bomb.webp', bytes(bomb))


FOLDER.mkdir(parents=True, exist_ok=True)
make_png()
make_jpeg()
make_webp()
print(f'{len(list(FOLDER.iterdir()))} files, {sum(p.stat().st_size for p in FOLDER.iterdir())} bytes')
