// The native host as a user has it: the built program in the home's own bin
// folder, registered by its own `install`; and ways to make trouble with it.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MIDDLEMAN = fileURLToPath(new URL('middleman.mjs', import.meta.url));

/** Copy and register the host in `home` (driver.mjs, makeHome). */
export function installHost(home) {
  const bin = join(home.path, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const name of ['facetell', 'face.weights']) copyFileSync(join(ROOT, 'build', name), join(bin, name));
  chmodSync(join(bin, 'facetell'), 0o755);
  const host = new Host(home, join(bin, 'facetell'));
  host.printed = host.run('install');
  return host;
}

class Host {
  constructor(home, program) {
    this.home = home;
    this.program = program;
  }

  /** Run a command of the program in this home; its standard output. */
  run(...args) {
    return execFileSync(this.program, args, { env: this.home.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Files that `install` wrote. */
  get manifests() {
    return [
      '.config/chromium/NativeMessagingHosts/org.facetell.host.json',
      '.mozilla/native-messaging-hosts/org.facetell.host.json',
    ].map((name) => join(this.home.path, name));
  }

  /** Processes of this very program file: the supervisors, or the workers. */
  pids(role = 'supervisor') {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
      try {
        const is_worker = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1] === 'worker';
        return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '') === this.program
          && is_worker === (role === 'worker');
      } catch {
        return false; // gone, or another's
      }
    }).map(Number);
  }

  kill(role) {
    for (const pid of this.pids(role)) process.kill(pid, 'SIGKILL');
  }

  /** Put a program between browser and host which alters what the host says. */
  tamper(how) {
    const script = join(this.home.path, 'bin/middleman');
    writeFileSync(script, `#!/bin/sh\nexec '${process.execPath}' '${MIDDLEMAN}' ${how} '${this.program}' "$@"\n`, { mode: 0o755 });
    this.#register(script);
  }

  /** Undo `tamper`. */
  restore() {
    this.#register(this.program);
  }

  /** As if the package had been removed: program and registration are gone. */
  remove() {
    this.run('uninstall');
    this.kill('supervisor');
    rmSync(this.program);
  }

  /** Throw away key and ledger: the next start is a host the extension has never met. */
  forgetKey() {
    rmSync(join(this.home.path, '.local/share/facetell'), { recursive: true, force: true });
  }

  #register(path) {
    for (const file of this.manifests) {
      const manifest = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify({ ...manifest, path }));
    }
  }
}
