// SPDX-License-Identifier: MIT
import './../protocol.js';
