'use strict';
// SPDX-License-Identifier: MIT

/**
 * The sections of the panel, each built from an annotation that was verified.
 * @param {Annotation} annotation
 */
function panelParts(annotation) {
  const { body, target, creator, created } = annotation;
  const numbers = new Intl.NumberFormat();
  const PRESETS = /** @type {const} */ ([['panelPriorFeed', 500], ['panelPriorGroup', 50_000]]);
  const WEAK_DECIBANS = 3; // a likelihood ratio of 2: ENFSI guideline, below it says nothing
  const PRIOR_MIN_PPM = 10; // 1 in 100,000
  const PRIOR_MAX_PPM = 500_000; // every second one
  const STEPS = 1000;
  const SEEN_COMMON = 20; // accounts: provenance/reuse.h

  /** @param {number} decibans */
  function weight(decibans) {
    const ratio = 10 ** (Math.abs(decibans) / 10);
    if (Math.abs(decibans) < WEAK_DECIBANS) return word('panelWeightNone');
    const times = numbers.format(Number(ratio.toPrecision(ratio < 100 ? 1 : 2)));
    return word(decibans > 0 ? 'panelWeightGenerated' : 'panelWeightPhoto', times);
  }

  /** @param {Evidence} sign */
  function signText({ id, decibans }) {
    const direction = decibans >= WEAK_DECIBANS ? 'for'
      : decibans <= -WEAK_DECIBANS ? 'against' : 'neutral';
    return word(`sign_${id}_${direction}`) || word('signOther', id);
  }

  /** @param {[string, number]} observed in tenths of what the text says */
  const observedText = ([name, value]) =>
    word(`observed_${name}`, numbers.format(Math.abs(value) / 10)) ||
    `${name} ${numbers.format(value)}`;

  /** @param {Evidence} sign */
  const signItem = (sign) => build('li', {},
    build('p', {}, signText(sign)),
    build('p', { class: 'quiet' }, weight(sign.decibans)),
    build('p', { class: 'quiet values' },
      Object.entries(sign.observed ?? {}).map(observedText).join(' · ')));

  function headline() {
    const isReason = body.verdict === 'cannot-tell';
    const reason = word(`reason_${body.reason ?? 'other'}`) || word('reason_other');
    const title = isReason ? word('badgeCannotTell', reason) : word(`verdict_${body.verdict}`);
    const sentence = isReason
      ? word(`reasonWhy_${body.reason ?? 'other'}`) || word('reasonWhy_other')
      : word(`verdictWhy_${body.verdict}_${body.strength ?? 'none'}`) ||
        word(`verdictWhy_${body.verdict}`);
    return [
      build('h2', { id: 'facetell-title', tabindex: -1 }, title),
      build('p', { class: 'lead' }, sentence),
    ];
  }

  /**
   * What stands in the file is a stranger's: text only, apart from our words, whichever way it runs.
   * @param {Evidence} sign
   */
  const quote = ({ says = '', where = '' }) => build('p', { class: 'quiet values' },
    ...[says, where].filter(Boolean).flatMap((text, i) => [i ? ' · ' : '', build('bdi', {}, text)]));

  /** @param {[string, number]} observed */
  const fileValue = ([name, value]) => word(`fileValue_${name}`, numbers.format(value));

  /** @param {Evidence} sign */
  const fileItem = (sign) => build('li', {},
    build('p', {}, word(`file_${sign.id}`) || word('signOther', sign.id)),
    quote(sign),
    build('p', { class: 'quiet values' },
      Object.entries(sign.observed ?? {}).filter(([, value]) => value !== 0)
        .map(fileValue).filter(Boolean).join(' · ')));

  /** A claim weighs nothing, so no chance stands beside it. */
  function file() {
    const found = (body.evidence ?? []).filter(({ family }) => family === 'file');
    return found.length === 0 ? [] : [
      build('h3', {}, word('panelFile')),
      build('ul', { class: 'signs' }, ...found.map(fileItem)),
    ];
  }

  function signs() {
    const found = (body.evidence ?? []).filter(({ family }) => family !== 'file' && family !== 'identity');
    return found.length === 0 ? [] : [
      build('h3', {}, word('panelSigns')),
      build('ul', { class: 'signs' }, ...found.map(signItem)),
    ];
  }

  /** @param {string} platform */
  const siteName = (platform) => word(`site_${platform}`) || platform;

  /** @param {Sighting} sighting */
  function seenItem({ platform, id, url, mirrored, when }) {
    const name = url?.startsWith('https://')
      ? build('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, id) : id;
    const rest = [siteName(platform), new Date(when).toLocaleDateString(),
      mirrored ? word('panelSeenMirrored') : ''];
    return build('li', {}, build('bdi', {}, name),
      build('span', { class: 'quiet' }, ` · ${rest.filter(Boolean).join(' · ')}`));
  }

  /** Who else has the picture: never more than the program has seen itself. */
  function others() {
    const seen = body.seen ?? [];
    const sign = body.evidence?.find(({ id }) => id === 'seen-before');
    const accounts = sign?.observed?.accounts ?? seen.length;
    if (seen.length === 0) return [];
    const plural = new Intl.PluralRules().select(accounts);
    const sites = new Intl.ListFormat().format(
      [...new Set(seen.map(({ platform }) => siteName(platform)))]);
    const count = [numbers.format(accounts), sites];
    return [
      build('h3', {}, word('panelSeen')),
      build('p', {}, word(`seenCount_${plural}`, ...count) || word('seenCount_other', ...count)),
      build('ul', { class: 'seen' }, ...seen.map(seenItem)),
      ...(accounts > seen.length
        ? [build('p', { class: 'quiet' }, word('panelSeenNearest', numbers.format(seen.length)))] : []),
      build('p', { class: 'quiet' },
        word(accounts > SEEN_COMMON ? 'panelSeenCommon' : 'panelSeenNote')),
    ];
  }

  /** @param {number} chance */
  function chanceText(chance) {
    if (chance < 0.001) return word('panelChanceTiny');
    if (chance > 0.999) return word('panelChanceHuge');
    if (chance < 0.01) return word('panelChanceRare', numbers.format(Math.round(1 / chance)));
    return word('panelChance', numbers.format(Math.round(100 * chance)));
  }

  /** @param {number} priorPpm */
  const shareText = (priorPpm) => word('panelPriorShare',
    numbers.format(Math.max(2, Number((1e6 / priorPpm).toPrecision(2)))));

  /** @param {number} startPpm */
  function chance(startPpm) {
    // The pixels' chance beside a file that says "AI" would only contradict it.
    if (body.decibans === undefined || body.verdict === 'declared-ai') return [];
    const decibans = body.decibans;
    const span = Math.log(PRIOR_MAX_PPM / PRIOR_MIN_PPM);
    const toStep = (/** @type {number} */ ppm) =>
      Math.round(STEPS * Math.log(ppm / PRIOR_MIN_PPM) / span);
    const toPpm = (/** @type {number} */ step) =>
      PRIOR_MIN_PPM * Math.exp(span * step / STEPS);
    const slider = /** @type {HTMLInputElement} */ (build('input', {
      type: 'range', min: 0, max: STEPS, step: 1, id: 'facetell-prior',
      value: toStep(startPpm), 'aria-describedby': 'facetell-chance',
    }));
    const share = build('output', { for: 'facetell-prior', class: 'quiet' });
    const result = build('p',
      { id: 'facetell-chance', class: 'chance', 'aria-live': 'polite' });
    let ppm = startPpm;
    function update() {
      slider.setAttribute('aria-valuetext', shareText(ppm));
      share.textContent = shareText(ppm);
      result.textContent = chanceText(chanceOf(ppm, decibans));
    }
    slider.addEventListener('input', () => {
      ppm = toPpm(Number(slider.value));
      update();
    });
    const presets = PRESETS.map(([name, presetPpm]) => {
      const button = build('button', { type: 'button', class: 'preset' }, word(name));
      button.addEventListener('click', () => {
        ppm = presetPpm;
        slider.value = String(toStep(ppm));
        update();
      });
      return button;
    });
    update();
    return [
      build('h3', {}, word('panelPrior')),
      build('label', { for: 'facetell-prior', class: 'quiet' }, word('panelPriorLabel')),
      slider, share,
      build('p', { class: 'presets' }, ...presets),
      result,
    ];
  }

  function limits() {
    const small = Math.min(target.width ?? 0, target.height ?? 0);
    const items = [
      small > 0 && small < 128 ? word('panelLimitSmall', small) : '',
      word('panelLimitCrop'),
      word('panelLimitDiffusion'),
    ].filter(Boolean);
    return [
      build('h3', {}, word('panelLimits')),
      build('ul', {}, ...items.map((item) => build('li', {}, item))),
      build('h3', {}, word('panelMeaning')),
      build('p', {}, word('panelMeaningText')),
    ];
  }

  function proof() {
    const json = JSON.stringify(annotation, null, 2);
    const copy = build('button', { type: 'button', class: 'preset' }, word('panelCopy'));
    const told = build('span', { class: 'quiet', role: 'status' });
    copy.addEventListener('click', () => {
      navigator.clipboard.writeText(json).then(
        () => { told.textContent = word('panelCopied'); },
        () => { told.textContent = word('panelCopyFailed'); });
    });
    return [
      build('details', {},
        build('summary', {}, word('panelSigned')),
        build('p', { class: 'quiet' }, word('panelVerified')),
        build('p', { class: 'key', dir: 'ltr' }, creator.id),
        build('p', { class: 'quiet' },
          [creator.model ?? '', new Date(created).toLocaleString()].filter(Boolean).join(' · ')),
        build('pre', { tabindex: 0, dir: 'ltr' }, json),
        build('p', { class: 'presets' }, copy, told)),
    ];
  }

  return { headline, file, signs, others, chance, limits, proof };
}
