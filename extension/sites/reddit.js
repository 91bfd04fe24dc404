// SPDX-License-Identifier: MIT
//
// Reddit.  Much of a page stands in open shadow roots.  Sources and how sure they are:
// design/sites.md, section 1.5.

/** @import { SiteAdapter } from '../types.d.ts' */

/** @type {SiteAdapter} */
export const reddit = {
  schema: 1,
  site: 'reddit',
  hosts: ['www.reddit.com'],
  verified: 'unverified',
  shadow: true,
  cdn: [
    {
      hosts: ['styles.redditmedia.com'],
      path: '^/t5_\\w+/styles/profileIcon_',
      role: 'avatar',
      key: '/styles/(profileIcon_[^./]+)',
    },
    {
      hosts: ['www.redditstatic.com'],
      path: '^/avatars/',
      role: 'avatar',
      key: '^/avatars/(.+)$',
      isDefault: '.',
    },
  ],
  identity: [
    { re: '^/user/([\\w-]{3,20})/?$', id: '$1', ns: 'handle', url: 'https://www.reddit.com/user/$1/' },
    { re: '^/u/([\\w-]{3,20})/?$', id: '$1', ns: 'handle', url: 'https://www.reddit.com/user/$1/' },
  ],
  attributes: [
    {
      sel: 'shreddit-comment[author]', attr: 'author', re: '^([\\w-]{3,20})$', id: '$1', ns: 'handle',
      url: 'https://www.reddit.com/user/$1/',
    },
    {
      sel: 'shreddit-post[author]', attr: 'author', re: '^([\\w-]{3,20})$', id: '$1', ns: 'handle',
      url: 'https://www.reddit.com/user/$1/',
    },
  ],
  reserved: ['me'],
  own: ['reddit-header-large', 'header', 'shreddit-composer', 'comment-composer-host'],
  variants: [],
  surfaces: [
    {
      id: 'comment',
      container: [
        { sel: 'shreddit-comment[author]', tier: 1, since: '2023', verified: 'reported' },
        { sel: 'shreddit-comment', tier: 1, since: '2023', verified: 'reported' },
      ],
      author: [
        { sel: 'a[href*="/user/"]', tier: 1, since: '2020', verified: 'reported' },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'post',
      container: [
        { sel: 'shreddit-post', tier: 1, since: '2023', verified: 'reported' },
      ],
      author: [
        { sel: 'a[href*="/user/"]', tier: 1, since: '2020', verified: 'reported' },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
  ],
};
