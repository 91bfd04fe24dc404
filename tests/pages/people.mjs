// Made-up people and what their picture shows.  No picture is stored here:
// tests/pages/pictures.mjs fetches or draws each when a test page needs it.
//
//   fake   a StyleGAN2 sample of npm's fake-avatars, by number
//   photo  a crop [left, top, side] of a demo photo of npm's @vladmandic/face-api
//          (both: `mirrored`, and `quality` of the JPEG from 0 to 1, if they are copies)
//   scene  drawn by our own code (drawing.mjs): no photo, no face
//
// `expect` says what a reader should be told about the 120 px rendition.

/**
 * @typedef {object} Person
 * @property {string} name
 * @property {string} id        numeric on Facebook, also the handle's tail on X
 * @property {string} handle
 * @property {{fake: number} | {photo: number, crop?: number[]} | {scene: string}} shows
 * @property {string} [claims]  attributes of the XMP that the picture's file carries
 * @property {'generated' | 'nothing-found' | 'cannot-tell'} [expect]
 */

const person = (number, name, shows, expect) => ({
  name,
  id: `1000000000000${10 + number}`,
  handle: name.toLowerCase().replace(/[^a-z]+/g, '_'),
  shows,
  expect,
});

/** @type {Person[]} */
export const PEOPLE = [
  person(1, 'Ana Example', { fake: 0 }, 'generated'),
  person(2, 'Ben Sample', { photo: 3, crop: [500, 255, 430] }, 'nothing-found'),
  person(3, 'Cara Third', { fake: 1 }, 'generated'),
  person(4, 'Dora Fourth', { photo: 6, crop: [620, 250, 420] }, 'nothing-found'),
  person(5, 'Emil Fünf', { fake: 7 }, 'generated'),
  person(6, 'Phạm Thị Sáu', { photo: 6, crop: [220, 420, 430] }, 'nothing-found'),
  person(7, 'Gus Seventh', { scene: 'hills' }, 'cannot-tell'),
  person(8, 'Hana Osm', { fake: 10 }, 'generated'),
  person(9, 'Iris Nine', { photo: 6, crop: [1060, 190, 420] }, 'nothing-found'),
  person(10, 'Jo Tenth', { fake: 14 }, 'generated'),
  person(11, 'Kim Eleven', { photo: 6 }, 'cannot-tell'),
  person(12, 'Lía Doce', { fake: 15 }, 'generated'),
  person(13, 'Mo Dozen', { photo: 4, crop: [1200, 60, 430] }, 'nothing-found'),
  person(14, 'Nell Teen', { scene: 'letter' }, 'cannot-tell'),
  person(15, 'Otto Quinze', { fake: 6 }, 'generated'),
  person(16, 'Pia Sixteen', { photo: 3, crop: [1450, 280, 380] }, 'nothing-found'),
];

/** The reader, whose own picture is no one's business. */
export const READER = person(0, 'The Reader', { scene: 'sun' });

/** People whose pictures we drew ourselves: for every image that the project publishes. */
export const DRAWN = [
  ['Ana Example', true], ['Ben Sample', false], ['Cara Third', true], ['Dora Fourth', false],
  ['Emil Fünf', false], ['Hana Osm', true],
].map(([name, aligned], i) => person(40 + i, name, { portrait: name, aligned }));
