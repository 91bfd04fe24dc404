// SPDX-License-Identifier: MIT
//
// jcs: RFC 8785 canonical JSON of documents that hold integers only.
//
// JSON.stringify escapes texts as the RFC asks, and sort() orders by UTF-16 code units.

import { HostError } from '../protocol.js';

const DEPTH_MAX = 16; // PROTOCOL.md, "Strict JSON"

/** @param {string} text */
function quote(text) {
  if (/\p{Cs}/u.test(text)) throw new HostError('proof-form', 'a lone surrogate');
  return JSON.stringify(text);
}

/**
 * @param {unknown} value
 * @param {number} [depth]
 * @returns {string}
 * @throws {HostError} proof-form, for what is not JSON of integers
 */
export function canonical(value, depth = 0) {
  if (depth > DEPTH_MAX) throw new HostError('proof-form', 'nested too deeply');
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new HostError('proof-form', 'no integer');
    return String(Object.is(value, -0) ? 0 : value);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  }
  if (typeof value !== 'object') throw new HostError('proof-form', 'not JSON');
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${quote(name)}:${canonical(item, depth + 1)}`);
  return `{${members.join(',')}}`;
}
