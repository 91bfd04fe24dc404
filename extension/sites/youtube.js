// SPDX-License-Identifier: MIT
//
// YouTube: comments.  Their elements are recycled: src and href change in place.  Sources
// and how sure they are: design/sites.md, section 1.5.

/** @import { SiteAdapter } from '../types.d.ts' */

/** @type {SiteAdapter} */
export const youtube = {
  schema: 1,
  site: 'youtube',
  hosts: ['www.youtube.com'],
  verified: 'unverified',
  cdn: [
    {
      hosts: ['yt3.ggpht.com', 'yt3.googleusercontent.com'],
      path: '^/[^?#]*=s\\d+',
      role: 'avatar',
      key: '^/(?:ytc/|a/)?([^=]+)=',
      isDefault: '^/a/default-user',
      size: { re: '=s(\\d{2,4})' },
    },
  ],
  identity: [
    { re: '^/@([^/]+)/?$', id: '$1', ns: 'handle', url: 'https://www.youtube.com/@$1' },
    {
      re: '^/channel/(UC[\\w-]{22})/?$', id: '$1', ns: 'page',
      url: 'https://www.youtube.com/channel/$1',
    },
  ],
  attributes: [],
  reserved: [],
  own: ['ytd-masthead', 'ytd-comment-simplebox-renderer', 'ytd-commentbox', 'ytd-guide-renderer'],
  variants: [],
  surfaces: [
    {
      id: 'comment',
      container: [
        { sel: 'ytd-comment-view-model', tier: 1, since: '2024', verified: 'reported' },
        { sel: 'ytd-comment-renderer', tier: 1, since: '2017', verified: 'reported' },
      ],
      author: [
        { sel: '#author-text[href]', tier: 1, since: '2017', verified: 'reported' },
        { sel: 'a[href^="/@"]', tier: 1, since: '2023', verified: 'reported' },
        { sel: 'a[href^="/channel/"]', tier: 1, since: '2017', verified: 'reported' },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
  ],
};
