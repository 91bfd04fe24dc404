#!/usr/bin/python3
"""Make one JPEG of 8 x 8 pixels for each of libjpeg's 100 qualities, in one file.

    make_qualities.py [FILE]        (default: metadata/qualities.bin beside this file)

A 16-bit little-endian length before each.  Needs libturbojpeg.
"""
import pathlib
import struct
import sys

sys.argv, arguments = [sys.argv[0], '/dev/null'], sys.argv[1:]
source = pathlib.Path(__file__).parent / 'make_pictures.py'
scope = {'__file__': str(source), '__name__': 'make_pictures'}
exec(source.read_text().split('FOLDER.mkdir')[0], scope)  # its functions, without its files

target = pathlib.Path(arguments[0] if arguments else pathlib.Path(__file__).parent / 'metadata' / 'qualities.bin')
pixels = bytes(range(192))
out = b''
for quality in range(1, 101):
    data = scope['jpeg'](pixels, scope['RGB'], '444', quality=quality, width=8, height=8)
    # only the tables are looked at: cut after the frame header
    data = data[:data.index(b'\xff\xc4')] + b'\xff\xd9'
    out += struct.pack('<H', len(data)) + data
target.parent.mkdir(exist_ok=True)
target.write_bytes(out)
print(len(out), 'bytes')
