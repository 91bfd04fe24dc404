// The timing of the native connection, with a port that does what it is told.  The real
// host behind the real browsers is in tests/browser.
import assert from 'node:assert/strict';
import { beforeEach, afterEach, test } from 'node:test';
import {
  BACKOFF_FIRST_MS, HELLO_TIMEOUT_MS, IDLE_MS, REQUEST_TIMEOUT_MS, createPort, problemOf,
} from '../../extension/background/port.js';
import { HostError } from '../../extension/protocol.js';
import { stopClock } from './clock.js';
import { makeHello, makeKey } from './support.js';

const hello = makeHello(makeKey());
const settled = () => new Promise((resolve) => { setImmediate(resolve); });
const QUESTION = { type: 'lookup', keys: ['x:1'] };
const answerTo = (id) => ({ type: 'annotations', id, annotations: [], more: false });

/** @param {{onHello?: Function, remembered?: Promise<unknown>}} options */
function setting({ onHello = async () => {}, remembered } = {}) {
  const ports = [];
  const states = [];
  let lastError;
  const port = createPort({
    connect() {
      const own = { sent: [], isOpen: true, onMessage: {}, onDisconnect: {} };
      own.postMessage = (message) => own.sent.push(message);
      own.disconnect = () => { own.isOpen = false; };
      own.onMessage.addListener = (f) => { own.say = f; };
      own.onDisconnect.addListener = (f) => { own.drop = (text) => { lastError = text; own.isOpen = false; f(); }; };
      ports.push(own);
      return own;
    },
    lastError: () => lastError,
    onHello,
    onState: (state) => states.push(state.phase),
    remembered,
  });
  return { port, ports, states };
}

let clock;
/** Let timers and promises run for `ms`. */
async function pass(ms = 0) {
  await settled();
  clock.tick(ms);
  await settled();
}

/** Ask, and connect as far as a hello. */
async function ready(options) {
  const all = setting(options);
  const first = all.port.request(QUESTION);
  await pass();
  all.ports[0].say(hello);
  await pass();
  all.ports[0].say(answerTo(1));
  await first;
  return all;
}

beforeEach(() => { clock = stopClock(); });
afterEach(() => clock.release());

test('nothing is sent before the host has said hello', async () => {
  const { port, ports } = setting();
  assert.equal(ports.length, 0, 'no connection before it is needed');
  const answer = port.request(QUESTION);
  await pass();
  assert.deepEqual(ports[0].sent, []);
  ports[0].say(hello);
  await pass();
  assert.deepEqual(ports[0].sent, [{ ...QUESTION, id: 1 }]);
  ports[0].say(answerTo(1));
  assert.equal((await answer).id, 1);
});

test('answers are matched by id, in any order, and strange ones are dropped', async () => {
  const { port, ports: [own] } = await ready();
  const answers = [port.request(QUESTION), port.request(QUESTION), port.request(QUESTION)];
  await pass();
  for (const message of [null, 'x', { id: 99 }, answerTo(1), answerTo(4), { id: null }]) own.say(message);
  own.say({ type: 'error', id: 3, error: { name: 'json-type', number: 27 } });
  own.say({ type: 'annotations', id: 2, annotations: 'none' });
  assert.equal((await answers[2]).id, 4);
  await assert.rejects(answers[1], { name: 'json-type' });
  await assert.rejects(answers[0], { name: 'host-broken' });
});

test('a dropped port rejects all that was in flight', async () => {
  const { port, ports: [own] } = await ready();
  const answers = Array.from({ length: 50 }, () => port.request(QUESTION));
  await pass();
  const results = Promise.allSettled(answers);
  own.drop('Native host has exited.');
  for (const { reason } of await results) assert.equal(reason.name, 'host-exited');
  assert.equal(port.state().problem, 'host-exited');
});

test('after a drop it connects again, later each time', async () => {
  const { port, ports } = await ready();
  ports[0].drop('Native host has exited.');
  const second = port.request(QUESTION);
  await pass(BACKOFF_FIRST_MS - 1);
  assert.equal(ports.length, 1);
  await pass(1);
  assert.equal(ports.length, 2);
  ports[1].drop('Native host has exited.');
  await assert.rejects(second, { name: 'host-exited' });
  const third = port.request(QUESTION);
  await pass(BACKOFF_FIRST_MS);
  assert.equal(ports.length, 2);
  await pass(BACKOFF_FIRST_MS);
  assert.equal(ports.length, 3);
  ports[2].say(hello);
  await pass();
  ports[2].say(answerTo(2));
  await third;
  assert.equal(port.state().phase, 'ready');
});

test('a host that was never there is tried once, until somebody retries', async () => {
  const { port, ports } = setting();
  const first = port.request(QUESTION);
  await pass();
  ports[0].drop('Specified native messaging host not found.');
  await assert.rejects(first, { name: 'host-not-found' });
  for (let i = 0; i < 20; i++) {
    const again = assert.rejects(port.request(QUESTION), { name: 'host-not-found' });
    await pass(60_000);
    await again;
  }
  assert.equal(ports.length, 1);
  await port.retry();
  port.request(QUESTION).catch(() => {});
  await pass();
  assert.equal(ports.length, 2);
});

test('a background that slept remembers that the host was not there', async () => {
  const remembered = Promise.resolve({ phase: 'failed', problem: 'host-not-found', version: null, model: null, warnings: [] });
  const { port, ports } = setting({ remembered });
  await assert.rejects(port.request(QUESTION), { name: 'host-not-found' });
  assert.equal(ports.length, 0);
});

test('idle, it disconnects; the next request connects again', async () => {
  const { port, ports } = await ready();
  await pass(IDLE_MS - 1);
  assert.equal(ports[0].isOpen, true);
  await pass(1);
  assert.equal(ports[0].isOpen, false);
  assert.equal(port.state().phase, 'idle');
  port.request(QUESTION).catch(() => {});
  await pass();
  assert.equal(ports.length, 2);
});

test('it is not idle while something is in flight', async () => {
  const { port, ports: [own] } = await ready();
  const answer = port.request(QUESTION);
  await pass(IDLE_MS + 1);
  assert.equal(own.isOpen, true);
  own.say(answerTo(2));
  await answer;
});

test('one request may time out without taking the others down', async () => {
  const { port, ports: [own] } = await ready();
  const slow = assert.rejects(port.request(QUESTION), { name: 'host-timeout' });
  await pass(REQUEST_TIMEOUT_MS / 2);
  const other = port.request(QUESTION);
  await pass(REQUEST_TIMEOUT_MS / 2);
  await slow;
  own.say(answerTo(2)); // too late
  own.say(answerTo(3));
  assert.equal((await other).id, 3);
});

for (const [what, message, problem] of [
  ['another major version', { ...hello, protocol: { major: 2, minor: 0 } }, 'protocol-mismatch'],
  ['another major version of another form', { type: 'hello', protocol: { major: 9 } }, 'protocol-mismatch'],
  ['no hello', answerTo(1), 'host-broken'],
  ['an error', { type: 'error', id: null, error: { name: 'key-mode', number: 81 } }, 'key-mode'],
]) {
  test(`instead of a hello: ${what}`, async () => {
    const { port, ports } = setting();
    const answer = assert.rejects(port.request(QUESTION), { name: problem });
    await pass();
    ports[0].say(message);
    await answer;
    assert.equal(port.state().problem, problem);
    assert.equal(ports[0].isOpen, false);
    await assert.rejects(port.request(QUESTION), { name: problem });
    assert.equal(ports.length, 1, 'no loop');
  });
}

test('a silent host is given up', async () => {
  const { port, ports } = setting();
  const answer = assert.rejects(port.request(QUESTION), { name: 'host-silent' });
  await pass();
  await pass(HELLO_TIMEOUT_MS);
  await answer;
  assert.equal(ports[0].isOpen, false);
});

test('a refused key keeps every request back', async () => {
  const { port, ports } = setting({ onHello: async () => { throw new HostError('key-changed'); } });
  const answer = assert.rejects(port.request(QUESTION), { name: 'key-changed' });
  await pass();
  ports[0].say(hello);
  await answer;
  assert.deepEqual(ports[0].sent, []);
  assert.equal(port.state().problem, 'key-changed');
});

test('too large a message is refused here', async () => {
  const { port, ports: [own] } = await ready();
  await assert.rejects(
    port.request({ type: 'score', picture: 'x'.repeat(1 << 20) }), { name: 'picture-too-large' });
  assert.equal(own.sent.length, 1);
});

test('the browsers\' words for what went wrong', () => {
  for (const [text, problem] of [ // design/browser.md, sections 2 and 3
    ['Specified native messaging host not found.', 'host-not-found'],
    ['No such native application org.facetell.host', 'host-not-found'],
    ['Access to the specified native messaging host is forbidden.', 'host-forbidden'],
    ['Native host has exited.', 'host-exited'],
    ['Error when communicating with the native messaging host.', 'host-broken'],
    ['Message exceeded maximum allowed size of 64MiB.', 'host-broken'],
    [undefined, 'host-exited'],
  ]) assert.equal(problemOf(text), problem);
});
