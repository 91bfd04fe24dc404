// Bluesky's web client in the shape described in design/sites.md 1.5.  Our own markup.
import { PEOPLE, READER } from './people.mjs';
import { escape, shell } from './shell.mjs';

export { headers } from './shell.mjs';
export const PX = 120;
export const HOST = /^cdn\.bsky\.app$/;
export const did = (person) => `did:plc:${person.handle.replace(/[^a-z]/g, '').padEnd(12, 'x')}${person.id.slice(-4)}`;
export const pictureKey = (person) => `bafkrei${person.handle.replace(/[^a-z]/g, '')}${person.id.slice(-6)}`;
export const avatarUrl = (person) => `https://cdn.bsky.app/img/avatar_thumbnail/plain/${did(person)}/${pictureKey(person)}@jpeg`;

const handle = (person) => `${person.handle.replaceAll('_', '-')}.bsky.social`;
const img = (person) => `<div data-testid="userAvatarImage"><img alt="" src="${avatarUrl(person)}"></div>`;

/** A post of the feed; a quoted one inside has a picture and no link around it. */
export const post = (person, { reposter, quoted } = {}) => `<div data-testid="feedItem-by-${handle(person)}" role="link" tabindex="0">${reposter ? `<div><a href="/profile/${handle(reposter)}">Reposted by ${escape(reposter.name)}</a></div>` : ''}`
  + `<div class="fx"><a href="/profile/${handle(person)}" aria-label="avatar">${img(person)}</a><div><a href="/profile/${handle(person)}" role="link">${escape(person.name)}</a> <span>@${handle(person)}</span></div></div><div data-testid="postText">Hello</div>`
  + `${quoted ? `<div class="quote"><div class="fx">${img(quoted)}<span>${escape(quoted.name)}</span></div></div>` : ''}</div>`;

const [ana, ben, cara] = PEOPLE;
const own = `<nav role="navigation"><a href="/profile/${handle(READER)}">${img(READER)}</a></nav>`;

export const contracts = [
  {
    name: 'a feed', url: 'https://bsky.app/',
    body: shell(`${own}<main>${post(ana, { quoted: ben })}${post(cara, { reposter: ben })}</main>`),
    counts: { avatars: 3, attributed: 3, default: 0, own: 1, unknown: 0, badges: 3 },
  },
  {
    name: 'a profile', url: `https://bsky.app/profile/${handle(ana)}`,
    body: shell(`${own}<main><div data-testid="profileView">${img(ana)}<div data-testid="profileHeaderDisplayName">${escape(ana.name)}</div></div></main>`),
    counts: { avatars: 1, attributed: 1, default: 0, own: 1, unknown: 0, badges: 1 },
  },
];
