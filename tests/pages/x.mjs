// X's timeline in the shape described in design/sites.md 1.2 and its skeleton.
// Our own markup; nothing is copied from the site.
import { escape, NONCE } from './facebook.mjs';
import { PEOPLE } from './people.mjs';

export const HOME_URL = 'https://x.com/home';

export const headers = (extra = {}) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'self'", `script-src 'self' 'nonce-${NONCE}' https://abs.twimg.com`,
    "style-src 'self' 'unsafe-inline'", "connect-src 'self' https://api.x.com",
    "img-src 'self' blob: data: https://pbs.twimg.com https://abs.twimg.com",
    "object-src 'none'", "frame-ancestors 'self'",
  ].join(';'),
  'strict-transport-security': 'max-age=631138519',
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY',
  'cache-control': 'no-cache, no-store',
  ...extra,
});

export const SIZE_NAMES = { 24: 'mini', 48: 'normal', 73: 'bigger', 96: 'x96', 200: '200x200', 400: '400x400' };

/** The same for every size; without the suffix. */
export const pictureKey = (person) => `17000000000${person.id.slice(-8)}/Pic${person.id.slice(-6)}`;
export const avatarUrl = (person, px = 96) =>
  `https://pbs.twimg.com/profile_images/${pictureKey(person)}_${SIZE_NAMES[px]}.jpg`;
export const DEFAULT_URL = 'https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png';

const picture = (url) => `<div style="background-image:url('${url}')"></div><img alt="" draggable="true" src="${url}">`;

/** A post inside a post: its picture has no link, only the test id names it. */
const quote = (person) => `<div role="link" tabindex="0" class="quote"><div><div data-testid="Tweet-User-Avatar"><div data-testid="UserAvatar-Container-${person.handle}" style="width:24px"><div><img alt="" src="${avatarUrl(person, 96)}"></div></div></div><div data-testid="User-Name"><div dir="ltr"><span>${escape(person.name)}</span></div><div dir="ltr"><span>@${person.handle}</span></div><time datetime="2026-08-19T10:00:00.000Z">Aug 19</time></div><div data-testid="tweetText">quoted</div></div></div>`;

/** One cell of the timeline, `top` pixels down. */
export const tweet = (person, top, { text = 'Hello', px = 96, quoted, reposter } = {}) =>
  `<div data-testid="cellInnerDiv" style="transform:translateY(${top}px);position:absolute;width:100%"><div><div><article role="article" tabindex="0" data-testid="tweet"><div><div>`
  + (reposter ? `<div><a href="/${reposter.handle}" role="link"><span data-testid="socialContext">${escape(reposter.name)} reposted</span></a></div>` : '')
  + `<div class="fx"><div data-testid="Tweet-User-Avatar"><div data-testid="UserAvatar-Container-${person.handle}" style="width:40px;height:40px"><div style="width:40px"><a href="/${person.handle}" role="link" aria-hidden="true" tabindex="-1" style="background-color:rgba(0,0,0,0)"><div>${picture(avatarUrl(person, px))}</div></a></div></div></div>`
  + `<div><div data-testid="User-Name" class="fx"><div><a href="/${person.handle}" role="link"><div dir="ltr"><span><span>${escape(person.name)}</span></span></div></a></div><div class="fx"><div><a href="/${person.handle}" role="link" tabindex="-1"><div dir="ltr"><span>@${person.handle}</span></div></a></div><div aria-hidden="true">·</div><div><a href="/${person.handle}/status/19000000000${person.id.slice(-8)}" role="link" aria-label="2 hours ago"><time datetime="2026-08-20T10:00:00.000Z">2h</time></a></div></div></div>`
  + `<div lang="en" dir="auto" data-testid="tweetText"><span>${escape(text)}</span></div>${quoted ? quote(quoted) : ''}`
  + '<div role="group"><button data-testid="reply" aria-label="1 Reply. Reply" role="button"></button></div></div></div></div></div></article></div></div></div>';

/** A row of "who to follow". */
export const userCell = (person, top, url = avatarUrl(person, 96)) =>
  `<div data-testid="cellInnerDiv" style="transform:translateY(${top}px);position:absolute"><div><button role="button" data-testid="UserCell" class="fx"><div data-testid="UserAvatar-Container-${person.handle}"><a href="/${person.handle}" role="link" aria-hidden="true" tabindex="-1"><img alt="" src="${url}"></a></div><a href="/${person.handle}" role="link"><span>${escape(person.name)}</span></a></button></div></div>`;

export const timelinePage = (cells, { lang = 'en', dir = 'ltr', dark = false } = {}) =>
  `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8"><title>Home</title><style>`
  + 'body{font:15px/1.35 "DejaVu Sans",sans-serif;margin:0}main{width:600px;margin:auto}.fx{display:flex;gap:6px}a{color:inherit;text-decoration:none}'
  + 'img{width:40px;height:40px;border-radius:50%}.quote{border:1px solid #8886;border-radius:12px;padding:8px}.quote img{width:24px;height:24px}'
  + `</style></head><body style="background-color:${dark ? '#000;color:#e7e9ea' : '#FFFFFF'}"><main role="main"><div data-testid="primaryColumn"><section role="region"><h1>Timeline</h1>`
  + `<div aria-label="Timeline: Your Home Timeline"><div style="position:relative;min-height:4000px">${cells.join('')}</div></div></section></div></main></body></html>`;

const [ana, ben, cara, dora] = PEOPLE;
export const contracts = [{
  name: 'a timeline', url: 'https://x.com/home?contract',
  body: timelinePage([tweet(ana, 0, { quoted: ben, reposter: cara }), userCell(dora, 240), userCell(cara, 320, DEFAULT_URL)]),
  counts: { avatars: 3, attributed: 3, default: 0, own: 0, unknown: 0, badges: 3 },
}];
