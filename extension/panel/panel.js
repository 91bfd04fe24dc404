'use strict';
// SPDX-License-Identifier: MIT

/**
 * The panel: why the badge says what it says.  A modal dialog in a closed shadow root: the
 * browser keeps the focus inside, ends it on Escape, and makes the page behind inert.
 * @param {object} options
 * @param {Answer} options.answer
 * @param {HTMLElement} options.opener gets the focus back
 * @param {boolean} options.isDark
 * @param {number} options.priorPpm
 * @param {() => Promise<Uint8Array<ArrayBuffer> | null>} options.bytes of the picture on screen
 * @param {AbortSignal} options.signal
 */
function openPanel({ answer, opener, isDark, priorPpm, bytes, signal }) {
  const host = build('facetell-panel');
  const close = build('button',
    { type: 'button', class: 'close', 'aria-label': word('panelClose') },
    build('svg:svg', { viewBox: '0 0 14 14', 'aria-hidden': 'true' },
      build('svg:path', { d: 'M2 2l10 10M12 2L2 12' })));
  const content = build('main');
  const dialog = /** @type {HTMLDialogElement} */ (build('dialog', {
    class: isDark ? 'dark' : 'light', 'aria-modal': 'true',
    'aria-labelledby': 'facetell-title',
    dir: word('@@bidi_dir'), lang: word('languageCode'),
  }, build('header', {}, build('strong', {}, word('extensionName')), close), content));

  host.attachShadow({ mode: 'closed' }).append(build('style', {}, panelStyle()), dialog);
  // all: initial on the host keeps the page's style out; the rest of the page stays as it is.
  host.style.cssText = 'all:initial';

  /** @param {Annotation} annotation @returns {Promise<ImageBitmap | null>} */
  async function bitmapOf(annotation) {
    const data = await bytes().catch(() => null);
    if (!data) return null;
    const type = annotation.target.format;
    return createImageBitmap(new Blob([data], type ? { type } : {})).catch(() => null);
  }

  /** @param {Annotation} annotation */
  async function fill(annotation) {
    const parts = panelParts(annotation);
    const picture = build('div');
    content.append(
      ...parts.headline(), picture, ...parts.file(), ...parts.signs(), ...parts.others(),
      ...parts.chance(priorPpm), ...parts.limits(), ...parts.proof());
    picture.replaceWith(drawPicture(annotation, await bitmapOf(annotation)));
  }

  /** @param {string} problem */
  function explain(problem) {
    content.append(
      build('h2', { id: 'facetell-title', tabindex: -1 }, word('badgeNoAnswer')),
      build('p', { class: 'lead' },
        word(`problem_${problem}`) || word('problem_other', problem)),
      build('p', { class: 'quiet' }, word('panelWhereHelp')));
  }

  function end() {
    host.remove();
    opener.focus();
  }

  const ours = ['keydown', 'keyup', 'keypress', 'click', 'mousedown', 'pointerdown', 'focusin'];
  for (const type of ours) {
    host.addEventListener(type, (event) => event.stopPropagation());
  }
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', end);
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close(); // the backdrop
  });
  signal.addEventListener('abort', () => host.remove(), { once: true });

  if (answer.state === 'answered') fill(answer.annotation).catch(() => undefined);
  else explain(answer.state === 'no-answer' ? answer.problem : 'other');
  document.documentElement.append(host);
  dialog.showModal();
  content.querySelector('h2')?.focus();
}
