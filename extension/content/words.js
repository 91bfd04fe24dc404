'use strict';
// SPDX-License-Identifier: MIT

/**
 * A text of _locales.  Wire names ("declared-ai") become message names ("declared_ai").
 * @param {string} name
 * @param {...(string | number)} substitutions
 */
function word(name, ...substitutions) {
  return chrome.i18n.getMessage(name.replaceAll('-', '_'), substitutions.map(String));
}
