'use strict';
// SPDX-License-Identifier: MIT

/**
 * What changes on the page.  One MutationObserver that only notes what came, went or
 * changed; one look in the next animation frame, at nothing else; pictures are asked about
 * when they come into view.  Our own writes cause no work.
 *
 * @param {object} options
 * @param {ReturnType<typeof createReader>} options.reader
 * @param {AbortSignal} options.signal
 * @param {(node: Element, avatar: Avatar) => void} options.onAvatar one that is new, or other
 * @param {(node: Element) => void} options.onGone it left, or is no avatar any more
 * @param {(node: Element) => void} options.onDoubt it may be somebody else's: hide its badge
 * @param {(node: Element) => boolean} options.isIntact does what we put beside it still stand?
 * @param {(node: Element) => boolean} options.isOwn did we make it, or did the page copy it?
 * @param {(node: Element) => void} options.onVisible
 * @param {() => void} options.onFlushed
 * @param {() => void} options.onTheme the page may have become dark, or light
 */
function createObserver({
  reader, signal, onAvatar, onGone, onDoubt, isIntact, isOwn, onVisible, onFlushed,
  onTheme,
}) {
  const OWN_NAME = 'facetell-badge';
  const PICTURES = 'img, image';
  const MANY_RECORDS = 20_000; // more at once: one query of the page is cheaper
  const CHUNK_MS = 8; // half a frame
  const VIEW_MARGIN = '200px';
  const THEME_ATTRIBUTE = /^(?:class|style|data-.*)$/;

  /** @type {Map<Element, {address: string, area: Element, avatar: Avatar}>} those on the page now */
  const seen = new Map();
  /** @type {Map<Element, Set<Element>>} avatars by the post or row a change in which matters */
  const inArea = new Map();
  /** @type {WeakMap<Element, string>} not avatars, by the address that told so */
  const others = new WeakMap();
  /** @type {Set<Element>} subtrees that came */
  let added = new Set([document.documentElement]);
  /** @type {Set<Element>} pictures to look at, whatever is known of them */
  const doubtful = new Set();
  /** @type {Element[]} what a frame had no time for */
  let rest = [];
  /** @type {Element[]} */
  let copies = [];
  let hasRemovals = false;
  let hasThemeChanged = false;
  let isScheduled = false;
  /** Pictures left alone, as far as the page was seen. */
  const skipped = { default: 0, own: 0 };
  const shadows = reader.hasShadows ? createShadows({
    signal,
    onRoot: (root) => {
      watch(root);
      for (const child of root.children) added.add(child);
      schedule();
    },
  }) : null;

  const viewer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) onVisible(target);
    }
    onFlushed(); // the layout is fresh here: measuring costs least
  }, { rootMargin: VIEW_MARGIN });

  function schedule() {
    if (isScheduled || document.hidden) return;
    isScheduled = true;
    requestAnimationFrame(flush);
  }

  /** @param {Element} node */
  function forget(node) {
    const before = seen.get(node);
    if (!before) return;
    seen.delete(node);
    inArea.get(before.area)?.delete(node);
    if (inArea.get(before.area)?.size === 0) inArea.delete(before.area);
    viewer.unobserve(node);
    onGone(node);
  }

  /** @param {Element} node @param {string} address @param {Avatar} avatar */
  function remember(node, address, avatar) {
    forget(node);
    const area = avatar.container ?? node.parentElement ?? node;
    const there = inArea.get(area) ?? new Set();
    inArea.set(area, there.add(node));
    seen.set(node, { address, area, avatar });
    onAvatar(node, avatar);
    viewer.observe(node);
  }

  /** @param {Element} node */
  function look(node) {
    const address = reader.addressOf(node);
    const isDoubtful = doubtful.delete(node);
    if (!isDoubtful && (seen.get(node)?.address ?? others.get(node)) === address) return;
    const avatar = reader.read(node);
    if (avatar !== null && typeof avatar === 'object') {
      remember(node, address, avatar);
      return;
    }
    if (avatar && others.get(node) !== address) skipped[avatar]++;
    others.set(node, address);
    forget(node);
  }

  /** A page that copies its own parts copies our badges, empty: those go. */
  /** @param {Element} root */
  function findCopies(root) {
    for (const node of root.getElementsByTagName(OWN_NAME)) {
      if (!isOwn(node)) copies.push(node);
    }
  }

  /** @returns {Element[]} the pictures that came or may have become another's */
  function collect() {
    const nodes = rest;
    rest = [];
    for (const root of added) {
      // What was put into something that came is found from there.
      if (!root.isConnected || (root.parentElement && added.has(root.parentElement))) continue;
      if (root.localName === 'img' || root.localName === 'image') nodes.push(root);
      else if (root.firstElementChild) {
        nodes.push(...root.querySelectorAll(PICTURES));
        findCopies(root);
      }
      shadows?.find(root);
    }
    for (const copy of copies) copy.remove();
    copies = [];
    added = new Set();
    if (hasRemovals) {
      for (const node of seen.keys()) {
        if (!node.isConnected) forget(node);
        else if (!isIntact(node)) doubtful.add(node);
      }
    }
    hasRemovals = false;
    nodes.push(...doubtful);
    return nodes;
  }

  function flush() {
    isScheduled = false;
    if (signal.aborted) return;
    const deadline = performance.now() + CHUNK_MS;
    const nodes = collect();
    for (const [index, node] of nodes.entries()) {
      if (performance.now() > deadline) {
        rest = nodes.slice(index);
        schedule();
        break;
      }
      if (node.isConnected) look(node);
      else doubtful.delete(node);
    }
    if (hasThemeChanged) onTheme();
    hasThemeChanged = false;
    onFlushed();
  }

  /** In the same frame: nobody is said to be what the person before was. */
  /** @param {Element} changed */
  function doubt(changed) {
    /** @param {Element} node */
    const add = (node) => {
      doubtful.add(node);
      onDoubt(node);
    };
    if (changed.localName === 'img' || changed.localName === 'image') add(changed);
    for (const node of changed.querySelectorAll(PICTURES)) {
      if (seen.has(node)) add(node);
    }
    for (let area = /** @type {Element | null} */ (changed); area; area = reader.above(area)) {
      for (const node of inArea.get(area) ?? []) add(node);
    }
  }

  /**
   * Runs for every node a page adds: plain loops, and no question twice.
   * @param {MutationRecord} record
   * @returns {boolean} is there anything to do?
   */
  function noteChildren({ addedNodes, removedNodes }) {
    let isAny = false;
    for (let i = 0; i < addedNodes.length; i++) {
      const node = /** @type {Element} */ (addedNodes[i]);
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      if (node.localName !== OWN_NAME) added.add(node);
      else if (isOwn(node)) continue;
      else copies.push(node);
      isAny = true;
    }
    if (hasRemovals) return true;
    for (let i = 0; i < removedNodes.length; i++) {
      const node = /** @type {Element} */ (removedNodes[i]);
      // One of ours that the page took away is put back; one we moved is where it was.
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      if (node.localName === OWN_NAME && (!isOwn(node) || node.isConnected)) continue;
      hasRemovals = true;
      isAny = true;
    }
    return isAny;
  }

  /** @param {MutationRecord} record @returns {boolean} is there anything to do? */
  function noteAttribute({ target, attributeName }) {
    if (target === document.documentElement || target === document.body) {
      hasThemeChanged ||= THEME_ATTRIBUTE.test(attributeName ?? '');
      return hasThemeChanged;
    }
    // An attribute filter would miss xlink:href, which has a name space: so names are
    // compared here (the one given is the local name).
    const isTelling = reader.attributes.has(attributeName ?? '');
    if (isTelling && target instanceof Element) doubt(target);
    return isTelling;
  }

  const observer = new MutationObserver((records) => {
    const areMany = records.length > MANY_RECORDS;
    let isAny = areMany;
    for (const record of records) {
      if (record.type === 'attributes') isAny = noteAttribute(record) || isAny;
      else if (!areMany) isAny = noteChildren(record) || isAny;
    }
    if (areMany) {
      added = new Set([document.documentElement, ...shadows?.tops() ?? []]);
      hasRemovals = true;
    }
    if (isAny) schedule();
  });

  /** @param {Node} root */
  function watch(root) {
    observer.observe(root, { subtree: true, childList: true, attributes: true });
  }
  watch(document);
  document.addEventListener('visibilitychange', schedule, { signal });
  // currentSrc is known only once a picture of a srcset has been chosen.
  document.addEventListener('load', ({ target }) => {
    if (!(target instanceof HTMLImageElement) || !target.srcset) return;
    added.add(target);
    schedule();
  }, { capture: true, signal });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    viewer.disconnect();
    for (const node of [...seen.keys()]) forget(node);
  });
  schedule();

  return {
    skipped,
    /** @returns {Avatar[]} those on the page now */
    avatars: () => Array.from(seen.values(), ({ avatar }) => avatar),
  };
}
