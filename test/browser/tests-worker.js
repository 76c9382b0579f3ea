// Runs the tests in a worker, which has workers of its own.
import { report } from './report.js';
import { runAllTests } from './run-all-tests.js';

addEventListener('message', ({ data }) => report(() => runAllTests(data)), { once: true });
