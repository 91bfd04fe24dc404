// SPDX-License-Identifier: MIT
//
// main: what wakes the background, and who answers it.  Every listener is registered while
// this file is first run, so that a sleeping background is woken for it; nothing here has
// to survive the sleep except what is in storage.

/**
 * @import {
 *   Answer, PageRequest, Settings, SiteAdapter, Start, UiRequest, UiState,
 * } from '../types.d.ts'
 */

import {
  HOST_NAME, HostError, hostStateOf, isPageRequest, isUiRequest, noAnswer, settingsOf,
} from '../protocol.js';
import { ADAPTERS, adapterOf, isPictureOf, patternsOf } from '../sites/registry.js';
import { fetchesOf, mayFetch, watchFetches } from './guard.js';
import { createKeys } from './keys.js';
import { createPort } from './port.js';
import { createQueue } from './queue.js';
import { installRules } from './rules.js';
import { createKept, startTap } from './tap.js';
import { verifyProof } from './verify.js';

/** @typedef {chrome.runtime.MessageSender} Sender */

const CAN_TAP = typeof chrome.webRequest.filterResponseData === 'function';
const PICTURE_URLS = ADAPTERS.flatMap(
  ({ cdn }) => cdn.flatMap(({ hosts }) => patternsOf(hosts)));

/** @type {Set<string>} sites that are switched off; filled as soon as storage answers */
const off = new Set();
/** Is it an avatar of the site whose page asks for it? */
/** @param {string} url @param {string | undefined} page */
function isAvatarOf(url, page) {
  const adapter = adapterOf(page);
  return adapter !== null && !off.has(adapter.site) && isPictureOf(adapter, url);
}
const tap = CAN_TAP ? startTap(PICTURE_URLS, isAvatarOf, createKept()) : null;

// What is stored is nobody's business but ours; Firefox keeps content scripts out only of
// storage.session, and lacks this.
chrome.storage.local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });

const keys = createKeys(chrome.storage.local);
/** @type {string[]} */
let trusted = [];

const port = createPort({
  connect: () => chrome.runtime.connectNative(HOST_NAME),
  // Chromium says it in lastError, Firefox on the port.
  lastError: (port) => chrome.runtime.lastError?.message ??
    /** @type {{error?: {message?: string}}} */ (port).error?.message,
  onHello: async (hello) => {
    trusted = [];
    trusted = await keys.accept(hello);
  },
  onState: (host) => {
    chrome.storage.session.set({ host });
  },
  // A background that slept must not forget that the host was not there.
  remembered: chrome.storage.session.get('host').then(({ host }) => hostStateOf(host)),
});

const queue = createQueue({
  request: port.request,
  verify: (document) => verifyProof(document, trusted),
});

/** @returns {Promise<Settings>} */
const readSettings = async () =>
  settingsOf((await chrome.storage.local.get('settings')).settings);

/** @param {Settings} settings @param {SiteAdapter} adapter */
const isOn = (settings, adapter) => settings.sites[adapter.site] !== false;

const readFetches = async () =>
  fetchesOf((await chrome.storage.session.get('fetches')).fetches);

/** Chromium's rules live as long as the browser runs; set again at every start. */
async function updateRules() {
  const settings = await readSettings();
  off.clear();
  for (const adapter of ADAPTERS) if (!isOn(settings, adapter)) off.add(adapter.site);
  if (!CAN_TAP) await installRules(ADAPTERS.filter((adapter) => isOn(settings, adapter)));
}
const rulesReady = updateRules();

/** @param {unknown} error */
const nameOf = (error) => (error instanceof HostError ? error.name : 'host-broken');

// --- what a page's content script may ask

/** @param {SiteAdapter} adapter @returns {Promise<Start>} */
async function start(adapter) {
  await port.retry(); // a page was opened: the reader may have installed the host meanwhile
  const [settings] = await Promise.all([readSettings(), rulesReady]);
  return {
    enabled: isOn(settings, adapter),
    adapter,
    bytes: CAN_TAP ? 'tap' : 'fetch',
    priorPpm: settings.priorPpm,
  };
}

/** @param {Uint8Array} bytes */
const base64Of = (bytes) => bytes.toBase64();

/**
 * @param {PageRequest & {kind: 'score'}} request
 * @param {SiteAdapter} adapter
 * @param {string} page
 * @returns {Promise<Answer>}
 */
async function score(request, adapter, page) {
  const { key, url, sidePx, account } = request;
  if (!key.startsWith(`${adapter.site}:`) || !isPictureOf(adapter, url)) {
    return noAnswer('picture-gone');
  }
  let { bytes } = request;
  if (!bytes) {
    if (!tap) {
      return mayFetch(await readFetches()) ? { state: 'need-bytes' } : noAnswer('picture-gone');
    }
    const tapped = await tap.get(url);
    if (!tapped) {
      tap.expect(url);
      return { state: 'need-bytes' };
    }
    bytes = base64Of(tapped);
  }
  return queue.score({
    key, bytes, sidePx, page,
    account: account && { ...account, platform: adapter.site },
  });
}

/** The page's address as the host takes it: no fragment, not too long. @param {string} url */
function pageOf(url) {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`.slice(0, 2048);
}

/**
 * @param {PageRequest} request
 * @param {SiteAdapter} adapter from the sender, never from the message
 * @param {string} page the same
 */
async function answerPage(request, adapter, page) {
  switch (request.kind) {
    case 'start':
      return start(adapter);
    case 'lookup': {
      const own = request.keys.filter((key) => key.startsWith(`${adapter.site}:`));
      return queue.lookup(own).then(
        (found) => ({ found, problem: null }),
        (error) => ({ found: {}, problem: nameOf(error) }));
    }
    case 'score':
      return score(request, adapter, page);
    case 'picture': {
      if (!tap || !isPictureOf(adapter, request.url)) return null;
      const bytes = await tap.get(request.url);
      if (!bytes) tap.expect(request.url);
      return bytes ? base64Of(bytes) : null;
    }
  }
}

// --- what our own pages (popup, options) may ask

/** @returns {Promise<UiState>} */
async function uiState() {
  const [settings, keyStore, fetches, sites] = await Promise.all([
    readSettings(), keys.read(), readFetches(),
    Promise.all(ADAPTERS.map(async ({ site, hosts, cdn }) => {
      const origins = patternsOf([...hosts, ...cdn.flatMap((entry) => entry.hosts)]);
      return { site, origins, granted: await chrome.permissions.contains({ origins }) };
    })),
  ]);
  return {
    host: port.state(), keys: keyStore, settings, sites, fetches,
    extensionVersion: chrome.runtime.getManifest().version,
  };
}

/** Say hello to the host now, so that the popup can tell how it is. */
async function probe() {
  const { phase } = port.state();
  await port.retry();
  await queue.lookup(['facetell:probe']).catch(() => undefined);
  // Pages that had to do without the host begin anew.
  if (phase === 'failed' && port.state().phase === 'ready') await restartPages();
  return uiState();
}

/** @param {Settings} settings */
async function saveSettings(settings) {
  await chrome.storage.local.set({ settings });
  await updateRules();
  await restartPages();
}

/** Tell every page of a site that something it started with has changed. */
async function restartPages() {
  const pages = ADAPTERS.flatMap(({ hosts }) => patternsOf(hosts));
  for (const tab of await chrome.tabs.query({ url: pages })) {
    if (tab.id !== undefined) {
      chrome.tabs.sendMessage(tab.id, { kind: 'restart' }).catch(() => undefined);
    }
  }
}

/** @param {UiRequest} request */
async function answerUi(request) {
  switch (request.kind) {
    case 'state':
      return uiState();
    case 'retry':
      return probe();
    case 'accept-key':
    case 'refuse-key':
      await keys.decide(request.did, request.kind === 'accept-key');
      port.reset();
      await restartPages();
      return probe();
    case 'set-site': {
      const settings = await readSettings();
      const sites = { ...settings.sites, [request.site]: request.on };
      await saveSettings({ ...settings, sites });
      return uiState();
    }
    case 'set-prior':
      await saveSettings({ ...await readSettings(), priorPpm: request.priorPpm });
      return uiState();
    case 'forget-all': {
      const answer = await port.request({ type: 'forget', what: { all: true } });
      return answer.type === 'forgotten' ? answer.count : null;
    }
  }
}

/** @param {unknown} message @param {Sender} sender @returns {Promise<unknown> | null} */
function route(message, sender) {
  if (sender.id !== chrome.runtime.id) return null;
  if (sender.url?.startsWith(chrome.runtime.getURL(''))) {
    return isUiRequest(message) ? answerUi(message) : null;
  }
  const adapter = adapterOf(sender.url);
  // A frame of the site in a page of another's is not read: who would see the badge?
  const isRead = sender.frameId === 0 ||
    (adapter?.frames && adapterOf(sender.tab?.url)?.site === adapter.site);
  return adapter && isRead && sender.url && isPageRequest(message)
    ? answerPage(message, adapter, pageOf(sender.url)) : null;
}

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  const answer = route(message, sender);
  if (!answer) return false;
  answer.then(
    (value) => respond({ value }),
    (error) => respond({ error: nameOf(error) }));
  return true;
});

if (!tap) {
  /** @type {Promise<void>} */
  let counted = Promise.resolve();
  watchFetches(
    PICTURE_URLS,
    (url, initiator) => isAvatarOf(url, `${initiator}/`),
    (isFromCache) => {
      counted = counted.then(async () => {
        const fetches = await readFetches();
        fetches[isFromCache ? 'cache' : 'network']++;
        await chrome.storage.session.set({ fetches });
      });
    });
}
