'use strict';
// SPDX-License-Identifier: MIT

/**
 * The page's markup without what it says: tags, roles, data-*, the shapes of links and
 * picture addresses stay; every text, name, id and address is replaced, the same one
 * always by the same.  What the adapter makes of it stays the same, so that a page on
 * which it fails can be shown to others.
 *
 * @param {SiteAdapter} adapter
 * @param {ReturnType<typeof createReader>} reader
 * @returns {string} a page
 */
function scrub(adapter, reader) {
  const OWN = /^facetell-/;
  const DROPPED = new Set(['script', 'style', 'link', 'meta', 'noscript', 'template', 'iframe', 'video', 'audio', 'source', 'title', 'base']);
  const VOID = new Set(['img', 'br', 'hr', 'input', 'wbr', 'area', 'col', 'embed', 'track', 'param']);
  // Attributes that say what a part is, and in no person's words.
  const KEPT = /^(?:role|dir|slot|type|tabindex|hidden|x|y|width|height|aria-(?:hidden|posinset|setsize|haspopup|expanded|busy|modal|level|live|disabled))$/;
  const STRUCTURE = /^(?:data-|componentkey$|aria-label$|id$|class$|is$|author$|[a-z]+id$)/;
  const SIZED = /(?:^|;)\s*((?:width|height)\s*:\s*[\d.]+px)/g;
  const DEPTH_MAX = 400;
  const NODES_MAX = 100_000;
  let left = NODES_MAX;

  const selectors = JSON.stringify([adapter.own, adapter.variants, adapter.surfaces, adapter.attributes]);
  /** What the adapter's selectors name: values, classes, ids. */
  const literals = [...selectors.matchAll(/=\\"((?:[^"\\]|\\\\)+)\\"/g)].flatMap(([, text]) => text ?? []);
  const marks = new Set([...selectors.matchAll(/[.#]([A-Za-z_][\w-]*)/g)].map(([, name]) => name));

  /** @type {Map<string, string>} who was replaced by whom */
  const people = new Map();
  /** @type {Map<string, string>} */
  const pictures = new Map();

  /** @param {number} seed the same numbers each time */
  function randomOf(seed) {
    let state = seed * 2654435761 + 1;
    return (/** @type {number} */ below) => {
      state = Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917 | 0;
      return (state >>> 8) % below;
    };
  }

  /** Another text of the same shape. @param {string} text @param {number} seed */
  function reshape(text, seed) {
    const random = randomOf(seed);
    return text.replace(/[\p{L}\p{M}\p{N}]/gu, (sign) => {
      if (/[0-9]/.test(sign)) return String(random(10));
      if (/[a-f]/.test(sign)) return 'abcdef'.charAt(random(6));
      if (/[A-Z]/.test(sign)) return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.charAt(random(26));
      return 'ghijklmnopqrstuvwxyz'.charAt(random(20));
    });
  }

  /** Someone else for `id`, in a form the site could give. @param {string} id */
  function personFor(id) {
    const known = people.get(id.toLowerCase());
    if (known) return known;
    const number = people.size + 1;
    const name = `person${String.fromCharCode(97 + number % 26)}${number}`;
    let other = name;
    if (/^\d+$/.test(id)) other = String(number).padStart(15, '9');
    else if (/^did:/.test(id)) other = `did:plc:${name}`;
    else if (/^UC[\w-]{22}$/.test(id)) other = `UC${name.padEnd(22, '0')}`;
    else if (id.includes('@')) other = `${name}@example.org`;
    people.set(id.toLowerCase(), other);
    return other;
  }

  /** @param {string} text @param {RegExp | string} pattern whose first group is someone */
  function replaceIn(text, pattern) {
    const match = new RegExp(pattern).exec(text);
    return match?.[1] ? text.replace(match[1], personFor(match[1])) : null;
  }

  /** Words that belong to the site, not to a person. @param {string} segment */
  const isReserved = (segment) => adapter.reserved.includes(segment) ||
    adapter.identity.some(({ re }) => re.includes(`/${segment}/`));

  /** @param {string} href */
  function scrubHref(href) {
    const [, host = '', path = '', query = ''] = /^(https:\/\/[^/?#]+)?(\/[^?#]*)?(\?[^#]*)?/.exec(href) ?? [];
    const isHere = host === '' || adapter.hosts.includes(host.slice(8));
    if (!isHere || !path || path.startsWith('//')) return isHere ? '#' : 'https://example.org/';
    const shown = host && `https://${adapter.hosts[0]}`;
    if (reader.accountOfAddress(host + path + query)) {
      const rule = adapter.identity.find(({ re }) => new RegExp(re).test(path));
      if (rule) return shown + scrubRest(replaceIn(path, rule.re) ?? '/', path, rule.re);
      const asked = adapter.identity.find(({ re }) => new RegExp(re).test(path + query));
      const id = asked && new RegExp(asked.re).exec(path + query)?.[1];
      if (id) return `${shown}${path}?id=${personFor(id)}`;
    }
    return shown + path.split('/').map((segment) =>
      (segment === '' || isReserved(segment) ? segment : reshape(segment, segment.length))).join('/');
  }

  /** Groups and the like before, or more after, the person in a path. */
  /** @param {string} path @param {string} original @param {string} pattern */
  function scrubRest(path, original, pattern) {
    const person = personFor(new RegExp(pattern).exec(original)?.[1] ?? '');
    return path.split('/').map((segment) => (segment === '' || isReserved(segment) ? segment
      : segment.split(person).map((part) => reshape(part, part.length)).join(person))).join('/');
  }

  /** @param {string} address @param {string} name of the picture in it @param {number} seed */
  function otherName(address, name, seed) {
    // A word and a line before the rest may be what marks it as an avatar.
    const forms = [/^(.*?)((?:_n)?(?:\.\w+)?)$/, /^([A-Za-z]+_)(.*)$/].map((form, index) =>
      name.split('/').map((part) => {
        if (/^did:/.test(part)) return personFor(part);
        const [, first = '', last = ''] = form.exec(part) ?? [];
        return index === 0 ? reshape(first, seed) + last : first + reshape(last || part, seed);
      }).join('/'));
    return forms.find((form) => reader.pictureOf(address.replace(name, () => form))) ?? '';
  }

  /** @param {string} address of an avatar @returns {string} another's, that reads the same */
  function scrubPicture(address) {
    const before = reader.pictureOf(address);
    if (!before) return '';
    const [, host = '', path = ''] = /^(https:\/\/[^/]+)([^?#]*)/.exec(address) ?? [];
    if (before.isDefault) return host + path;
    const name = before.key.slice(adapter.site.length + 1);
    const isSame = (/** @type {string} */ text) => {
      const now = reader.pictureOf(text);
      return now !== null && now.sidePx === before.sidePx && now.isDefault === before.isDefault;
    };
    const seed = pictures.size + 1;
    const other = pictures.get(name) ?? otherName(address, name, seed);
    pictures.set(name, other);
    let result = address.replace(name, () => other);
    const domain = host.replace(/^https:\/\/[^.]+\./, 'https://scontent.');
    if (isSame(result.replace(host, domain))) result = result.replace(host, domain);
    for (const segment of path.replace(name, '').split('/')) {
      const without = result.replace(`/${segment}/`, `/${reshape(segment, 7)}/`);
      if (segment && isSame(without)) result = without;
    }
    for (const part of address.replace(/^[^?]*\??/, '').split('&')) {
      const without = result.replace(part, '');
      if (part && isSame(without)) result = without;
    }
    return result.replace(/[?&]+$/, '').replace(/\?&+/, '?');
  }

  /** A value of the page's own making, unless the adapter or mere structure says it. */
  /** @param {Element} node @param {string} name @param {string} value */
  function scrubValue(node, name, value) {
    if (name === 'class' || name === 'id') {
      return value.split(/\s+/).filter((part) => marks.has(part) || literals.includes(part)).join(' ');
    }
    for (const rule of adapter.attributes) {
      if (rule.attr !== name || !node.matches(rule.sel)) continue;
      const other = replaceIn(value, rule.re);
      if (other) return other;
    }
    if (literals.includes(value)) return value;
    const parts = literals.filter((text) => value.includes(text));
    if (parts.length > 0) return `${parts.join('.')}${value.length}`;
    return /^(?:true|false|\d)?$/.test(value) ? value : 'x';
  }

  /** @param {Element} node @returns {[string, string][]} */
  function attributesOf(node) {
    /** @type {[string, string][]} */
    const kept = [];
    for (const { name, value } of node.attributes) {
      if (name === 'href' && node.localName !== 'image') kept.push([name, scrubHref(value)]);
      else if (name === 'style') kept.push([name, Array.from(value.matchAll(SIZED), ([, size]) => size).join(';')]);
      else if (KEPT.test(name) && /^[\w.-]{0,24}$/.test(value)) kept.push([name, value]);
      else if (STRUCTURE.test(name)) kept.push([name, scrubValue(node, name, value)]);
      else if (name === 'datetime') kept.push([name, '2000-01-01T00:00:00Z']);
    }
    if (node.localName === 'img') kept.push(['src', scrubPicture(reader.addressOf(node))]);
    if (node.localName === 'image') kept.push(['xlink:href', scrubPicture(reader.addressOf(node))]);
    return kept.filter(([name, value]) => value !== '' || !['class', 'id', 'style', 'src', 'xlink:href'].includes(name));
  }

  /** @param {string} text */
  function scrubText(text) {
    if (text.trim() === '') return ' ';
    return text.split(/(@[\w.-]+(?:@[\w.-]+)?)/).map((part) => {
      const id = part.startsWith('@') ? part.slice(1) : '';
      const account = id && (reader.accountOfAddress(`/${id}`) ?? reader.accountOfAddress(`/@${id}`));
      return account ? `@${personFor(id)}` : part.replace(/[\p{L}\p{M}]/gu, 'x').replace(/\p{N}/gu, '0');
    }).join('');
  }

  const escape = (/** @type {string} */ text) =>
    text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  /** @param {Node} node @param {number} depth @returns {string} */
  function write(node, depth) {
    if (node.nodeType === Node.TEXT_NODE) return escape(scrubText(node.textContent ?? ''));
    if (!(node instanceof Element) || DROPPED.has(node.localName) || OWN.test(node.localName)) return '';
    if (depth > DEPTH_MAX || left-- <= 0) return '';
    const attributes = attributesOf(node).map(([name, value]) => ` ${name}="${escape(value)}"`).join('');
    const open = `<${node.localName}${attributes}>`;
    if (VOID.has(node.localName)) return open;
    const root = node.shadowRoot;
    const shadow = root
      ? `<template shadowrootmode="open">${writeAll(root.childNodes, depth)}</template>` : '';
    return `${open}${shadow}${writeAll(node.childNodes, depth)}</${node.localName}>`;
  }

  /** @param {NodeListOf<Node>} nodes @param {number} depth */
  const writeAll = (nodes, depth) => Array.from(nodes, (node) => write(node, depth + 1)).join('');

  const { dir } = document.documentElement;
  return `<!doctype html><html lang="en"${dir === 'rtl' ? ' dir="rtl"' : ''}><head>` +
    `<meta charset="utf-8"><title>${adapter.site}</title>` +
    `<style>body{font:14px sans-serif}img{min-width:24px;min-height:24px}</style></head>${
      write(document.body, 0)}\n</html>\n`;
}
