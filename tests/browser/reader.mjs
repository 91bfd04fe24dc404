// What a reader of the page sees and does: badges, the panel, real clicks and
// keys.  It looks into the closed shadow roots with the browser's debugger, as
// nothing on the page can, and acts with mouse and keyboard only.
import { until } from './setting.mjs';

const BADGE = 'facetell-badge';

/**
 * All badges that are shown: {index, kind, text, label, on, person, box}.
 * `kind` is a verdict, "no-answer" or "asked"; `on` is post, comment, member or
 * null; `person` the id in the nearest link before it.
 */
export function badges(browser, page) {
  return browser.inShadow(page, BADGE, (roots) => roots.map((root, index) => {
    const button = root.querySelector('button');
    const { x, y, width, height } = button.getBoundingClientRect();
    const slot = root.host.closest('[data-commentid], [role=listitem], object, [data-testid=cellInnerDiv], [aria-posinset]');
    let link = root.host.previousElementSibling;
    while (link && !link.matches('a[href]')) link = link.querySelector('a[href]') ?? link.previousElementSibling;
    const href = link?.getAttribute('href') ?? '';
    return {
      index,
      kind: [...button.classList].find((name) => !['light', 'dark', 'compact'].includes(name)),
      theme: button.classList.contains('dark') ? 'dark' : 'light',
      isCompact: button.classList.contains('compact'),
      text: button.textContent.trim(),
      label: button.getAttribute('aria-label'),
      on: slot?.dataset.commentid ? 'comment' : slot?.getAttribute('role') === 'listitem' ? 'member'
        : slot?.localName === 'object' ? 'shared' : slot ? 'post' : null,
      person: /user\/(\d+)/.exec(href)?.[1] ?? /[?&]id=(\d+)/.exec(href)?.[1] ?? /^\/(\w+)$/.exec(href)?.[1] ?? null,
      isHidden: root.host.hidden,
      box: { x, y, width, height },
    };
  }).filter((badge) => !badge.isHidden && badge.box.width > 0));
}

/** Those whose question has been answered, one way or another. */
export const answered = async (browser, page) =>
  (await badges(browser, page)).filter(({ kind }) => kind !== 'asked');

/** Scroll through the whole page, so that everything has been in view, and back. */
export async function scrollThrough(page) {
  await page.evaluate(async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
      scrollTo(0, y);
      await new Promise((wake) => { setTimeout(wake, 60); });
    }
    scrollTo(0, 0);
  });
}

const NO_VERDICT = new Set(['asked', 'no-answer']);

/** Those that show a verdict. */
export const verdicts = async (browser, page) =>
  (await badges(browser, page)).filter(({ kind }) => !NO_VERDICT.has(kind));

/**
 * Wait until `count` badges have their verdict; `which` may count others instead.
 * A busy machine may not paint while we scroll past, so we scroll again.
 */
export async function settledBadges(browser, page, count, which = verdicts) {
  await page.bringToFront();
  let found = [];
  const areThere = async () => {
    found = await which(browser, page);
    return found.length >= count;
  };
  for (let tries = 0; tries < 5; tries += 1) {
    await scrollThrough(page);
    if (await until(areThere, { seconds: 6 }).catch(() => false)) return found;
  }
  throw new Error(`${found.length} of ${count} badges came`);
}

/** Bring a badge into view and click it with the mouse. */
export async function clickBadge(browser, page, { index }) {
  const at = await browser.inShadow(page, BADGE, async (roots, which) => {
    const button = roots[which].querySelector('button');
    button.scrollIntoView({ block: 'center' });
    await new Promise((painted) => { requestAnimationFrame(() => requestAnimationFrame(painted)); });
    const { x, y, width, height } = button.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  }, index);
  await page.mouse.click(...at);
}

const PANEL = 'facetell-panel';

/** What the panel shows, or null: {text, json, isModal, marks, hasPicture}. */
export async function panelState(browser, page) {
  const [panel] = await browser.inShadow(page, PANEL, (roots) => roots.map((root) => {
    const dialog = root.querySelector('dialog');
    return {
      text: dialog.innerText,
      json: root.querySelector('pre')?.textContent ?? null,
      isModal: dialog.matches(':modal'),
      marks: root.querySelectorAll('figure .frame .measured').length,
      hasPicture: (root.querySelector('canvas')?.width ?? 0) > 1,
      focus: root.activeElement?.localName ?? null,
    };
  }));
  return panel ?? null;
}

/** Click a badge and read the panel: its state and the annotation in it. */
export async function openPanel(browser, page, badge) {
  await clickBadge(browser, page, badge);
  const panel = await until(async () => {
    const state = await panelState(browser, page);
    return state?.json && state.text ? state : null;
  }, { name: 'the panel' });
  return { ...panel, annotation: JSON.parse(panel.json) };
}

export async function closePanel(browser, page) {
  await page.keyboard.press('Escape');
  await until(async () => !(await panelState(browser, page)), { name: 'the panel closes' });
}

/** A picture of the open panel alone. */
export async function panelShot(browser, page, path) {
  await until(async () => (await panelState(browser, page))?.hasPicture, { name: 'the picture in the panel' });
  const [clip] = await browser.inShadow(page, PANEL, (roots) => roots.map((root) => {
    const { x, y, width, height } = root.querySelector('dialog').getBoundingClientRect();
    return { x: x + scrollX, y: y + scrollY, width, height };
  }));
  await page.screenshot({ path, clip });
}

/** Open the popup over the active page, let `act` work in it, and close it. */
export async function inPopup(browser, act) {
  const popup = await browser.newPageBehind(`${browser.origin}/popup/popup.html`);
  try {
    await until(() => popup.evaluate(() => document.querySelector('#host .state') && document.querySelector('#page h2')
      && !document.querySelector('#host .busy')),
      { name: 'the popup knows how host and page are' });
    return await act(popup);
  } finally {
    await popup.close();
  }
}

export const popupText = (browser) => inPopup(browser, (popup) => popup.evaluate(() => document.body.innerText));

/** Press the popup's button whose words match. */
export const pressInPopup = (browser, words) => inPopup(browser, async (popup) => {
  await popup.evaluate((pattern) => {
    [...document.querySelectorAll('button, input')].find((each) => new RegExp(pattern, 'i').test(
      each.textContent || document.querySelector(`label[for="${each.id}"]`)?.textContent || '')).click();
  }, words.source);
  await new Promise((wake) => { setTimeout(wake, 300); });
});
