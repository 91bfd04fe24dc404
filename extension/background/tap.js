// SPDX-License-Identifier: MIT
//
// tap: how Firefox lets us see the bytes of a picture while it loads.  They pass through
// unchanged; a copy is kept for a while.  Whatever goes wrong here, the picture loads.

import { PICTURE_MAX_BYTES } from '../protocol.js';

export const KEPT_MAX_BYTES = 24 << 20;
export const KEPT_MAX_PICTURES = 1024;
const EXPECTED_MAX = 256;
const COMING_MAX_MS = 2_000; // a picture on a slow line is asked for again later

/** Pictures by URL, the oldest dropped first. */
export function createKept(maxBytes = KEPT_MAX_BYTES, maxCount = KEPT_MAX_PICTURES) {
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const kept = new Map();
  let total = 0;

  /** @param {string} url */
  function drop(url) {
    total -= kept.get(url)?.length ?? 0;
    kept.delete(url);
  }

  return {
    /** @param {string} url @param {Uint8Array<ArrayBuffer>} bytes */
    put(url, bytes) {
      drop(url);
      if (bytes.length === 0 || bytes.length > maxBytes) return;
      kept.set(url, bytes);
      total += bytes.length;
      for (const oldest of kept.keys()) {
        if (total <= maxBytes && kept.size <= maxCount) break;
        drop(oldest);
      }
    },

    /** @param {string} url */
    get(url) {
      const bytes = kept.get(url);
      if (bytes) { // newest again
        kept.delete(url);
        kept.set(url, bytes);
      }
      return bytes;
    },

    size: () => ({ bytes: total, pictures: kept.size }),
  };
}

/**
 * @typedef {object} StreamFilter what we use of Firefox's webRequest.StreamFilter
 * @property {((event: {data: ArrayBuffer}) => void) | null} ondata
 * @property {(() => void) | null} onstop
 * @property {(() => void) | null} onerror
 * @property {(data: ArrayBuffer) => void} write
 * @property {() => void} disconnect
 * @property {() => void} close
 */

/**
 * @param {StreamFilter} filter
 * @param {(bytes: Uint8Array<ArrayBuffer>) => void} onPicture called once, with all of it
 */
export function passThrough(filter, onPicture) {
  /** @type {Uint8Array[]} */
  let parts = [];
  let length = 0;

  filter.ondata = ({ data }) => {
    filter.write(data); // first of all: what comes after must not cost the reader a picture
    length += data.byteLength;
    if (length > PICTURE_MAX_BYTES) {
      parts = [];
      filter.disconnect(); // the rest goes its own way
      return;
    }
    parts.push(new Uint8Array(data.slice(0)));
  };
  filter.onstop = () => {
    filter.close();
    const bytes = new Uint8Array(length);
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    parts = [];
    onPicture(bytes);
  };
  filter.onerror = () => {
    parts = [];
  };
}

/**
 * @param {readonly string[]} urls match patterns of the picture hosts
 * @param {(url: string, page: string | undefined) => boolean} isWanted
 * @param {ReturnType<typeof createKept>} kept
 */
export function startTap(urls, isWanted, kept) {
  // "imageset" is Firefox's word for srcset; the types know Chromium's only.
  const types = /** @type {`${chrome.webRequest.ResourceType}`[]} */ (
    /** @type {string[]} */ (['image', 'imageset']));
  const filter = { urls: [...urls], types };
  /** @type {Set<string>} pictures a content script is about to load once more */
  const expected = new Set();
  /**
   * @typedef {object} Loading
   * @property {string} url
   * @property {Uint8Array<ArrayBuffer>} [bytes]
   * @property {boolean} [isWhole]
   * @property {(() => void)[]} waiters
   */
  /** @type {Map<string, Loading>} */
  const loading = new Map(); // by request id

  /** @param {string} id */
  function end(id) {
    const ended = loading.get(id);
    loading.delete(id);
    for (const wake of ended?.waiters ?? []) wake();
  }

  /**
   * The bytes and the news that the request went well come in either order.
   * @param {string} id
   * @param {{bytes?: Uint8Array<ArrayBuffer>, isWhole?: boolean}} news
   */
  function note(id, news) {
    const one = loading.get(id);
    if (!one) return;
    Object.assign(one, news);
    if (one.isWhole && one.bytes) kept.put(one.url, one.bytes);
    if (one.isWhole === false || (one.isWhole && one.bytes)) end(id);
  }

  chrome.webRequest.onBeforeRequest.addListener((details) => {
    const { url, requestId } = details;
    const { documentUrl } = /** @type {{documentUrl?: string}} */ (details); // Firefox only
    if (!isWanted(url, documentUrl)) return undefined;
    for (const oldest of loading.keys()) {
      if (loading.size < KEPT_MAX_PICTURES) break;
      end(oldest);
    }
    try {
      loading.set(requestId, { url, waiters: [] });
      passThrough(
        chrome.webRequest.filterResponseData(requestId), (bytes) => note(requestId, { bytes }));
    } catch {
      end(requestId); // it loads all the same, and we do without its bytes
    }
    return undefined;
  }, filter, ['blocking']);

  // Loaded once more, it is a CORS request (content/bytes.js).  Without Origin it matches
  // the cached entry whatever Vary says; with these headers it is not refused.
  chrome.webRequest.onBeforeSendHeaders.addListener(({ url, requestHeaders }) => {
    if (!expected.has(url) || !requestHeaders) return undefined;
    return { requestHeaders: requestHeaders.filter(({ name }) => !/^origin$/i.test(name)) };
  }, filter, ['blocking', 'requestHeaders']);

  chrome.webRequest.onHeadersReceived.addListener((details) => {
    const { url, responseHeaders } = details;
    const { documentUrl } = /** @type {{documentUrl?: string}} */ (details); // Firefox only
    if (!expected.delete(url) || !documentUrl) return undefined;
    return {
      responseHeaders: [
        ...(responseHeaders ?? []).filter(({ name }) => !/^access-control-allow-/i.test(name)),
        { name: 'access-control-allow-origin', value: new URL(documentUrl).origin },
        { name: 'access-control-allow-credentials', value: 'true' },
      ],
    };
  }, filter, ['blocking', 'responseHeaders']);

  chrome.webRequest.onCompleted.addListener(({ requestId, statusCode }) => {
    note(requestId, { isWhole: statusCode === 200 });
    return undefined;
  }, filter);

  chrome.webRequest.onErrorOccurred.addListener(({ requestId }) => {
    end(requestId);
    return undefined;
  }, filter);

  return {
    /**
     * The bytes of a picture, if they are kept or just coming.
     * @param {string} url
     * @returns {Promise<Uint8Array<ArrayBuffer> | undefined>}
     */
    async get(url) {
      const coming = [...loading.values()].find((one) => one.url === url);
      if (!kept.get(url) && coming) {
        await new Promise((resolve) => {
          coming.waiters.push(() => resolve(undefined));
          setTimeout(resolve, COMING_MAX_MS);
        });
      }
      return kept.get(url);
    },

    /** @param {string} url of a picture that is not kept and will be loaded once more */
    expect(url) {
      if (expected.size >= EXPECTED_MAX) expected.clear();
      expected.add(url);
    },
  };
}
