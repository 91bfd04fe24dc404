// SPDX-License-Identifier: MIT
//
// tap: how Firefox lets us see the bytes of a picture while it loads.  They pass through
// unchanged; a copy is kept for a while.  Whatever goes wrong here, the picture loads.

import { PICTURE_MAX_BYTES } from '../protocol.js';

export const KEPT_MAX_BYTES = 24 << 20;
export const KEPT_MAX_PICTURES = 1024;

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
 * @param {(url: string) => boolean} isWanted
 * @param {ReturnType<typeof createKept>} kept
 */
export function startTap(urls, isWanted, kept) {
  // "imageset" is Firefox's word for srcset; the types know Chromium's only.
  const types = /** @type {`${chrome.webRequest.ResourceType}`[]} */ (
    /** @type {string[]} */ (['image', 'imageset']));
  const filter = { urls: [...urls], types };
  /** @type {Map<string, {bytes?: Uint8Array<ArrayBuffer>, isWhole?: boolean}>} */
  const loading = new Map(); // by request id

  /**
   * The bytes and the news that the request went well come in either order.
   * @param {string} id
   * @param {string} url
   * @param {{bytes?: Uint8Array<ArrayBuffer>, isWhole?: boolean}} news
   */
  function note(id, url, news) {
    const both = { ...loading.get(id), ...news };
    loading.set(id, both);
    if (both.isWhole === false) loading.delete(id);
    if (!both.isWhole || !both.bytes) return;
    loading.delete(id);
    kept.put(url, both.bytes);
  }

  chrome.webRequest.onBeforeRequest.addListener(({ url, requestId }) => {
    if (!isWanted(url)) return undefined;
    if (loading.size > KEPT_MAX_PICTURES) loading.clear();
    try {
      loading.set(requestId, {});
      passThrough(
        chrome.webRequest.filterResponseData(requestId),
        (bytes) => note(requestId, url, { bytes }));
    } catch {
      loading.delete(requestId); // it loads all the same, and we do without its bytes
    }
    return undefined;
  }, filter, ['blocking']);

  chrome.webRequest.onCompleted.addListener(({ url, requestId, statusCode }) => {
    if (loading.has(requestId)) note(requestId, url, { isWhole: statusCode === 200 });
    return undefined;
  }, filter);

  chrome.webRequest.onErrorOccurred.addListener(({ requestId }) => {
    loading.delete(requestId);
    return undefined;
  }, filter);
}
