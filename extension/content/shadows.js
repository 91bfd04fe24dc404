'use strict';
// SPDX-License-Identifier: MIT

/**
 * Open shadow roots: no observer of the document sees into one, and nothing tells when one
 * is attached.  So custom elements that have none yet are looked at again a few times.
 *
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(root: ShadowRoot) => void} options.onRoot once for each
 */
function createShadows({ signal, onRoot }) {
  const AGAIN_MS = [100, 500, 2000, 5000];
  /** @type {Set<WeakRef<ShadowRoot>>} */
  const roots = new Set();
  /** @type {WeakSet<ShadowRoot>} */
  const known = new WeakSet();
  /** @type {Set<Element>} */
  let waiting = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let round = 0;

  /** @param {Element} element */
  function look(element) {
    const root = element.shadowRoot;
    if (!root) return false;
    if (!known.has(root)) {
      known.add(root);
      roots.add(new WeakRef(root));
      onRoot(root);
    }
    return true;
  }

  function again() {
    timer = undefined;
    for (const element of waiting) {
      if (!element.isConnected || look(element)) waiting.delete(element);
    }
    round++;
    if (round >= AGAIN_MS.length) waiting = new Set();
    wait();
  }

  function wait() {
    if (waiting.size > 0 && !signal.aborted) timer ??= setTimeout(again, AGAIN_MS[round]);
  }

  return {
    /** Find those in a subtree that came. @param {Element} top */
    find(top) {
      for (const element of [top, ...top.querySelectorAll('*')]) {
        // Only custom elements, and a few plain ones no site uses so, can have a root.
        if (!element.localName.includes('-') || look(element)) continue;
        waiting.add(element);
        round = 0;
      }
      wait();
    },

    /** What stands at the top of each. @returns {Element[]} */
    tops() {
      return [...roots].flatMap((reference) => {
        const root = reference.deref();
        if (!root) roots.delete(reference);
        return root?.isConnected ? [...root.children] : [];
      });
    },
  };
}
