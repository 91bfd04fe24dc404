// Instagram in the shape described in design/sites.md 1.3 and its skeleton.  Our own markup.
import { PEOPLE, READER } from './people.mjs';
import { escape, shell } from './shell.mjs';

export { headers } from './shell.mjs';
export const PX = 150;
export const HOST = /\.(?:cdninstagram\.com|fna\.fbcdn\.net)$/;
export const pictureKey = (person) => `${person.id.slice(-6)}_${person.id}_${person.id.slice(-8)}_n.jpg`;
export const avatarUrl = (person) => `https://scontent-ams2-1.cdninstagram.com/v/t51.2885-19/${pictureKey(person)}?stp=dst-jpg_s150x150_tt6&efg=eyJ2IjoiMTA4MCJ9&_nc_cat=1&oh=00_A${person.id.slice(-4)}&oe=7A123456`;
export const DEFAULT_URL = 'https://instagram.fham1-1.fna.fbcdn.net/v/t51.2885-19/44884218_345707102882519_2446069589734326272_n.jpg?stp=dst-jpg_s150x150_tt6&oh=00_C&oe=7A123456';

const img = (person, url = avatarUrl(person), side = 32) => `<img alt="${escape(person.name)}'s profile picture" draggable="false" src="${escape(url)}" style="width:${side}px;height:${side}px">`;

/** A comment under a post. */
export const comment = (person, url) => `<li role="menuitem"><div class="fx"><a href="/${person.handle}/" role="link" tabindex="0" style="height:32px;width:32px">${img(person, url)}</a><div><h3><a href="/${person.handle}/" role="link">${escape(person.name)}</a></h3><span dir="auto">nice <a href="https://l.instagram.com/?u=https%3A%2F%2Fexample.org">x</a></span></div></div></li>`;

/** A post: a story ring instead of a link is around its author's picture. */
export const post = (person, comments = []) => `<article><div><div><div class="fx"><div aria-disabled="true" role="button" tabindex="-1"><canvas height="52" width="52" style="position:absolute;height:42px;width:42px"></canvas><span role="link" tabindex="-1" style="height:32px;width:32px">${img(person)}</span></div>`
  + `<div><div><a href="/${person.handle}/" role="link" tabindex="0"><div dir="auto"><span dir="auto">${person.handle}</span></div></a><span>•</span><a href="/p/ABC123/" role="link"><time datetime="2026-08-20T10:00:00.000Z">2h</time></a></div><div><a href="/explore/locations/1/place/" role="link">Place</a></div></div><div role="button" tabindex="0">…</div></div>`
  + `<div><img alt="Photo" src="https://scontent-ams2-1.cdninstagram.com/v/t51.82787-15/22_n.jpg?stp=dst-jpg_e35_p640x640"></div><ul>${comments.join('')}</ul></div></div></article>`;

const own = `<nav><a href="/${READER.handle}/">${img(READER, undefined, 24)}</a></nav>`;
const [ana, ben, cara, dora] = PEOPLE;

export const contracts = [
  {
    name: 'a feed', url: 'https://www.instagram.com/',
    body: shell(`${own}<main role="main">${post(ana, [comment(ben), comment(cara, DEFAULT_URL)])}${post(dora)}</main>`),
    counts: { avatars: 3, attributed: 3, default: 1, own: 1, unknown: 0, badges: 3 },
  },
  {
    name: 'a profile', url: `https://www.instagram.com/${ana.handle}/`,
    body: shell(`${own}<main role="main"><header><div role="button">${img(ana, undefined, 150)}</div><section><h2 dir="auto">${ana.handle}</h2></section></header></main>`),
    counts: { avatars: 1, attributed: 1, default: 0, own: 1, unknown: 0, badges: 1 },
  },
];
