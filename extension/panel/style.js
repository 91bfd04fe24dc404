'use strict';
// SPDX-License-Identifier: MIT

/** The look of the panel; it stands in a closed shadow root, so names may be short. */
function panelStyle() {
  return `
    :host { all: initial; }
    .light { --ink: #1d2429; --quiet: #5b6570; --paper: #fff; --line: #dfe3e7; --soft: #f3f5f6;
      --accent: #10505a; --mark: #b45700; color-scheme: light; }
    .dark { --ink: #e9edf0; --quiet: #a8b2bb; --paper: #1f2428; --line: #3b434a; --soft: #2a3035;
      --accent: #7fd0cf; --mark: #ffb968; color-scheme: dark; }
    dialog { box-sizing: border-box; width: min(30rem, calc(100vw - 16px)); max-width: none;
      max-height: calc(100vh - 32px); margin: auto; padding: 0; overflow: auto;
      border: 1px solid var(--line); border-radius: 14px; color: var(--ink);
      background: var(--paper); font: 400 14px/1.45 system-ui, sans-serif; text-align: start;
      box-shadow: 0 12px 40px rgb(0 0 0 / .28); overscroll-behavior: contain; }
    dialog::backdrop { background: rgb(0 0 0 / .35); }
    header { position: sticky; top: 0; z-index: 1; display: flex; align-items: center; gap: 8px;
      padding: 10px 10px 10px 20px; background: var(--paper); border-bottom: 1px solid var(--line); }
    :dir(rtl) header { padding: 10px 20px 10px 10px; }
    header strong { flex: 1; font-weight: 600; font-size: 13px; color: var(--accent); }
    main { padding: 16px 20px 20px; }
    h2 { margin: 0 0 4px; font-size: 19px; line-height: 1.25; font-weight: 650; outline: none; }
    h3 { margin: 20px 0 6px; font-size: 13px; font-weight: 650; color: var(--accent); }
    p { margin: 0 0 6px; overflow-wrap: anywhere; }
    p:empty { display: none; }
    ul { margin: 0; padding-inline-start: 18px; }
    li { margin: 0 0 6px; }
    .signs { padding: 0; list-style: none; }
    .signs li { padding: 10px 12px; border-radius: 10px; background: var(--soft); }
    .signs p:last-child { margin: 0; }
    .lead { font-size: 15px; }
    .quiet { color: var(--quiet); font-size: 13px; }
    .values { font-variant-numeric: tabular-nums; }
    figure { margin: 14px 0 0; }
    .frame { position: relative; width: 100%; max-width: 260px; margin: 0 auto; overflow: hidden;
      border-radius: 10px; background: var(--soft); }
    .frame canvas, .frame svg { position: absolute; inset: 0; width: 100%; height: 100%; }
    .frame.empty { outline: 1px dashed var(--line); outline-offset: -1px; }
    svg * { vector-effect: non-scaling-stroke; }
    .face { fill: none; stroke: #fff; stroke-opacity: .55; stroke-width: 1; }
    .measured { fill: #ffb000; stroke: #1d1400; stroke-width: 1; }
    .expected { fill: none; stroke: #fff; stroke-width: 2; paint-order: stroke;
      filter: drop-shadow(0 0 1px #000) drop-shadow(0 0 1px #000); }
    .offset { stroke: #ffb000; stroke-width: 1.5; }
    .legend { display: flex; flex-wrap: wrap; justify-content: center; align-items: center;
      gap: 4px 6px; margin: 8px 0 0; color: var(--quiet); font-size: 12px; }
    .legend svg { width: 12px; height: 12px; }
    .legend .expected { stroke: var(--ink); filter: none; }
    .legend svg:nth-of-type(2) { margin-inline-start: 10px; }
    input[type=range] { display: block; width: 100%; margin: 6px 0 2px; accent-color: var(--accent);
      direction: ltr; }
    .chance { margin-top: 8px; font-size: 15px; font-weight: 600; }
    .presets { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; margin: 8px 0; }
    button { font: 500 13px/1 system-ui, sans-serif; color: var(--ink); cursor: pointer; }
    .preset { min-height: 28px; padding: 0 12px; border: 1px solid var(--line); border-radius: 14px;
      background: transparent; }
    .preset:hover, .close:hover { background: var(--soft); }
    .close { display: grid; place-items: center; width: 32px; height: 32px; padding: 0; border: 0;
      border-radius: 16px; background: transparent; }
    .close svg { width: 14px; height: 14px; stroke: currentColor; stroke-width: 2; stroke-linecap: round; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    details { margin-top: 20px; padding-top: 12px; border-top: 1px solid var(--line); }
    summary { cursor: pointer; font-size: 13px; font-weight: 650; color: var(--accent); }
    details p:first-of-type { margin-top: 8px; }
    .key { font: 12px/1.4 ui-monospace, monospace; }
    pre { max-height: 220px; margin: 8px 0; padding: 10px; overflow: auto; border-radius: 8px;
      background: var(--soft); font: 11px/1.5 ui-monospace, monospace; white-space: pre-wrap;
      overflow-wrap: anywhere; }
    code { padding: 1px 5px; border-radius: 5px; background: var(--soft); font: 12px ui-monospace, monospace; }
    @media (prefers-reduced-motion: no-preference) {
      dialog[open] { animation: rise .16s ease-out; }
      @keyframes rise { from { opacity: 0; transform: translateY(6px); } }
    }
    @media (forced-colors: active) { .measured { fill: Highlight; } }
    @media print {
      .dark { --ink: #1d2429; --quiet: #5b6570; --paper: #fff; --line: #dfe3e7; --soft: #f3f5f6;
        --accent: #10505a; color-scheme: light; }
      dialog { position: absolute; inset: 0 auto auto 0; width: 100%; max-height: none; overflow: visible;
        box-shadow: none; border: 0; }
      dialog::backdrop { background: #fff; }
      header button, .presets { display: none; }
      pre { max-height: none; overflow: visible; }
    }`;
}
