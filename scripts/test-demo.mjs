// Tests of the page in Chromium, as it is built: node scripts/test-demo.mjs [part of a test's name]
// Screenshots of every page go to the folder RONDO_SCREENSHOTS, if it is set.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { DemoBrowser } from '../apps/demo/test/browser/demo-browser.mjs';
import { allPagesTests } from '../apps/demo/test/browser/all-pages.mjs';
import { attentionTests } from '../apps/demo/test/browser/attention.mjs';
import { benchmarkTests } from '../apps/demo/test/browser/benchmark.mjs';
import { keptRunTests } from '../apps/demo/test/browser/kept-runs.mjs';
import { checkpointTests } from '../apps/demo/test/browser/checkpoints.mjs';
import { chartTests } from '../apps/demo/test/browser/charts.mjs';
import { elsewhereTests } from '../apps/demo/test/browser/elsewhere.mjs';
import { hostingTests } from '../apps/demo/test/browser/hosting.mjs';
import { learningTests } from '../apps/demo/test/browser/learning.mjs';
import { memoryFlag } from '../apps/demo/test/browser/memory.mjs';
import { nonLocalTests } from '../apps/demo/test/browser/non-local.mjs';
import { ownTextTests } from '../apps/demo/test/browser/own-text.mjs';
import { recurrentTests } from '../apps/demo/test/browser/recurrent.mjs';
import { screenshotTests } from '../apps/demo/test/browser/screenshots.mjs';
import { shellTests } from '../apps/demo/test/browser/shell.mjs';
import { memoryTests } from '../apps/demo/test/browser/steady-memory.mjs';
import { stoppedRunTests } from '../apps/demo/test/browser/stopped-runs.mjs';
import { translateTests } from '../apps/demo/test/browser/translate.mjs';
import { wordsMapTests } from '../apps/demo/test/browser/words-map.mjs';
import { wordsTests } from '../apps/demo/test/browser/words.mjs';
import { requireChromium } from './open-in-chromium.mjs';

requireChromium();
const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv[2] ?? '';
const screenshots = process.env['RONDO_SCREENSHOTS'];
const tests = [
  ...shellTests,
  ...hostingTests,
  ...attentionTests,
  ...chartTests,
  ...recurrentTests,
  ...learningTests,
  ...translateTests,
  ...checkpointTests,
  ...ownTextTests,
  ...wordsTests,
  ...wordsMapTests,
  ...nonLocalTests,
  ...benchmarkTests,
  ...allPagesTests,
  ...keptRunTests,
  ...elsewhereTests,
  ...stoppedRunTests,
  ...memoryTests,
  // Of those that the others make.
  ...(screenshots && !wanted ? screenshotTests : []),
].filter(({ name }) => name.includes(wanted));
const work = mkdtempSync(join(tmpdir(), 'rondo-demo-'));

let failed = 0;
const quiet = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-sync',
  memoryFlag,
];
const launch = ({ graphics = false } = {}) =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: graphics ? [...quiet, '--enable-unsafe-webgpu'] : quiet,
    // Playwright would close the browser and leave this process waiting for it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
process.once('exit', () => rmSync(work, { recursive: true, force: true, maxRetries: 5 }));
const browser = await launch();
try {
  const folder = join(work, 'site');
  await build({
    root: join(root, 'apps', 'demo'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true, sourcemap: 'hidden' },
  });
  const demo = new DemoBrowser({ browser, launch, folder, screenshots });
  for (const { name, run } of tests) await check(name, () => run(demo));
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && tests.length > 0 ? 0 : 1;
} finally {
  await browser.close();
}

/** Runs a test and prints what became of it. */
async function check(name, test) {
  const start = performance.now();
  let fault;
  try {
    await test();
  } catch (error) {
    fault = error;
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${fault ? 'FAILED' : 'passed'} in ${seconds} s: ${name}`);
  if (!fault) return;
  failed += 1;
  console.error(
    String(fault.stack ?? fault)
      .split('\n')
      .slice(0, 30)
      .join('\n'),
  );
}
