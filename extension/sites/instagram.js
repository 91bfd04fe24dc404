// SPDX-License-Identifier: MIT
//
// Instagram, desktop web.  Sources and how sure they are: design/sites.md, section 1.3.

/** @import { SiteAdapter } from '../types.d.ts' */

/** @type {SiteAdapter} */
export const instagram = {
  schema: 1,
  site: 'instagram',
  hosts: ['www.instagram.com'],
  verified: 'unverified', // markup read in an excerpt of December 2025
  cdn: [
    {
      hosts: ['*.cdninstagram.com', '*.fbcdn.net'],
      path: '/t51\\.(?:2885|82787)-19/',
      role: 'avatar',
      key: '/([^/]+)$',
      // The picture of everybody who has set none.
      isDefault: '/44884218_345707102882519',
      size: { re: '[=_/&?]s(\\d{2,4})x\\d{2,4}' },
    },
  ],
  identity: [
    { re: '^/([A-Za-z0-9._]{1,30})/?$', id: '$1', ns: 'handle', url: 'https://www.instagram.com/$1/' },
  ],
  attributes: [],
  reserved: [
    'about', 'accounts', 'api', 'archive', 'challenge', 'developer', 'direct', 'directory',
    'explore', 'legal', 'p', 'privacy', 'reel', 'reels', 'session', 'stories', 'tv', 'web',
    'your_activity',
  ],
  own: ['nav', '[role="navigation"]', 'form'],
  variants: [],
  surfaces: [
    {
      id: 'comment',
      container: [
        { sel: 'li[role="menuitem"]', tier: 2, since: '2023', verified: 'fixture' },
        { sel: 'article ul > li', tier: 2, since: '2023', verified: 'fixture' },
      ],
      author: [
        { sel: 'h3 a[href^="/"]', tier: 1, since: '2023', verified: 'fixture' },
        { sel: 'a[href^="/"]', tier: 1, since: '2020', verified: 'fixture' },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'post',
      container: [
        { sel: 'article', tier: 2, since: '2020', verified: 'fixture' },
      ],
      author: [
        { sel: 'a[href^="/"][role="link"]', tier: 1, since: '2022', verified: 'fixture' },
        { sel: 'a[href^="/"]', tier: 1, since: '2020', verified: 'fixture' },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'hovercard',
      container: [
        { sel: '[role="dialog"]', tier: 2, since: '2022', verified: 'unverified' },
      ],
      author: [
        { sel: 'a[href^="/"]', tier: 1, since: '2020', verified: 'fixture' },
      ],
      badge: { at: 'afterAuthor', minPx: 36 },
    },
    {
      id: 'profile',
      fromPage: 70,
      container: [
        { sel: 'main header', tier: 2, since: '2022', verified: 'reported' },
      ],
      author: [
        { sel: 'section h2', tier: 2, since: '2022', verified: 'reported' },
      ],
      badge: { at: 'avatarCorner', minPx: 70 },
    },
  ],
};
