'use strict';
// SPDX-License-Identifier: MIT

/**
 * Is what one sees behind an element dark?  Sites switch themes by class, so the computed
 * background decides, not what the system prefers.
 * @param {Element} element
 */
function isDarkBehind(element) {
  const OPAQUE = 0.5;
  const MIDDLE_GREY = 128;
  for (let node = /** @type {Element | null} */ (element); node; node = node.parentElement) {
    const parts = getComputedStyle(node).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    const [red = 255, green = 255, blue = 255, alpha = 1] = parts;
    if (parts.length < 3 || alpha < OPAQUE) continue;
    return 0.299 * red + 0.587 * green + 0.114 * blue < MIDDLE_GREY; // ITU-R BT.601 luma
  }
  return false;
}
