// SPDX-License-Identifier: MIT
//
// doctor: how well the page beneath is read, and its scrubbed skeleton to attach to a report.

/** @import { Seen } from '../types.d.ts' */

import { build, button, word } from './ui.js';

/** @param {[string, number][]} rows */
const listOf = (rows) => build('dl', {}, ...rows.flatMap(
  ([name, count]) => [build('dt', {}, name), build('dd', {}, String(count))]));

/** @param {string} name "container 1" @param {number} count @returns {[string, number]} */
function tierRow(name, count) {
  const [part = '', tier = ''] = name.split(' ');
  const what = word(`doctor_${part}`);
  return [tier === '0' ? word('doctorTierNone', what) : word('doctorTier', what, tier), count];
}

/** @param {string} text @param {string} name of the file */
function save(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/html' }));
  const link = /** @type {HTMLAnchorElement} */ (build('a', { href: url, download: name }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/**
 * @param {string} site
 * @param {Seen} seen
 * @param {() => Promise<unknown>} askSkeleton
 */
export function doctorOf(site, seen, askSkeleton) {
  const { several, how, tiers } = seen;
  return build('details', { id: 'doctor' },
    build('summary', {}, word('doctorTitle')),
    listOf([
      [word('doctorAvatars'), seen.avatars],
      [word('doctorAttributed'), seen.attributed],
      [word('doctorUnknown'), seen.unknown],
      ...several ? [/** @type {[string, number]} */ ([word('doctorSeveral'), several])] : [],
      [word('doctorDefault'), seen.default],
      [word('doctorOwn'), seen.own],
      ...Object.entries(how).filter(([name]) => name !== 'several' && name !== 'nothing').map(
        ([name, count]) => /** @type {[string, number]} */ ([word(`how_${name}`), count])),
      ...Object.entries(tiers).sort().map(([name, count]) => tierRow(name, count)),
    ]),
    build('p', { class: 'quiet' }, word('doctorAdapter', word(`site_${site}`), seen.verified)),
    build('p', { class: 'quiet' }, word('doctorExportText')),
    button(word('doctorExport'), async () => {
      const skeleton = await askSkeleton();
      if (typeof skeleton === 'string') save(skeleton, `facetell-${site}.html`);
    }));
}
