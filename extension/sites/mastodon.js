// SPDX-License-Identifier: MIT
//
// Mastodon's web client.  Its classes are public source and stable (design/sites.md,
// section 1.5).  Every server is a site of its own: an extension may read only those it
// names, so these are large ones, with the host that serves their pictures.  Other servers
// are not read; that is said in README.

/** @import { SiteAdapter } from '../types.d.ts' */

const SERVERS = ['fosstodon.org', 'hachyderm.io', 'mastodon.online', 'mastodon.social', 'mstdn.social'];

/** @type {SiteAdapter} */
export const mastodon = {
  schema: 1,
  site: 'mastodon',
  hosts: SERVERS,
  verified: 'unverified',
  cdn: [
    {
      hosts: [
        'cdn.fosstodon.org', 'files.mastodon.online', 'files.mastodon.social',
        'media.hachyderm.io', 'media.mstdn.social',
      ],
      // Also those of other servers, of which it keeps a copy under /cache/.
      path: '/accounts/avatars/',
      role: 'avatar',
      key: '/accounts/avatars/(?:\\d+/)+(?:original|static)/([^/.]+)\\.',
    },
    {
      hosts: SERVERS,
      path: '^/avatars/(?:original|static)/missing\\.png$',
      role: 'avatar',
      key: '^/avatars/(.+)$',
      isDefault: '.',
    },
  ],
  identity: [
    { re: '^/@([\\w.-]+@[\\w.-]+)/?$', id: '$1', ns: 'handle', url: 'https://$host/@$1' },
    { re: '^/@([\\w.-]+)/?$', id: '$1@$host', ns: 'handle', url: 'https://$host/@$1' },
  ],
  attributes: [],
  reserved: [],
  own: ['.compose-form', '.compose-panel', '.drawer__inner', '.navigation-panel', '.ui__header'],
  variants: [],
  surfaces: [
    {
      id: 'post',
      container: [
        { sel: '.status[data-id]', tier: 1, since: '2017', verified: 'code' },
        { sel: '.detailed-status', tier: 1, since: '2017', verified: 'code' },
      ],
      author: [
        { sel: '.status__display-name .display-name', tier: 1, since: '2017', verified: 'code' },
        { sel: '.detailed-status__display-name .display-name', tier: 1, since: '2017', verified: 'code' },
        { sel: 'a[data-hover-card-account]', tier: 1, since: '2023', verified: 'code' },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'hovercard',
      container: [
        { sel: '.hover-card', tier: 1, since: '2024', verified: 'code' },
      ],
      author: [
        { sel: '.display-name', tier: 1, since: '2017', verified: 'code' },
      ],
      badge: { at: 'afterAuthor', minPx: 36 },
    },
    {
      id: 'member',
      container: [
        { sel: '.account', tier: 1, since: '2017', verified: 'code' },
      ],
      author: [
        { sel: '.display-name', tier: 1, since: '2017', verified: 'code' },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'profile',
      fromPage: 80,
      container: [
        { sel: '.account__header', tier: 1, since: '2017', verified: 'code' },
      ],
      author: [
        { sel: 'h1', tier: 2, since: '2017', verified: 'code' },
      ],
      badge: { at: 'avatarCorner', minPx: 80 },
    },
  ],
};
