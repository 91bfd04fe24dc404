// The real program as a browser starts it: frames over pipes, and a home of its own.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { environment, freshFolder, program } from './facetell.js';

export const ORIGIN = 'chrome-extension://lgoalhlmnipbakahbhndbhnpnmhmlhlg/';

/** A build with sanitizers is slower and larger by design. */
export const isSanitized = program.includes('/asan/');

/** @param {string | Buffer | object} body */
export function frame(body) {
  const bytes = Buffer.isBuffer(body) ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(bytes.length);
  return Buffer.concat([head, bytes]);
}

/** @param {Buffer} bytes */
export const score = (id, bytes, more = {}) => ({
  type: 'score', id, picture: { bytes: bytes.toString('base64'), ...more.picture },
  ...(more.account ? { account: more.account } : {}), ...(more.page ? { page: more.page } : {}),
});

export const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** Ask until it is so. @param {() => unknown} ask */
export async function until(ask, ms = 10_000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(10)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`not within ${ms} ms: ${ask}`);
}

/** What /proc says of a process; null when there is none. */
export function processStatus(pid) {
  try {
    return Object.fromEntries(readFileSync(`/proc/${pid}/status`, 'utf8').split('\n')
      .filter(Boolean).map((line) => line.split(/:\s+/, 2)));
  } catch {
    return null;
  }
}

export const residentKiB = (pid) => parseInt(processStatus(pid)?.VmRSS ?? '0', 10);

/** @param {number} parent */
export const childrenOf = (parent) => readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  .map(Number).filter((pid) => processStatus(pid)?.PPid === String(parent));

export class Host {
  /**
   * @param {import('node:test').TestContext} t ends it when the test ends
   * @param {object} [options]
   * @param {string} [options.home]
   * @param {string[]} [options.args] as the browser gives them
   * @param {string[]} [options.through] a program that starts it, with its arguments
   * @param {boolean} [options.reads] false: nothing is taken from its output yet
   */
  constructor(t, { home = freshFolder(t), args = [ORIGIN], through = [], reads = true, env = {} } = {}) {
    const [command, ...rest] = [...through, program, ...args];
    this.home = home;
    this.began = performance.now();
    this.process = spawn(command, rest,
      { env: { ...environment(home), ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    this.pid = this.process.pid;
    this.messages = [];
    this.times = [];
    this.errors = '';
    this.rest = Buffer.alloc(0);
    this.waiting = [];
    this.process.stdin.on('error', () => {}); // it may be gone: that is for the test to see
    this.process.stderr.on('data', (data) => { this.errors += data; });
    this.exit = new Promise((done) => {
      this.process.on('close', (code, signal) => {
        this.ended = { code, signal, ms: performance.now() - (this.closed ?? this.began) };
        this.#wake();
        done(this.ended);
      });
    });
    if (reads) this.read();
    t.after(async () => {
      this.process.stdout.destroy();
      this.process.kill('SIGKILL');
      await this.exit;
    });
  }

  read() {
    this.process.stdout.on('data', (data) => {
      this.rest = Buffer.concat([this.rest, data]);
      while (this.rest.length >= 4 && this.rest.length >= 4 + this.rest.readUInt32LE()) {
        const end = 4 + this.rest.readUInt32LE();
        this.messages.push(JSON.parse(this.rest.subarray(4, end).toString()));
        this.times.push(performance.now() - this.began);
        this.rest = this.rest.subarray(end);
      }
      this.#wake();
    });
  }

  #wake() {
    for (const wake of this.waiting.splice(0)) wake();
  }

  /** The first message of which `is` is true. @returns {Promise<any>} */
  async message(is, ms = 60_000) {
    const end = Date.now() + ms;
    for (;;) {
      const found = this.messages.find(is);
      if (found) return found;
      if (this.ended) throw new Error(`it has ended (${JSON.stringify(this.ended)}): ${this.errors}`);
      if (Date.now() > end) throw new Error(`no such message within ${ms} ms: ${this.errors}`);
      await new Promise((wake) => {
        const timer = setTimeout(wake, end - Date.now());
        this.waiting.push(() => { clearTimeout(timer); wake(); });
      });
    }
  }

  hello() {
    return this.message((m) => m.type === 'hello');
  }

  answer(id, ms) {
    return this.message((m) => m.id === id, ms);
  }

  /** @param {string | Buffer | object} body */
  send(body) {
    this.process.stdin.write(frame(body));
  }

  ask(request) {
    this.send(request);
    return this.answer(request.id);
  }

  /** Close its input. */
  end() {
    this.closed = performance.now();
    this.process.stdin.end();
    return this.exit;
  }

  workers() {
    return childrenOf(this.pid);
  }
}

/** A running host that has said hello. */
export async function start(t, options) {
  const host = new Host(t, options);
  await host.hello();
  return host;
}
