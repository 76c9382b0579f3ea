// Runs the tests in this page, or in a worker of it, with the options in the address.
import { report } from './report.js';
import { runAllTests } from './run-all-tests.js';

const { searchParams } = new URL(location.href);
const options = searchParams.get('options');
if (searchParams.get('place') === 'worker') {
  const worker = new Worker(new URL('./tests-worker.js', import.meta.url), { type: 'module' });
  worker.postMessage(options);
} else {
  await report(() => runAllTests(options));
}
