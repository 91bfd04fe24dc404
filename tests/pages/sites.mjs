// The sites of the tests in one place: the page server with Facebook's and X's
// picture hosts behind it, each made-up person's picture in every size.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from './certificate.mjs';
import * as bluesky from './bluesky.mjs';
import { jpegSays } from './claims.mjs';
import * as facebook from './facebook.mjs';
import * as instagram from './instagram.mjs';
import * as linkedin from './linkedin.mjs';
import * as mastodon from './mastodon.mjs';
import { PEOPLE, READER } from './people.mjs';
import { makePictures, pictureName } from './pictures.mjs';
import * as reddit from './reddit.mjs';
import { PageServer } from './server.mjs';
import * as x from './x.mjs';
import * as youtube from './youtube.mjs';

/** Renditions the pages ask for, in pixels: 1x and 2x of 20 to 60, and a profile's. */
export const SIZES = [24, 32, 40, 48, 64, 80, 96, 120, 150, 200];

/**
 * What a picture host says beside the picture.  The real hosts' headers are not
 * known to us (browser.md 6, "NOT verified"), so the tests take each of these.
 */
export const CDN_HEADERS = {
  plain: {},
  open: { 'access-control-allow-origin': '*' },
  varied: { 'access-control-allow-origin': '*', vary: 'Origin' },
  closed: { vary: 'Origin', 'cross-origin-resource-policy': 'cross-origin' },
};

const CACHED = {
  'content-type': 'image/jpeg',
  'cache-control': 'max-age=1209600, no-transform',
  'last-modified': 'Mon, 02 Nov 2026 10:00:00 GMT',
};

const NOTHING = { scene: 'silhouette' };

/** Every site, by the name of its adapter. */
export const SITES = { facebook, instagram, x, linkedin, mastodon, bluesky, reddit, youtube };
/** Those whose every picture has one size. */
const PLAIN = [instagram, linkedin, mastodon, bluesky, reddit, youtube];

/** The picture a CDN's URL names: {person, shows, px}, or null. */
function pictureAt(url, people) {
  const facebookKey = /^\/v\/t39\.30808-1\/(\S+)$/.exec(url.pathname)?.[1];
  if (facebookKey && url.hostname.endsWith('.fbcdn.net')) {
    const person = people.find((each) => facebook.pictureKey(each) === facebookKey);
    const px = Number(/^[sp](\d+)x/.exec(url.searchParams.get('ctp'))?.[1]);
    return person ? { person, shows: person.shows, px } : null;
  }
  if (url.pathname.startsWith('/v/t1.30497-1/') || url.href === facebook.ANONYMOUS_URL) return { shows: NOTHING, px: 40 };
  if (url.href === x.DEFAULT_URL) return { shows: NOTHING, px: 48 };
  if (url.hostname === 'pbs.twimg.com') {
    const person = people.find((each) => url.pathname.startsWith(`/profile_images/${x.pictureKey(each)}_`));
    const suffix = /_([a-z0-9]+)\.jpg$/.exec(url.pathname)?.[1];
    const px = Object.keys(x.SIZE_NAMES).find((size) => x.SIZE_NAMES[size] === suffix);
    return person && px ? { person, shows: person.shows, px: Number(px) } : null;
  }
  if (url.href === mastodon.DEFAULT_URL || url.href === reddit.DEFAULT_URL || url.href === instagram.DEFAULT_URL) return { shows: NOTHING, px: 48 };
  for (const site of PLAIN) {
    const person = site.HOST.test(url.hostname) && people.find((each) => url.href.includes(site.pictureKey(each)));
    if (person) return { person, shows: person.shows, px: site.PX };
  }
  return null;
}

/**
 * Start them.  `people` are those whose pictures are served at first;
 * `answers.set(person.id, {status, headers})` changes what one's picture is answered with.
 */
export async function openSites(people = [...PEOPLE, READER]) {
  const folder = mkdtempSync(join(tmpdir(), 'facetell-sites-'));
  const certificate = makeCertificate(folder);
  const pictures = await makePictures([
    ...people.flatMap(({ shows }) => SIZES.map((px) => ({ shows, px }))),
    { shows: NOTHING, px: 40 }, { shows: NOTHING, px: 48 },
  ]);
  const server = await PageServer.start(certificate);
  const known = [...people];
  const answers = new Map();
  server.rule((url) => {
    const found = pictureAt(url, known);
    const picture = found && pictures.get(pictureName(found.shows, found.px));
    if (!picture) return undefined;
    const body = found.person?.claims ? jpegSays(picture, found.person.claims) : picture;
    const { status = 200, headers } = answers.get(found.person?.id) ?? {};
    return status === 200
      ? { headers: { ...CACHED, ...headers }, body }
      : { status, headers: { 'content-type': 'text/plain', ...headers }, body: 'URL signature expired' };
  });
  let invited = 0;
  return {
    server,
    answers,
    pictureOf: (person, px) => pictures.get(pictureName(person.shows, px)),
    /** The same faces as `models` under new names, ids and picture addresses. */
    invite(models, change = {}) {
      const fresh = models.map((model) => {
        invited += 1;
        return { ...model, id: String(100000000100000 + invited), handle: `guest_${invited}`, ...change };
      });
      known.push(...fresh);
      return fresh;
    },
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
