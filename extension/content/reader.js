'use strict';
// SPDX-License-Identifier: MIT

/**
 * The one interpreter of adapters: which pictures of a page are avatars, and whose.
 * Pictures are found by their address, people by the shape of a link; selectors only add
 * where the badge goes.  It reads, and never writes to the page.
 *
 * @param {SiteAdapter} adapter
 */
function createReader(adapter) {
  const LEVELS_MAX = 8; // how far a link may be from its picture; design/sites.md, section 6
  const ADDRESS = /^https:\/\/([a-z0-9.-]+)(\/[^?#\s]*)(\?[^#\s]*)?$/;
  const HREF = /^(?:https:\/\/([a-z0-9.-]+))?(\/[^?#\s]*)(\?[^#\s]*)?(?:#.*)?$/;
  const own = adapter.own.join(',');
  const cdns = adapter.cdn.map((cdn) => ({
    isHost: (/** @type {string} */ name) => cdn.hosts.some((host) => (host.startsWith('*.')
      ? name === host.slice(2) || name.endsWith(host.slice(1)) : name === host)),
    path: new RegExp(cdn.path),
    key: new RegExp(cdn.key),
    isDefault: cdn.isDefault ? new RegExp(cdn.isDefault) : null,
    size: cdn.size ? { re: new RegExp(cdn.size.re), names: cdn.size.names } : null,
  }));
  const identities = adapter.identity.map((rule) => ({ ...rule, re: new RegExp(rule.re) }));
  const attributes = adapter.attributes.map((rule) => ({ ...rule, re: new RegExp(rule.re) }));
  const reserved = new Set(adapter.reserved);
  const surfaces = adapter.surfaces.map((surface) => ({
    ...surface,
    containers: surface.container.map(({ sel }) => sel).join(','),
    except: (surface.not ?? []).join(','),
  }));

  /** @param {Element} node @returns {string} the address of the picture it shows */
  function addressOf(node) {
    if (node.localName === 'image') {
      return node.getAttribute('xlink:href') || node.getAttribute('href') || '';
    }
    const { currentSrc } = /** @type {HTMLImageElement} */ (node);
    return currentSrc || node.getAttribute('src') || '';
  }

  /**
   * Taken apart by hand: a page has thousands of pictures.  The background checks the
   * address again, with URL, before it believes it.
   * @param {string} address
   */
  function pictureOf(address) {
    const [, host = '', path = '', query = ''] = ADDRESS.exec(address) ?? [];
    const cdn = cdns.find((one) => one.isHost(host) && one.path.test(path));
    const name = cdn?.key.exec(path)?.[1];
    if (!cdn || !name) return null;
    const size = cdn.size?.re.exec(path + query)?.[1] ?? '';
    return {
      url: address,
      key: `${adapter.site}:${name}`,
      isDefault: cdn.isDefault?.test(path) ?? false,
      sidePx: cdn.size?.names?.[size] ?? (Number.parseInt(size, 10) || 0),
    };
  }

  /**
   * @param {{id?: string, url: string}} rule
   * @param {RegExpExecArray} match
   * @returns {Account | null}
   */
  function accountFrom(rule, match) {
    const id = (rule.id ?? '$1').replace('$1', match[1] ?? '');
    if (id === '' || reserved.has(id.toLowerCase())) return null;
    return { platform: adapter.site, id, url: rule.url.replace('$1', id) };
  }

  /** @param {Element} link @returns {Account | null} */
  function accountOfLink(link) {
    const [, host, path, query = ''] = HREF.exec(link.getAttribute('href') ?? '') ?? [];
    if (!path || path.startsWith('//') || (host && !adapter.hosts.includes(host))) return null;
    for (const rule of identities) {
      const match = rule.re.exec(path) ?? (query && rule.re.exec(path + query));
      const account = match && accountFrom(rule, match);
      if (account) return account;
    }
    return null;
  }

  /** @param {Element} node @returns {Account | null} */
  function accountOfAttribute(node) {
    for (const rule of attributes) {
      const holder = node.closest(rule.sel);
      const match = rule.re.exec(holder?.getAttribute(rule.attr) ?? '');
      const account = match && accountFrom(rule, match);
      if (account) return account;
    }
    return null;
  }

  /** @param {Element} node @returns {Account | null} */
  function accountOfAncestor(node) {
    let link = node.closest('a[href]');
    while (link) {
      const account = accountOfLink(link);
      if (account) return account;
      link = link.parentElement?.closest('a[href]') ?? null;
    }
    return null;
  }

  /**
   * The nearest ancestor with exactly one identity; never the first of several, and never
   * from outside the post, comment or row the picture is in.
   * @param {Element} node
   * @param {Element | null} container
   * @param {string} key
   * @returns {Account | null}
   */
  function accountNearby(node, container, key) {
    let ancestor = node.parentElement;
    for (let level = 0; ancestor && level < LEVELS_MAX; level++) {
      /** @type {Map<string, Account>} */
      const found = new Map();
      for (const link of ancestor.querySelectorAll('a[href]')) {
        const account = accountOfLink(link);
        if (account) found.set(account.id, account);
      }
      for (const account of found.values()) return found.size === 1 ? account : null;
      if (ancestor === container || holdsAnother(ancestor, key)) return null;
      ancestor = ancestor.parentElement;
    }
    return null;
  }

  /** @param {Element} ancestor @param {string} key */
  function holdsAnother(ancestor, key) {
    for (const node of ancestor.querySelectorAll('img, image')) {
      const picture = pictureOf(addressOf(node));
      if (picture && picture.key !== key) return true;
    }
    return false;
  }

  /** The innermost post, comment or row around a picture. @param {Element} node */
  function surfaceOf(node) {
    /** @type {{surface: typeof surfaces[number], container: Element} | null} */
    let best = null;
    for (const surface of surfaces) {
      let container = node.closest(surface.containers);
      while (container && surface.except && container.matches(surface.except)) {
        container = container.parentElement?.closest(surface.containers) ?? null;
      }
      if (!container) continue;
      if (!best || (best.container !== container && best.container.contains(container))) {
        best = { surface, container };
      }
    }
    return best;
  }

  /**
   * Where the name of `account` stands in its container.
   * @param {typeof surfaces[number]} surface
   * @param {Element} container
   * @param {Element} node the picture: a link around it is not the name
   * @param {Account} account
   */
  function authorOf(surface, container, node, account) {
    for (const { sel } of surface.author) {
      for (const candidate of container.querySelectorAll(sel)) {
        if (candidate.contains(node)) continue;
        const isLink = candidate.localName === 'a';
        const named = isLink ? accountOfLink(candidate) : accountOfText(candidate);
        if (named?.id.toLowerCase() === account.id.toLowerCase()) return candidate;
      }
    }
    return null;
  }

  /** A name that is no link: the handle in its text. @param {Element} element */
  function accountOfText(element) {
    const match = /(?:^|\s|\u200f|\u200e)@([\w.]{1,50})/.exec(
      Array.from(element.querySelectorAll('*'), (part) =>
        (part.childElementCount === 0 ? part.textContent : '')).join(' '));
    const link = match && build('a', { href: `/${match[1]}` });
    return link ? accountOfLink(link) : null;
  }

  /**
   * @param {Element} node an `img` or SVG `image`
   * @returns {Avatar | 'not-applicable' | null} null when it is no avatar at all
   */
  function read(node) {
    const picture = pictureOf(addressOf(node));
    if (!picture) return null;
    if (picture.isDefault || (own && node.closest(own))) return 'not-applicable';
    const place = surfaceOf(node);
    const account = accountOfAncestor(node) ?? accountOfAttribute(node) ??
      accountNearby(node, place?.container ?? null, picture.key);
    const author = place && account
      ? authorOf(place.surface, place.container, node, account) : null;
    return {
      node, account, author,
      url: picture.url,
      key: picture.key,
      sidePx: picture.sidePx,
      surface: place?.surface.id ?? 'generic',
      container: place?.container ?? null,
      at: author && place ? place.surface.badge.at : 'avatarCorner',
      signature: `${picture.key}|${account?.id ?? ''}`,
    };
  }

  return {
    read,
    addressOf,
    /** Attributes whose change may make another person of a mounted node. */
    attributes: new Set(
      ['src', 'srcset', 'href', 'xlink:href', ...adapter.attributes.map(({ attr }) => attr)]),
  };
}
