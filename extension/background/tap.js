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
  /** @type {Map<string, number>} */
  const statuses = new Map(); // request id → HTTP status, while it loads

  chrome.webRequest.onBeforeRequest.addListener((details) => {
    if (!isWanted(details.url)) return undefined;
    try {
      const filter = chrome.webRequest.filterResponseData(details.requestId);
      passThrough(filter, (bytes) => {
        if (statuses.get(details.requestId) === 200) kept.put(details.url, bytes);
        statuses.delete(details.requestId);
      });
    } catch {
      // No filter for this request: the picture loads, and we do without its bytes.
    }
    return undefined;
  }, { urls: [...urls], types }, ['blocking']);

  chrome.webRequest.onHeadersReceived.addListener((details) => {
    if (statuses.size > KEPT_MAX_PICTURES) statuses.clear();
    statuses.set(details.requestId, details.statusCode);
    return undefined;
  }, { urls: [...urls], types });
}
