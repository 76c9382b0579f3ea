// Runs the tests on the graphics device that the browser offers.
import { runTests } from '../engines/run-tests.ts';
import { deviceRun } from '../gpu/backend-webgpu.ts';
import { tests } from '../gpu/tests.js';
import { report } from './report.js';

await report(() => runTests(tests, deviceRun, 300_000));
