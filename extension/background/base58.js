// SPDX-License-Identifier: MIT
//
// base58: the Bitcoin alphabet, as multibase "z" uses it.  Short inputs only (keys,
// signatures): the algorithm is quadratic.

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const MAX_CHARS = 128;

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer> | null} null when it is no base58
 */
export function base58Decode(text) {
  if (text.length > MAX_CHARS) return null;
  /** @type {number[]} */
  const bytes = []; // least significant first
  for (const char of text) {
    let carry = ALPHABET.indexOf(char);
    if (carry < 0) return null;
    for (let i = 0; i < bytes.length; i++) {
      carry += (bytes[i] ?? 0) * 58;
      bytes[i] = carry & 0xff;
      carry >>= 8;
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 0xff);
  }
  for (const char of text) {
    if (char !== '1') break;
    bytes.push(0);
  }
  return Uint8Array.from(bytes.reverse());
}
