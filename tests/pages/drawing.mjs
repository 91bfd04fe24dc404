// Pictures that are nobody: SVG drawn by this code, for non-faces and for every
// image that the project itself publishes.
import { createHash } from 'node:crypto';

const svg = (body) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="400" height="400">${body}</svg>`;

/** Scenes without a face, by name. */
export const SCENES = {
  hills: svg('<rect width="100" height="100" fill="#9fd0f0"/><circle cx="74" cy="24" r="11" fill="#ffe08a"/>'
    + '<path d="M0 70 25 42 46 66 68 36 100 72V100H0Z" fill="#5f8f5a"/>'
    + '<path d="M0 82Q30 66 60 82T100 80V100H0Z" fill="#3f6b45"/>'),
  letter: svg('<rect width="100" height="100" fill="#6d4aa8"/><path d="M30 76V24L70 76V24" fill="none" '
    + 'stroke="#fff" stroke-width="11" stroke-linejoin="round" stroke-linecap="round"/>'),
  sun: svg('<rect width="100" height="100" fill="#f2b15a"/><circle cx="50" cy="50" r="22" fill="#fff3d0"/>'),
  silhouette: svg('<rect width="100" height="100" fill="#cfd3d9"/><circle cx="50" cy="40" r="18" fill="#fff"/>'
    + '<path d="M14 100Q14 64 50 64T86 100Z" fill="#fff"/>'),
};

const SKIN = ['#f3d0b5', '#e0ac84', '#c68a5e', '#9a6542', '#6e4630'];
const HAIR = ['#2b2320', '#5a3825', '#8a5a2b', '#c9a05a', '#8d8d93', '#a5482e'];
const WALL = ['#b9d4c4', '#c9c3e0', '#e9cfc0', '#bcd3e6', '#e3dcb4', '#d9c0cf'];
const CLOTH = ['#36506b', '#7a4a52', '#4c6b4f', '#5c5470', '#8a6a3a'];

/**
 * A portrait of no one: soft shading, two eyes, a nose, a mouth, hair.
 * `aligned` puts eyes and mouth where a StyleGAN crop has them; else the head
 * sits to one side and leans, as in a casual photo.
 */
export function drawPortrait(seed, aligned) {
  const bytes = createHash('sha256').update(seed).digest();
  const pick = (list, i) => list[bytes[i] % list.length];
  const spread = (i, range) => (bytes[i] / 255 - 0.5) * range;
  const skin = pick(SKIN, 0);
  const hair = pick(HAIR, 1);
  const place = aligned
    ? ''
    : `translate(${(spread(2, 26)).toFixed(1)} ${(14 + spread(3, 12)).toFixed(1)}) `
      + `rotate(${spread(4, 24).toFixed(1)} 50 55) scale(${(0.72 + spread(5, 0.16)).toFixed(2)})`;
  // Eyes at x .381 and .615, y .477 of the picture: detection.md, "Why alignment".
  const eye = (x) => `<ellipse cx="${x}" cy="47.7" rx="4.6" ry="2.6" fill="#fbf9f6"/>`
    + `<circle cx="${x}" cy="47.7" r="2.3" fill="${pick(['#4b3a2a', '#4a6b7c', '#59713f'], 6)}"/>`
    + `<circle cx="${x}" cy="47.7" r="1.1" fill="#111"/><circle cx="${x + 0.8}" cy="46.9" r=".5" fill="#fff"/>`
    + `<path d="M${x - 5} 47.2Q${x} 43.6 ${x + 5} 47.2" stroke="#3a2a22" stroke-width=".8" fill="none"/>`
    + `<path d="M${x - 6} 41.6Q${x} 38.6 ${x + 6} 41.4" stroke="${hair}" stroke-width="1.8" fill="none"/>`;
  const long = bytes[7] % 2
    ? `<path d="M22 52Q18 12 50 10Q82 12 78 52L82 92H66L70 40H30L34 92H18Z" fill="${hair}"/>`
    : '';
  return svg(`<defs>
    <radialGradient id="s" cx=".42" cy=".38" r=".75"><stop offset="0" stop-color="${skin}"/>
      <stop offset=".7" stop-color="${skin}"/><stop offset="1" stop-color="#0005"/></radialGradient>
    <linearGradient id="w" x2="1" y2="1"><stop stop-color="${pick(WALL, 8)}"/>
      <stop offset="1" stop-color="#8b8f98"/></linearGradient></defs>
    <rect width="100" height="100" fill="url(#w)"/><g transform="${place}">${long}
    <path d="M8 144Q8 93 38 89L50 96 62 89Q92 93 92 144Z" fill="${pick(CLOTH, 9)}"/>
    <path d="M40 74H60V91Q50 99 40 91Z" fill="${skin}"/><path d="M40 80Q50 89 60 80V84Q50 93 40 84Z" fill="#0003"/>
    <ellipse cx="26.5" cy="50" rx="3.5" ry="6" fill="${skin}"/><ellipse cx="73.5" cy="50" rx="3.5" ry="6" fill="${skin}"/>
    <path d="M27 42Q27 18 50 18T73 42Q75 62 67 74Q59 85 50 85T33 74Q25 62 27 42Z" fill="${skin}"/>
    <path d="M27 42Q27 18 50 18T73 42Q75 62 67 74Q59 85 50 85T33 74Q25 62 27 42Z" fill="url(#s)"/>
    <path d="M25 44Q22 12 50 12T75 44Q72 28 60 26Q42 24 34 29Q28 33 25 44Z" fill="${hair}"/>
    ${eye(38.1)}${eye(61.5)}
    <path d="M49 48Q47 58 45.4 62Q50 65 54.6 62" stroke="#0004" stroke-width="1.1" fill="none"/>
    <path d="M41 73Q50 70.4 59 73Q50 80 41 73Z" fill="#a8433f"/>
    <path d="M41 73Q50 75.2 59 73" stroke="#6e2a2a" stroke-width=".7" fill="none"/></g>`);
}
