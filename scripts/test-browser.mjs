// Tests in Chromium: a page with the built packages trains as Node does, threads start under every policy, and the conformance,
// gradient and golden tests pass with and without cross-origin isolation, in pages and in workers, and on the graphics device.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { isolation, openInChromium, requireChromium } from './open-in-chromium.mjs';
import { root, testBundle } from './test-bundle.mjs';

requireChromium();
const pages = join(root, 'test', 'browser');
const work = mkdtempSync(join(tmpdir(), 'rondo-browser-'));
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";
const strict = { ...isolation, 'Content-Security-Policy': policy };

/** Runs of the tests: where, with which options, and whether the threads may share memory. */
const runs = [
  { place: 'page', options: { threads: 1, relaxedSimd: false }, headers: isolation },
  { place: 'page', options: { threads: 2, relaxedSimd: true }, headers: isolation },
  { place: 'page', options: { threads: 3, relaxedSimd: false }, headers: isolation },
  { place: 'worker', options: { threads: 3, relaxedSimd: true }, headers: isolation },
  { place: 'page', options: { threads: 2 }, headers: {} },
];

let passed = 0;
let failed = 0;
try {
  const built = await buildPage();
  await check('trains and translates as Node does', () => trainsAsInNode(built));
  await check('threads start from text', async () => {
    const result = await openBuilt(built, 'threadsFromText', isolation);
    return faultsOfThreads(result, 2, 0);
  });
  await check('threads start from a file where the policy forbids workers from text', async () => {
    const result = await openBuilt(built, 'threadsFromFile', strict);
    return faultsOfThreads(result, 2, 0);
  });
  await check('does without threads, and says so, where the policy forbids them', async () => {
    const result = await openBuilt(built, 'threadsFromText', strict);
    return faultsOfThreads(result, 1, 1);
  });
  const tests = await buildTests();
  for (const run of runs) {
    const { place, options, headers } = run;
    const where = `in a ${place}${headers === isolation ? '' : ' without isolation'}`;
    await check(`tests ${where} ${JSON.stringify(options)}`, () => runTests(tests, run));
  }
  const testsOnGpu = await buildTests('gpu', 'webgpu');
  await check('tests on the graphics device', () => runTestsOnGpu(testsOnGpu));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Prints what became of a part, which gives the faults it found. */
async function check(name, part) {
  const start = performance.now();
  const faults = await part();
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${faults.length === 0 ? 'passed' : 'FAILED'} in ${seconds} s: ${name}`);
  for (const fault of faults.slice(0, 20)) {
    console.error(`  ${fault.split('\n').slice(0, 4).join('\n    ')}`);
  }
  if (faults.length === 0) passed++;
  else failed++;
}

/** What a package publishes. */
function bundleOf(name, entry = 'index') {
  return join(root, 'packages', name, 'dist', 'bundle', `${entry}.js`);
}

/** What leads to the built packages, and to the program of their workers. */
function builtPackages() {
  const names = readdirSync(join(root, 'packages')).filter((name) => existsSync(bundleOf(name)));
  const alias = names.map((name) => ({
    find: new RegExp(`^@rondo/${name}$`),
    replacement: bundleOf(name),
  }));
  const worker = bundleOf('backend-cpu', 'worker');
  return {
    root: pages,
    configFile: false,
    logLevel: 'warn',
    resolve: { alias: [...alias, { find: /^@rondo\/backend-cpu\/worker$/, replacement: worker }] },
  };
}

async function buildPage() {
  const outDir = join(work, 'built');
  await build({
    ...builtPackages(),
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: { input: join(pages, 'built.html') },
    },
  });
  return outDir;
}

async function buildTests(page = 'tests', backend = 'cpu') {
  const outDir = join(work, page);
  const common = testBundle(backend);
  await build({
    ...common,
    root,
    worker: { format: 'es', rolldownOptions: common.build.rolldownOptions },
    build: {
      ...common.build,
      outDir,
      emptyOutDir: true,
      rolldownOptions: { ...common.build.rolldownOptions, input: join(pages, `${page}.html`) },
    },
  });
  return outDir;
}

function openBuilt(folder, program, headers) {
  return openInChromium({ folder, page: `built.html?program=${program}`, headers });
}

/** Faults of a product on `threads` threads that warned so many times. */
function faultsOfThreads({ value, error, warnings }, threads, warned) {
  if (error) return [error];
  const faults = value.right ? [] : ['the product is wrong'];
  if (value.threads.working !== threads) {
    faults.push(`${value.threads.working} threads worked instead of ${threads}`);
  }
  if (warnings.length !== warned) faults.push(`warned: ${JSON.stringify(warnings)}`);
  return faults;
}

async function runTests(folder, { place, options, headers }) {
  const query = new URLSearchParams({ place, options: JSON.stringify(options) });
  const page = `test/browser/tests.html?${query}`;
  const result = await openInChromium({ folder, page, headers, limit: 10 * 60_000 });
  const { value, error, warnings, isolated } = result;
  if (error) return [error];
  const { failures, backend } = value;
  const faults = [...failures];
  if (value.passed < 1000) faults.push(`only ${value.passed} tests passed`);
  if (!backend) faults.push('no test used a backend');
  if (isolated !== (headers === isolation)) faults.push(`crossOriginIsolated is ${isolated}`);
  const said = warnings.filter((text) => text.includes('Cross-Origin-Opener-Policy')).length;
  const wanted = isolated || options.threads === 1 ? 0 : 1;
  if (said !== wanted) faults.push(`said ${said} times that threads are missing, not ${wanted}`);
  const { threads, relaxedSimd } = backend ?? {};
  console.log(
    `  ${value.passed} tests passed, ${failures.length} failed; ${JSON.stringify({ threads: threads?.working, relaxedSimd })}`,
  );
  return faults;
}

async function runTestsOnGpu(folder) {
  const page = 'test/browser/gpu.html';
  // Minutes on a free machine; the browser's adapter computes on the processor.
  const limit = 40 * 60_000;
  const { value, error } = await openInChromium({ folder, page, graphics: true, limit });
  if (error) return [error];
  const { passed: count, failures, backend } = value;
  const faults = [...failures];
  if (count < 1000) faults.push(`only ${count} tests passed`);
  const { adapter, counts } = backend ?? {};
  if (!adapter?.vendor) faults.push('the adapter has no name');
  if (!(counts?.launches > 0)) faults.push('nothing was launched on the graphics device');
  console.log(
    `  ${count} tests passed, ${failures.length} failed; ${JSON.stringify({ adapter, counts })}`,
  );
  return faults;
}

async function trainsAsInNode(folder) {
  const entry = join(pages, 'train-and-translate.js');
  const outDir = join(work, 'node');
  await build({
    ...builtPackages(),
    build: { ssr: entry, outDir, emptyOutDir: true },
    ssr: { noExternal: true },
  });
  const program = await import(pathToFileURL(join(outDir, 'train-and-translate.js')).href);
  const inNode = await program.trainAndTranslate();
  const { value: inBrowser, error } = await openBuilt(folder, 'train', {});
  console.log('  Node:    ', JSON.stringify(inNode));
  console.log('  Chromium:', JSON.stringify(inBrowser));
  return error ? [error] : differences(inNode, inBrowser);
}

function differences(inNode, inBrowser) {
  const faults = [];
  const expected = ['4 1 3', '8 1 7 2'];
  for (const [where, result] of Object.entries({ Node: inNode, Chromium: inBrowser })) {
    if (result.texts.join() !== expected.join())
      faults.push(`${where} translated ${result.texts.join(' and ')}`);
    if (result.left.tensors !== 0)
      faults.push(`${where} left ${result.left.tensors} tensors behind`);
  }
  // Engines with fused multiply-add round differently; the two runs drift apart, but not far.
  const ratio = inBrowser.perplexity / inNode.perplexity;
  if (!(ratio > 0.8 && ratio < 1.25)) {
    faults.push(`perplexity ${inBrowser.perplexity} in Chromium, ${inNode.perplexity} in Node`);
  }
  return faults;
}
