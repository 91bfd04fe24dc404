// A throw-away authority and one certificate for all the hosts the tests play,
// made anew by openssl for every run and never stored with the project.
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every host a test page or picture is served under. */
export const HOSTS = [
  'www.facebook.com', '*.xx.fbcdn.net', 'x.com', 'pbs.twimg.com', 'abs.twimg.com',
  'www.instagram.com', '*.cdninstagram.com', '*.fna.fbcdn.net', '*.fham1-1.fna.fbcdn.net',
  'www.linkedin.com', 'media.licdn.com', 'mastodon.social', 'files.mastodon.social',
  'bsky.app', 'cdn.bsky.app', 'www.reddit.com', 'styles.redditmedia.com', 'www.redditstatic.com',
  'www.youtube.com', 'yt3.ggpht.com', 'example.org',
];

const openssl = (folder, ...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

/**
 * Make an authority and a certificate in `folder`.
 * `spki` is what Chromium's --ignore-certificate-errors-spki-list wants;
 * `authority` is the file that certutil puts into a Firefox profile.
 */
export function makeCertificate(folder) {
  mkdirSync(folder, { recursive: true });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(folder, 'req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2',
    '-subj', '/CN=Facetell tests', '-addext', 'keyUsage=critical,keyCertSign');
  openssl(folder, 'req', ...key, '-keyout', 'site.key', '-out', 'site.csr', '-subj', '/CN=test sites');
  writeFileSync(join(folder, 'site.ext'), [
    'basicConstraints=CA:FALSE',
    'keyUsage=critical,digitalSignature',
    'extendedKeyUsage=serverAuth',
    `subjectAltName=${HOSTS.map((host) => `DNS:${host}`).join(',')}`,
  ].join('\n'));
  openssl(folder, 'x509', '-req', '-in', 'site.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key',
    '-CAcreateserial', '-days', '2', '-extfile', 'site.ext', '-out', 'site.pem');

  const cert = readFileSync(join(folder, 'site.pem'));
  const spki = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return {
    key: readFileSync(join(folder, 'site.key')),
    cert,
    authority: join(folder, 'ca.pem'),
    spki: createHash('sha256').update(spki).digest('base64'),
  };
}
