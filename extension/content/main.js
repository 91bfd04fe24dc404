'use strict';
// SPDX-License-Identifier: MIT

function main() {}
main();
