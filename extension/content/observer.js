'use strict';
// SPDX-License-Identifier: MIT

/**
 * What changes on the page.  One MutationObserver that only notes that something did; one
 * query in the next animation frame; pictures are looked at when they come into view.
 * Our own writes cause no work.
 *
 * @param {object} options
 * @param {ReturnType<typeof createReader>} options.reader
 * @param {AbortSignal} options.signal
 * @param {(node: Element, avatar: Avatar) => void} options.onAvatar a new one, or another person
 * @param {(node: Element) => void} options.onGone it left, or is no avatar any more
 * @param {(node: Element) => void} options.onDoubt it may be somebody else: hide what is said of it
 * @param {(node: Element) => boolean} options.isIntact does what we put beside it still stand?
 * @param {(node: Element) => void} options.onVisible
 * @param {() => void} options.onFlushed
 * @param {() => void} options.onTheme the page may have become dark, or light
 */
function createObserver({
  reader, signal, onAvatar, onGone, onDoubt, isIntact, onVisible, onFlushed,
  onTheme,
}) {
  const OWN_NAME = /^FACETELL-/;
  const CHUNK_MS = 8; // half a frame
  const VIEW_MARGIN = '200px';
  const THEME_ATTRIBUTE = /^(?:class|style|data-.*)$/;
  const DOUBTS_MAX = 64; // more changed links than this: look at everything again

  /** @type {Map<Element, {address: string, signature: string}>} those on the page now */
  const seen = new Map();
  /** @type {WeakMap<Element, string>} not avatars, by the address that told so */
  const others = new WeakMap();
  /** @type {Set<Node>} where an attribute that tells people apart has changed */
  let doubtful = new Set();
  /** @type {WeakSet<Element>} those looked at since the last doubt */
  let settled = new WeakSet();
  let isScheduled = false;
  let hasThemeChanged = false;
  let notApplicable = 0;

  const viewer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) onVisible(target);
    }
  }, { rootMargin: VIEW_MARGIN });

  function schedule() {
    if (isScheduled || document.hidden) return;
    isScheduled = true;
    requestAnimationFrame(flush);
  }

  /** @param {Element} node */
  function forget(node) {
    if (!seen.delete(node)) return;
    viewer.unobserve(node);
    onGone(node);
  }

  /** Was it touched by one of the changed attributes? @param {Element} node @param {Avatar | null} avatar */
  const isTouched = (node, avatar) => doubtful.size > DOUBTS_MAX ||
    [...doubtful].some((changed) => changed.contains(node) ||
      (avatar?.container?.contains(changed) ?? node.parentElement?.contains(changed)));

  /** @type {WeakMap<Element, Avatar>} */
  const avatars = new WeakMap();

  /** @param {Element} node */
  function look(node) {
    const address = reader.addressOf(node);
    const before = seen.get(node);
    if (!before && others.get(node) === address && doubtful.size === 0) return;
    if (before && before.address === address && isIntact(node) &&
        (doubtful.size === 0 || settled.has(node) ||
          !isTouched(node, avatars.get(node) ?? null))) {
      return;
    }
    settled.add(node);
    const avatar = reader.read(node);
    if (avatar === null || avatar === 'not-applicable') {
      if (avatar && others.get(node) !== address) notApplicable++;
      others.set(node, address);
      forget(node);
      return;
    }
    seen.set(node, { address, signature: avatar.signature });
    avatars.set(node, avatar);
    onAvatar(node, avatar);
    viewer.unobserve(node); // observing again tells again whether it is in view
    viewer.observe(node);
  }

  function flush() {
    isScheduled = false;
    if (signal.aborted) return;
    const deadline = performance.now() + CHUNK_MS;
    let isUnfinished = false;
    for (const node of seen.keys()) {
      if (!node.isConnected) forget(node);
    }
    for (const node of document.querySelectorAll('img, image')) {
      if (performance.now() > deadline) {
        isUnfinished = true;
        break;
      }
      look(node);
    }
    if (isUnfinished) schedule();
    else doubtful = new Set();
    if (hasThemeChanged) onTheme();
    hasThemeChanged = false;
    onFlushed();
  }

  /** @param {MutationRecord} record */
  function isRelevant({ type, attributeName, addedNodes, removedNodes, target }) {
    if (type === 'childList') {
      return ![...addedNodes, ...removedNodes].every((node) => OWN_NAME.test(node.nodeName));
    }
    // An attribute filter would miss xlink:href, which has a name space: so names are
    // compared here (the name given is the local one).
    const name = attributeName ?? '';
    if ((target === document.documentElement || target === document.body) &&
        THEME_ATTRIBUTE.test(name)) {
      hasThemeChanged = true;
      return true;
    }
    if (!reader.attributes.has(name)) return false;
    doubtful.add(target);
    return true;
  }

  /** In the same frame: nobody is said to be what the person before was. */
  function doubt() {
    for (const [node] of seen) {
      if (isTouched(node, avatars.get(node) ?? null)) onDoubt(node);
    }
  }

  const observer = new MutationObserver((records) => {
    const size = doubtful.size;
    let isAnyRelevant = false;
    for (const record of records) {
      if (isRelevant(record)) isAnyRelevant = true;
    }
    if (!isAnyRelevant) return;
    if (doubtful.size !== size) {
      settled = new WeakSet();
      doubt();
    }
    schedule();
  });

  observer.observe(document, { subtree: true, childList: true, attributes: true });
  document.addEventListener('visibilitychange', schedule, { signal });
  // currentSrc is known only once a picture of a srcset has been chosen.
  document.addEventListener('load', ({ target }) => {
    if (target instanceof HTMLImageElement && target.srcset) schedule();
  }, { capture: true, signal });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    viewer.disconnect();
    for (const node of [...seen.keys()]) forget(node);
  });
  schedule();

  return {
    /** Look at everything again. */
    refresh() {
      settled = new WeakSet();
      for (const node of seen.keys()) doubtful.add(node);
      schedule();
    },
    notApplicable: () => notApplicable,
  };
}
