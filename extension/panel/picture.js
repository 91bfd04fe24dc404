'use strict';
// SPDX-License-Identifier: MIT

/**
 * The picture with what was measured drawn on it, from the bytes that are here already.
 * @param {Annotation} annotation
 * @param {ImageBitmap | null} bitmap null: the picture cannot be had, the points still can
 */
function drawPicture(annotation, bitmap) {
  // What was measured, and where a StyleGAN crop puts it: pairs joined by a line.
  const PAIRS = [
    ['leftEye', 'templateLeftEye'],
    ['rightEye', 'templateRightEye'],
    ['mouth', 'templateMouth'],
  ];
  const { target, body } = annotation;
  const ratio = (bitmap?.height ?? target.height ?? 1) / (bitmap?.width ?? target.width ?? 1);
  const height = Math.round(1000 * ratio);
  const points = Object.assign({}, ...(body.evidence ?? []).map((sign) => sign.points ?? {}));

  const canvas = /** @type {HTMLCanvasElement} */ (build('canvas', {
    width: bitmap?.width ?? 1, height: bitmap?.height ?? 1, 'aria-hidden': 'true',
  }));
  if (bitmap) canvas.getContext('2d')?.drawImage(bitmap, 0, 0);

  /** @param {string} kind @param {[number, number]} centre @param {number} r */
  const dot = (kind, [cx, cy], r) => build('svg:circle', { class: kind, cx, cy, r });

  /** @param {string} name @returns {[number, number] | null} */
  function at(name) {
    const point = points[name];
    return point ? [point[0], Math.round(point[1] * ratio)] : null;
  }

  const marks = [];
  if (body.face) {
    const [left, top, right, bottom] = body.face;
    marks.push(build('svg:rect', {
      class: 'face', x: left, y: Math.round(top * ratio),
      width: Math.max(0, right - left), height: Math.max(0, Math.round((bottom - top) * ratio)),
      rx: 24,
    }));
  }
  for (const [measuredName = '', expectedName = ''] of PAIRS) {
    const measured = at(measuredName);
    const expected = at(expectedName);
    if (expected) marks.push(dot('expected', expected, 34));
    if (measured && expected) {
      marks.push(build('svg:line', {
        class: 'offset', x1: measured[0], y1: measured[1], x2: expected[0], y2: expected[1],
      }));
    }
    if (measured) marks.push(dot('measured', measured, 13));
  }
  const hasPoints = PAIRS.some(([measured = '']) => at(measured));
  const overlay = build('svg:svg', {
    viewBox: `0 0 1000 ${height}`, role: 'img',
    'aria-label': hasPoints ? word('panelPictureMarked') : word('panelPicture'),
  }, ...marks);

  const frame = build('div', { class: bitmap ? 'frame' : 'frame empty' }, canvas, overlay);
  frame.style.aspectRatio = `1 / ${ratio}`;
  const legend = hasPoints ? build('p', { class: 'legend' },
    build('svg:svg', { viewBox: '0 0 12 12', 'aria-hidden': 'true' },
      build('svg:circle', { class: 'measured', cx: 6, cy: 6, r: 3 })),
    word('panelMeasured'),
    build('svg:svg', { viewBox: '0 0 12 12', 'aria-hidden': 'true' },
      build('svg:circle', { class: 'expected small', cx: 6, cy: 6, r: 4.5 })),
    word('panelExpected')) : '';
  return build('figure', {}, frame, legend);
}
