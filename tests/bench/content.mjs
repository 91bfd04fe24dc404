// What the extension costs a page: 2,000 posts are added to a group's feed, in
// batches and node by node, in Chromium with the extension and without it.
//
// Time is the renderer's own count of script in CPU time (Performance.getMetrics,
// ScriptDuration, thread ticks): the page's script and ours together, so the
// peer, the same page alone, is what the page would have cost anyway.  A second
// pair of rows counts layout and style, which a badge can make dear.
import { fileURLToPath } from 'node:url';
import { makeHome, openBrowser } from '../browser/driver.mjs';
import { installHost } from '../browser/host.mjs';
import * as facebook from '../pages/facebook.mjs';
import { PEOPLE, READER } from '../pages/people.mjs';
import { openSites } from '../pages/sites.mjs';

const POSTS = 2000;
const BATCH = 10;
const ROUNDS = 1; // 15 s each, nearly all of it the page's own layout
const SETTLE_MS = 3000; // answers arrive and are drawn

/** Any key of this form is served the first person's picture. */
const KEY = /^\/v\/t39\.30808-1\/bench_\d+_n\.jpg$/;

/** Runs in the page: clone the one post there is, each time for another person. */
async function addPosts({ posts, batch, mode }) {
  const feed = document.querySelector('[role=feed]');
  const model = feed.firstElementChild.cloneNode(true);
  for (const each of model.querySelectorAll('facetell-badge')) each.remove(); // a site has its own model
  const personal = (i) => {
    const post = model.cloneNode(true);
    post.setAttribute('aria-posinset', String(i + 2));
    for (const link of post.querySelectorAll('a[href*="/user/"]'))
      link.setAttribute('href', link.getAttribute('href').replace(/user\/\d+/, `user/${200000000000000 + i}`));
    for (const image of post.querySelectorAll('image')) {
      const url = image.getAttribute('xlink:href').replace(/[^/]+_n\.jpg/, `bench_${i}_n.jpg`);
      image.removeAttribute('xlink:href');
      image.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:href', url);
    }
    return post;
  };
  const addNodeByNode = (from, to) => {
    const copy = to.appendChild(from.cloneNode(false));
    for (const child of from.childNodes) addNodeByNode(child, copy);
  };
  window.shifts = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifts += value;
  }).observe({ type: 'layout-shift' });
  for (let i = 0; i < posts; i += 1) {
    if (mode === 'nodes') addNodeByNode(personal(i), feed);
    else feed.append(personal(i));
    if (i % batch === batch - 1) await new Promise(requestAnimationFrame);
  }
}

async function measure(extension, mode) {
  const sites = await openSites([PEOPLE[0], READER]);
  sites.server.rule((url) => (KEY.test(url.pathname)
    ? { headers: { 'content-type': 'image/jpeg', 'cache-control': 'max-age=1209600' }, body: sites.pictureOf(PEOPLE[0], 40) }
    : undefined));
  sites.server.serve(facebook.GROUP_URL, {
    headers: facebook.headers(),
    body: facebook.groupPage({ own: READER, slots: [facebook.post(PEOPLE[0], 1)] }),
  });
  const home = makeHome();
  if (extension) installHost(home);
  const browser = await openBrowser('chromium', { server: sites.server, home, extension });
  try {
    const page = await browser.newPage();
    await page.goto(facebook.GROUP_URL, { waitUntil: 'networkidle0' });
    const client = await page.createCDPSession();
    await client.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => {
      const { metrics } = await client.send('Performance.getMetrics');
      const of = (wanted) => 1e3 * metrics.find(({ name }) => name === wanted).value;
      return { script: of('ScriptDuration'), layout: of('LayoutDuration') + of('RecalcStyleDuration') };
    };
    const before = await spent();
    await page.evaluate(addPosts, { posts: POSTS, batch: BATCH, mode });
    await new Promise((wake) => { setTimeout(wake, SETTLE_MS); });
    const after = await spent();
    const per100 = (what) => (after[what] - before[what]) / (POSTS / 100);
    const shifts = await page.evaluate(() => window.shifts);
    const hits = sites.server.hits.filter(({ url }) => KEY.test(new URL(url).pathname)).length;
    return { scriptMs: per100('script'), layoutMs: per100('layout'), shifts, hits };
  } finally {
    await browser.close();
    await sites.close();
    home.remove();
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const round = (value) => Math.round(value * 1e3) / 1e3;

/** @returns {Promise<{name: string, ours: number, peer: number | null, ratio: number | null, unit: string, n: number}[]>} */
export async function benchContent() {
  const folder = fileURLToPath(new URL('../../build/extension/chromium', import.meta.url));
  const rows = [];
  for (const [mode, words] of [['batches', `batches of ${BATCH}`], ['nodes', 'node by node']]) {
    const ours = [], peer = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      peer.push(await measure(null, mode));
      ours.push(await measure(folder, mode));
    }
    const both = (what) => [median(ours.map((each) => each[what])), median(peer.map((each) => each[what]))];
    const row = (name, [mine, other], unit) => rows.push({
      name: `${name}, 2,000 posts added ${words}; peer: the page alone`,
      ours: round(mine), peer: round(other), ratio: mine ? round(other / mine) : null, unit, n: POSTS * ROUNDS,
    });
    const [mine, other] = both('scriptMs');
    row('script per 100 posts', [mine, other], 'ms');
    rows.push({
      name: `script of the extension alone per 100 posts, added ${words}`,
      ours: round(mine - other), peer: null, ratio: null, unit: 'ms', n: POSTS * ROUNDS,
    });
    row('layout and style per 100 posts', both('layoutMs'), 'ms');
    row('layout shift', both('shifts'), 'score');
    row('requests for pictures', both('hits'), 'requests');
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const row of await benchContent()) console.log(JSON.stringify(row));
