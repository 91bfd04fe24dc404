// A group's worth of posts, as the demo and most tests show it: 16 posters on a
// screen of two pixels to the point, comments, members, and everyone who must not
// get a badge: the reader, the silhouette, the anonymous.
import * as facebook from './facebook.mjs';
import { PEOPLE, READER } from './people.mjs';

const TEXTS = [
  'Does anyone know who to call about the street lamp at number 12? It has been out for a week.',
  'The market moves to the school yard this Saturday.', 'Lost: one grey mitten, left hand.',
  'Here is a photo of the hills from this morning. Worth getting up for.',
  'Our choir looks for two more altos. No audition, just come.', 'Free apples at our gate. Bring a bag!',
  'The bus stop will be closed until Thursday.', 'Looking for someone to water plants in July.',
];

/** One picture on the page that ought to be looked at. */
const shown = (person, px) => ({ person, px, url: facebook.avatarUrl(person, px), key: `facebook:${facebook.pictureKey(person)}` });

/** @returns {{body: string, people: {person: object, px: number, url: string, key: string}[], others: string[]}} */
export function groupFeed(options = {}) {
  const commenters = [PEOPLE[4], PEOPLE[1], PEOPLE[9]];
  const slots = PEOPLE.map((person, i) => facebook.post(person, i + 1, {
    text: TEXTS[i % TEXTS.length],
    px: 80,
    comments: i === 0
      ? [...commenters.map((each) => facebook.comment(each, { px: 64, text: 'Same here.' })),
        facebook.comment({ ...READER, id: '100000000000099', name: 'New Account' }, { url: facebook.defaultAvatarUrl(32) })]
      : [],
  }));
  slots.splice(3, 0, facebook.anonymousPost(40), facebook.emptySlot(41));
  const members = PEOPLE.slice(0, 5).map((person) => facebook.memberRow(person, { px: 120 }));
  return {
    body: facebook.groupPage({ own: READER, slots, members, ...options }),
    people: [
      ...PEOPLE.map((person) => shown(person, 80)),
      ...commenters.map((person) => shown(person, 64)),
      ...PEOPLE.slice(0, 5).map((person) => shown(person, 120)),
    ],
    others: [facebook.avatarUrl(READER, 80), facebook.defaultAvatarUrl(32), facebook.ANONYMOUS_URL],
  };
}
