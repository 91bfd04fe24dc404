// How many pictures a second go the whole way: cache, content script, native
// port, worker, signature, ledger, in a real Chromium.  The peer is the same
// program without a browser, on the same pictures.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { makeHome, openBrowser, ROOT } from '../browser/driver.mjs';
import { installHost } from '../browser/host.mjs';
import * as facebook from '../pages/facebook.mjs';
import { openSites } from '../pages/sites.mjs';
import { READER } from '../pages/people.mjs';

const COUNT = 200;
const POLL_MS = 10;
const PATIENCE_MS = 60_000;

/** The same JPEG with another comment is another file: nothing is remembered. */
function another(jpeg, number) {
  const text = Buffer.from(`picture ${number}`);
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]); // COM, ITU T.81 B.2.4.5
  return Buffer.concat([jpeg.subarray(0, 2), head, text, jpeg.subarray(2)]);
}

const url = (i) => `https://scontent-fra5-2.xx.fbcdn.net/v/t39.30808-1/${i}_1${i}_2${i}_n.jpg?stp=dst-jpg_s320x320`;
const person = (i) => ({ id: String(300000000000000 + i), name: `Person ${i}` });

/** Pictures a second, from the first one's request to the last one's entry in the ledger.
 * @param {string[]} pictures JPEG files of about 20 KB */
export async function benchBrowser(pictures) {
  const files = pictures.map((path) => readFileSync(path));
  const sites = await openSites([READER]);
  let start = 0;
  sites.server.rule(({ pathname }) => {
    const number = /^\/v\/t39\.30808-1\/(\d+)_1\1_2\1_n\.jpg$/.exec(pathname)?.[1];
    if (number === undefined) return undefined;
    start ||= performance.now();
    return {
      headers: { 'content-type': 'image/jpeg', 'cache-control': 'max-age=1209600' },
      body: another(files[number % files.length], number),
    };
  });
  const members = Array.from({ length: COUNT }, (_, i) =>
    facebook.memberRow(person(i), { px: 60, url: url(i) }));
  sites.server.serve(facebook.GROUP_URL, {
    headers: facebook.headers(), body: facebook.groupPage({ own: READER, members }),
  });
  const home = makeHome();
  installHost(home);
  const browser = await openBrowser('chromium', { server: sites.server, home });
  const answered = () => execFileSync(join(ROOT, 'build/facetell'), ['ledger', 'export'],
    { env: home.env, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n').length - 1;
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 1400, height: COUNT * 85 }); // all in view at once
    await page.goto(facebook.GROUP_URL, { waitUntil: 'domcontentloaded' });
    while (answered() < COUNT && performance.now() - start < PATIENCE_MS)
      await new Promise((wake) => { setTimeout(wake, POLL_MS); });
    const seconds = (performance.now() - start) / 1000;
    const twice = sites.server.hits.length - new Set(sites.server.hits.map((hit) => hit.url)).size;
    return { rate: answered() / seconds, answered: answered(), n: COUNT, twice };
  } finally {
    await browser.close();
    await sites.close();
    home.remove();
  }
}
