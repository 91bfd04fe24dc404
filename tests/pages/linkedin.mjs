// LinkedIn's two generations in the shape described in design/sites.md 1.4 and its
// skeleton.  Our own markup.
import { PEOPLE, READER } from './people.mjs';
import { escape, shell } from './shell.mjs';

export { headers } from './shell.mjs';
export const PX = 200;
export const HOST = /^media\.licdn\.com$/;
export const pictureKey = (person) => `D4E03AQ${person.id.slice(-8)}`;
const slug = (person) => `${person.handle.replaceAll('_', '-')}-${person.id.slice(-2)}`;
const url = (person, kind = 'profile-displayphoto-scale_200_200') => `https://media.licdn.com/dms/image/v2/${pictureKey(person)}/${kind}/B4E/0/1700000000000?e=1990000000&v=beta&t=SIG${person.id.slice(-4)}`;
export const avatarUrl = (person) => url(person);

const img = (person, kind) => `<figure aria-label=""><div><img alt="View ${escape(person.name)}’s profile" src="${escape(url(person, kind))}" width="48" height="48"></div></figure>`;
const link = (person, inner, more = '') => `<a href="https://www.linkedin.com/in/${slug(person)}/" ${more}>${inner}</a>`;
const name = (person) => link(person, `<div><p><span>${escape(person.name)}</span> <span>• 2nd</span></p></div>`, 'componentkey="22222222-2222"');

const comment = (person) => `<div componentkey="replaceableComment_urn:li:comment:(urn:li:activity:7000,${person.id})" class="fx">${link(person, img(person, 'profile-displayphoto-shrink_200_200'))}${name(person)}</div>`;

/** SDUI: whoever liked it is named before its author. */
export const post = (person, { liker, comments = [] } = {}) => `<div data-display-contents="true"><div componentkey="expandedTOKEN${person.id}FeedType_MAIN_FEED_RELEVANCE"><div role="listitem"><div componentkey="TOKEN${person.id}"><h2><span>Feed post</span></h2>`
  + `${liker ? `<div><p>${link(liker, escape(liker.name))} likes this</p></div>` : ''}<div class="fx">${link(person, img(person), 'data-view-name="feed-actor-image"')}${name(person)}<button aria-label="Open control menu for post by ${escape(person.name)}">…</button></div>`
  + `<p componentkey="feed-commentary_x"><span data-testid="expandable-text-box">Hello <a href="https://www.linkedin.com/safety/go/?url=https%3A%2F%2Fexample.org">example.org</a></span></p>${comments.map(comment).join('')}</div></div></div></div>`;

/** Ember: a company. */
const oldPost = (person) => `<div class="feed-shared-update-v2" data-urn="urn:li:activity:70${person.id}" role="article"><div class="update-components-actor__container fx"><a class="update-components-actor__image" href="https://www.linkedin.com/company/example-co/posts"><div class="update-components-actor__avatar"><img alt="View company" src="${escape(url(person, 'company-logo_200_200'))}" width="48" height="48"></div></a>`
  + '<a class="update-components-actor__meta-link" href="https://www.linkedin.com/company/example-co/posts"><span class="update-components-actor__title"><span dir="ltr"><span aria-hidden="true">Example Co</span></span></span></a></div></div>';

const [ana, ben, cara, dora] = PEOPLE;
const own = `<header>${link(READER, img(READER))}</header>`;
const feed = (inner) => `<main><div data-testid="mainFeed" role="list" data-component-type="LazyColumn" componentkey="container-update-list_mainFeed-lazy-container">${inner}</div></main>`;

export const contracts = [
  {
    name: 'both generations on one page', url: 'https://www.linkedin.com/feed/',
    body: shell(`${own}${feed(post(ana, { liker: dora, comments: [ben] }))}<div class="scaffold-finite-scroll">${oldPost(cara)}</div>`),
    counts: { avatars: 3, attributed: 3, default: 0, own: 1, unknown: 0, badges: 3 },
  },
  {
    name: 'a profile', url: `https://www.linkedin.com/in/${slug(ana)}/`,
    body: shell(`${own}<main><section componentkey="com.linkedin.sdui.profile.card.ref1Topcard"><img class="large" alt="" src="${escape(url(ana))}" width="160" height="160"><h1>${escape(ana.name)}</h1></section></main>`),
    counts: { avatars: 1, attributed: 1, default: 0, own: 1, unknown: 0, badges: 1 },
  },
];

/** A page whose feed stands in a frame of its own. */
export const framed = {
  url: 'https://www.linkedin.com/feed/?framed', frame: 'https://www.linkedin.com/preload/',
  body: shell('<main><iframe src="/preload/" width="600" height="500"></iframe></main>'), inner: shell(feed(post(ana) + post(ben))),
};
