// Chromium over the DevTools protocol.
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { CHROMIUM, chromiumFlags } from './binaries.mjs';

export class Chromium {
  /** The very folder Chromium takes by itself, so that it finds the host where `install` puts it. */
  static profile(home) {
    return join(home, '.config/chromium');
  }

  async start({ server, home, headless, args }) {
    this.puppet = await puppeteer.launch({
      executablePath: CHROMIUM,
      headless,
      pipe: true,
      env: home.env,
      enableExtensions: true,
      defaultViewport: headless ? { width: 1100, height: 900 } : null,
      userDataDir: Chromium.profile(home.path),
      args: [
        ...chromiumFlags(), '--lang=en-US',
        `--host-resolver-rules=MAP * 127.0.0.1:${server.port}`,
        `--ignore-certificate-errors-spki-list=${server.spki}`,
        ...args,
      ],
    });
  }

  async install(folder) {
    this.id = await this.puppet.installExtension(folder);
    this.origin = `chrome-extension://${this.id}`;
  }

  newPage() {
    return this.puppet.newPage();
  }

  /** Open a tab behind the present one, as a popup leaves its page the active tab. */
  async newPageBehind(url) {
    const client = await this.puppet.target().createCDPSession();
    const { targetId } = await client.send('Target.createTarget', { url: 'about:blank', background: true });
    const target = await this.puppet.waitForTarget((each) => each._targetId === targetId);
    const page = await target.page();
    await page.goto(url);
    return page;
  }

  /** Stop the extension's service worker, as Chromium does to an idle one; harmless if it sleeps. */
  async killBackground() {
    const client = await this.puppet.target().createCDPSession();
    const running = async () => (await client.send('Target.getTargets')).targetInfos.filter(
      ({ type, url }) => type === 'service_worker' && url.startsWith(this.origin));
    for (const { targetId } of await running())
      await client.send('Target.closeTarget', { targetId }).catch(() => {}); // it went by itself
    while ((await running()).length) await new Promise((wake) => { setTimeout(wake, 20); });
    await client.detach();
  }

  /**
   * Call `run(roots, ...args)` in the page, where `roots` are the closed shadow
   * roots of the elements that match `selector`; only a debugger sees them.
   */
  async inShadow(page, selector, run, ...args) {
    const client = await page.createCDPSession();
    try {
      const { root } = await client.send('DOM.getDocument', { depth: -1, pierce: true });
      const roots = [];
      const walk = (node) => {
        for (const shadow of node.shadowRoots ?? []) {
          if (shadow.shadowRootType === 'closed' && node.localName === selector) roots.push(shadow.backendNodeId);
          walk(shadow);
        }
        node.children?.forEach(walk);
      };
      walk(root);
      const objects = [];
      for (const backendNodeId of roots) {
        const { object } = await client.send('DOM.resolveNode', { backendNodeId }).catch(() => ({}));
        if (object) objects.push({ objectId: object.objectId });
      }
      const { result: window } = await client.send('Runtime.evaluate', { expression: 'window' });
      const { result, exceptionDetails } = await client.send('Runtime.callFunctionOn', {
        objectId: window.objectId,
        functionDeclaration: `async function (args, ...roots) { return (${run})(roots, ...args); }`,
        arguments: [{ value: args }, ...objects],
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    } finally {
      await client.detach().catch(() => {});
    }
  }

  close() {
    return this.puppet.close();
  }
}
