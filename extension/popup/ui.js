// SPDX-License-Identifier: MIT
//
// ui: what the popup and the options page share.

/** @import { UiRequest, UiState } from '../types.d.ts' */

/**
 * @param {string} name of a message in _locales; wire names may be part of it
 * @param {...(string | number)} substitutions
 */
export const word = (name, ...substitutions) =>
  chrome.i18n.getMessage(name.replaceAll('-', '_'), substitutions.map(String));

/**
 * @param {string} tag with "svg:" before it for SVG
 * @param {Record<string, string | number | boolean>} [attributes] false leaves one out
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function build(tag, attributes = {}, ...children) {
  const node = tag.startsWith('svg:')
    ? document.createElementNS('http://www.w3.org/2000/svg', tag.slice(4))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children);
  return /** @type {HTMLElement} */ (node);
}

/** Fill in the texts of the page, its language and its direction. */
export function localise() {
  // Not the browser's own: the texts may have fallen back to English.
  document.documentElement.lang = word('languageCode');
  document.documentElement.dir = word('@@bidi_dir');
  for (const node of document.querySelectorAll('[data-word]')) {
    node.textContent = word(node.getAttribute('data-word') ?? '');
  }
}

/**
 * Ask the background.
 * @param {UiRequest} request
 * @returns {Promise<unknown>}
 */
export async function ask(request) {
  const reply = await chrome.runtime.sendMessage(request);
  if (!reply || 'error' in reply) throw new Error(reply?.error ?? 'host-broken');
  return reply.value;
}

/** @param {UiRequest} request @returns {Promise<UiState>} for requests answered with it */
export const askState = async (request) => /** @type {UiState} */ (await ask(request));

/** @param {string} id @returns {HTMLElement} */
export function part(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`no #${id} on this page`);
  return node;
}

/** @param {string} label @param {() => void} onClick @param {string} [className] */
export function button(label, onClick, className = '') {
  const node = build('button', { type: 'button', class: className }, label);
  node.addEventListener('click', onClick);
  return node;
}

/** A command to run, with a button that copies it. @param {string} command */
export function commandLine(command) {
  const copy = button(word('commandCopy'), () => {
    navigator.clipboard.writeText(command).then(
      () => { copy.textContent = word('commandCopied'); }, () => undefined);
  });
  return build('div', { class: 'command' }, build('code', { dir: 'ltr' }, command), copy);
}

/** The last characters are what differs; shown in groups, as people compare them. */
/** @param {string} did */
export const fingerprint = (did) =>
  did.replace(/^did:key:z6Mk/, '').match(/.{1,6}/g)?.join(' ') ?? did;
