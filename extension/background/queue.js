// SPDX-License-Identifier: MIT
//
// queue: pictures on their way to the host.  One job for each picture key; a bounded number
// at a time; the larger rendition wins.  Nothing leaves here that was not verified.

/** @import { Account, Annotation, Answer, HostAnswer } from '../types.d.ts' */

import {
  HostError, LOOKUP_MAX_KEYS, PICTURE_MAX_BYTES, isAnnotation, noAnswer,
} from '../protocol.js';
import { sha256Hex } from './verify.js';

export const RUNNING_MAX = 16; // design/browser.md, section 5: 16 at a time is enough
export const WAITING_MAX = 512;
const TRIES = 2; // a port that drops takes down requests that were not at fault

/** @param {string} base64 */
const bytesOf = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** @typedef {{type: string} & Record<string, unknown>} Message without its id */

/**
 * @typedef {object} Picture
 * @property {string} key
 * @property {string} bytes base64
 * @property {number} sidePx
 * @property {Account | undefined} account
 * @property {string | undefined} page
 */

/**
 * @typedef {object} Job
 * @property {Picture} picture
 * @property {boolean} isRunning
 * @property {Promise<Answer>} promise
 * @property {(answer: Answer) => void} resolve
 */

/**
 * @param {object} options
 * @param {(message: Message) => Promise<HostAnswer>} options.request
 * @param {(document: unknown) => Promise<unknown>} options.verify throws on any doubt
 */
export function createQueue({ request, verify }) {
  /** @type {Map<string, Job>} */
  const jobs = new Map();
  /** @type {Job[]} */
  const waiting = [];
  let running = 0;

  /** @param {Picture} picture @returns {Promise<Annotation>} */
  async function ask(picture) {
    const { key, bytes, account, page } = picture;
    const answer = await request({
      type: 'score',
      picture: { bytes, key },
      ...(account && { account }),
      ...(page && { page: { url: page } }),
    });
    if (answer.type !== 'annotation') throw new HostError('host-broken');
    const { annotation } = answer;
    await verify(annotation);
    if (annotation.target.key !== key) throw new HostError('proof-form', 'another picture');
    // A verdict from a larger rendition has that one's hash; else it must be this file's.
    if (!('remembered' in answer && answer.remembered === true) &&
        annotation.target.sha256 !== await sha256Hex(bytesOf(bytes))) {
      throw new HostError('proof-form', 'another file');
    }
    return annotation;
  }

  /** @param {Job} job @returns {Promise<Answer>} */
  async function run(job) {
    for (let left = TRIES - 1; ; left--) {
      try {
        return { state: 'answered', annotation: await ask(job.picture) };
      } catch (error) {
        const name = error instanceof HostError ? error.name : 'host-broken';
        if (name !== 'host-exited' || left === 0) return noAnswer(name);
      }
    }
  }

  function pump() {
    while (running < RUNNING_MAX) {
      const job = waiting.shift();
      if (!job) return;
      running++;
      job.isRunning = true;
      run(job).then((answer) => {
        running--;
        if (jobs.get(job.picture.key) === job) jobs.delete(job.picture.key);
        job.resolve(answer);
        pump();
      });
    }
  }

  return {
    /**
     * Never rejects.
     * @param {Picture} picture
     * @returns {Promise<Answer>}
     */
    score(picture) {
      const known = jobs.get(picture.key);
      if (known && (picture.sidePx <= known.picture.sidePx || !known.isRunning)) {
        if (picture.sidePx > known.picture.sidePx) known.picture = picture;
        return known.promise;
      }
      if (waiting.length >= WAITING_MAX) return Promise.resolve(noAnswer('busy'));
      if (picture.bytes.length > Math.ceil(PICTURE_MAX_BYTES / 3) * 4) {
        return Promise.resolve(noAnswer('picture-too-large'));
      }
      /** @type {(answer: Answer) => void} */
      let resolve = () => {};
      /** @type {Promise<Answer>} */
      const promise = new Promise((settle) => { resolve = settle; });
      const job = { picture, isRunning: false, promise, resolve };
      jobs.set(picture.key, job);
      waiting.push(job);
      pump();
      return promise;
    },

    /**
     * What the host knows already.  An annotation that does not verify is left out.
     * @param {string[]} keys at most LOOKUP_MAX_KEYS
     * @returns {Promise<Record<string, Annotation>>}
     */
    async lookup(keys) {
      /** @type {Record<string, Annotation>} */
      const found = {};
      let rest = keys.slice(0, LOOKUP_MAX_KEYS);
      while (rest.length > 0) {
        const answer = await request({ type: 'lookup', keys: rest });
        if (answer.type !== 'annotations') throw new HostError('host-broken');
        const before = rest.length;
        for (const annotation of answer.annotations) {
          const { key } = annotation.target;
          if (!key || !rest.includes(key) || !isAnnotation(annotation)) continue;
          rest = rest.filter((other) => other !== key);
          if (await verify(annotation).then(() => true, () => false)) found[key] = annotation;
        }
        if (!answer.more || rest.length === before) break;
      }
      return found;
    },
  };
}
