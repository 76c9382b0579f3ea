// Runs the tests in this process and writes the report as JSON on the last line.
import { configuredRun } from './backend-cpu.ts';
import { runTests } from './run-tests.ts';
import { tests } from './tests.js';

const report = await runTests(tests, configuredRun);
console.log(JSON.stringify(report));
