// SPDX-License-Identifier: MIT
//
// rules: how Chromium lets a content script read the bytes of a picture on screen from the
// HTTP cache.  Measured in design/browser.md, section 6: with ACAO on the answer and no
// Origin on the request, the cached entry is used and the network is not asked.

/** @import { SiteAdapter } from '../types.d.ts' */

/** @param {string} path a pattern for a path, in the subset RE2 shares */
const addressPattern = (path) =>
  path.startsWith('^') ? `^https://[^/]+${path.slice(1)}` : `^https://[^/]+[^?#]*${path}`;

/**
 * Session rules for the sites that are switched on: only requests of scripts on their
 * pages, only for the addresses of avatars.
 * @param {readonly SiteAdapter[]} adapters
 * @returns {chrome.declarativeNetRequest.Rule[]}
 */
export function rulesFor(adapters) {
  return adapters
    .flatMap((adapter) => adapter.cdn.map((cdn) => ({ adapter, cdn })))
    .map(({ adapter, cdn }, index) => ({
      id: index + 1,
      condition: {
        regexFilter: addressPattern(cdn.path),
        requestDomains: cdn.hosts.map((host) => host.replace(/^\*\./, '')),
        initiatorDomains: [...adapter.hosts],
        resourceTypes: ['xmlhttprequest'],
      },
      action: {
        type: 'modifyHeaders',
        requestHeaders: [{ header: 'origin', operation: 'remove' }],
        responseHeaders: [
          { header: 'access-control-allow-origin', operation: 'set', value: '*' },
        ],
      },
    }));
}

/** @param {readonly SiteAdapter[]} adapters */
export async function installRules(adapters) {
  const present = await chrome.declarativeNetRequest.getSessionRules();
  await chrome.declarativeNetRequest.updateSessionRules({
    removeRuleIds: present.map(({ id }) => id),
    addRules: rulesFor(adapters),
  });
}
