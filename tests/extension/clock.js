// A clock that stands still until it is told to go on.  Our own, since
// node:test's is an experiment that fails in node 18.
const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

export function stopClock() {
  let now = 0, last = 0;
  const waiting = new Map();
  globalThis.setTimeout = (act, ms = 0, ...rest) => {
    waiting.set(++last, { at: now + ms, act: () => act(...rest) });
    return last;
  };
  globalThis.clearTimeout = (id) => waiting.delete(id);
  return {
    /** Let `ms` pass: what falls due happens in its order. */
    tick(ms) {
      const until = now + ms;
      for (;;) {
        const [next] = [...waiting].filter(([, { at }]) => at <= until)
          .sort(([a, x], [b, y]) => x.at - y.at || a - b);
        if (!next) break;
        const [id, { at, act }] = next;
        waiting.delete(id);
        now = at;
        act();
      }
      now = until;
    },
    release: () => Object.assign(globalThis, real),
  };
}
