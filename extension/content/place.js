'use strict';
// SPDX-License-Identifier: MIT

/**
 * Put badges beside names without moving anything: absolute elements, moved by a measured
 * transform from where they would stand in the line, so that they go with it.  When the
 * room to the right of the name is taken, a badge goes to the right of that; when there is
 * no room at all, it goes small onto the corner of the picture.
 *
 * CSS anchor positioning is not used: with it Chromium 156 needs 163 s of layout while
 * 1,000 posts are added, 0.8 s without.
 */
function createPlacer() {
  const GAP_PX = 6;
  const CORNER_PX = 14; // of the 20 px of a small badge lie on the picture
  const NEIGHBOURS_MAX = 400; // nodes of a post that are looked at for room
  const BLOCK_LEVELS = 4; // how far around a name the line's own block is looked for
  const BLOCK_ROOM_PX = 160; // what is that much wider than the name is the block

  /**
   * @typedef {object} Placing
   * @property {HTMLElement} host
   * @property {Element | null} author
   * @property {Element} picture
   * @property {Element | null} container the badge stays inside it
   * @property {(isCompact: boolean) => void} setCompact
   */
  /** @typedef {{left: number, top: number}} Point in the viewport */

  /** The picture's own box, or that of the SVG it is in. */
  /** @param {Element} picture @returns {Element} */
  const boxOf = (picture) =>
    (picture instanceof SVGElement && picture.ownerSVGElement) || picture;

  /** What to stand behind: never inside a link. @param {Placing} placing */
  function anchorOf({ author, picture }) {
    let top = author ?? boxOf(picture);
    let link = top.closest('a');
    while (link) {
      top = link;
      link = link.parentElement?.closest('a') ?? null;
    }
    return top;
  }

  /** Does it put something behind its texts? @param {Element} element */
  const hasBackground = (element) =>
    !/, 0\)$|transparent/.test(getComputedStyle(element).backgroundColor);

  /**
   * Texts, pictures and bubbles that stand on the line of the name.
   * @param {Element} anchor
   * @param {DOMRect} row
   * @param {HTMLElement} host
   */
  function neighbours(anchor, row, host) {
    const rects = [];
    let block = anchor.parentElement;
    for (let level = 0; block && level < BLOCK_LEVELS; level++) {
      if (block.getBoundingClientRect().width > row.width + BLOCK_ROOM_PX) break;
      // A bubble around the name is taken as a whole: no badge sits on its edge.
      if (hasBackground(block)) rects.push(block.getBoundingClientRect());
      block = block.parentElement;
    }
    if (!block) return { rects, block: anchor.parentElement ?? anchor };
    const walker = document.createTreeWalker(
      block, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let left = NEIGHBOURS_MAX; left > 0; left--) {
      const node = walker.nextNode();
      if (!node) break;
      if (anchor.contains(node) || node === host) continue;
      const takesRoom = node.nodeType === Node.TEXT_NODE
        ? node.textContent?.trim() : /^(?:img|svg|button)$/i.test(node.nodeName);
      if (!takesRoom) continue;
      const range = document.createRange();
      range.selectNode(node);
      rects.push(...range.getClientRects());
    }
    return {
      block,
      rects: rects.filter((rect) => rect.width > 2 && rect.height > 2 &&
        rect.top < row.bottom - 2 && rect.bottom > row.top + 2),
    };
  }

  /**
   * The free place nearest to the name on its line, or null.
   * @param {Placing} placing
   * @param {DOMRect} is where the badge is now
   * @param {boolean} isRtl
   * @returns {Point | null}
   */
  function freePlace({ host, author, container }, is, isRtl) {
    if (!author) return null;
    const row = author.getBoundingClientRect();
    const { rects, block } = neighbours(author, row, host);
    const bounds = container && block.contains(container) ? container : block;
    const edge = bounds.getBoundingClientRect();
    const room = Math.min(
      isRtl ? row.left - edge.left : edge.right - row.right,
      isRtl ? row.left : document.documentElement.clientWidth - row.right);
    const taken = rects
      .map((rect) => (isRtl
        ? { from: row.left - rect.right, to: row.left - rect.left }
        : { from: rect.left - row.right, to: rect.right - row.right }))
      .filter(({ to }) => to > 0)
      .sort((a, b) => a.from - b.from);
    let distance = GAP_PX;
    for (const { from, to } of taken) {
      if (from >= distance + is.width) break;
      distance = Math.max(distance, to + GAP_PX);
    }
    if (distance + is.width > room) return null;
    return {
      left: isRtl ? row.left - distance - is.width : row.right + distance,
      top: (row.top + row.bottom - is.height) / 2,
    };
  }

  /** @param {Element} picture @param {DOMRect} is @param {boolean} isRtl @returns {Point} */
  function cornerOf(picture, is, isRtl) {
    const box = boxOf(picture).getBoundingClientRect();
    return {
      left: isRtl ? box.left + CORNER_PX - is.width : box.right - CORNER_PX,
      top: box.bottom - CORNER_PX,
    };
  }

  /** @param {HTMLElement} host @param {DOMRect} from @param {Point} to */
  function move(host, from, to) {
    const [x, y] = [to.left - from.left, to.top - from.top].map(Math.round);
    host.style.setProperty('transform', `translate(${x}px, ${y}px)`, 'important');
  }

  /** @param {HTMLElement} host */
  const reset = (host) => host.style.setProperty('transform', 'none', 'important');

  /** @param {Element} node */
  const isRtlAt = (node) => getComputedStyle(node).direction === 'rtl';

  /**
   * All writes, then all measures, twice: at most two layouts for any number of badges.
   * @param {Placing[]} placings
   */
  return function place(placings) {
    for (const placing of placings) {
      const anchor = anchorOf(placing);
      if (anchor.nextSibling !== placing.host) anchor.after(placing.host);
      placing.host.hidden = false;
      placing.setCompact(false);
      reset(placing.host);
    }
    const beside = placings.map((placing) => {
      const is = placing.host.getBoundingClientRect();
      return { placing, is, to: freePlace(placing, is, isRtlAt(anchorOf(placing))) };
    });
    for (const { placing, is, to } of beside) {
      if (to) move(placing.host, is, to);
      else placing.setCompact(true);
    }
    const corners = beside.filter(({ to }) => !to).map(({ placing: { host, picture } }) => {
      const is = host.getBoundingClientRect();
      return { host, is, to: cornerOf(picture, is, isRtlAt(boxOf(picture))) };
    });
    for (const { host, is, to } of corners) move(host, is, to);
  };
}
