// YouTube's comments in the shape described in design/sites.md 1.5.  Our own markup.
import { PEOPLE, READER } from './people.mjs';
import { escape, shell } from './shell.mjs';

export { headers } from './shell.mjs';
export const PX = 96;
export const HOST = /^yt3\.ggpht\.com$/;
export const pictureKey = (person) => `ytc/AIdro_${person.handle.replace(/[^a-z]/g, '')}${person.id.slice(-8)}`;
export const avatarUrl = (person, px = 96) => `https://yt3.ggpht.com/${pictureKey(person)}=s${px}-c-k-c0x00ffffff-no-rj`;

/** A comment, of the present element or the one before. */
export const comment = (person, { tag = 'ytd-comment-view-model', link = `/@${person.handle}` } = {}) =>
  `<${tag}><div id="body" class="fx"><div id="author-thumbnail"><button><a href="${link}"><yt-img-shadow><img id="img" alt="" src="${avatarUrl(person)}" style="width:40px;height:40px"></yt-img-shadow></a></button></div>`
  + `<div id="main"><div id="header-author"><h3><a id="author-text" href="${link}"><span>${escape(person.name)}</span></a></h3><span id="published-time-text"><a href="/watch?v=abc&amp;lc=1">2 hours ago</a></span></div><div id="content-text">Hello</div></div></div></${tag}>`;

const [ana, ben, cara] = PEOPLE;

export const contracts = [{
  name: 'comments', url: 'https://www.youtube.com/watch?v=abcdefghijk',
  body: shell(`<ytd-masthead><button><img alt="" src="${avatarUrl(READER)}"></button></ytd-masthead><main>${comment(ana)}${comment(ben)}${comment(cara, { tag: 'ytd-comment-renderer', link: `/channel/UC${'0'.repeat(10)}${cara.id.slice(-12)}` })}</main>`, { style: 'ytd-comment-view-model,ytd-comment-renderer{display:block}' }),
  counts: { avatars: 3, attributed: 3, default: 0, own: 1, unknown: 0, badges: 3 },
}];
