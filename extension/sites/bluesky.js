// SPDX-License-Identifier: MIT
//
// Bluesky's web client.  Sources and how sure they are: design/sites.md, section 1.5.

/** @import { SiteAdapter } from '../types.d.ts' */

/** @type {SiteAdapter} */
export const bluesky = {
  schema: 1,
  site: 'bluesky',
  hosts: ['bsky.app'],
  verified: 'unverified',
  cdn: [
    {
      hosts: ['cdn.bsky.app'],
      path: '^/img/avatar(?:_thumbnail)?/plain/',
      role: 'avatar',
      key: '/plain/([^/]+/[^/@]+)',
      size: { re: '^/img/(avatar|avatar_thumbnail)/', names: { avatar: 1000, avatar_thumbnail: 128 } },
      // The best identity there is: it outlives a change of the handle.
      account: {
        re: '/plain/(did:[a-z]+:[\\w.:%-]+)/', id: '$1', ns: 'did', url: 'https://bsky.app/profile/$1',
      },
    },
  ],
  identity: [
    { re: '^/profile/([^/]+)/?$', id: '$1', ns: 'handle', url: 'https://bsky.app/profile/$1' },
  ],
  attributes: [],
  reserved: ['me'],
  own: ['nav', '[role="navigation"]', '[data-testid="composePostView"]'],
  variants: [],
  surfaces: [
    {
      id: 'post',
      container: [
        { sel: '[data-testid^="feedItem-by-"]', tier: 1, since: '2023', verified: 'code' },
        { sel: '[data-testid^="postThreadItem-by-"]', tier: 1, since: '2023', verified: 'code' },
        { sel: '[role="link"][tabindex="0"]', tier: 2, since: '2023', verified: 'unverified' },
      ],
      author: [
        { sel: 'a[href^="/profile/"]', tier: 1, since: '2023', verified: 'code' },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'profile',
      container: [
        { sel: '[data-testid="profileView"]', tier: 1, since: '2023', verified: 'unverified' },
      ],
      author: [
        { sel: '[data-testid="profileHeaderDisplayName"]', tier: 1, since: '2023', verified: 'code' },
      ],
      badge: { at: 'avatarCorner', minPx: 80 },
    },
  ],
};
