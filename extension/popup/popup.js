// SPDX-License-Identifier: MIT
//
// popup: how the host is, what was found on this page, and which sites are on.

/** @import { Counts, KeyStore, UiState } from '../types.d.ts' */

import { doctorOf } from './doctor.js';
import { fixOf } from './fixes.js';
import {
  ask, askState, build, button, commandLine, fingerprint, localise, part, word,
} from './ui.js';

const SHAPES = {
  good: 'M2 6.5 5 9.5 10.5 3', bad: 'M2 2l8 8M10 2l-8 8', busy: 'M2 6h.1M6 6h.1M10 6h.1',
};

/** @param {'good' | 'bad' | 'busy'} kind @param {string} text */
const stateLine = (kind, text) => build('p', { class: `state ${kind}` },
  build('svg:svg', { viewBox: '0 0 12 12', 'aria-hidden': 'true' },
    build('svg:path', { d: SHAPES[kind] })),
  text);

/** @param {UiState} state */
function showHost({ host, keys }) {
  const section = part('host');
  if (host.phase === 'connecting') {
    section.replaceChildren(stateLine('busy', word('hostConnecting')));
    return;
  }
  if (!host.problem) {
    const warnings = host.warnings.flatMap((name) => [
      stateLine('bad', word(`problem_${name}`) || word('problem_other', name)),
      ...fixOf(name) ? [commandLine(fixOf(name) ?? '')] : [],
    ]);
    section.replaceChildren(
      ...warnings.length ? warnings : [stateLine('good', word('hostReady'))],
      build('p', { class: 'quiet' },
        word('hostDetails', host.version ?? '?', host.model ?? '?')),
      ...keys ? [build('p', { class: 'quiet' }, word('hostKey'), ' ',
        build('code', { dir: 'ltr', title: keys.pinned }, `…${keys.pinned.slice(-12)}`))] : []);
    return;
  }
  const { problem } = host;
  const fix = fixOf(problem);
  section.replaceChildren(
    stateLine('bad', word(`problem_${problem}`) || word('problem_other', problem)),
    ...fix ? [build('p', { class: 'quiet' }, word('hostFix')), commandLine(fix)] : [],
    // A changed key is decided about below; trying again would not help.
    ...problem === 'key-changed' ? [] : [
      build('div', { class: 'buttons' }, button(word('hostRetry'), () => { refresh(); }))]);
}

/** @param {KeyStore | null} keys */
function showAlarm(keys) {
  const section = part('alarm');
  const offered = keys?.offered;
  section.hidden = !offered;
  if (!keys || !offered) return;
  const decide = (/** @type {boolean} */ isAccepted) => async () => {
    show(await askState({ kind: isAccepted ? 'accept-key' : 'refuse-key', did: offered }));
  };
  section.replaceChildren(
    build('h2', {}, word('alarmTitle')),
    build('p', {}, word(keys.refused ? 'alarmRefused' : 'alarmText')),
    build('p', { class: 'quiet' }, word('alarmKnown')),
    build('p', {}, build('code', { dir: 'ltr' }, fingerprint(keys.pinned))),
    build('p', { class: 'quiet' }, word('alarmOffered')),
    build('p', {}, build('code', { dir: 'ltr' }, fingerprint(offered))),
    commandLine('facetell key show'),
    build('div', { class: 'buttons' },
      button(word('alarmRefuse'), decide(false), 'strong'),
      button(word('alarmAccept'), decide(true))));
}

/** @param {Counts | null} counts */
function showPage(counts) {
  const section = part('page');
  if (!counts) {
    section.replaceChildren(
      build('h2', {}, word('pageTitle')), build('p', { class: 'quiet' }, word('pageNone')));
    return;
  }
  const alone = counts.seen.default + counts.seen.own;
  const rows = [
    ...Object.entries(counts.verdicts).sort().map(
      ([verdict, count]) => [word(`count_${verdict}`) || verdict, count]),
    ...(counts.asked ? [[word('countAsked'), counts.asked]] : []),
    ...(counts.noAnswer ? [[word('countNoAnswer'), counts.noAnswer]] : []),
    ...(alone ? [[word('countNotApplicable'), alone]] : []),
    ...(counts.seen.removed ? [[word('countRemoved'), counts.seen.removed]] : []),
  ];
  section.replaceChildren(
    build('h2', {}, word('pageTitle')),
    ...rows.length === 0 ? [build('p', { class: 'quiet' }, word('pageEmpty'))] : [
      build('dl', {}, ...rows.flatMap(
        ([name, count]) => [build('dt', {}, String(name)), build('dd', {}, String(count))]))],
    doctorOf(counts.site, counts.seen, () => askTab('skeleton')));
}

/** @param {UiState} state */
function showSites({ sites, settings }) {
  part('sites').replaceChildren(
    build('h2', {}, word('sitesTitle')),
    ...sites.map(({ site, origins, granted }) => {
      const id = `site-${site}`;
      const box = /** @type {HTMLInputElement} */ (build('input', {
        type: 'checkbox', id, checked: settings.sites[site] !== false && granted,
      }));
      box.addEventListener('change', async () => {
        const isGranted = granted || !box.checked ||
          await chrome.permissions.request({ origins });
        if (!isGranted) box.checked = false;
        show(await askState({ kind: 'set-site', site, on: box.checked }));
      });
      const label = build('label', { for: id }, word(`site_${site}`) || site);
      return build('div', { class: 'row' }, label, box);
    }));
}

/** @param {UiState} state */
function show(state) {
  showHost(state);
  showAlarm(state.keys);
  showSites(state);
  part('version').textContent = state.extensionVersion;
}

/** Ask the content script of the page beneath. @param {'counts' | 'skeleton'} kind */
async function askTab(kind) {
  const asked = Number(new URLSearchParams(location.search).get('tab'));
  const [tab] = asked ? [] : await chrome.tabs.query({ active: true, currentWindow: true });
  const id = asked || tab?.id;
  if (id === undefined) return null;
  return chrome.tabs.sendMessage(id, { kind }, { frameId: 0 }).catch(() => null);
}

async function refresh() {
  show(await askState({ kind: 'retry' }));
}

localise();
show(/** @type {UiState} */ (await ask({ kind: 'state' })));
showPage(/** @type {Counts | null} */ (await askTab('counts')));
refresh();
