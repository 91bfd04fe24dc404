// What a page looks like once the hints that selectors rely on are gone.
import { parseHTML } from 'linkedom';

/** The selectors of the first tier, but for those that only say where links lead. */
export const hintsOf = ({ surfaces }) => surfaces.filter(({ fromPage }) => !fromPage)
  .flatMap(({ container, author }) => [...container, ...author])
  .filter(({ tier }) => tier === 1).map(({ sel }) => sel);

/**
 * Take from what a selector finds everything the selector asks for, except where links lead.
 * Gives how many there were.
 */
export function without(document, sel) {
  const names = [...sel.matchAll(/\[([\w-]+)/g)].map(([, name]) => name).filter((name) => name !== 'href');
  const classes = [...sel.replace(/\[[^\]]*\]/g, '').matchAll(/\.([\w-]+)/g)].map(([, name]) => name);
  const found = [...document.querySelectorAll(sel)];
  for (const node of found) {
    for (let each = node; each; each = each.parentElement) {
      for (const name of names) each.removeAttribute(name);
      for (const name of classes) each.classList.remove(name);
    }
    if (sel.startsWith('#')) node.removeAttribute('id');
  }
  return found.length;
}

/** A page without any of them. */
export function withoutHints(adapter, html) {
  const { document } = parseHTML(html);
  for (const sel of hintsOf(adapter)) without(document, sel);
  return document.toString();
}
