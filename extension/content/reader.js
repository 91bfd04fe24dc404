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
  const LINK = 'a[href]';
  const HANDLE = /(?:^|\s|\u200f|\u200e|\u2068)@([\w.-]{1,50}(?:@[\w.-]{1,70})?)/;
  const own = adapter.own.join(',');
  const cdns = adapter.cdn.map((cdn) => ({
    isHost: (/** @type {string} */ name) => cdn.hosts.some((host) => (host.startsWith('*.')
      ? name === host.slice(2) || name.endsWith(host.slice(1)) : name === host)),
    path: new RegExp(cdn.path),
    key: new RegExp(cdn.key),
    isDefault: cdn.isDefault ? new RegExp(cdn.isDefault) : null,
    size: cdn.size ? { re: new RegExp(cdn.size.re), names: cdn.size.names } : null,
    account: cdn.account ? { ...cdn.account, re: new RegExp(cdn.account.re) } : null,
  }));
  const identities = adapter.identity.map((rule) => ({ ...rule, re: new RegExp(rule.re) }));
  const attributes = adapter.attributes.map((rule) => ({ ...rule, re: new RegExp(rule.re) }));
  const reserved = new Set(adapter.reserved);
  const surfaces = adapter.surfaces.map((surface) => ({
    ...surface,
    containers: surface.container.map(({ sel }) => sel).join(','),
    except: (surface.not ?? []).join(','),
  }));

  /** Up, and out of an open shadow root. @param {Node} node @returns {Element | null} */
  function above(node) {
    if (node.parentElement || !adapter.shadow) return node.parentElement;
    const root = node.getRootNode();
    return 'host' in root ? /** @type {ShadowRoot} */ (root).host : null;
  }

  /** @param {Element | null} node @param {string} selector @returns {Element | null} */
  function closest(node, selector) {
    for (let from = node; from;) {
      const found = from.closest(selector);
      if (found || !adapter.shadow) return found;
      const root = from.getRootNode();
      from = 'host' in root ? /** @type {ShadowRoot} */ (root).host : null;
    }
    return null;
  }

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
      account: cdn.account && accountFrom(cdn.account, cdn.account.re.exec(path)),
    };
  }

  /**
   * @param {{id: string, url: string}} rule `$1` is what was found, `$host` where
   * @param {RegExpExecArray | null} match
   * @param {string} [host]
   * @returns {Account | null}
   */
  function accountFrom(rule, match, host = globalThis.location?.hostname ?? adapter.hosts[0]) {
    const name = match?.[1] ?? '';
    if (name === '' || reserved.has(name.toLowerCase())) return null;
    const fill = (/** @type {string} */ text) =>
      text.replace('$1', () => name).replace('$host', () => host);
    return { platform: adapter.site, id: fill(rule.id), url: fill(rule.url) };
  }

  /** @param {string} address of a link or of the page @returns {Account | null} */
  function accountOfAddress(address) {
    const [, host, path, query = ''] = HREF.exec(address) ?? [];
    if (!path || path.startsWith('//') || (host && !adapter.hosts.includes(host))) return null;
    for (const rule of identities) {
      const match = rule.re.exec(path) ?? (query ? rule.re.exec(path + query) : null);
      const account = accountFrom(rule, match, host || undefined);
      if (account) return account;
    }
    return null;
  }

  /** @param {Element} link */
  const accountOfLink = (link) => accountOfAddress(link.getAttribute('href') ?? '');

  /** @param {Element} node @returns {Account | null} */
  function accountOfAttribute(node) {
    for (const rule of attributes) {
      const holder = closest(node, rule.sel);
      const account = accountFrom(rule, rule.re.exec(holder?.getAttribute(rule.attr) ?? ''));
      if (account) return account;
    }
    return null;
  }

  /** @param {Element} node @returns {Account | null} */
  function accountOfAncestor(node) {
    for (let link = closest(node, LINK); link;) {
      const account = accountOfLink(link);
      if (account) return account;
      const parent = above(link);
      link = parent && closest(parent, LINK);
    }
    return null;
  }

  /**
   * The nearest ancestor with exactly one identity; never the first of several, and never
   * from outside the post, comment or row the picture is in.
   * @param {Element} node
   * @param {Element | null} container
   * @param {string} key
   * @returns {Account | 'several' | null}
   */
  function accountNearby(node, container, key) {
    let ancestor = above(node);
    for (let level = 0; ancestor && level < LEVELS_MAX; level++) {
      /** @type {Map<string, Account>} */
      const found = new Map();
      for (const link of ancestor.querySelectorAll(LINK)) {
        const account = accountOfLink(link);
        if (account) found.set(account.id, account);
      }
      for (const account of found.values()) return found.size === 1 ? account : 'several';
      if (ancestor === container || holdsAnother(ancestor, key)) return null;
      ancestor = above(ancestor);
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

  /** @param {Element} inner @param {Element} outer @returns {boolean} */
  function isInside(inner, outer) {
    if (outer.contains(inner) || !adapter.shadow) return outer.contains(inner);
    const root = inner.getRootNode();
    return 'host' in root && isInside(/** @type {ShadowRoot} */ (root).host, outer);
  }

  /** The innermost post, comment or row around a picture. @param {Element} node */
  function surfaceOf(node) {
    /** @type {{surface: typeof surfaces[number], container: Element} | null} */
    let best = null;
    for (const surface of surfaces) {
      let container = closest(node, surface.containers);
      while (container && surface.except && container.matches(surface.except)) {
        container = closest(above(container), surface.containers);
      }
      if (!container) continue;
      if (!best || (best.container !== container && isInside(container, best.container))) {
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
    const text = Array.from(element.querySelectorAll('*'), (part) =>
      (part.childElementCount === 0 ? part.textContent : '')).join(' ');
    const [, name] = HANDLE.exec(text) ?? [];
    return name ? accountOfAddress(`/${name}`) ?? accountOfAddress(`/@${name}`) : null;
  }

  /**
   * On a profile, the large picture is the one whose page it is.
   * @param {Element} node
   * @param {number | undefined} minPx
   */
  function accountOfPage(node, minPx) {
    if (!minPx || node.getBoundingClientRect().width < minPx) return null;
    return accountOfAddress(location.pathname + location.search);
  }

  /**
   * Whose it is, and how that is known.
   * @param {Element} node
   * @param {ReturnType<typeof surfaceOf>} place
   * @param {string} key
   * @returns {{account: Account | null, how: Avatar['how']}}
   */
  function ownerOf(node, place, key) {
    const linked = accountOfAncestor(node);
    if (linked) return { account: linked, how: 'link' };
    const written = accountOfAttribute(node);
    if (written) return { account: written, how: 'attribute' };
    const paged = accountOfPage(node, place?.surface.fromPage);
    if (paged) return { account: paged, how: 'page' };
    const near = accountNearby(node, place?.container ?? null, key);
    if (near === 'several') return { account: null, how: 'several' };
    return { account: near, how: near ? 'nearby' : 'nothing' };
  }

  /**
   * @param {Element} node an `img` or SVG `image`
   * @returns {Avatar | 'default' | 'own' | null} null when it is no avatar at all
   */
  function read(node) {
    const picture = pictureOf(addressOf(node));
    if (!picture) return null;
    if (own && closest(node, own)) return 'own';
    if (picture.isDefault) return 'default';
    const place = surfaceOf(node);
    const { account, how } = ownerOf(node, place, picture.key);
    // All of a page is no container: what changes in it elsewhere does not matter.
    const around = place?.surface.fromPage ? null : place;
    const author = around && account
      ? authorOf(around.surface, around.container, node, account) : null;
    const owner = picture.account ?? account;
    return {
      node, author,
      account: owner,
      how: picture.account ? 'address' : how,
      url: picture.url,
      key: picture.key,
      sidePx: picture.sidePx,
      surface: around || how === 'page' ? place?.surface.id ?? 'generic' : 'generic',
      container: around?.container ?? null,
      at: author && around ? around.surface.badge.at : 'avatarCorner',
      signature: `${picture.key}|${owner?.id ?? ''}`,
    };
  }

  /** By which tier of its adapter a post and the name in it were found; 0: not. */
  /** @param {Avatar} avatar */
  function tiersOf({ surface, container, author }) {
    const rule = adapter.surfaces.find(({ id, container: candidates }) => id === surface &&
      candidates.some(({ sel }) => container?.matches(sel)));
    return {
      container: rule?.container.find(({ sel }) => container?.matches(sel))?.tier ?? 0,
      author: rule?.author.find(({ sel }) => author?.matches(sel))?.tier ?? 0,
    };
  }

  return {
    read,
    above,
    addressOf,
    hasShadows: adapter.shadow === true,
    accountOfAddress,
    pictureOf,
    tiersOf,
    /** Attributes whose change may make another person of a mounted node. */
    attributes: new Set(
      ['src', 'srcset', 'href', 'xlink:href', ...adapter.attributes.map(({ attr }) => attr)]),
  };
}
