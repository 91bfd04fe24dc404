// The walls, seen from outside: by the kernel's word, and by every call that is made.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { environment, facetell, freshFolder, program } from './facetell.js';
import { Host, ORIGIN, isSanitized, processStatus, score, start } from './host.js';
import { face, numbered } from './pictures.js';

const strace = spawnSync('strace', ['-V']).status === 0;
const FILTER = '2'; // SECCOMP_MODE_FILTER in /proc/PID/status: proc(5)

describe('as the kernel says', () => {
  test('supervisor and workers are behind a filter and can gain nothing', async (t) => {
    const host = await start(t);
    await host.ask(score(1, numbered(1)));
    const [worker] = host.workers();
    for (const pid of [host.pid, worker]) {
      const status = processStatus(pid);
      assert.deepEqual([status.Seccomp, status.NoNewPrivs], [FILTER, '1']);
    }
    // The worker's own filter stands before the one it inherited.
    assert.ok(Number(processStatus(worker).Seccomp_filters) > Number(processStatus(host.pid).Seccomp_filters));
  });

  test('a worker has its pipes and stderr, no other file and no environment', async (t) => {
    const host = await start(t);
    await host.ask(score(1, numbered(1)));
    const [worker] = host.workers();
    const files = readdirSync(`/proc/${worker}/fd`);
    assert.deepEqual(files.sort(), ['0', '1', '2']);
    for (const fd of ['0', '1']) assert.match(readlinkSync(`/proc/${worker}/fd/${fd}`), /^pipe:/);
    if (!isSanitized) assert.equal(readFileSync(`/proc/${worker}/environ`).length, 0);
    const limits = readFileSync(`/proc/${worker}/limits`, 'utf8');
    if (!isSanitized) assert.match(limits, /Max address space +268435456 +268435456/);
    assert.match(limits, /Max core file size +0 +0/);
  });

  test('stdout is the wire: whatever prints, prints to stderr', async (t) => {
    const host = await start(t);
    assert.equal(readlinkSync(`/proc/${host.pid}/fd/1`), readlinkSync(`/proc/${host.pid}/fd/2`));
  });
});

/** The calls in the logs of `strace -ff -o prefix`, by process. */
const callsIn = (folder) => readdirSync(folder).filter((name) => name.startsWith('calls.'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));

describe('as strace sees it', { skip: strace ? isSanitized && 'the sanitizers call more' : 'strace is not installed' }, () => {
  test('no socket is made or used by the host, or tried', async (t) => {
    const folder = freshFolder(t);
    const host = new Host(t, { through: ['strace', '-ff', '-o', join(folder, 'calls')] });
    await host.hello();
    host.send(score(1, numbered(1), { picture: { key: 'x:1' } }));
    if (face) host.send(score(2, face));
    await host.answer(1);
    await host.ask({ type: 'lookup', id: 3, keys: ['x:1'] });
    await host.ask({ type: 'forget', id: 4, what: { all: true } });
    await host.end();
    const logs = callsIn(folder);
    assert.ok(logs.length >= 2, 'supervisor and worker');
    for (const log of logs) {
      assert.doesNotMatch(log, /^(?:socket|socketpair|connect|bind|listen|accept4?|send\w+|recv\w+|io_uring\w+)\(/m);
    }
  });

  test('a worker calls nothing but what its wall lets through', async (t) => {
    const folder = freshFolder(t);
    const host = new Host(t, { through: ['strace', '-ff', '-o', join(folder, 'calls')] });
    await host.hello();
    for (let n = 1; n <= 5; n++) await host.ask(score(n, n === 3 && face ? face : numbered(n)));
    await host.end();
    const workers = callsIn(folder).filter((log) => log.includes('"facetell-worker"'));
    assert.ok(workers.length >= 1);
    for (const log of workers) {
      const last = log.lastIndexOf('SECCOMP_SET_MODE_FILTER');
      const after = log.slice(log.indexOf('\n', last) + 1);
      const names = new Set([...after.matchAll(/^(\w+)\(/gm)].map(([, name]) => name));
      names.delete('munmap');
      const allowed = ['read', 'write', 'mmap', 'mremap', 'mprotect', 'brk', 'madvise', 'exit_group'];
      for (const name of names) assert.ok(allowed.includes(name), `${name} behind the wall`);
      assert.ok(names.has('read') && names.has('write'));
    }
  });

  test('scan and the other commands make no socket either', (t) => {
    const home = freshFolder(t);
    const picture = join(home, 'a.png');
    writeFileSync(picture, numbered(1));
    for (const args of [['scan', picture], ['key', 'show'], ['ledger', 'list'], ['doctor']]) {
      const folder = freshFolder(t);
      spawnSync('strace', ['-ff', '-o', join(folder, 'calls'), program, ...args], { env: environment(home) });
      const logs = callsIn(folder);
      assert.ok(logs.length >= 1);
      // doctor tries, on purpose: what it tries is refused.
      for (const log of logs) {
        assert.doesNotMatch(log, /^(?:socket|socketpair|connect)\(.*= \d+$/m, args.join(' '));
        if (args[0] !== 'doctor') assert.doesNotMatch(log, /^(?:socket|socketpair|connect)\(/m, args.join(' '));
      }
    }
  });
});

describe('as doctor tries it', () => {
  test('every wall stands', (t) => {
    const { out } = facetell(freshFolder(t), ['doctor', '--json']);
    const { checks } = JSON.parse(out);
    for (const name of ['no network', 'worker enclosed']) {
      assert.equal(checks.find((c) => c.name === name).state, 'ok', out);
    }
    const files = checks.find((c) => c.name === 'files');
    const hasLandlock = readFileSync('/proc/self/status').length > 0 && files.state === 'ok';
    if (!hasLandlock) assert.match(files.text, /no Landlock/);
  });

  test('a library loaded into the host cannot make a socket', { skip: isSanitized && 'the sanitizers come first' }, (t) => {
    const folder = freshFolder(t);
    const source = join(folder, 'leak.c');
    const library = join(folder, 'leak.so');
    // Runs in the poll loop, well behind the walls; fortified builds call the second name.
    writeFileSync(source, `#define _GNU_SOURCE
      #include <stdio.h>
      #include <errno.h>
      #include <sys/socket.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      int poll(void *fds, unsigned long n, int ms) {
        static int once;
        if (!once++) {
          int made = socket(AF_INET, SOCK_STREAM, 0);
          fprintf(stderr, "socket %d %d\\n", made, errno);
        }
        return (int)syscall(SYS_poll, fds, n, ms);
      }
      int __poll_chk(void *fds, unsigned long n, int ms, size_t size) {
        (void)size;
        return poll(fds, n, ms);
      }`);
    const { status } = spawnSync('gcc', ['-shared', '-fPIC', '-o', library, source]);
    assert.equal(status, 0);
    const { stderr } = spawnSync(program, [ORIGIN],
      { input: '', env: { ...environment(folder), LD_PRELOAD: library } });
    assert.equal(stderr.toString(), 'socket -1 1\n'); // EPERM
  });
});
