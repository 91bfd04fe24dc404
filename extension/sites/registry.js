// SPDX-License-Identifier: MIT
//
// registry: the sites there are.  Nothing else knows a site's name.

/** @import { SiteAdapter } from '../types.d.ts' */

import { bluesky } from './bluesky.js';
import { facebook } from './facebook.js';
import { instagram } from './instagram.js';
import { linkedin } from './linkedin.js';
import { mastodon } from './mastodon.js';
import { reddit } from './reddit.js';
import { x } from './x.js';
import { youtube } from './youtube.js';

export const ADAPTERS = Object.freeze(
  [facebook, instagram, x, linkedin, mastodon, bluesky, reddit, youtube]);

/** @param {string | undefined} url @returns {SiteAdapter | null} */
export function adapterOf(url) {
  if (!url || !URL.canParse(url)) return null;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:') return null;
  return ADAPTERS.find((adapter) => adapter.hosts.includes(hostname)) ?? null;
}

/** The match patterns of the pages, or of the pictures, of a site. */
/** @param {readonly string[]} hosts */
export const patternsOf = (hosts) => hosts.map((host) => `https://${host}/*`);

/** @param {string} pattern "*.example.org" or one host @param {string} hostname */
const isHostOf = (pattern, hostname) => (pattern.startsWith('*.')
  ? hostname === pattern.slice(2) || hostname.endsWith(pattern.slice(1))
  : hostname === pattern);

/**
 * Is this the address of a picture the adapter knows?  Its bytes are only ever read then.
 * @param {SiteAdapter} adapter
 * @param {string} url
 */
export function isPictureOf(adapter, url) {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, pathname } = new URL(url);
  return protocol === 'https:' && adapter.cdn.some(({ hosts, path }) =>
    hosts.some((host) => isHostOf(host, hostname)) &&
    new RegExp(path).test(pathname));
}
