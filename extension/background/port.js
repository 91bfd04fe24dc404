// SPDX-License-Identifier: MIT
//
// port: the native connection.  Requests carry ids and are answered in any order; the host
// says hello first.  A dropped port rejects all that was in flight.  A host that never
// answered is not tried again until somebody asks for it (retry).

/** @import { Hello, HostAnswer, HostState } from '../types.d.ts' */

import {
  HostError, MESSAGE_MAX_BYTES, PROTOCOL, answeredId, errorOf, helloMajor, isErrorAnswer,
  isHello, isHostAnswer,
} from '../protocol.js';

export const HELLO_TIMEOUT_MS = 5_000; // loading the models takes tens of milliseconds
export const REQUEST_TIMEOUT_MS = 30_000; // the host's own limit for a picture is 2 s
export const IDLE_MS = 20_000; // then the browser and the host can sleep
export const BACKOFF_FIRST_MS = 500;
export const BACKOFF_MAX_MS = 30_000;
const BACKOFF_WAIT_MAX_MS = 2_000; // beyond this a request fails at once

// The browsers' own texts: design/browser.md, sections 2 and 3.
const DISCONNECT_TEXTS = /** @type {const} */ ([
  ['host-not-found', /not found|No such native application/i],
  ['host-forbidden', /forbidden/i],
  ['host-broken', /communicating|too large|maximum|exceed/i],
]);

/** @param {string | undefined} text of the error a port ended with */
export const problemOf = (text) =>
  DISCONNECT_TEXTS.find(([, pattern]) => pattern.test(text ?? ''))?.[0] ?? 'host-exited';

/**
 * @typedef {object} NativePort what we use of chrome.runtime.Port
 * @property {(message: object) => void} postMessage
 * @property {() => void} disconnect
 * @property {{addListener: (f: (message: unknown) => void) => void}} onMessage
 * @property {{addListener: (f: () => void) => void}} onDisconnect
 */

/**
 * @typedef {object} Waiting
 * @property {(answer: HostAnswer) => void} resolve
 * @property {(error: HostError) => void} reject
 * @property {ReturnType<typeof setTimeout>} timer
 */

/**
 * @param {object} options
 * @param {() => NativePort} options.connect
 * @param {(port: NativePort) => string | undefined} options.lastError why a port ended
 * @param {(hello: Hello) => Promise<void>} options.onHello may refuse by throwing a HostError
 * @param {(state: HostState) => void} options.onState
 * @param {Promise<HostState | null>} [options.remembered] how it was before we slept
 */
export function createPort({ connect, lastError, onHello, onState, remembered }) {
  /** @type {Map<number, Waiting>} */
  const waiting = new Map();
  /** @type {HostState} */
  let state = { phase: 'idle', problem: null, version: null, model: null, warnings: [] };
  /** @type {NativePort | null} */
  let port = null;
  /** @type {Promise<void> | null} */
  let opening = null;
  let nextId = 1;
  let hasAnswered = false; // this host, since we started or since retry()
  let backoffMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let idleTimer;

  const recalled = (remembered ?? Promise.resolve(null)).catch(() => null).then((before) => {
    if (before?.phase === 'failed' && state.phase === 'idle') state = { ...before };
  });

  /** @param {Partial<HostState>} change */
  function setState(change) {
    state = { ...state, ...change };
    onState(state);
  }

  /** @param {HostError} error */
  function close(error) {
    const open = port;
    port = null;
    opening = null;
    clearTimeout(idleTimer);
    open?.disconnect();
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    waiting.clear();
  }

  /** @param {HostError} error */
  function fail(error) {
    close(error);
    backoffMs = Math.min(Math.max(backoffMs * 2, BACKOFF_FIRST_MS), BACKOFF_MAX_MS);
    setState({ phase: 'failed', problem: error.name });
  }

  function restartIdleTimer() {
    clearTimeout(idleTimer);
    if (waiting.size > 0) return;
    idleTimer = setTimeout(() => {
      close(new HostError('stopped'));
      setState({ phase: 'idle' });
    }, IDLE_MS);
  }

  /** @param {unknown} message */
  function settle(message) {
    const id = answeredId(message);
    const request = id === null ? undefined : waiting.get(id);
    if (id === null || !request) return; // too late, or not for us
    waiting.delete(id);
    clearTimeout(request.timer);
    restartIdleTimer();
    if (isHostAnswer(message)) request.resolve(message);
    else if (isErrorAnswer(message)) request.reject(errorOf(message));
    else request.reject(new HostError('host-broken', 'an answer of unknown form'));
  }

  /** @param {unknown} message @returns {Hello} */
  function readHello(message) {
    if (isErrorAnswer(message)) throw errorOf(message);
    const major = helloMajor(message);
    if (major !== null && major !== PROTOCOL.major) throw new HostError('protocol-mismatch');
    if (!isHello(message)) throw new HostError('host-broken', 'no hello');
    return message;
  }

  /** @returns {Promise<void>} resolved when the host's hello was accepted */
  function connectNow() {
    setState({ phase: 'connecting' });
    return new Promise((resolve, reject) => {
      /** @type {NativePort} */
      let own;
      let helloSeen = false;
      /** @param {unknown} error */
      const refuse = (error) => {
        clearTimeout(timer);
        const known = error instanceof HostError
          ? error : new HostError('host-broken', String(error));
        if (port === own) fail(known);
        reject(known);
      };
      const timer = setTimeout(() => refuse(new HostError('host-silent')), HELLO_TIMEOUT_MS);

      /** @param {unknown} message */
      const welcome = async (message) => {
        const hello = readHello(message);
        await onHello(hello);
        clearTimeout(timer);
        if (port !== own) throw new HostError('host-exited');
        hasAnswered = true;
        backoffMs = 0;
        setState({
          phase: 'ready', problem: null, version: hello.version, model: hello.model ?? null,
          warnings: Object.values(hello.state ?? {}).filter((name) => name !== 'ok'),
        });
        restartIdleTimer();
        resolve();
      };

      try {
        own = connect();
      } catch (error) {
        refuse(new HostError('host-not-found', String(error)));
        return;
      }
      port = own;
      own.onMessage.addListener((message) => {
        if (port !== own) return;
        if (helloSeen) {
          settle(message);
        } else {
          helloSeen = true;
          welcome(message).catch(refuse);
        }
      });
      own.onDisconnect.addListener(() => {
        const problem = problemOf(lastError(own));
        if (port === own) refuse(new HostError(problem));
      });
    });
  }

  /** @returns {Promise<void>} */
  function open() {
    if (opening) return opening;
    const isTransient = hasAnswered && (state.problem ?? '').startsWith('host-');
    if (state.phase === 'failed' && (!isTransient || backoffMs > BACKOFF_WAIT_MAX_MS)) {
      scheduleRetry(isTransient);
      return Promise.reject(new HostError(state.problem ?? 'host-exited'));
    }
    const wait = state.phase === 'failed' ? backoffMs : 0;
    opening = new Promise((resolve) => { setTimeout(resolve, wait); }).then(connectNow);
    opening.catch(() => { opening = null; });
    return opening;
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retryTimer;
  /** @param {boolean} isTransient a host that never answered is not tried again */
  function scheduleRetry(isTransient) {
    if (!isTransient || retryTimer) return;
    retryTimer = setTimeout(() => {
      retryTimer = undefined;
      if (state.phase === 'failed') setState({ phase: 'idle' });
    }, backoffMs);
  }

  return {
    state: () => state,

    /** Someone did something about it: the next request may try again. */
    async retry() {
      await recalled;
      if (state.phase !== 'failed') return;
      backoffMs = 0;
      setState({ phase: 'idle', problem: null });
    },

    /** End it now; the next request opens it again.  For a key that has just been accepted. */
    reset() {
      close(new HostError('stopped'));
      backoffMs = 0;
      setState({ phase: 'idle', problem: null });
    },

    /**
     * @param {{type: string} & Record<string, unknown>} message without its id
     * @returns {Promise<HostAnswer>}
     * @throws {HostError}
     */
    async request(message) {
      await recalled;
      await open();
      const id = nextId++;
      const whole = { ...message, id };
      if (JSON.stringify(whole).length > MESSAGE_MAX_BYTES) {
        throw new HostError('picture-too-large');
      }
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          restartIdleTimer();
          reject(new HostError('host-timeout'));
        }, REQUEST_TIMEOUT_MS);
        waiting.set(id, { resolve, reject, timer });
        clearTimeout(idleTimer);
        try {
          port?.postMessage(whole);
        } catch {
          fail(new HostError('host-exited'));
        }
      });
    },
  };
}
