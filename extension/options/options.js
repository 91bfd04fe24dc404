// SPDX-License-Identifier: MIT
//
// options: the pinned key, how common generated pictures are taken to be, sites, forgetting.

/** @import { UiState } from '../types.d.ts' */

import {
  ask, askState, build, button, fingerprint, localise, part, word,
} from '../popup/ui.js';

// design/product.md: the general feed, and a group one has reason to doubt.
const PRIORS = /** @type {const} */ ([
  ['priorFeed', 500], ['priorMixed', 5_000], ['priorGroup', 50_000],
]);

/** @param {UiState} state */
function showKey({ keys }) {
  part('key').replaceChildren(...keys ? [
    build('p', {}, build('code', { dir: 'ltr', title: keys.pinned }, fingerprint(keys.pinned))),
    build('p', { class: 'quiet' },
      word('optionsKeySince', new Date(keys.since).toLocaleString())),
    ...keys.offered ? [build('p', { role: 'alert' }, word('optionsKeyAlarm'))] : [],
  ] : [build('p', {}, word('optionsKeyNone'))]);
}

/** @param {UiState} state */
function showPrior({ settings }) {
  part('prior').replaceChildren(build('fieldset', {},
    build('legend', { hidden: true }, word('optionsPrior')),
    ...PRIORS.map(([name, priorPpm]) => {
      const box = build('input', {
        type: 'radio', name: 'prior', id: name, checked: settings.priorPpm === priorPpm,
      });
      box.addEventListener('change', async () => {
        show(await askState({ kind: 'set-prior', priorPpm }));
      });
      return build('div', { class: 'row' }, box, build('label', { for: name }, word(name)));
    })));
}

/** @param {UiState} state */
function showSites({ sites, settings }) {
  part('sites').replaceChildren(...sites.map(({ site, origins, granted }) => {
    const id = `site-${site}`;
    const box = /** @type {HTMLInputElement} */ (build('input', {
      type: 'checkbox', id, checked: settings.sites[site] !== false && granted,
    }));
    box.addEventListener('change', async () => {
      const isGranted = granted || !box.checked ||
        await chrome.permissions.request({ origins });
      show(await askState({ kind: 'set-site', site, on: box.checked && isGranted }));
    });
    const label = build('label', { for: id }, word(`site_${site}`) || site);
    return build('div', { class: 'row' }, box, label);
  }));
}

/** @param {UiState} state */
function showNetwork({ fetches }) {
  part('network').replaceChildren(
    build('p', {}, word('optionsNetworkCounts', fetches.cache, fetches.network)));
}

function showForget() {
  const told = build('p', { class: 'quiet', role: 'status' });
  const forget = button(word('forgetAll'), () => {
    if (!isSure) {
      isSure = true;
      forget.textContent = word('forgetSure');
      return;
    }
    isSure = false;
    forget.textContent = word('forgetAll');
    ask({ kind: 'forget-all' }).then(
      (count) => { told.textContent = word('forgetDone', Number(count)); },
      (error) => {
        told.textContent =
          word(`problem_${error.message}`) || word('problem_other', error.message);
      });
  });
  let isSure = false;
  part('forget').replaceChildren(forget, told);
}

/** @param {UiState} state */
function show(state) {
  showKey(state);
  showPrior(state);
  showSites(state);
  showNetwork(state);
}

localise();
document.title = word('optionsTitle');
show(await askState({ kind: 'state' }));
showForget();
