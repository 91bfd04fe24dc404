// Certificates of people who do not exist, made with openssl as tests run.
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const keys = {
  P256: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], P384: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  P521: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-521'], RSA: ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  RSA1024: ['RSA', '-pkeyopt', 'rsa_keygen_bits:1024'], K256: ['EC', '-pkeyopt', 'ec_paramgen_curve:secp256k1'],
  ED: ['ED25519'],
};
export const keyOf = { ES256: 'P256', ES384: 'P384', ES512: 'P521', PS256: 'RSA', PS384: 'RSA', PS512: 'RSA', EdDSA: 'ED' };

const usage = 'keyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:FALSE\n';
const identity = 'subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n';
const kinds = {
  good: `${usage}extendedKeyUsage=emailProtection\n${identity}`,
  noUsage: `${usage}${identity}`,
  otherUsage: `${usage}extendedKeyUsage=serverAuth\n${identity}`,
  anyUsage: `${usage}extendedKeyUsage=emailProtection,anyExtendedKeyUsage\n${identity}`,
  noSignature: `keyUsage=critical,keyEncipherment\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=emailProtection\n${identity}`,
  authority: `keyUsage=critical,keyCertSign,digitalSignature\nbasicConstraints=critical,CA:TRUE\nextendedKeyUsage=emailProtection\n${identity}`,
  noAuthorityKey: `${usage}extendedKeyUsage=emailProtection\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=none\n`,
};

/** An authority and people signed by it; everything in a folder of its own. */
export class People {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'facetell-c2pa-'));
    this.made = new Map();
    this.key('root', 'P256');
    this.run('req', '-x509', '-new', '-key', this.path('root.key'), '-days', '3650', '-out', this.path('root.pem'),
      '-subj', '/O=Nobody/CN=Root of tests', '-addext', 'keyUsage=critical,keyCertSign,cRLSign',
      '-addext', 'basicConstraints=critical,CA:TRUE');
    this.root = readFileSync(this.path('root.pem'));
  }

  path(name) {
    return join(this.folder, name);
  }

  run(...args) {
    return execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  key(name, kind) {
    this.run('genpkey', '-algorithm', ...keys[kind], '-out', this.path(`${name}.key`));
  }

  /** A signer: {algorithm, key, chain}. */
  signer(algorithm, { kind = 'good', key = keyOf[algorithm], days = 365, self = false, name = 'Nobody at All' } = {}) {
    const id = [algorithm, kind, key, days, self, Buffer.from(name).toString('hex').slice(0, 40)].join('_').replaceAll('-', 'm');
    if (!this.made.has(id)) {
      this.key(id, key);
      writeFileSync(this.path(`${id}.cnf`), kinds[kind]);
      const ask = ['req', '-new', '-utf8', '-key', this.path(`${id}.key`), '-subj', `/O=Tests/CN=${name}`, '-out', this.path(`${id}.csr`)];
      this.run(...ask);
      const by = self ? ['-signkey', this.path(`${id}.key`)]
        : ['-CA', this.path('root.pem'), '-CAkey', this.path('root.key'), '-CAcreateserial'];
      this.run('x509', '-req', '-in', this.path(`${id}.csr`), ...by, '-days', `${days}`, '-out', this.path(`${id}.pem`),
        '-extfile', this.path(`${id}.cnf`));
      const der = new X509Certificate(readFileSync(this.path(`${id}.pem`))).raw;
      this.made.set(id, { algorithm, key: createPrivateKey(readFileSync(this.path(`${id}.key`))),
        chain: self ? [der] : [der, new X509Certificate(this.root).raw] });
    }
    return this.made.get(id);
  }

  /** A time-stamping service: gives the stamp of a text. Its certificate is clock.pem. */
  clock() {
    this.key('clock', 'RSA');
    this.run('req', '-x509', '-new', '-key', this.path('clock.key'), '-days', '3650', '-out', this.path('clock.pem'),
      '-subj', '/O=Nobody/CN=Clock of tests', '-addext', 'extendedKeyUsage=critical,timeStamping');
    writeFileSync(this.path('clock.cnf'), `[tsa]\ndefault_tsa=t\n[t]\nserial=${this.path('serial')}\n`
      + `signer_cert=${this.path('clock.pem')}\nsigner_key=${this.path('clock.key')}\n`
      + 'default_policy=1.2.3.4\ndigests=sha256\nsigner_digest=sha256\n');
    return (text) => {
      writeFileSync(this.path('text'), text);
      this.run('ts', '-query', '-data', this.path('text'), '-sha256', '-cert', '-no_nonce', '-out', this.path('query'));
      this.run('ts', '-reply', '-config', this.path('clock.cnf'), '-section', 't', '-queryfile', this.path('query'),
        '-out', this.path('reply'));
      return readFileSync(this.path('reply'));
    };
  }
}
