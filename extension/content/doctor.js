'use strict';
// SPDX-License-Identifier: MIT

/**
 * How well the adapter reads this page: counted when the reader asks, never stored.
 * @param {ReturnType<typeof createReader>} reader
 * @param {Avatar[]} avatars
 * @param {{verified: string, removed: number, default: number, own: number}} known
 * @returns {Seen}
 */
function examine(reader, avatars, known) {
  /** @type {Seen} */
  const seen = {
    ...known, avatars: avatars.length, attributed: 0, unknown: 0, several: 0, how: {}, tiers: {},
  };
  for (const avatar of avatars) {
    if (avatar.account) seen.attributed++;
    else seen.unknown++;
    if (avatar.how === 'several') seen.several++;
    seen.how[avatar.how] = (seen.how[avatar.how] ?? 0) + 1;
    for (const [part, tier] of Object.entries(reader.tiersOf(avatar))) {
      const name = `${part} ${tier}`;
      seen.tiers[name] = (seen.tiers[name] ?? 0) + 1;
    }
  }
  return seen;
}
