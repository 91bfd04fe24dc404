// SPDX-License-Identifier: MIT
//
// keys: which keys may sign.  The host's key is pinned at the first hello.  Another key is
// an alarm, unless the statements of rotation lead from the pinned one to it.

/** @import { Hello, KeyStore } from '../types.d.ts' */

import { HostError, isRotation, keyStoreOf } from '../protocol.js';
import { verifyProof } from './verify.js';

const EARLIER_MAX = 16;

/**
 * Follow the rotations, each signed by the key it leaves.
 * @param {string} from
 * @param {string} to
 * @param {unknown[]} rotations oldest first
 * @returns {Promise<string[] | null>} the keys left behind, or null when they do not lead there
 */
export async function followRotations(from, to, rotations) {
  const left = [];
  let current = from;
  for (const rotation of rotations) {
    if (current === to) break;
    if (!isRotation(rotation) || rotation.from !== current) continue;
    try {
      await verifyProof(rotation, [current]);
    } catch {
      return null;
    }
    left.push(current);
    current = rotation.to;
  }
  return current === to ? left : null;
}

/**
 * At the first hello there is nothing to compare with: the keys that lead to the offered
 * one are earlier keys of the same host, whose annotations its ledger still holds.
 * @param {string} key
 * @param {unknown[]} rotations
 */
async function earlierKeys(key, rotations) {
  for (const rotation of rotations) {
    const left = isRotation(rotation)
      ? await followRotations(rotation.from, key, rotations) : null;
    if (left) return left;
  }
  return [];
}

/**
 * @param {object} storage what we use of chrome.storage.local
 * @param {(name: string) => Promise<Record<string, unknown>>} storage.get
 * @param {(items: Record<string, unknown>) => Promise<void>} storage.set
 */
export function createKeys(storage) {
  /** @returns {Promise<KeyStore | null>} */
  const read = async () => keyStoreOf((await storage.get('keys')).keys);

  /** @param {KeyStore} keys */
  const write = (keys) => storage.set({ keys });

  const now = () => new Date().toISOString();

  /** @param {KeyStore} keys @returns {string[]} */
  const trusted = (keys) => [keys.pinned, ...keys.earlier];

  return {
    read,

    /**
     * @param {Hello} hello
     * @returns {Promise<string[]>} the keys that may sign from here on
     * @throws {HostError} key-changed
     */
    async accept(hello) {
      const keys = await read();
      const rotations = hello.rotations ?? [];
      if (!keys) {
        const earlier = (await earlierKeys(hello.key, rotations)).slice(-EARLIER_MAX);
        const fresh = { pinned: hello.key, since: now(), earlier };
        await write(fresh);
        return trusted(fresh);
      }
      if (keys.pinned === hello.key) {
        const { pinned, since, earlier } = keys;
        if (keys.offered) await write({ pinned, since, earlier });
        return trusted(keys);
      }
      const left = await followRotations(keys.pinned, hello.key, rotations);
      if (!left) {
        const refused = keys.offered === hello.key && keys.refused === true;
        await write({ ...keys, offered: hello.key, refused });
        throw new HostError('key-changed');
      }
      const earlier = [...keys.earlier, ...left].slice(-EARLIER_MAX);
      const followed = { pinned: hello.key, since: now(), earlier };
      await write(followed);
      return trusted(followed);
    },

    /**
     * The reader has decided about the offered key.
     * @param {string} did what they saw; another one may have been offered meanwhile
     * @param {boolean} accepted
     */
    async decide(did, accepted) {
      const keys = await read();
      if (keys?.offered !== did) return;
      await write(accepted
        ? { pinned: did, since: now(), earlier: [] }
        : { ...keys, refused: true });
    },
  };
}
