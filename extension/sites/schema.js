// SPDX-License-Identifier: MIT
//
// schema: is this an adapter?  Data only: no script, no markup, no address to ask.
// Also the house rules of design/sites.md, section 6.

// Mastodon's classes are its public source; LinkedIn's old generation has nothing else.
const SITES_WITH_STABLE_CLASSES = new Set(['mastodon']);
const VARIANTS_WITH_STABLE_CLASSES = new Set(['linkedin ember']);
const NAMESPACES = new Set(['user', 'page', 'handle', 'did']);
const PLACES = new Set(['afterAuthor', 'avatarCorner']);

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {unknown} value @returns {unknown[]} */
const listOf = (value) => (Array.isArray(value) ? value : []);

/** @param {unknown} value */
const isText = (value) => typeof value === 'string' && value !== '';

/** @param {unknown} source */
function isPattern(source) {
  try {
    return typeof source === 'string' && new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

/** @param {unknown} selector @param {boolean} mayUseClasses @returns {string | null} */
function faultOfSelector(selector, mayUseClasses) {
  if (typeof selector !== 'string' || selector === '') return 'no selector';
  const bare = selector.replace(/"[^"]*"/g, '""');
  if (/nth-/.test(bare)) return `counts children: ${selector}`;
  if (!mayUseClasses && /\.[A-Za-z_-]/.test(bare)) return `uses a class: ${selector}`;
  return null;
}

/** Where an account is read from. @param {unknown} rule */
const faultOfRule = (rule) => !isObject(rule) || !isPattern(rule.re) ||
  !NAMESPACES.has(String(rule.ns)) || !String(rule.id).includes('$1') ||
  !/^https:\/\/[^$]*\$|^https:\/\/\$host\//.test(String(rule.url));

/** @param {unknown} cdn @returns {string[]} */
function faultsOfCdn(cdn) {
  if (!isObject(cdn)) return ['cdn: no object'];
  const faults = [];
  const hosts = listOf(cdn.hosts);
  if (hosts.length === 0 || !hosts.every(isText)) faults.push('cdn.hosts');
  if (!isPattern(cdn.path)) faults.push('cdn.path');
  if (!isPattern(cdn.key)) faults.push('cdn.key');
  if (cdn.isDefault !== undefined && !isPattern(cdn.isDefault)) faults.push('cdn.isDefault');
  if (cdn.size !== undefined && !(isObject(cdn.size) && isPattern(cdn.size.re))) {
    faults.push('cdn.size');
  }
  if (cdn.account !== undefined && faultOfRule(cdn.account)) faults.push('cdn.account');
  if (cdn.role !== 'avatar' && cdn.role !== 'photo') faults.push('cdn.role');
  return faults;
}

/** @param {unknown} surface @param {boolean} mayUseClasses @returns {string[]} */
function faultsOfSurface(surface, mayUseClasses) {
  if (!isObject(surface) || !isText(surface.id)) return ['surface: no id'];
  for (const selector of listOf(surface.not)) {
    const fault = faultOfSelector(selector, mayUseClasses);
    if (fault) return [`${surface.id}.not: ${fault}`];
  }
  const faults = [];
  for (const member of ['container', 'author']) {
    const candidates = listOf(surface[member]);
    if (candidates.length === 0) faults.push(`${surface.id}.${member}: empty`);
    for (const candidate of candidates) {
      const fault = isObject(candidate)
        ? faultOfSelector(candidate.sel, mayUseClasses) : 'no object';
      if (fault) faults.push(`${surface.id}.${member}: ${fault}`);
      if (isObject(candidate) && !([1, 2, 3].includes(Number(candidate.tier)) &&
          isText(candidate.since) && isText(candidate.verified))) {
        faults.push(`${surface.id}.${member}: tier, since or verified`);
      }
    }
  }
  const badge = surface.badge;
  if (!isObject(badge) || !PLACES.has(String(badge.at))) faults.push(`${surface.id}.badge`);
  return faults;
}

/**
 * @param {unknown} adapter
 * @returns {string[]} what is wrong with it; empty when nothing is
 */
export function faultsOf(adapter) {
  if (!isObject(adapter)) return ['no object'];
  if (JSON.stringify(adapter) === undefined) return ['not JSON'];
  const faults = [];
  const mayUseClasses = SITES_WITH_STABLE_CLASSES.has(String(adapter.site));
  if (adapter.schema !== 1) faults.push('schema');
  if (!/^[a-z0-9-]{1,32}$/.test(String(adapter.site))) faults.push('site');
  if (listOf(adapter.hosts).length === 0) faults.push('hosts');
  if (!isText(adapter.verified)) faults.push('verified');
  if (listOf(adapter.cdn).length === 0) faults.push('cdn');
  faults.push(...listOf(adapter.cdn).flatMap(faultsOfCdn));
  for (const rule of [...listOf(adapter.identity), ...listOf(adapter.attributes)]) {
    if (faultOfRule(rule)) faults.push(`identity: ${JSON.stringify(rule)}`);
  }
  for (const rule of listOf(adapter.attributes)) {
    const fault = isObject(rule) ? faultOfSelector(rule.sel, mayUseClasses) : 'no object';
    if (fault) faults.push(`attributes: ${fault}`);
  }
  const reserved = listOf(adapter.reserved);
  if (String(reserved) !== String([...reserved].sort())) faults.push('reserved: not sorted');
  for (const selector of listOf(adapter.own)) {
    const fault = faultOfSelector(selector, mayUseClasses);
    if (fault) faults.push(`own: ${fault}`);
  }
  faults.push(...listOf(adapter.surfaces).flatMap(
    (surface) => faultsOfSurface(surface, mayUseClasses || VARIANTS_WITH_STABLE_CLASSES.has(
      `${String(adapter.site)} ${String(Object(surface).variant)}`))));
  return faults;
}
