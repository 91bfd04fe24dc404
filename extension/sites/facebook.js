// SPDX-License-Identifier: MIT
//
// Facebook, desktop web.  Sources and how sure they are: design/sites.md, section 1.1.

/** @import { SiteAdapter } from '../types.d.ts' */

/** @type {SiteAdapter} */
export const facebook = {
  schema: 1,
  site: 'facebook',
  hosts: ['www.facebook.com', 'web.facebook.com'],
  verified: 'unverified', // no live page was seen; pages of the same shape are in tests/pages
  cdn: [
    {
      hosts: ['*.fbcdn.net'],
      // The type suffix -1 marks a profile picture, whatever the numbers before it.
      path: '/t\\d+\\.\\d+-1/',
      role: 'avatar',
      key: '/([^/]+)$',
      // The silhouette, also of deactivated accounts.
      isDefault: '/t1\\.30497-1/',
      // stp=…_s40x40_…, ctp=p60x60, and the folder of older addresses.
      size: { re: '[=_/&?](?:s|p|c?p?\\d*\\.?)(\\d{2,4})x\\d{2,4}' },
    },
  ],
  identity: [
    {
      re: '^/groups/[^/]+/user/(\\d+)/?$', id: '$1', ns: 'user',
      url: 'https://www.facebook.com/profile.php?id=$1',
    },
    {
      re: '^/profile\\.php\\?(?:.*&)?id=(\\d+)', id: '$1', ns: 'user',
      url: 'https://www.facebook.com/profile.php?id=$1',
    },
    {
      re: '^/people/[^/]+/(\\d+)/?$', id: '$1', ns: 'page',
      url: 'https://www.facebook.com/profile.php?id=$1',
    },
    {
      re: '^/p/[^/]+-(\\d+)/?$', id: '$1', ns: 'page',
      url: 'https://www.facebook.com/profile.php?id=$1',
    },
    {
      re: '^/([A-Za-z0-9.]{5,50})/?$', id: '$1', ns: 'handle',
      url: 'https://www.facebook.com/$1',
    },
  ],
  attributes: [],
  reserved: [
    'about', 'ads', 'bookmarks', 'business', 'campus', 'careers', 'events', 'friends',
    'friends_mutual', 'fundraisers', 'games', 'gaming', 'groups', 'hashtag', 'help', 'home',
    'home.php', 'live', 'login', 'login.php', 'marketplace', 'media', 'memories', 'messages',
    'notes', 'notifications', 'offers', 'pages', 'people', 'permalink.php', 'photo', 'photo.php',
    'photos', 'places', 'policies', 'privacy', 'profile.php', 'public', 'reel', 'reels', 'saved',
    'search', 'settings', 'share', 'sharer', 'sharer.php', 'stories', 'story.php', 'watch',
    'weather',
  ],
  own: [
    '[role="banner"]',
    '[aria-label="Your profile"]',
    '[role="complementary"] form',
    'form[role="presentation"]',
  ],
  variants: [],
  surfaces: [
    {
      id: 'comment',
      container: [
        { sel: '[data-commentid]', tier: 1, since: '2026-08', verified: 'reported' },
        { sel: '[role="article"] [role="article"]', tier: 2, since: '2020', verified: 'fixture' },
      ],
      author: [
        { sel: 'a[role="link"]:not([aria-hidden="true"])', tier: 2, since: '2020', verified: 'fixture' },
      ],
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'member',
      container: [
        { sel: '[role="listitem"]', tier: 2, since: '2022', verified: 'reported' },
      ],
      author: [
        { sel: 'span a[href*="/user/"]', tier: 1, since: '2022', verified: 'reported' },
        { sel: 'a[href*="/user/"]', tier: 1, since: '2022', verified: 'reported' },
      ],
      badge: { at: 'afterAuthor', minPx: 36 },
    },
    {
      id: 'post',
      container: [
        { sel: '[role="feed"] [aria-posinset]', tier: 2, since: '2026-08', verified: 'reported' },
        { sel: '[role="main"] div[aria-posinset]', tier: 2, since: '2026-08', verified: 'reported' },
        { sel: '[role="feed"] > div', tier: 2, since: '2022', verified: 'reported' },
        { sel: '[data-pagelet^="FeedUnit_"]', tier: 1, since: '2020', verified: 'fixture' },
        { sel: '[role="article"]', tier: 2, since: '2020', verified: 'fixture' },
      ],
      // Since 2026 an article may just as well be a comment.
      not: ['[data-commentid] [role="article"]', '[role="article"] [role="article"]'],
      author: [
        {
          sel: '[data-ad-rendering-role="profile_name"] a[role="link"]',
          tier: 1, since: '2024', verified: 'reported',
        },
        { sel: 'h2 a[role="link"]', tier: 2, since: '2020', verified: 'fixture' },
        { sel: 'h3 a[role="link"]', tier: 2, since: '2020', verified: 'fixture' },
        { sel: 'h4 a[role="link"]', tier: 2, since: '2020', verified: 'fixture' },
        { sel: 'strong a[role="link"]', tier: 2, since: '2020', verified: 'fixture' },
      ],
      badge: { at: 'afterAuthor', minPx: 36 },
    },
    {
      // The column beside an opened photo.
      id: 'photo',
      container: [
        { sel: '[role="complementary"]', tier: 2, since: '2022', verified: 'unverified' },
      ],
      author: [
        { sel: 'h2 a[role="link"]', tier: 2, since: '2022', verified: 'unverified' },
        { sel: 'a[role="link"]:not([aria-hidden="true"])', tier: 2, since: '2020', verified: 'fixture' },
      ],
      badge: { at: 'afterAuthor', minPx: 36 },
    },
    {
      id: 'hovercard',
      container: [
        { sel: '[role="dialog"]', tier: 2, since: '2020', verified: 'reported' },
      ],
      author: [
        { sel: 'a[role="link"]:not([aria-hidden="true"])', tier: 2, since: '2020', verified: 'fixture' },
      ],
      badge: { at: 'afterAuthor', minPx: 60 },
    },
    {
      // The head of a profile or a Page: no link leads to where one is.
      id: 'profile',
      fromPage: 120,
      container: [
        { sel: '[role="main"]', tier: 2, since: '2020', verified: 'fixture' },
      ],
      author: [
        { sel: 'h1', tier: 2, since: '2020', verified: 'reported' },
      ],
      badge: { at: 'avatarCorner', minPx: 120 },
    },
  ],
};
