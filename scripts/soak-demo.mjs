// The memory of a page while it learns: node scripts/soak-demo.mjs [minutes, 10] [translate | words | recurrent | non-local]
// Fails where it grows. Page and workers together, as the browser counts them, and the process of the tab.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { serveFolder } from '../apps/demo/scripts/static-server.mjs';
import { start } from '../apps/demo/test/browser/live-run.mjs';
import { growthOf, longRuns, memoryFlag, watchMemory } from '../apps/demo/test/browser/memory.mjs';
import { requireChromium } from './open-in-chromium.mjs';

/** Seconds between two looks. */
const every = 10;
/** Seconds until code is compiled and buffers have their sizes. */
const settling = 60;
/** What the last third of the looks may have more than the first, of the page and its workers. */
const mostGrowth = 0.05;
/** The same of the process, which also has what allocators keep of workers that have ended. */
const mostProcessGrowth = 0.1;

const [minutes, name] = [Number(process.argv[2] ?? 10), process.argv[3] ?? 'translate'];
if (!(minutes >= 2) || !(name in longRuns)) {
  const names = Object.keys(longRuns).join(', ');
  const received = process.argv.slice(2).join(' ');
  console.error(`expected at least 2 minutes and one of ${names}; received ${received}`);
  process.exit(1);
}
requireChromium();
const work = mkdtempSync(join(tmpdir(), 'rondo-soak-'));
const folder = join(work, 'site');
await build({
  root: fileURLToPath(new URL('../apps/demo', import.meta.url)),
  logLevel: 'warn',
  build: { outDir: folder, emptyOutDir: true },
});
const { address, close } = await serveFolder({ folder });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', memoryFlag],
});
try {
  const page = await browser.newPage();
  await page.goto(`${address}${longRuns[name]}`);
  await start(page);
  const { model } = cpus()[0];
  console.log(`Chromium ${browser.version()}, ${cpus().length} x ${model}, ${today()}\n`);
  console.log('| Minute | Step | Page and workers, MB | Process of the tab, MB |');
  console.log('| -----: | ---: | -------------------: | ---------------------: |');
  const pid = await tabProcess();
  let told = -1;
  const onLook = (look) => {
    look.resident = residentMegabytes(pid);
    const minute = Math.floor(look.seconds / 60);
    if (minute > told) console.log(`| ${row(look)} |`);
    told = minute;
  };
  const looks = await watchMemory(page, { seconds: minutes * 60, every, onLook });
  const settled = looks.filter(({ seconds }) => seconds >= settling);
  const [held, resident] = ['megabytes', 'resident'].map((key) => settled.map((one) => one[key]));
  check('page and workers', held, mostGrowth);
  check('process of the tab', resident, mostProcessGrowth);
  const last = looks.at(-1);
  if (!(last.step > settled[0].step)) throw new Error('it did not train');
} finally {
  await browser.close();
  close();
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
}

/** Prints by how much it grew, which is a fault beyond the most. */
function check(what, values, most) {
  const share = growthOf(values);
  console.log(`\n${what}: ${(100 * share).toFixed(1)} % from the first third to the last`);
  if (share > most) process.exitCode = 1;
}

function row({ seconds, step, megabytes, resident }) {
  return [(seconds / 60).toFixed(1), step, megabytes.toFixed(1), resident.toFixed(0)].join(' | ');
}

/** The process that computes the page; the browser keeps others in reserve. */
async function tabProcess() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return renderers.toSorted((a, b) => b.cpuTime - a.cpuTime)[0].id;
}

/** What of a process is in memory; NaN where the system does not say. */
function residentMegabytes(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]) / 1000;
  } catch {
    return NaN;
  }
}

function today() {
  return new Date().toISOString().slice(0, 10);
}
