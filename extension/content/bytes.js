'use strict';
// SPDX-License-Identifier: MIT

/**
 * The bytes of a picture that is on screen, without asking the network.  Chromium: a fetch
 * the HTTP cache answers (background/rules.js).  Firefox: the background tapped them while
 * the picture loaded (background/tap.js); when it has slept since, the picture is loaded
 * once more, from the cache, past the tap.
 *
 * @param {object} options
 * @param {'fetch' | 'tap'} options.mode
 * @param {(request: PageRequest) => Promise<unknown>} options.send
 * @param {AbortSignal} options.signal
 */
function createBytes({ mode, send, signal }) {
  const PICTURE_MAX_BYTES = 700 * 1024; // protocol.js
  const KEPT_MAX_BYTES = 8 << 20;
  const RELOAD_TIMEOUT_MS = 5_000;
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const kept = new Map();
  let total = 0;

  /** @param {string} url @param {Uint8Array<ArrayBuffer>} bytes */
  function keep(url, bytes) {
    total += bytes.length - (kept.get(url)?.length ?? 0);
    kept.set(url, bytes);
    for (const [oldest, { length }] of kept) {
      if (total <= KEPT_MAX_BYTES) break;
      kept.delete(oldest);
      total -= length;
    }
  }

  /**
   * Is it loaded and shown?  Only then its entry is in the cache.
   * @param {Element} node
   */
  async function isShown(node) {
    const image = /** @type {HTMLImageElement} */ (node);
    if (node.localName === 'img') return image.complete && image.naturalWidth > 0;
    return typeof image.decode !== 'function' ||
      image.decode().then(() => true, () => false);
  }

  /** @param {Response} response @returns {Promise<Uint8Array<ArrayBuffer>>} */
  async function readBounded(response) {
    const reader = response.body?.getReader();
    if (!response.ok || !reader) throw new Error('picture-gone');
    /** @type {Uint8Array<ArrayBuffer>[]} */
    const parts = [];
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      parts.push(value);
      if (length > PICTURE_MAX_BYTES) {
        await reader.cancel();
        throw new Error('picture-too-large');
      }
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  /** @param {string} url */
  async function fetchCached(url) {
    const response = await fetch(url, {
      cache: 'force-cache', credentials: 'omit', mode: 'cors', signal,
    }).catch(() => null);
    if (!response) throw new Error('picture-gone');
    return readBounded(response);
  }

  /** @param {string} url @returns {Promise<Uint8Array<ArrayBuffer> | null>} */
  async function fetchTapped(url) {
    const base64 = await send({ kind: 'picture', url });
    return typeof base64 === 'string' ? Uint8Array.fromBase64(base64) : null;
  }

  /**
   * Load it once more, into nothing.  An image with credentials shares the HTTP cache's
   * entry; one in CORS mode does not share the document's list of decoded images, so the
   * request is made, answered from the cache, and seen by the tap.
   * @param {string} url
   */
  async function loadAgain(url) {
    const image = new Image();
    image.crossOrigin = 'use-credentials';
    await new Promise((resolve) => {
      setTimeout(resolve, RELOAD_TIMEOUT_MS);
      signal.addEventListener('abort', resolve, { once: true });
      image.addEventListener('load', resolve);
      image.addEventListener('error', resolve);
      image.src = url;
    });
  }

  return {
    /**
     * @param {Element} node
     * @param {string} url
     * @returns {Promise<Uint8Array<ArrayBuffer>>}
     * @throws {Error} its message is one of PROBLEMS in protocol.js
     */
    async get(node, url) {
      const known = kept.get(url);
      if (known) return known;
      /** @type {Uint8Array<ArrayBuffer> | null} */
      let bytes = null;
      if (mode === 'tap') bytes = await fetchTapped(url);
      if (!bytes) {
        if (!await isShown(node)) throw new Error('picture-gone');
        if (mode === 'tap') {
          await loadAgain(url);
          bytes = await fetchTapped(url);
        } else {
          bytes = await fetchCached(url);
        }
      }
      if (!bytes) throw new Error('picture-gone');
      if (bytes.length > PICTURE_MAX_BYTES) throw new Error('picture-too-large');
      keep(url, bytes);
      return bytes;
    },

    isShown,
  };
}
