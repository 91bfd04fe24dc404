// One HTTPS server that plays every site: it answers by host and path, and
// writes down each request, so that a test can say "this picture was asked for
// once".  The browser is told to reach every host here (tests/browser/driver.mjs).
import { createServer } from 'node:https';

/** @typedef {{status?: number, headers?: Record<string, string>, body: string | Buffer}} Answer */
/** @typedef {{url: string, method: string, status: number, headers: import('node:http').IncomingHttpHeaders}} Hit */

export class PageServer {
  /** @type {Map<string, Answer>} */ #answers = new Map();
  /** @type {((url: URL) => Answer | undefined)[]} */ #rules = [];
  /** @type {Hit[]} */ hits = [];

  /** @param {{key: Buffer, cert: Buffer}} certificate */
  static async start(certificate) {
    const server = new PageServer();
    server.https = createServer(certificate, (request, response) => server.#answer(request, response));
    await new Promise((done) => server.https.listen(0, '127.0.0.1', done));
    server.port = server.https.address().port;
    server.spki = certificate.spki;
    server.authority = certificate.authority;
    return server;
  }

  /** Serve `answer` at exactly `url`. */
  serve(url, answer) {
    this.#answers.set(new URL(url).href, answer);
    return url;
  }

  /** Ask `rule` for every URL that is not served by name. */
  rule(rule) {
    this.#rules.push(rule);
  }

  /** How often `url` was asked for, in whatever way, since the last `forget`. */
  count(url) {
    const { href } = new URL(url);
    return this.hits.filter((hit) => hit.url === href).length;
  }

  forget() {
    this.hits.length = 0;
  }

  close() {
    this.https.closeAllConnections();
    return new Promise((done) => this.https.close(done));
  }

  #answer(request, response) {
    const url = new URL(request.url, `https://${request.headers.host}`);
    const answer = this.#answers.get(url.href)
      ?? this.#rules.reduce((found, rule) => found ?? rule(url), undefined)
      ?? { status: 404, body: 'nothing here' };
    const status = answer.status ?? 200;
    this.hits.push({ url: url.href, method: request.method, status, headers: request.headers });
    response.writeHead(status, { 'content-length': Buffer.byteLength(answer.body), ...answer.headers });
    response.end(answer.body);
  }
}
