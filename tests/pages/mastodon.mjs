// Mastodon's web client in the shape described in design/sites.md 1.5.  Our own markup.
import { PEOPLE, READER } from './people.mjs';
import { escape, shell } from './shell.mjs';

export { headers } from './shell.mjs';
export const PX = 200;
export const HOST = /^files\.mastodon\.social$/;
export const pictureKey = (person) => `ab${person.id.slice(-14)}`;
export const avatarUrl = (person) => `https://files.mastodon.social/accounts/avatars/${person.id.replace(/(...)/g, '$1/')}original/${pictureKey(person)}.jpg`;
export const DEFAULT_URL = 'https://mastodon.social/avatars/original/missing.png';

const img = (person, url = avatarUrl(person)) => `<div class="account__avatar" style="width:46px;height:46px"><img alt="" src="${url}"></div>`;
const name = (person, acct) => `<span class="display-name"><bdi><strong class="display-name__html">${escape(person.name)}</strong></bdi> <span class="display-name__account">@${acct}</span></span>`;

/** A post; its link holds the picture and the name. */
export const status = (person, { server = '', url, boost } = {}) => `<article><div class="status__wrapper">${boost ? `<div class="status__prepend"><a href="/@${boost.handle}" class="status__display-name muted">${escape(boost.name)}</a> boosted</div>` : ''}`
  + `<div class="status" data-id="1157${person.id}"><div class="status__info fx"><a class="status__display-name fx" href="/@${person.handle}${server}" data-hover-card-account="109${person.id}" title="${person.handle}"><div class="status__avatar">${img(person, url)}</div>${name(person, person.handle + server)}</a>`
  + `<a class="status__relative-time" href="/@${person.handle}${server}/1157${person.id}"><time datetime="2026-08-20T10:00:00.000Z">2h</time></a></div><div class="status__content"><p>Hello</p></div></div></div></article>`;

const account = (person) => `<div class="account"><div class="account__wrapper"><a class="account__display-name fx" href="/@${person.handle}"><div class="account__avatar-wrapper">${img(person)}</div>${name(person, person.handle)}</a></div></div>`;
const [ana, ben, cara, dora] = PEOPLE;
const page = (inner) => shell(`<div id="mastodon"><div class="navigation-panel"><a href="/@${READER.handle}">${img(READER)}</a></div><main>${inner}</main></div>`);

export const contracts = [
  {
    name: 'a timeline', url: 'https://mastodon.social/home',
    body: page(status(ana, { boost: dora }) + status(ben, { server: '@example.org' }) + status(cara, { url: DEFAULT_URL }) + account(dora)),
    counts: { avatars: 3, attributed: 3, default: 1, own: 1, unknown: 0, badges: 3 },
  },
  {
    name: 'a profile', url: `https://mastodon.social/@${ana.handle}`,
    body: page(`<div class="account__header"><div class="account__header__bar"><div class="avatar"><img class="large" alt="" src="${avatarUrl(ana)}"></div><h1><span>${escape(ana.name)}</span></h1></div></div>`),
    counts: { avatars: 1, attributed: 1, default: 0, own: 1, unknown: 0, badges: 1 },
  },
];
