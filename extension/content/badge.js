'use strict';
// SPDX-License-Identifier: MIT

/**
 * The badge beside a name: shape, text and colour in a closed shadow root, out of the
 * page's reach and out of its layout.
 *
 * @param {object} options
 * @param {(button: HTMLElement) => void} options.onOpen
 */
function createBadge({ onOpen }) {
  // One shape for each verdict: told apart without colour, at 12 px.
  const SHAPES = /** @type {Record<string, string>} */ ({
    'declared-ai': 'M1 1h10v10H1z M4 4v4 M8 4v4 M4 6h4',
    generated: 'M6 1 11.5 11H.5z M6 4.5v3 M6 9v.6',
    reused: 'M1 3.5h6.5v7.5H1z M4.5 3.5V1H11v7H7.5',
    contradictory: 'M6 .5 11.5 6 6 11.5 .5 6z M6 .5v11',
    'nothing-found': 'M6 1a5 5 0 1 0 0 10A5 5 0 1 0 6 1 M3.5 6h5',
    'cannot-tell': 'M3.5 4.2c0-3.4 5-3.2 5-.3 0 1.8-2.5 1.7-2.5 3.6 M6 9.8v.6',
    'no-answer': 'M6 1a5 5 0 1 0 0 10A5 5 0 1 0 6 1 M2.5 9.5l7-7',
    asked: 'M2 6h.6 M5.7 6h.6 M9.4 6h.6',
  });
  const STYLE = `
    :host { all: initial; position: absolute !important; z-index: 3 !important;
      display: inline-block !important; width: max-content !important; height: auto !important;
      margin: 0 !important; padding: 0 !important; border: 0 !important; opacity: 1 !important;
      visibility: visible !important; pointer-events: auto !important; float: none !important;
      filter: none !important; clip-path: none !important; content: normal !important; }
    :host([hidden]) { display: none !important; }
    button { all: unset; box-sizing: border-box; display: flex; align-items: center; gap: 4px;
      height: 20px; max-width: 260px; padding: 0 7px 0 5px; border: 1px solid transparent;
      border-radius: 10px; font: 500 12px/1 system-ui, sans-serif; white-space: nowrap;
      color: var(--ink); background: var(--paper); cursor: pointer; unicode-bidi: isolate; }
    button::after { content: ""; position: absolute; inset: -4px; }
    svg { flex: none; width: 12px; height: 12px; fill: none; stroke: currentColor;
      stroke-width: 1.5; stroke-linejoin: round; stroke-linecap: round; }
    span { overflow: hidden; text-overflow: ellipsis; line-height: 16px; }
    button:hover { border-color: currentColor; }
    button:focus-visible { outline: 2px solid var(--ink); outline-offset: 1px; }
    .compact { padding: 0; width: 20px; justify-content: center; background: var(--solid);
      border-color: var(--edge); }
    .compact:not(:hover, :focus-visible) span { display: none; }
    .compact:hover, .compact:focus-visible { width: auto; padding: 0 7px 0 4px; }
    .compact.asked, .compact.no-answer { width: 20px; padding: 0; }
    .light { --ink: #5b6570; --paper: transparent; --solid: #fff; --edge: #ccd2d8; }
    .dark { --ink: #aab4be; --paper: transparent; --solid: #23282d; --edge: #4a525a; }
    .light.generated { --ink: #8a3f00; --paper: #fdecd8; --solid: #fdecd8; --edge: #8a3f00; }
    .dark.generated { --ink: #ffc27d; --paper: #43290d; --solid: #43290d; --edge: #ffc27d; }
    .light.declared-ai { --ink: #5a2d91; --paper: #f1e8fb; --solid: #f1e8fb; --edge: #5a2d91; }
    .dark.declared-ai { --ink: #d5b8ff; --paper: #33204c; --solid: #33204c; --edge: #d5b8ff; }
    .light.reused { --ink: #0b5394; --paper: #e3effb; --solid: #e3effb; --edge: #0b5394; }
    .dark.reused { --ink: #9bcbff; --paper: #13304d; --solid: #13304d; --edge: #9bcbff; }
    .light.contradictory { --ink: #5c5300; --paper: #f6f1cf; --solid: #f6f1cf; --edge: #5c5300; }
    .dark.contradictory { --ink: #e8dc82; --paper: #39350f; --solid: #39350f; --edge: #e8dc82; }
    .asked { animation: appear 1ms 500ms both; pointer-events: none; }
    @keyframes appear { from { opacity: 0 } to { opacity: .7 } }
    @media (forced-colors: active) { button { border-color: ButtonText; } }
    @media print { button { border-color: currentColor; } }`;

  const host = build('facetell-badge', { hidden: true });
  const label = build('span');
  const path = build('svg:path');
  const button = build('button', { type: 'button', lang: word('languageCode') },
    build('svg:svg', { viewBox: '0 0 12 12', 'aria-hidden': 'true', focusable: 'false' }, path),
    label);
  let isDark = false;
  let isCompact = false;
  let kind = 'asked';

  host.attachShadow({ mode: 'closed' }).append(build('style', {}, STYLE), button);

  // The page must take neither the click nor the key for its own.
  for (const type of ['click', 'mousedown', 'mouseup', 'pointerdown', 'pointerup', 'keydown',
    'keyup', 'keypress', 'touchstart', 'touchend']) {
    host.addEventListener(type, (event) => event.stopPropagation());
  }
  button.addEventListener('click', (event) => {
    event.preventDefault();
    if (event.isTrusted) onOpen(button);
  });

  function paint() {
    button.className =
      `${isDark ? 'dark' : 'light'} ${kind}${isCompact ? ' compact' : ''}`;
  }

  /** @param {string} name @param {string} text @param {string} description */
  function set(name, text, description) {
    kind = name;
    label.textContent = text;
    path.setAttribute('d', SHAPES[name] ?? SHAPES['cannot-tell'] ?? '');
    button.setAttribute('aria-label', description);
    button.title = description;
    paint();
  }

  /** @param {Answer & {state: 'answered'}} answer */
  function showVerdict({ annotation: { body } }) {
    const reason = body.reason ? word(`reason_${body.reason}`) : '';
    const text = body.verdict === 'cannot-tell'
      ? word('badgeCannotTell', reason || word('reason_other'))
      : word(`verdict_${body.verdict}`);
    set(body.verdict, text, body.strength
      ? word('badgeLabelStrength', text, word(`strength_${body.strength}`))
      : word('badgeLabel', text));
  }

  set('asked', '', word('badgeAsked'));

  return {
    host,

    /** @param {Answer | null} answer null while the host is asked */
    show(answer) {
      if (answer?.state === 'answered') showVerdict(answer);
      else if (answer) set('no-answer', '', word('badgeNoAnswer'));
      else set('asked', '', word('badgeAsked'));
    },

    /** @param {boolean} compact */
    setCompact(compact) {
      isCompact = compact || label.textContent === '';
      paint();
    },

    /** @param {boolean} dark */
    setDark(dark) {
      isDark = dark;
      paint();
    },

    /** @param {boolean} isHidden */
    hide(isHidden) {
      host.hidden = isHidden;
    },

    remove() {
      host.remove();
    },
  };
}
