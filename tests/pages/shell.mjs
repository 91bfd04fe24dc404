// What the made-up pages of the smaller sites share: a frame around the parts, and the
// headers of a page that is never cached.
export { escape } from './facebook.mjs';

export const headers = (extra = {}) => ({
  'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...extra,
});

const STYLE = 'body{font:15px/1.35 "DejaVu Sans",sans-serif;margin:0;background:#fff;color:#111}main{width:600px;margin:auto;display:block}'
  + 'a{color:inherit;text-decoration:none}img{width:48px;height:48px;border-radius:50%}.fx{display:flex;gap:8px;margin:14px 0}.large{width:160px;height:160px}'
  + 'html.dark body{background:#111;color:#eee}';

/** A whole page of `body`. */
export const shell = (body, { lang = 'en', dir = 'ltr', dark = false, style = '' } = {}) =>
  `<!doctype html><html lang="${lang}" dir="${dir}"${dark ? ' class="dark"' : ''}><head><meta charset="utf-8"><title>Page</title><style>${STYLE}${style}</style></head><body>${body}</body></html>`;
