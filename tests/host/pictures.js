// Pictures for the tests of the host: drawn here, or from npm packages where installed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { chunk } from '../pages/claims.mjs';
import { root } from './facetell.js';

/** A PNG of `width` x `height`; with `rows` false it claims the size and holds nothing. */
export function png(width, height, colour = (x, y) => [x & 255, y & 255, 128], rows = true) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8); // eight bits, RGB
  const raw = Buffer.alloc(rows ? height * (1 + 3 * width) : 0);
  for (let y = 0; rows && y < height; y++) {
    for (let x = 0; x < width; x++) raw.set(colour(x, y), y * (1 + 3 * width) + 1 + 3 * x);
  }
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))]);
}

/** One of many small pictures that all differ. */
export const numbered = (n, side = 64) =>
  png(side, side, (x, y) => [(x * 7 + n) & 255, (y * 5 + (n >> 8)) & 255, (x * y) & 255]);

/** Small files of every kind we read, made for tests/unit. */
export const sample = (name) => readFileSync(join(root, 'tests/data/pictures', name));

const avatar = join(root, 'node_modules/fake-avatars/avatars/webp/0.webp');
/** A face of StyleGAN2, or null where the package is not installed. */
export const face = existsSync(avatar) ? readFileSync(avatar) : null;
