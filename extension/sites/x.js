// SPDX-License-Identifier: MIT
//
// X, desktop web.  Sources and how sure they are: design/sites.md, section 1.2.

/** @import { SiteAdapter } from '../types.d.ts' */

/** @type {SiteAdapter} */
export const x = {
  schema: 1,
  site: 'x',
  hosts: ['x.com', 'twitter.com'],
  verified: 'unverified', // markup read in saved pages of 2025 and 2026
  cdn: [
    {
      hosts: ['pbs.twimg.com'],
      path: '^/profile_images/',
      role: 'avatar',
      // <id>/<hash>_<size>.<ext>: the hash alone is not unique, the id is.
      key: '^/profile_images/(\\d+/[^/_.]+(?:_[^/_.]+)*?)(?:_(?:mini|normal|bigger|x96|\\d+x\\d+))?\\.\\w+$',
      size: {
        re: '_(mini|normal|bigger|x96|200x200|400x400)\\.\\w+$',
        names: { mini: 24, normal: 48, bigger: 73, x96: 96, '200x200': 200, '400x400': 400 },
      },
    },
  ],
  identity: [
    { re: '^/([A-Za-z0-9_]{1,15})/?$', id: '$1', ns: 'handle', url: 'https://x.com/$1' },
  ],
  attributes: [
    {
      // The only identity of a quoted tweet, whose picture has no link.
      sel: '[data-testid^="UserAvatar-Container-"]', attr: 'data-testid',
      re: '^UserAvatar-Container-(?!unknown$)([A-Za-z0-9_]{1,15})$', id: '$1', ns: 'handle',
      url: 'https://x.com/$1',
    },
  ],
  reserved: [
    'about', 'bookmarks', 'communities', 'compose', 'download', 'explore', 'hashtag', 'help',
    'home', 'i', 'intent', 'jobs', 'lists', 'login', 'logout', 'messages', 'notifications',
    'premium', 'privacy', 'search', 'settings', 'share', 'signup', 'tos',
  ],
  own: [
    '[data-testid="SideNav_AccountSwitcher_Button"]',
    '[data-testid="DashButton_ProfileIcon_Link"]',
    '[data-testid="tweetTextarea_0RichTextInputContainer"]',
    '[data-testid="inline_reply_offscreen"]',
  ],
  variants: [],
  surfaces: [
    {
      id: 'hovercard',
      container: [
        { sel: '[data-testid="HoverCard"]', tier: 1, since: '2020', verified: 'fixture' },
      ],
      author: [
        { sel: 'a[role="link"]:not([aria-hidden="true"])', tier: 2, since: '2020', verified: 'fixture' },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'quote',
      container: [
        {
          sel: '[data-testid="tweet"] div[role="link"][tabindex="0"]',
          tier: 2, since: '2021', verified: 'fixture',
        },
      ],
      author: [
        { sel: '[data-testid="User-Name"]', tier: 1, since: '2022', verified: 'fixture' },
      ],
      badge: { at: 'afterAuthor', minPx: 20 },
    },
    {
      id: 'post',
      container: [
        { sel: 'article[data-testid="tweet"]', tier: 1, since: '2019', verified: 'fixture' },
      ],
      author: [
        {
          sel: '[data-testid="User-Name"] a[role="link"]',
          tier: 1, since: '2022', verified: 'fixture',
        },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'member',
      container: [
        { sel: '[data-testid="UserCell"]', tier: 1, since: '2020', verified: 'fixture' },
      ],
      author: [
        { sel: 'a[role="link"]:not([aria-hidden="true"])', tier: 2, since: '2020', verified: 'fixture' },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'profile',
      container: [
        { sel: '[data-testid="primaryColumn"]', tier: 1, since: '2020', verified: 'reported' },
      ],
      author: [
        { sel: '[data-testid="UserName"]', tier: 1, since: '2022', verified: 'fixture' },
      ],
      badge: { at: 'avatarCorner', minPx: 96 },
    },
  ],
};
