'use strict';
// SPDX-License-Identifier: MIT

/** One page: reader → observer → asker → badges.  Everything ends with one signal. */
async function facetell() {
  const ending = new AbortController();
  const { signal } = ending;

  /**
   * Ask the background.  After an update of the extension this script is an orphan: then
   * everything it put into the page goes.
   * @param {PageRequest} request
   * @returns {Promise<unknown>}
   */
  async function send(request) {
    if (!chrome.runtime?.id) ending.abort();
    if (signal.aborted) throw new Error('stopped');
    const reply = await chrome.runtime.sendMessage(request).catch(() => null);
    if (!chrome.runtime?.id) ending.abort();
    if (!reply || 'error' in reply) throw new Error(reply?.error ?? 'stopped');
    return reply.value;
  }

  const start = /** @type {Start} */ (await send({ kind: 'start' }));
  const { adapter } = start;
  if (!adapter) return;
  const reader = createReader(adapter);
  const bytes = createBytes({ mode: start.bytes, send, signal });
  const place = createPlacer();
  const { site } = adapter;
  let removed = 0; // badges the page took away

  /**
   * @typedef {object} Shown
   * @property {Avatar} avatar
   * @property {ReturnType<typeof createBadge> | null} badge null until it came into view
   * @property {boolean} isThemed
   * @property {boolean} isDoubted it may be another person's by now: not to be shown again
   */
  /** @type {Map<Element, Shown>} */
  const shown = new Map();
  /** @type {WeakMap<Element, Set<string>>} who has a badge in which container already */
  const taken = new WeakMap();
  /** @type {WeakSet<Element>} what we have put into the page */
  const own = new WeakSet();
  /** @type {Set<Element>} */
  const toPlace = new Set();

  /** @type {Set<string>} pictures whose answer is not shown yet */
  let answered = new Set();
  const asker = createAsker({ send, bytesOf: bytes.get, onAnswer: (key) => {
    if (answered.add(key).size > 1) return;
    // Just after a frame the layout is fresh: measuring then costs least.
    requestAnimationFrame(() => setTimeout(showAnswers));
  } });

  function showAnswers() {
    for (const [node, { avatar }] of shown) {
      if (answered.has(avatar.key)) update(node);
    }
    answered = new Set();
    placeAll();
  }

  /** @param {Element} node */
  function update(node) {
    const entry = shown.get(node);
    if (!entry?.badge) return;
    entry.badge.show(asker.answerOf(entry.avatar.key) ?? null);
    toPlace.add(node);
  }

  /** Place what is new or says something else now. */
  function placeAll() {
    const entries = [...toPlace].flatMap((node) => shown.get(node) ?? [])
      .filter(({ isDoubted }) => !isDoubted);
    toPlace.clear();
    for (const entry of entries) {
      const { avatar, badge, isThemed } = entry;
      if (!isThemed) badge?.setDark(isDarkBehind(avatar.author ?? avatar.node));
      entry.isThemed = true;
    }
    place(entries.flatMap(({ avatar: { node, author, container, at }, badge }) => (badge ? [{
      host: badge.host,
      author: at === 'afterAuthor' ? author : null,
      picture: node,
      container,
      setCompact: badge.setCompact,
    }] : [])));
  }

  /** @param {Element} node */
  function drop(node) {
    const entry = shown.get(node);
    if (!entry) return;
    shown.delete(node);
    toPlace.delete(node);
    entry.badge?.remove();
    const { container, account } = entry.avatar;
    if (container && account) taken.get(container)?.delete(account.id);
  }

  /** One badge for each person in a post, comment or row. @param {Avatar} avatar */
  function isTaken({ container, account }) {
    if (!container || !account) return false;
    const ids = taken.get(container) ?? new Set();
    taken.set(container, ids);
    if (ids.has(account.id)) return true;
    ids.add(account.id);
    return false;
  }

  /** @param {Avatar} avatar @param {HTMLElement} opener */
  function open(avatar, opener) {
    const answer = asker.answerOf(avatar.key);
    if (!answer) return;
    openPanel({
      answer, opener, signal,
      isDark: isDarkBehind(document.body),
      priorPpm: start.priorPpm,
      bytes: () => bytes.get(avatar.node, avatar.url),
    });
  }

  const counts = () => {
    /** @type {Counts} */
    const sum = {
      site, pictures: shown.size, asked: 0, answered: 0, noAnswer: 0, verdicts: {},
      seen: examine(reader, observer?.avatars() ?? [], {
        verified: adapter.verified, removed, ...observer?.skipped ?? { default: 0, own: 0 },
      }),
    };
    for (const { answer } of asker.answers()) {
      if (answer === null) sum.asked++;
      else if (answer.state !== 'answered') sum.noAnswer++;
      else {
        const { verdict } = answer.annotation.body;
        sum.answered++;
        sum.verdicts[verdict] = (sum.verdicts[verdict] ?? 0) + 1;
      }
    }
    return sum;
  };

  const observer = start.enabled ? createObserver({
    reader, signal,
    onAvatar: (node, avatar) => {
      if (!isTaken(avatar)) shown.set(node, { avatar, badge: null, isThemed: false, isDoubted: false });
    },
    onGone: drop,
    onDoubt: (node) => {
      const entry = shown.get(node);
      if (!entry) return;
      entry.isDoubted = true;
      entry.badge?.hide(true);
    },
    isIntact: (node) => {
      const { avatar, badge } = shown.get(node) ?? {};
      const isThere = badge?.host.isConnected ?? true;
      // Not when the name beside it went too: then the page only drew it anew.
      if (!isThere && (avatar?.author ?? node).isConnected) removed++;
      return isThere && (avatar?.author?.isConnected ?? true);
    },
    isOwn: (node) => own.has(node),
    onVisible: (node) => {
      const entry = shown.get(node);
      if (!entry) return;
      const { avatar } = entry;
      entry.badge ??= createBadge({ onOpen: (button) => open(avatar, button) });
      own.add(entry.badge.host);
      asker.ask(avatar);
      update(node);
    },
    onFlushed: placeAll,
    onTheme: () => {
      for (const { avatar, badge } of shown.values()) {
        badge?.setDark(isDarkBehind(avatar.author ?? avatar.node));
      }
    },
  }) : null;

  const onMessage = (
    /** @type {unknown} */ message, /** @type {unknown} */ _sender,
    /** @type {(reply: unknown) => void} */ respond) => {
    const { kind } = Object(message);
    if (kind === 'counts') respond(counts());
    if (kind === 'skeleton') respond(scrub(adapter, reader));
    if (kind === 'restart') {
      ending.abort();
      facetell().catch(() => undefined);
    }
  };
  chrome.runtime.onMessage.addListener(onMessage);
  signal.addEventListener('abort', () => {
    chrome.runtime?.onMessage?.removeListener(onMessage);
    for (const node of [...shown.keys()]) drop(node);
  });

  let resized = 0;
  window.addEventListener('resize', () => {
    cancelAnimationFrame(resized);
    resized = requestAnimationFrame(() => {
      for (const [node, { badge }] of shown) if (badge?.host.isConnected) toPlace.add(node);
      placeAll();
    });
  }, { signal });
}

facetell().catch(() => undefined);
