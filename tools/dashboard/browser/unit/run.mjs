// Runs all unit tests; the exit code says whether one failed.
//     node --experimental-default-type=module tools/dashboard/browser/unit/run.mjs

import * as chart from './chart.test.mjs';
import * as clock from './clock.test.mjs';
import * as format from './format.test.mjs';
import { run } from './harness.mjs';
import * as state from './state.test.mjs';

export const result = run({ chart, clock, format, state });
for (const line of result.failed) console.error(line);
console.log(`${result.passed} passed, ${result.failed.length} failed`);
if (typeof process !== 'undefined') process.exitCode = result.failed.length ? 1 : 0;
