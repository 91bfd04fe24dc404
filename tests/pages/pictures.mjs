// The bytes behind the avatars: taken from npm packages or drawn, cut and
// scaled by headless Chromium as a site would, and kept under build/ for the
// next run.  Nothing of it is ever stored with the project.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { chromiumFlags, CHROMIUM } from '../browser/binaries.mjs';
import { drawPortrait, SCENES } from './drawing.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const store = join(root, 'build/pages');

/** What a site's own encoder would use; Facebook's is not known (sites.md 1.6). */
const JPEG_QUALITY = 0.85;

/** The original of what a person's picture shows: {bytes, type, crop}. */
function original(shows) {
  if ('fake' in shows) {
    const file = join(root, `node_modules/fake-avatars/avatars/png/${shows.fake}.png`);
    return { bytes: readFileSync(file), type: 'image/png' };
  }
  if ('photo' in shows) {
    const file = join(root, `node_modules/@vladmandic/face-api/demo/sample${shows.photo}.jpg`);
    return { bytes: readFileSync(file), type: 'image/jpeg', crop: shows.crop };
  }
  const svg = 'portrait' in shows ? drawPortrait(shows.portrait, shows.aligned) : SCENES[shows.scene];
  return { bytes: Buffer.from(svg), type: 'image/svg+xml' };
}

/** Runs inside Chromium: cut, scale, encode.  Gives base64. */
async function encode({ base64, type, crop, mirrored, px, format, quality }) {
  const image = new Image();
  image.src = `data:${type};base64,${base64}`;
  await image.decode();
  const side = Math.min(image.naturalWidth, image.naturalHeight);
  const [left, top, size] = crop
    ?? [(image.naturalWidth - side) / 2, (image.naturalHeight - side) / 2, side];
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = px;
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  if (mirrored) context.setTransform(-1, 0, 0, 1, px, 0);
  context.drawImage(image, left, top, size, size, 0, 0, px, px);
  const blob = await new Promise((done) => canvas.toBlob(done, format, quality));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

const nameOf = (shows, px) => createHash('sha256')
  .update(JSON.stringify([shows, px, JPEG_QUALITY, 'portrait' in shows ? drawPortrait.toString() : SCENES]))
  .digest('hex').slice(0, 24);

/**
 * Get JPEG renditions, making those which are missing.
 * `wanted` is a list of {shows, px}; the answer is a Map from `pictureName` to bytes.
 */
export async function makePictures(wanted) {
  mkdirSync(store, { recursive: true });
  const file = (each) => join(store, `${nameOf(each.shows, each.px)}.jpg`);
  const missing = wanted.filter((each) => !existsSync(file(each)));
  if (missing.length) {
    const browser = await puppeteer.launch({
      executablePath: CHROMIUM, headless: true, pipe: true, args: chromiumFlags(),
    });
    try {
      const page = await browser.newPage();
      for (const each of missing) {
        const { bytes, type, crop } = original(each.shows);
        const base64 = await page.evaluate(encode, {
          base64: bytes.toString('base64'), type, crop, px: each.px,
          format: 'image/jpeg', quality: each.shows.quality ?? JPEG_QUALITY, mirrored: each.shows.mirrored,
        });
        writeFileSync(`${file(each)}.new`, Buffer.from(base64, 'base64'));
        renameSync(`${file(each)}.new`, file(each));
      }
    } finally {
      await browser.close();
    }
  }
  return new Map(wanted.map((each) => [pictureName(each.shows, each.px), readFileSync(file(each))]));
}

export const pictureName = (shows, px) => `${JSON.stringify(shows)}@${px}`;
