// Where Debian puts the browsers, and the flags that any headless run needs.
import { existsSync } from 'node:fs';

const first = (names) => names.find((name) => existsSync(name));

export const CHROMIUM = process.env.CHROMIUM ?? first(['/usr/bin/chromium', '/usr/bin/chromium-browser']);
export const FIREFOX = process.env.FIREFOX ?? first(['/usr/bin/firefox-esr', '/usr/bin/firefox']);

/** Chromium's own sandbox does not work for root, and cannot be had in most containers. */
export function chromiumFlags() {
  return [
    ...(process.getuid?.() === 0 || process.env.FACETELL_NO_SANDBOX ? ['--no-sandbox'] : []),
    '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  ];
}
