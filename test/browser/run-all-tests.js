import { configuredRun } from '../engines/backend-cpu.ts';
import { runTests } from '../engines/run-tests.ts';
import { tests } from '../engines/tests.js';

/** All tests, with the options that JSON stands for. */
export function runAllTests(options) {
  globalThis.RONDO_CPU = options;
  return runTests(tests, configuredRun);
}
