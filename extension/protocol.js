// SPDX-License-Identifier: MIT
//
// protocol: what crosses a border, and the checks at it.  Everything from the host, a page
// or storage is `unknown` until a function here has looked at it.  native-host/PROTOCOL.md
// is the text this follows.

/**
 * @import {
 *   Account, Annotation, Answer, ErrorAnswer, Hello, HostAnswer, HostState, KeyStore,
 *   PageRequest, Settings, UiRequest,
 * } from './types.d.ts'
 */

export const HOST_NAME = 'org.facetell.host';
export const PROTOCOL = Object.freeze({ major: 1, minor: 0 });

export const MESSAGE_MAX_BYTES = 1 << 20; // the browsers' own limit from the host
export const PICTURE_MAX_BYTES = 700 * 1024;
export const LOOKUP_MAX_KEYS = 128;
const KEY_MAX_CHARS = 512;
const URL_MAX_CHARS = 2048;
const EVIDENCE_MAX = 32;
const SEEN_MAX = 8; // provenance/sighting.h

// number, wire name, text: the same table as native-host/base/status.h.  Append only.
const OUTCOME_ROWS = /** @type {const} */ ([
  [0, 'ok', 'done'],
  [1, 'end', 'the other side closed the stream'],
  [10, 'frame-truncated', 'the stream ended inside a frame'],
  [11, 'frame-too-large', 'a frame is longer than the limit'],
  [12, 'frame-empty', 'a frame of length 0'],
  [13, 'io', 'reading or writing failed'],
  [14, 'no-memory', 'out of memory'],
  [15, 'sandbox', 'a wall could not be put up'],
  [20, 'json-syntax', 'not JSON'],
  [21, 'json-utf8', 'not valid UTF-8'],
  [22, 'json-depth', 'nested too deeply'],
  [23, 'json-items', 'too many values'],
  [24, 'json-duplicate', 'the same key twice in one object'],
  [25, 'json-trailing', 'bytes after the end of the value'],
  [26, 'json-number', 'a number that is no integer in range'],
  [27, 'json-type', 'a value of the wrong type'],
  [28, 'json-missing', 'a required member is missing'],
  [29, 'json-length', 'a text or list is too short or too long'],
  [30, 'message-unknown', 'a request of unknown type'],
  [31, 'message-base64', 'not canonical base64'],
  [32, 'message-text', 'a text outside the allowed form'],
  [33, 'protocol-mismatch', 'extension and host speak different protocols'],
  [40, 'too-small', 'the picture or the face is too small'],
  [41, 'no-face', 'no face was found'],
  [42, 'several-faces', 'more than one face'],
  [43, 'not-a-photo', 'not a photo of a face'],
  [44, 'rotated', 'the face is rotated too far'],
  [45, 'unreadable', 'the picture cannot be decoded'],
  [46, 'unsupported-format', 'a picture format that is not decoded'],
  [47, 'too-large', 'the picture has too many pixels or bytes'],
  [60, 'worker-died', 'a worker ended while looking at a picture'],
  [61, 'worker-timeout', 'a worker took too long and was stopped'],
  [62, 'worker-protocol', 'a worker answered out of form'],
  [63, 'worker-model', 'the face model is missing or damaged'],
  [70, 'ledger-open', 'the ledger cannot be opened'],
  [71, 'ledger-corrupt', 'the ledger is damaged'],
  [72, 'ledger-newer', 'the ledger was written by a newer version'],
  [73, 'ledger-busy', 'another process holds the ledger'],
  [74, 'ledger-full', 'the disk is full'],
  [75, 'not-found', 'nothing is known of it'],
  [80, 'key-missing', 'there is no signing key'],
  [81, 'key-mode', 'others may read the key file'],
  [82, 'key-damaged', 'the key file is damaged'],
  [83, 'key-unreadable', 'the key file cannot be read'],
  [84, 'proof-missing', 'there is no proof'],
  [85, 'proof-form', 'the proof is not of the form we verify'],
  [86, 'proof-key', 'signed by another key'],
  [87, 'proof-invalid', 'the signature does not verify'],
]);

export const OUTCOMES = Object.freeze(
  OUTCOME_ROWS.map(([number, name, text]) => Object.freeze({ number, name, text })));

const OUTCOME_NAMES = new Set(OUTCOMES.map(({ name }) => String(name)));

/** Reasons not to tell: they come in a signed annotation, never as an error. */
export const REASONS = Object.freeze(
  OUTCOMES.filter(({ number }) => number >= 40 && number < 60).map(({ name }) => name));

/** What can go wrong on this side of the wire. */
export const PROBLEMS = Object.freeze([
  'host-not-found', // no manifest, or no program where it points
  'host-forbidden', // the manifest does not name this extension
  'host-exited', // it ended, or is not executable
  'host-broken', // it wrote what is no message
  'host-silent', // it started and said nothing
  'host-timeout', // it answered others but not this
  'key-changed', // the host signs with a key that is not the pinned one
  'picture-too-large', // over PICTURE_MAX_BYTES
  'picture-gone', // its bytes cannot be had without asking the network
  'busy', // too many wait already
  'stopped', // this side gave up: switched off, or the tab closed
]);

export const VERDICTS = Object.freeze([
  'declared-ai', 'generated', 'reused', 'contradictory', 'nothing-found', 'cannot-tell',
]);
export const STRENGTHS = Object.freeze([
  'weak', 'moderate', 'moderately-strong', 'strong', 'very-strong',
]);

/** Every refusal, from either side.  `name` is an outcome or one of PROBLEMS. */
export class HostError extends Error {
  /**
   * @param {string} name
   * @param {string} [text]
   */
  constructor(name, text = '') {
    super(text || name);
    this.name = name;
  }
}

// --- rules: (value) => does it have the form?

/** @typedef {(value: unknown) => boolean} Rule */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isObject = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @type {(min: number, max: number) => Rule} */
const integer = (min, max) => (value) =>
  Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;

/** @type {(max: number, pattern?: RegExp) => Rule} */
const text = (max, pattern) => (value) =>
  typeof value === 'string' && value.length <= max && (!pattern || pattern.test(value));

/** @type {(...allowed: readonly unknown[]) => Rule} */
const oneOf = (...allowed) => (value) => allowed.includes(value);

/** @type {(rule: Rule, max: number, min?: number) => Rule} */
const list = (rule, max, min = 0) => (value) =>
  Array.isArray(value) && value.length >= min && value.length <= max && value.every(rule);

/** @type {(rule: Rule, max: number) => Rule} */
const record = (rule, max) => (value) =>
  isObject(value) && Object.keys(value).length <= max && Object.values(value).every(rule);

/** Members in `optional` may be absent; unknown members are ignored, as on the wire. */
/** @type {(required: Record<string, Rule>, optional?: Record<string, Rule>) => Rule} */
const object = (required, optional = {}) => (value) =>
  isObject(value) &&
  Object.entries(required).every(([name, rule]) => rule(value[name])) &&
  Object.entries(optional).every(
    ([name, rule]) => value[name] === undefined || rule(value[name]));

/** One rule for each kind of message. */
/** @param {Record<string, Rule>} rules @param {unknown} kind @param {unknown} message */
const follows = (rules, kind, message) =>
  typeof kind === 'string' && Object.hasOwn(rules, kind) && (rules[kind]?.(message) ?? false);

const ANY_INTEGER = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const ID = integer(1, Number.MAX_SAFE_INTEGER);
const PERMILLE = integer(-4000, 5000); // base/evidence.c has the same bounds
const NAME = text(24, /^[A-Za-z][A-Za-z0-9-]*$/);
// Printable: no control characters, no lone surrogates.
const PRINTABLE = /^[^\p{Cc}\p{Cs}]+$/u;
const PICTURE_KEY = text(KEY_MAX_CHARS, PRINTABLE);
const HTTPS = text(URL_MAX_CHARS, /^https:\/\/[^\s]+$/);
const DID = text(64, /^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{40,52}$/);
const TIME = text(32, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const BASE64 = text(
  Math.ceil(PICTURE_MAX_BYTES / 3) * 4, /^[A-Za-z0-9+/]+={0,2}$/);

const ACCOUNT = object(
  { platform: text(32, /^[a-z0-9-]+$/), id: text(128, PRINTABLE) }, { url: HTTPS });

const PROOF = object({
  type: oneOf('DataIntegrityProof'),
  cryptosuite: oneOf('eddsa-jcs-2022'),
  proofPurpose: oneOf('assertionMethod'),
  verificationMethod: text(256),
  proofValue: text(128, /^z/),
});

// A stranger's words, quoted by the host: nothing that hides or turns round its surroundings.
const QUOTE = text(96,
  /^[^\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$/u);

const EVIDENCE = object(
  { id: NAME, family: NAME, decibans: integer(-1000, 1000) },
  {
    says: QUOTE,
    where: QUOTE,
    disarm: text(16, /^T\d{4}(?:\.\d{3})?$/),
    observed: record(ANY_INTEGER, 16),
    points: record(list(PERMILLE, 2, 2), 16),
    region: list(PERMILLE, 4, 4),
  });

/** One other account that has the same picture. */
const SIGHTING = object(
  {
    platform: text(32, /^[a-z0-9-]+$/), id: text(128, PRINTABLE), bits: integer(0, 256),
    mirrored: oneOf(true, false), when: TIME,
  },
  { url: HTTPS, key: PICTURE_KEY });

const ANNOTATION = object({
  type: oneOf('Annotation'),
  motivation: oneOf('assessing'),
  created: TIME,
  creator: object({ id: DID }, { model: text(64), version: text(64), name: text(64) }),
  target: object(
    { type: oneOf('Image'), sha256: text(64, /^[0-9a-f]{64}$/) },
    {
      width: integer(1, 1 << 24), height: integer(1, 1 << 24), format: text(64),
      pdq: text(64), key: PICTURE_KEY, account: ACCOUNT,
    }),
  body: object(
    { type: oneOf('Assessment'), verdict: oneOf(...VERDICTS) },
    {
      strength: oneOf(...STRENGTHS), reason: oneOf(...REASONS),
      decibans: integer(-1000, 1000), face: list(PERMILLE, 4, 4),
      evidence: list(EVIDENCE, EVIDENCE_MAX), seen: list(SIGHTING, SEEN_MAX),
    }),
  proof: PROOF,
});

const HELLO = object(
  {
    type: oneOf('hello'),
    protocol: object({ major: integer(0, 1 << 16), minor: integer(0, 1 << 16) }),
    version: text(64, PRINTABLE),
    key: DID,
  },
  {
    model: text(64),
    limits: record(ANY_INTEGER, 32),
    capabilities: list(text(64), 64),
    rotations: list(isObject, 8),
    state: record(text(64), 16), // of the host's parts: "ok", or a name of the table
  });

const HOST_ANSWERS = /** @type {Record<string, Rule>} */ ({
  annotation: object({ id: ID, annotation: ANNOTATION }),
  annotations: object({
    id: ID, annotations: list(ANNOTATION, LOOKUP_MAX_KEYS), more: oneOf(true, false),
  }),
  forgotten: object({ id: ID, count: integer(0, Number.MAX_SAFE_INTEGER) }),
});

const ERROR = object({
  type: oneOf('error'),
  error: object({ name: text(64), number: integer(0, 999) }, { text: text(1024) }),
});

// --- from the host

/**
 * Only what decides whether we speak the same language: a hello of another major
 * version may have any other form.
 * @param {unknown} message
 * @returns {number | null} the protocol's major number
 */
export function helloMajor(message) {
  if (!isObject(message) || message.type !== 'hello') return null;
  const { protocol } = message;
  return isObject(protocol) && integer(0, 1 << 16)(protocol.major)
    ? Number(protocol.major) : null;
}

/** @param {unknown} message @returns {message is Hello} */
export const isHello = (message) => HELLO(message);

/** @param {unknown} message @returns {message is HostAnswer} */
export const isHostAnswer = (message) =>
  isObject(message) && follows(HOST_ANSWERS, message.type, message);

/** @param {unknown} message @returns {message is ErrorAnswer} */
export const isErrorAnswer = (message) => ERROR(message);

/** @param {unknown} document @returns {document is Annotation} */
export const isAnnotation = (document) => ANNOTATION(document);

/** @param {unknown} message @returns {number | null} the id it answers */
export function answeredId(message) {
  return isObject(message) && ID(message.id) ? Number(message.id) : null;
}

/**
 * The error an error answer carries; its name is one of the table, or `io`.
 * @param {ErrorAnswer} answer
 */
export function errorOf(answer) {
  const { name, text: detail } = answer.error;
  return new HostError(OUTCOME_NAMES.has(name) ? name : 'io', detail);
}

// --- from our own content scripts and pages

const PAGE_REQUESTS = /** @type {Record<string, Rule>} */ ({
  start: object({}),
  lookup: object({ keys: list(PICTURE_KEY, LOOKUP_MAX_KEYS, 1) }),
  score: object(
    { key: PICTURE_KEY, url: HTTPS, sidePx: integer(0, 1 << 16) },
    { bytes: BASE64, account: ACCOUNT }),
  picture: object({ url: HTTPS }),
});

/** @param {unknown} message @returns {message is PageRequest} */
export const isPageRequest = (message) =>
  isObject(message) && follows(PAGE_REQUESTS, message.kind, message);

const SITE_ID = text(32, /^[a-z0-9-]+$/);
const PRIOR_PPM = integer(1, 999_999);

const UI_REQUESTS = /** @type {Record<string, Rule>} */ ({
  state: object({}),
  retry: object({}),
  'accept-key': object({ did: DID }),
  'refuse-key': object({ did: DID }),
  'set-site': object({ site: SITE_ID, on: oneOf(true, false) }),
  'set-prior': object({ priorPpm: PRIOR_PPM }),
  'forget-all': object({}),
});

/** @param {unknown} message @returns {message is UiRequest} */
export const isUiRequest = (message) =>
  isObject(message) && follows(UI_REQUESTS, message.kind, message);

// --- from storage

export const PRIOR_DEFAULT_PPM = 500; // 0.05 %: design/product.md, general feed

/** @param {unknown} stored @returns {Settings} what is damaged falls back to the default */
export function settingsOf(stored) {
  const settings = isObject(stored) ? stored : {};
  const { sites, priorPpm } = settings;
  return {
    sites: record(oneOf(true, false), 64)(sites)
      ? /** @type {Record<string, boolean>} */ (sites) : {},
    priorPpm: PRIOR_PPM(priorPpm) ? Number(priorPpm) : PRIOR_DEFAULT_PPM,
  };
}

const KEY_STORE = object(
  { pinned: DID, since: text(32), earlier: list(DID, 64) },
  { offered: DID, refused: oneOf(true, false) });

/** @param {unknown} stored @returns {KeyStore | null} */
export const keyStoreOf = (stored) =>
  KEY_STORE(stored) ? /** @type {KeyStore} */ (stored) : null;

const HOST_STATE = object({
  phase: oneOf('idle', 'connecting', 'ready', 'failed'),
  problem: (value) => value === null || typeof value === 'string',
  warnings: list(text(64), 16),
});

/** @param {unknown} stored @returns {HostState | null} */
export const hostStateOf = (stored) =>
  HOST_STATE(stored) ? /** @type {HostState} */ (stored) : null;

const ROTATION = object(
  { type: oneOf('KeyRotation'), from: DID, to: DID, proof: PROOF });

/** @param {unknown} document @returns {document is {from: string, to: string}} */
export const isRotation = (document) => ROTATION(document);

/** @param {string} problem @returns {Answer} */
export const noAnswer = (problem) => ({ state: 'no-answer', problem });

/** @param {unknown} account @returns {account is Account} */
export const isAccount = (account) => ACCOUNT(account);
