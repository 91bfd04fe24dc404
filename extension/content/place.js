'use strict';
// SPDX-License-Identifier: MIT

/**
 * Put a badge beside a name without moving anything: an absolute element that stands where
 * the flow has it, after the name, and is moved by a measured transform.  (Not by CSS anchor
 * positioning: Chromium 156 needs 163 s of layout for 1,000 posts with it, 0.8 s without.)
 * When the room beside the name is taken, it goes beyond that; when there is no room at all,
 * it goes small onto the corner of the picture.
 *
 * `write` changes the page's layout, `measure` reads it; call all writes, then all
 * measures, so that a batch costs one layout.
 */
function createPlacer() {
  const GAP_PX = 6;
  const CORNER_PX = 14; // of the 20 px of a small badge lie on the picture
  const NEIGHBOURS_MAX = 400; // nodes of a post that are looked at for room
  /** @type {WeakMap<HTMLElement, 'beside' | 'corner'>} */
  const places = new WeakMap();
  /** @type {WeakMap<HTMLElement, {x: number, y: number}>} from where the flow has them */
  const moved = new WeakMap();

  /** The nearest HTML or outer SVG box: parts of an SVG have no corner of their own. */
  /** @param {Element} node @returns {HTMLElement | SVGElement} */
  const boxOf = (node) =>
    (node instanceof SVGElement && node.ownerSVGElement) || /** @type {HTMLElement} */ (node);

  /** @param {Element} node the link a picture is in, or its box: never write inside a link */
  function outside(node) {
    let top = /** @type {Element} */ (boxOf(node));
    let link = top.closest('a');
    while (link) {
      top = link;
      link = link.parentElement?.closest('a') ?? null;
    }
    return top;
  }

  /**
   * @param {HTMLElement} host
   * @param {number} left in the viewport
   * @param {number} top
   */
  function move(host, left, top) {
    const is = host.getBoundingClientRect();
    const before = moved.get(host) ?? { x: 0, y: 0 };
    const x = before.x + Math.round(left - is.left);
    const y = before.y + Math.round(top - is.top);
    if (x === before.x && y === before.y) return;
    moved.set(host, { x, y });
    host.style.setProperty('transform', `translate(${x}px, ${y}px)`, 'important');
  }

  /** A badge that changes its place gets a new box: browsers count a moved one as a shift. */
  /** @param {HTMLElement} host */
  function renew(host) {
    const { parentNode, nextSibling } = host;
    host.remove();
    parentNode?.insertBefore(host, nextSibling);
  }

  /** Texts and pictures that stand on the line of `rect`, beside the anchor. */
  /** @param {Element} anchor @param {DOMRect} row @param {HTMLElement} host */
  function neighbours(anchor, row, host) {
    const rects = [];
    let block = anchor.parentElement;
    for (let level = 0; block && level < 4; level++, block = block.parentElement) {
      if (block.getBoundingClientRect().width > row.width + 160) break;
    }
    if (!block) return { rects: [], block: anchor.parentElement ?? anchor };
    // A bubble around the name is taken as a whole: the badge does not sit on its edge.
    for (let part = anchor.parentElement; part && part !== block; part = part.parentElement) {
      const { backgroundColor } = getComputedStyle(part);
      if (!/, 0\)$|transparent/.test(backgroundColor)) rects.push(part.getBoundingClientRect());
    }
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
   * @param {HTMLElement} host
   * @param {Element} anchor
   * @param {Element | null} container the badge stays inside it
   * @param {boolean} isRtl
   * @returns {number | null} the distance from the anchor's end
   */
  function freeDistance(host, anchor, container, isRtl) {
    const row = anchor.getBoundingClientRect();
    const { width } = host.getBoundingClientRect();
    const { rects, block } = neighbours(anchor, row, host);
    const bounds = container && block.contains(container) ? container : block;
    const edge = bounds.getBoundingClientRect();
    const room = Math.min(isRtl ? row.left - edge.left : edge.right - row.right,
      isRtl ? row.left : document.documentElement.clientWidth - row.right);
    const taken = rects
      .map((rect) => (isRtl
        ? { from: row.left - rect.right, to: row.left - rect.left }
        : { from: rect.left - row.right, to: rect.right - row.right }))
      .filter(({ to }) => to > 0)
      .sort((a, b) => a.from - b.from);
    let distance = GAP_PX;
    for (const { from, to } of taken) {
      if (from >= distance + width) break;
      distance = Math.max(distance, to + GAP_PX);
    }
    return distance + width <= room ? distance : null;
  }

  /**
   * @param {HTMLElement} host
   * @param {Element} anchor
   * @param {boolean} isRtl
   * @param {number} distance
   */
  function beside(host, anchor, isRtl, distance) {
    const at = anchor.getBoundingClientRect();
    const is = host.getBoundingClientRect();
    const left = isRtl ? at.left - distance - is.width : at.right + distance;
    const top = (at.top + at.bottom - is.height) / 2;
    move(host, left, top);
  }

  /** @param {HTMLElement} host @param {Element} box @param {boolean} isRtl */
  function onCorner(host, box, isRtl) {
    const at = box.getBoundingClientRect();
    const is = host.getBoundingClientRect();
    const left = isRtl ? at.left + CORNER_PX - is.width : at.right - CORNER_PX;
    const top = at.bottom - CORNER_PX;
    move(host, left, top);
  }

  return {
    outside,

    /**
     * Put it into the page, unseen, as a sibling after the name or the picture's link.
     * @param {HTMLElement} host
     * @param {Element} after
     */
    write(host, after) {
      if (after.nextSibling !== host) after.after(host);
    },

    /**
     * @param {HTMLElement} host
     * @param {{author: Element | null, picture: Element, container: Element | null}} around
     * @param {(isCompact: boolean) => void} setCompact
     */
    measure(host, { author, picture, container }, setCompact) {
      const isRtl = getComputedStyle(author ?? picture).direction === 'rtl';
      setCompact(false);
      const before = places.get(host);
      const distance = author ? freeDistance(host, author, container, isRtl) : null;
      const place = distance === null ? 'corner' : 'beside';
      if (before && before !== place) renew(host);
      places.set(host, place);
      if (author && distance !== null) {
        beside(host, author, isRtl, distance);
      } else {
        setCompact(true);
        onCorner(host, boxOf(picture), isRtl);
      }
    },
  };
}
