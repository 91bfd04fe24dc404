// Firefox over WebDriver BiDi.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { FIREFOX } from './binaries.mjs';

/** Any will do; fixed so that the tests can open the extension's own pages. */
const UUID = 'f0000000-face-4e11-8000-000000000001';

export class Firefox {
  static profile(home) {
    return join(home, '.mozilla/firefox/tests');
  }

  async start({ server, home, headless, args }) {
    const profile = Firefox.profile(home.path);
    const database = ['-d', `sql:${profile}`];
    execFileSync('certutil', ['-N', ...database, '--empty-password']);
    execFileSync('certutil', ['-A', ...database, '-n', 'tests', '-t', 'C,,', '-i', server.authority]);
    this.puppet = await puppeteer.launch({
      browser: 'firefox',
      executablePath: FIREFOX,
      headless,
      env: home.env,
      userDataDir: profile,
      defaultViewport: headless ? { width: 1100, height: 900 } : null,
      // System access lets a test open moz-extension: pages and stop the background.
      args: ['--remote-allow-system-access', ...args],
      extraPrefsFirefox: {
        'network.dns.forceResolve': '127.0.0.1',
        'network.socket.forcePort': `443=${server.port}`,
        'network.http.http3.enable': false,
        'intl.locale.requested': 'en-US',
      },
    });
  }

  async install(folder) {
    const { browser_specific_settings: { gecko } } = JSON.parse(
      readFileSync(join(folder, 'manifest.json'), 'utf8'));
    this.id = gecko.id;
    this.origin = `moz-extension://${UUID}`;
    await this.#inBrowser(`Services.prefs.setStringPref('extensions.webextensions.uuids',
      ${JSON.stringify(JSON.stringify({ [this.id]: UUID }))})`);
    await this.puppet.installExtension(folder);
  }

  newPage() {
    return this.puppet.newPage();
  }

  async newPageBehind(url) {
    const { result } = await this.#send('browsingContext.create', { type: 'tab', background: true });
    const pages = await this.puppet.pages();
    const page = pages.find((each) => each.mainFrame()._id === result.context);
    // The tab moves to the extensions' process; puppeteer's goto would wait for the old one.
    await this.#send('browsingContext.navigate', { context: result.context, url, wait: 'complete' });
    return page;
  }

  /** Stop the extension's event page, as Firefox does to an idle one. */
  async killBackground() {
    await this.#inBrowser(`WebExtensionPolicy.getByID(${JSON.stringify(this.id)}).extension
      .terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true })`);
  }

  async inShadow(page, selector, run, ...args) {
    const target = { context: page.mainFrame()._id };
    const found = await this.#send('script.evaluate', {
      target,
      expression: `[...document.querySelectorAll(${JSON.stringify(selector)})]`,
      awaitPromise: false,
      serializationOptions: { maxDomDepth: 0, includeShadowTree: 'all' },
    });
    const roots = found.result.result.value
      .map((node) => node.value.shadowRoot).filter((root) => root?.value.mode === 'closed');
    const answer = await this.#send('script.callFunction', {
      target,
      functionDeclaration: `async (args, ...roots) => JSON.stringify(await (${run})(roots, ...JSON.parse(args)))`,
      arguments: [{ type: 'string', value: JSON.stringify(args) }, ...roots.map(({ sharedId }) => ({ sharedId }))],
      awaitPromise: true,
    });
    if (answer.result.type === 'exception') throw new Error(answer.result.exceptionDetails.text);
    const { value } = answer.result.result;
    return value === undefined ? undefined : JSON.parse(value);
  }

  close() {
    return this.puppet.close();
  }

  #send(method, params) {
    return this.puppet.connection.send(method, params);
  }

  /** Run `expression` with the rights of the browser itself. */
  async #inBrowser(expression) {
    const { result } = await this.#send('browsingContext.getTree', { 'moz:scope': 'chrome' });
    const answer = await this.#send('script.evaluate', {
      target: { context: result.contexts[0].context }, expression, awaitPromise: true,
    });
    if (answer.result.type === 'exception') throw new Error(answer.result.exceptionDetails.text);
    return answer.result.result.value;
  }
}
