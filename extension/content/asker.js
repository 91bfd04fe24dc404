'use strict';
// SPDX-License-Identifier: MIT

/**
 * One question for each picture, however often it is on the page: first what the host
 * remembers (one lookup for all that came into view together), then the bytes.
 *
 * @param {object} options
 * @param {(request: PageRequest) => Promise<unknown>} options.send
 * @param {(node: Element, url: string) => Promise<Uint8Array<ArrayBuffer>>} options.bytesOf
 * @param {(key: string, answer: Answer) => void} options.onAnswer
 */
function createAsker({ send, bytesOf, onAnswer }) {
  const LOOKUP_MAX_KEYS = 128; // protocol.js
  const RUNNING_MAX = 16;
  const WAIT_MS = 30; // what scrolls into view together is asked together
  const AGAIN_MS = 10_000; // without an answer, and in view again after so long: another try
  const LARGER = 1.25; // a rendition so much larger is worth another look

  /**
   * @typedef {object} Known
   * @property {Answer | null} answer
   * @property {number} sidePx
   * @property {Avatar | null} larger that came into view while a smaller one was asked
   * @property {number} at
   */
  /** @type {Map<string, Known>} */
  const known = new Map();
  /** @type {Map<string, Avatar>} */
  let fresh = new Map();
  /** @type {Avatar[]} */
  const queue = [];
  let running = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {string} problem @returns {Answer} */
  const noAnswer = (problem) => ({ state: 'no-answer', problem });

  /** @param {Avatar} avatar @param {Answer} answer */
  function settle({ key, sidePx }, answer) {
    const before = known.get(key);
    // A failed second look must not take away what the first has told.
    if (before?.answer?.state === 'answered' && answer.state !== 'answered') return;
    known.set(key, { answer, sidePx, larger: null, at: Date.now() });
    onAnswer(key, answer);
    if (before?.larger) askLarger(before.larger);
  }

  /** @param {Avatar} avatar whose picture, in some size, was answered */
  function askLarger(avatar) {
    const before = known.get(avatar.key);
    if (before?.answer?.state !== 'answered') return;
    if (avatar.sidePx <= LARGER * before.sidePx) return;
    before.sidePx = avatar.sidePx;
    queue.push(avatar);
    pump();
  }

  /** The side of the picture an annotation is about. @param {Annotation} annotation */
  const sideOf = ({ target }) => Math.min(target.width ?? 0, target.height ?? 0);

  /** @param {Avatar} avatar @returns {Promise<Answer>} */
  async function score({ node, key, url, sidePx, account }) {
    /** @type {PageRequest & {kind: 'score'}} */
    const request = { kind: 'score', key, url, sidePx, ...(account && { account }) };
    const first = /** @type {Answer} */ (await send(request));
    if (first.state !== 'need-bytes') return first;
    const bytes = (await bytesOf(node, url)).toBase64();
    const answer = /** @type {Answer} */ (await send({ ...request, bytes }));
    return answer.state === 'need-bytes' ? noAnswer('picture-gone') : answer;
  }

  function pump() {
    while (running < RUNNING_MAX) {
      const avatar = queue.shift();
      if (!avatar) return;
      running++;
      score(avatar)
        .catch((error) => noAnswer(error instanceof Error ? error.message : 'picture-gone'))
        .then((answer) => {
          running--;
          settle(avatar, answer);
          pump();
        });
    }
  }

  /** @param {Avatar[]} avatars */
  async function lookup(avatars) {
    const reply = /** @type {{found: Record<string, Annotation>, problem: string | null}} */ (
      await send({ kind: 'lookup', keys: avatars.map(({ key }) => key) }));
    for (const avatar of avatars) {
      const annotation = reply.found[avatar.key];
      if (reply.problem) {
        settle(avatar, noAnswer(reply.problem));
      } else if (annotation) {
        settle({ ...avatar, sidePx: sideOf(annotation) }, { state: 'answered', annotation });
        if (avatar.sidePx > LARGER * sideOf(annotation)) queue.push(avatar);
      } else {
        queue.push(avatar);
      }
    }
    pump();
  }

  function flush() {
    timer = undefined;
    const avatars = [...fresh.values()];
    fresh = new Map();
    for (let i = 0; i < avatars.length; i += LOOKUP_MAX_KEYS) {
      const part = avatars.slice(i, i + LOOKUP_MAX_KEYS);
      lookup(part).catch(() => {
        for (const avatar of part) settle(avatar, noAnswer('stopped'));
      });
    }
  }

  return {
    /** @param {Avatar} avatar that is in view */
    ask(avatar) {
      const found = known.get(avatar.key);
      const isOld = found?.answer?.state === 'no-answer' && Date.now() - found.at > AGAIN_MS;
      const before = isOld ? undefined : found;
      if (before?.answer) {
        askLarger(avatar);
        return;
      }
      if (before && !fresh.has(avatar.key)) {
        const largest = before.larger ?? before;
        if (avatar.sidePx > largest.sidePx) before.larger = avatar;
        return;
      }
      if (before && avatar.sidePx <= before.sidePx) return;
      const { key, sidePx } = avatar;
      known.set(key, { answer: null, sidePx, larger: null, at: Date.now() });
      fresh.set(avatar.key, avatar);
      timer ??= setTimeout(flush, WAIT_MS);
    },

    /** @param {string} key @returns {Answer | null | undefined} undefined: never asked */
    answerOf: (key) => known.get(key)?.answer,

    answers: () => known.values(),
  };
}
