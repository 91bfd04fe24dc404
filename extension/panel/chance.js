'use strict';
// SPDX-License-Identifier: MIT

/**
 * The chance that a picture was generated, given how common that is where it was seen and
 * what the signs weigh.  Bayes' rule on odds.
 * @param {number} priorPpm generated pictures in a million
 * @param {number} decibans 10·log10 of the likelihood ratio generated : photo
 * @returns {number} 0 to 1
 */
function chanceOf(priorPpm, decibans) {
  const odds = priorPpm / (1e6 - priorPpm) * 10 ** (decibans / 10);
  return odds / (1 + odds);
}
