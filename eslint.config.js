// SPDX-License-Identifier: MIT
import js from '@eslint/js';
import globals from 'globals';

const rule = (selector, message) => ({ selector, message });
const HOUSE_RULES = [
  rule('MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
    'No markup from strings: build() makes elements, and texts become text nodes.'),
  rule('CallExpression[callee.property.name="addEventListener"][callee.object.name=/^(window|self|globalThis)$/][arguments.0.value="message"]',
    'Pages can send messages to the window: ask the background instead.'),
  rule('CallExpression[callee.property.name="postMessage"][arguments.1.value="*"]',
    'Name who may read it.'),
  rule('CallExpression[callee.property.name="write"][callee.object.name="document"]',
    'No markup from strings.'),
  rule('MemberExpression[object.name="console"]',
    'A reader never sees the console: show it in the interface, or let it be.'),
];
const STRICT = {
  'no-restricted-syntax': ['error', ...HOUSE_RULES],
  'no-eval': 'error', 'no-implied-eval': 'error', 'no-new-func': 'error',
  eqeqeq: 'error', 'prefer-const': 'error', 'no-var': 'error',
  'max-lines': ['error', 400], 'max-depth': ['error', 3],
};

export default [
  { ignores: ['build/**', 'node_modules/**', '**/*.d.ts'] },
  js.configs.recommended,
  {
    files: ['extension/**/*.js'],
    ignores: ['extension/content/**', 'extension/panel/**'],
    languageOptions: { globals: { ...globals.browser, chrome: 'readonly' } },
    rules: STRICT,
  },
  {
    // Ordered classic files that share one scope: tsc knows what is defined, and that
    // every file's one function is used by a later one.
    files: ['extension/content/*.js', 'extension/panel/*.js'],
    languageOptions: { sourceType: 'script', globals: { ...globals.browser, chrome: 'readonly' } },
    rules: { ...STRICT, 'no-undef': 'off', 'no-unused-vars': ['error', { vars: 'local' }] },
  },
  {
    files: ['**/*.mjs', 'tests/**/*.js', 'eslint.config.js', 'native-host/**/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser, chrome: 'readonly' } },
    rules: { 'no-unused-vars': ['error', { varsIgnorePattern: '^_' }] },
  },
];
