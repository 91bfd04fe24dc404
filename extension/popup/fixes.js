// SPDX-License-Identifier: MIT
//
// fixes: for each thing that can go wrong with the host, the command that helps.

const DOCTOR = 'facetell doctor';
const INSTALL = 'facetell install';
const BUILD_AND_INSTALL = 'make install && facetell install';

/** @type {Record<string, string>} */
const FIXES = {
  'host-not-found': BUILD_AND_INSTALL,
  'host-forbidden': INSTALL,
  'host-exited': DOCTOR,
  'host-broken': DOCTOR,
  'host-silent': DOCTOR,
  'host-timeout': DOCTOR,
  'protocol-mismatch': BUILD_AND_INSTALL,
  'worker-model': BUILD_AND_INSTALL,
  sandbox: DOCTOR,
  'key-mode': 'chmod 600 ~/.local/share/facetell/key',
};

/** @param {string} problem @returns {string | null} */
export function fixOf(problem) {
  const fix = FIXES[problem];
  if (fix) return fix;
  if (problem === 'key-changed') return null;
  return /^(?:ledger|key|worker)-/.test(problem) ? DOCTOR : null;
}
