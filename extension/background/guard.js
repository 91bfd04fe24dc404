// SPDX-License-Identifier: MIT
//
// guard: proof that reading a picture asked nobody.  Counts, for every picture a script of
// ours read, whether the browser's cache answered; when the network has to, reading stops.

const NETWORK_MAX = 3; // an evicted entry now and then is no rule
const NETWORK_SHARE_MAX = 0.02;

/** @typedef {{cache: number, network: number}} Fetches */

/** @param {Fetches} fetches */
export const mayFetch = ({ cache, network }) =>
  network <= NETWORK_MAX || network <= NETWORK_SHARE_MAX * (cache + network);

/** @param {unknown} stored @returns {Fetches} */
export function fetchesOf(stored) {
  const { cache, network } = Object(stored);
  return {
    cache: Number.isSafeInteger(cache) ? Number(cache) : 0,
    network: Number.isSafeInteger(network) ? Number(network) : 0,
  };
}

/**
 * @param {readonly string[]} urls match patterns of the picture hosts
 * @param {(url: string, initiator: string) => boolean} isOurs
 * @param {(isFromCache: boolean) => void} count
 */
export function watchFetches(urls, isOurs, count) {
  chrome.webRequest.onCompleted.addListener((details) => {
    if (isOurs(details.url, details.initiator ?? '')) count(details.fromCache);
    return undefined;
  }, { urls: [...urls], types: ['xmlhttprequest'] });
}
