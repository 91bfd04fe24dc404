// Facebook's group page in the shape described in design/sites.md 1.1 and its
// skeleton: no role=article on posts, avatars as masked SVG images, every
// author linked twice.  Our own markup; nothing is copied from the site.

import { PEOPLE, READER } from './people.mjs';

export const GROUP = '900000000000001';
export const GROUP_URL = `https://www.facebook.com/groups/${GROUP}`;
export const NONCE = 'facetelltest';

/** Headers as strict as Facebook's own; `extra` replaces single ones. */
export const headers = (extra = {}) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'self' https://*.facebook.com https://*.fbcdn.net",
    `script-src 'nonce-${NONCE}' 'strict-dynamic'`, "style-src 'unsafe-inline'",
    'img-src https://*.fbcdn.net https://*.facebook.com data: blob:',
    'connect-src https://*.facebook.com https://*.fbcdn.net wss://*.facebook.com:*',
    "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
    "require-trusted-types-for 'script'", "trusted-types 'none'",
    'block-all-mixed-content', 'upgrade-insecure-requests',
  ].join(';'),
  'strict-transport-security': 'max-age=15552000; preload',
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'permissions-policy': 'interest-cohort=()',
  'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY',
  'cache-control': 'private, no-cache, no-store, must-revalidate',
  ...extra,
});

export const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** The CDN's stable name of a person's picture; the same for every size. */
export const pictureKey = (person) => `${person.id.slice(-6)}_${person.id}_${person.id.slice(-8)}_n.jpg`;

/** `px` is the rendition asked for, which the signature does not cover (sites.md). */
export function avatarUrl(person, px, pop = 'fra5-2') {
  const expiry = (Math.floor(Date.now() / 1e3 / 86400 + 5) * 86400).toString(16);
  return `https://scontent-${pop}.xx.fbcdn.net/v/t39.30808-1/${pictureKey(person)}`
    + `?stp=cp0_dst-jpg_tt6&cstp=mx1024x1024&ctp=s${px}x${px}&_nc_cat=1&ccb=1-7&_nc_sid=e99d92`
    + `&oh=00_Af${person.id.slice(-4)}&oe=${expiry}`;
}

/** A silhouette, as new and as deactivated accounts have it. */
export const defaultAvatarUrl = (px) =>
  `https://scontent-fra5-1.xx.fbcdn.net/v/t1.30497-1/0_0_0_n.png?stp=cp0_dst-png_s${px}x${px}&oh=00_C&oe=7A123456`;
export const ANONYMOUS_URL = 'https://static.xx.fbcdn.net/rsrc.php/anon.png';

let masks = 0;
/** `url` in a box of `side` CSS pixels. */
export function avatar(url, side, label = '') {
  const id = `_r_${(masks += 1).toString(36)}_`;
  const half = side / 2;
  const named = label ? `role="img" aria-label="${escape(label)}"` : 'role="none" aria-hidden="true"';
  return `<svg ${named} data-visualcompletion="ignore-dynamic" style="height:${side}px;width:${side}px">`
    + `<mask id="${id}"><circle cx="${half}" cy="${half}" r="${half}" fill="white"></circle></mask>`
    + `<g mask="url(#${id})"><image x="0" y="0" height="100%" width="100%" preserveAspectRatio="xMidYMid slice" `
    + `xlink:href="${escape(url)}" style="height:${side}px;width:${side}px"></image>`
    + `<circle cx="${half}" cy="${half}" r="${half}" fill="none" stroke="#0002"></circle></g></svg>`;
}

const userUrl = (person) => `/groups/${GROUP}/user/${person.id}/?__cft__[0]=AZX&amp;__tn__=-UC%2CP-R`;

/** One comment below a post. */
export function comment(person, { text = 'Nice!', px = 32, url } = {}) {
  const tail = `groups/${GROUP}/user/${person.id}/?comment_id=Y29t&amp;__tn__=R-R`;
  return `<li><div data-commentid="c${person.id}"><div class="fx" role="article" tabindex="-1" `
    + `aria-label="Comment by ${escape(person.name)} 3 hours ago">`
    + `<div><a aria-hidden="true" tabindex="-1" href="/${tail}" role="link"><div>${avatar(url ?? avatarUrl(person, px), 32)}</div></a></div>`
    + `<div class="bubble"><span><a href="/${tail}" role="link" tabindex="0"><span dir="auto">${escape(person.name)}</span></a></span>`
    + `<div dir="auto">${escape(text)}</div></div></div></div></li>`;
}

/** One post slot of a feed. */
export function post(person, position, { text = 'Hello group', px = 40, url, comments = [], shared } = {}) {
  const quoted = shared
    ? `<div class="shared"><object type="nested/pressable"><a aria-label="${escape(shared.name)}" href="/profile.php?id=${shared.id}&amp;__tn__=x" role="link" tabindex="0"><div>${avatar(avatarUrl(shared, px), 24, shared.name)}</div></a></object></div>`
    : '';
  return `<div aria-posinset="${position}" aria-setsize="-1" class="card"><div><div><div class="hd fx">`
    + `<div><a href="${userUrl(person)}" role="link" tabindex="0" aria-hidden="true"><div>${avatar(url ?? avatarUrl(person, px), 40)}</div></a></div>`
    + `<div class="who"><div data-ad-rendering-role="profile_name"><h3><span><b><a href="${userUrl(person)}" role="link" tabindex="0" attributionsrc="/x"><span>${escape(person.name)}</span></a></b></span></h3></div>`
    + `<div class="time"><span><a href="/groups/${GROUP}/?__cft__[0]=AZX#?abc" role="link" tabindex="0"><span style="display:inline-flex"><span style="order:3">h</span><span class="hid" style="order:1">7</span><span style="order:2">9</span><span style="order:1">1</span><span class="hid">Facebook</span></span></a></span><span aria-hidden="true"> · </span></div></div>`
    + `<div class="menu"><div aria-expanded="false" aria-haspopup="menu" aria-label="Actions for this post by ${escape(person.name)}" role="button" tabindex="0">…</div></div></div>`
    + `<div data-ad-rendering-role="story_message" data-ad-comet-preview="message" data-ad-preview="message"><div dir="auto">${escape(text)}</div></div>${quoted}`
    + `<div role="button" tabindex="0" class="bar" data-ad-rendering-role="comment_button" aria-label="Leave a comment">Comment</div>`
    + `<div><ul>${comments.join('')}</ul></div></div></div></div>`;
}

/** What is left of a post that scrolled away. */
export const emptySlot = (position) => `<div aria-posinset="${position}"><div style="height:212px"></div></div>`;
export const loadingSlot = () => '<div class="card"><div role="article" aria-busy="true"><div role="progressbar" aria-valuetext="Loading…"></div></div></div>';

/** Someone who posts without showing who they are: a picture, no identity. */
export const anonymousPost = (position) => `<div aria-posinset="${position}" class="card"><div class="hd fx">${avatar(ANONYMOUS_URL, 40)}`
  + '<div class="who"><div data-ad-rendering-role="profile_name"><h3><span>Anonymous participant</span></h3></div></div></div>'
  + '<div data-ad-rendering-role="story_message">Asking for a friend.</div></div>';

/** One row of the list of members. */
export const memberRow = (person, { px = 60, url } = {}) => `<div role="listitem" data-visualcompletion="ignore-dynamic"><div class="fx">`
  + `<a aria-label="${escape(person.name)}" href="/groups/${GROUP}/user/${person.id}/" role="link" tabindex="0">${avatar(url ?? avatarUrl(person, px), 60, person.name)}</a>`
  + `<div class="who"><span><span><a href="/groups/${GROUP}/user/${person.id}/" role="link" tabindex="0">${escape(person.name)}</a></span></span>`
  + '<div><span>Joined about 2 weeks ago</span></div></div>'
  + '<div aria-label="Add friend" role="button" tabindex="0" class="menu">Add friend</div></div></div>';

const STYLE = `
:root{color-scheme:light;--page:#eef0f3;--card:#fff;--ink:#1c1e21;--soft:#65686c;--bubble:#eef0f3}
.__fb-dark-mode{color-scheme:dark;--page:#18191a;--card:#242526;--ink:#e4e6eb;--soft:#b0b3b8;--bubble:#3a3b3c}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.35 "DejaVu Sans",sans-serif}
a{color:inherit;text-decoration:none}h1{font-size:24px;margin:0}h3{font-size:15px;margin:0}
.fx{display:flex;gap:8px}.hid{position:absolute;top:3em;opacity:0}.who{flex:1;min-width:0;overflow-wrap:anywhere}
.time,.menu,[role=listitem] .who div{color:var(--soft);font-size:13px}
[role=banner]{display:flex;justify-content:flex-end;padding:8px 16px;background:var(--card);border-bottom:1px solid #8883}
[role=main]{display:grid;grid-template-columns:590px 330px;gap:20px;justify-content:center;padding:18px}
.head{grid-column:1/-1;background:var(--card);border-radius:10px;padding:20px}
.card,#members{background:var(--card);border-radius:10px;padding:12px 16px;margin-bottom:16px;box-shadow:0 1px 2px #0002}
[data-ad-rendering-role=story_message]{margin:12px 0}.bar{border-block:1px solid #8883;padding:7px;color:var(--soft);text-align:center;font-size:13px}
ul{list-style:none;margin:10px 0 0;padding:0}li{margin-bottom:8px}.bubble{background:var(--bubble);border-radius:16px;padding:7px 12px}
.shared{border:1px solid #8884;border-radius:8px;padding:8px;margin:8px 0}[role=listitem]{padding:7px 0}
[role=progressbar]{height:90px;background:var(--bubble);border-radius:6px}`;

/**
 * A whole group page.  `slots` and `members` are markup made by the functions
 * above; `own` is the reader.
 */
export function groupPage({ slots = [], members = [], own, lang = 'en', dir = 'ltr', dark = false, extra = '' }) {
  return `<!doctype html><html lang="${lang}" dir="${dir}" class="__fb-${dark ? 'dark' : 'light'}-mode"><head><meta charset="utf-8">`
    + `<title>Neighbours of Example Street</title><style>${STYLE}</style></head><body>`
    + `<div role="banner"><div aria-label="Your profile" role="button" tabindex="0">${avatar(avatarUrl(own, 80), 40, 'Your profile')}</div></div>`
    + '<div role="navigation"></div><div role="main"><div class="head"><h1>Neighbours of Example Street</h1><span class="time">Public group · 2.1K members</span></div>'
    + `<div role="feed">${slots.join('')}</div>`
    + `<div><div role="list" id="members">${members.join('')}</div></div></div>${extra}</body></html>`;
}

const [ana, ben, cara, dora, emil] = PEOPLE;
const at = (path) => `https://www.facebook.com${path}`;
const around = (inner) => `<!doctype html><html lang="en" class="__fb-light-mode"><head><meta charset="utf-8"><title>Page</title><style>${STYLE}</style></head><body>`
  + `<div role="banner"><div aria-label="Your profile" role="button">${avatar(avatarUrl(READER, 80), 40)}</div></div>${inner}</body></html>`;
const row = (person, side) => `<div class="fx"><a href="/profile.php?id=${person.id}&amp;__tn__=x" role="link" tabindex="0" aria-hidden="true"><div>${avatar(avatarUrl(person, 80), side)}</div></a>`
  + `<div class="who"><h2><span><a href="/profile.php?id=${person.id}&amp;__tn__=y" role="link" tabindex="0"><span>${escape(person.name)}</span></a></span></h2></div></div>`;
/** The head of a profile or Page, whose large picture links to a photo. */
const head = (person, friends) => `<div role="main" style="display:block"><div class="head"><div class="fx"><a href="/photo/?fbid=555&amp;set=a.1" role="link" aria-label="${escape(person.name)}">${avatar(avatarUrl(person, 200), 168, person.name)}</a>`
  + `<div><h1>${escape(person.name)}</h1><a href="/${person.handle.replace('_', '.')}/followers/" role="link">1.2K followers</a><div class="fx">${friends.map((each) => avatar(avatarUrl(each, 64), 32)).join('')}</div></div></div></div></div>`;

/** What the reader of an adapter makes of each surface. */
export const contracts = [
  {
    name: 'a group', url: `${GROUP_URL}?contract`,
    body: groupPage({
      own: READER,
      slots: [post(ana, 1, { px: 80, shared: cara, comments: [comment(ben, { px: 64 }), comment(emil, { url: defaultAvatarUrl(32) })] }), emptySlot(2), loadingSlot(), anonymousPost(3)],
      members: [memberRow(dora, { px: 120 })],
    }),
    counts: { avatars: 4, attributed: 4, default: 1, own: 1, unknown: 0, badges: 4 },
  },
  {
    // Of the friends' pictures, which have no link, nothing is known.
    name: 'a profile', url: at('/ana.example'), body: around(head(ana, [ben, cara])),
    counts: { avatars: 3, attributed: 1, default: 0, own: 1, unknown: 2, badges: 3 },
  },
  {
    name: 'a Page', url: at(`/profile.php?id=${ana.id}`), body: around(head(ana, [])),
    counts: { avatars: 1, attributed: 1, default: 0, own: 1, unknown: 0, badges: 1 },
  },
  {
    name: 'a hover card', url: at('/?hover'),
    body: around(`<div role="main" style="display:block"><div role="feed"></div></div><div role="dialog" aria-label="Profile preview" style="position:absolute;top:60px;left:80px;width:360px">${row(ben, 80)}</div>`),
    counts: { avatars: 1, attributed: 1, default: 0, own: 1, unknown: 0, badges: 1 },
  },
  {
    name: 'the photo viewer', url: at('/photo/?fbid=555'),
    body: around(`<div role="main" style="display:block"><img alt="" src="https://scontent-fra5-2.xx.fbcdn.net/v/t39.30808-6/55_55_55_n.jpg?stp=dst-jpg_s600x600&amp;oh=00_B" width="200" height="200"></div><div role="complementary">${row(ana, 40)}<ul>${comment(cara, { px: 64 })}</ul><form role="presentation">${avatar(avatarUrl(READER, 64), 32)}</form></div>`),
    counts: { avatars: 2, attributed: 2, default: 0, own: 2, unknown: 0, badges: 2 },
  },
];
