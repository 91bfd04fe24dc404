// SPDX-License-Identifier: MIT
//
// LinkedIn, desktop web, in the two generations that live at once: SDUI (since October
// 2025) and Ember.  Sources and how sure they are: design/sites.md, section 1.4.

/** @import { SiteAdapter } from '../types.d.ts' */

const AUTHOR_LINKS = [
  'a[href*="/in/"]', 'a[href*="/company/"]', 'a[href*="/school/"]', 'a[href*="/showcase/"]',
].map((sel) => ({ sel, tier: /** @type {const} */ (1), since: '2020', verified: 'reported' }));

/** @type {SiteAdapter} */
export const linkedin = {
  schema: 1,
  site: 'linkedin',
  hosts: ['www.linkedin.com'],
  verified: 'unverified', // reported in August 2026
  frames: true, // some surfaces stand in frames under /preload/
  cdn: [
    {
      hosts: ['media.licdn.com'],
      path: '^/dms/image/(?:v2/)?[^/]+/(?:profile-displayphoto|profile-framedphoto|company-logo)',
      role: 'avatar',
      key: '^/dms/image/(?:v2/)?([^/]+)/',
      size: { re: '(?:shrink|scale|logo)_(\\d{2,4})_' },
    },
  ],
  identity: [
    { re: '^/in/([^/]+)(?:/|$)', id: '$1', ns: 'handle', url: 'https://www.linkedin.com/in/$1/' },
    {
      re: '^/company/([^/]+)(?:/|$)', id: 'company/$1', ns: 'page',
      url: 'https://www.linkedin.com/company/$1/',
    },
    {
      re: '^/school/([^/]+)(?:/|$)', id: 'school/$1', ns: 'page',
      url: 'https://www.linkedin.com/school/$1/',
    },
    {
      re: '^/showcase/([^/]+)(?:/|$)', id: 'showcase/$1', ns: 'page',
      url: 'https://www.linkedin.com/showcase/$1/',
    },
  ],
  attributes: [],
  reserved: ['me'],
  own: ['header', '[role="banner"]', 'form', '[contenteditable="true"]'],
  variants: [
    { id: 'sdui', detect: ['[data-testid="mainFeed"]', '[componentkey]'] },
    { id: 'ember', detect: ['.scaffold-finite-scroll', '.feed-shared-update-v2'] },
  ],
  surfaces: [
    {
      id: 'comment',
      variant: 'sdui',
      container: [
        {
          sel: '[componentkey^="replaceableComment_urn:li:comment"]',
          tier: 1, since: '2025-10', verified: 'reported',
        },
      ],
      author: AUTHOR_LINKS,
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'post',
      variant: 'sdui',
      container: [
        {
          sel: '[componentkey^="expanded"][componentkey*="FeedType_"]',
          tier: 1, since: '2025-10', verified: 'reported',
        },
        { sel: '[data-testid="mainFeed"] [role="listitem"]', tier: 1, since: '2025-10', verified: 'reported' },
        { sel: '[role="list"] [role="listitem"]', tier: 2, since: '2025-10', verified: 'reported' },
      ],
      author: AUTHOR_LINKS,
      badge: { at: 'afterAuthor', minPx: 32 },
    },
    {
      id: 'comment',
      variant: 'ember',
      container: [
        { sel: 'article.comments-comment-entity', tier: 2, since: '2024', verified: 'reported' },
      ],
      author: AUTHOR_LINKS,
      badge: { at: 'afterAuthor', minPx: 24 },
    },
    {
      id: 'post',
      variant: 'ember',
      container: [
        { sel: '.feed-shared-update-v2[data-urn^="urn:li:activity"]', tier: 1, since: '2020', verified: 'reported' },
        { sel: '[data-urn^="urn:li:activity"]', tier: 1, since: '2020', verified: 'reported' },
      ],
      author: [
        { sel: 'a.update-components-actor__meta-link', tier: 2, since: '2023', verified: 'reported' },
        ...AUTHOR_LINKS,
      ],
      badge: { at: 'afterAuthor', minPx: 32 },
    },
    {
      id: 'profile',
      fromPage: 90,
      container: [
        {
          sel: 'section[componentkey*="sdui.profile.card"][componentkey$="Topcard"]',
          tier: 1, since: '2025-10', verified: 'reported',
        },
        { sel: 'main section', tier: 2, since: '2020', verified: 'unverified' },
      ],
      author: [
        { sel: 'h1', tier: 2, since: '2020', verified: 'reported' },
      ],
      badge: { at: 'avatarCorner', minPx: 90 },
    },
  ],
};
