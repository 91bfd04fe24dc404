// Reddit in the shape described in design/sites.md 1.5: custom elements, some of which
// hold their parts in open shadow roots.  Our own markup.
import { PEOPLE, READER } from './people.mjs';
import { escape, shell } from './shell.mjs';

export { headers } from './shell.mjs';
export const PX = 200;
export const HOST = /^styles\.redditmedia\.com$/;
export const pictureKey = (person) => `profileIcon_${person.handle.replace(/[^a-z]/g, '')}${person.id.slice(-8)}`;
export const avatarUrl = (person) => `https://styles.redditmedia.com/t5_${person.id.slice(-6)}/styles/${pictureKey(person)}.jpg?width=200&height=200&s=abc${person.id.slice(-4)}`;
export const DEFAULT_URL = 'https://www.redditstatic.com/avatars/defaults/v2/avatar_default_3.png';

const img = (person, url = avatarUrl(person)) => `<img alt="" src="${escape(url)}" style="width:32px;height:32px">`;
const name = (person) => `<a href="/user/${person.handle}/">${person.handle}</a>`;

/** A comment, and the replies inside it; `isShadow` puts the picture into a shadow root. */
export const comment = (person, { replies = '', isShadow = false, url } = {}) => {
  const picture = `<div slot="commentAvatar"><a href="/user/${person.handle}/">${img(person, url)}</a></div>`;
  return `<shreddit-comment author="${person.handle}" depth="0" thingid="t1_${person.id}" created="2026-08-20T10:00:00Z">`
    + `<div class="fx">${isShadow ? `<faceplate-avatar><template shadowrootmode="open"><span>${img(person, url)}</span></template></faceplate-avatar>` : picture}<div>${name(person)}</div></div><div slot="comment"><p>Hello</p></div>${replies}</shreddit-comment>`;
};

const post = (person) => `<shreddit-post author="${person.handle}" permalink="/r/example/comments/1/x/"><div class="fx">${img(person)}<div>${name(person)}</div></div></shreddit-post>`;
const [ana, ben, cara, dora] = PEOPLE;
const own = `<header><reddit-header-large><button>${img(READER)}</button></reddit-header-large></header>`;

export const contracts = [{
  name: 'comments, some in shadow roots', url: 'https://www.reddit.com/r/example/comments/1/x/',
  body: shell(`${own}<main>${post(ana)}${comment(ben, { replies: comment(cara, { isShadow: true }) })}${comment(dora, { url: DEFAULT_URL })}</main>`, { style: 'shreddit-comment,shreddit-post{display:block}' }),
  counts: { avatars: 3, attributed: 3, default: 1, own: 1, unknown: 0, badges: 3 },
}];
