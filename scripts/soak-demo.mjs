// The memory of the page while it trains: node scripts/soak-demo.mjs [minutes, 10]
// Fails where it grows. Page and workers together, as the browser counts them, and the process of the tab.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { serveFolder } from '../apps/demo/scripts/static-server.mjs';
import { requireChromium } from './open-in-chromium.mjs';

/** Seconds between two looks. */
const every = 10;
/** Seconds until code is compiled and buffers have their sizes. */
const settling = 60;
/** What the last third may have more than the first, both by their medians. */
const mostGrowth = 0.05;

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes >= 2)) {
  console.error(`expected at least 2 minutes, received ${process.argv[2]}`);
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
  // Collects what is garbage before it counts.
  args: ['--no-sandbox', '--enable-blink-features=ForceEagerMeasureMemory'],
});
try {
  const page = await browser.newPage();
  await page.goto(`${address}#/translate?epochs=1000`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const { model } = cpus()[0];
  console.log(`Chromium ${browser.version()}, ${cpus().length} x ${model}, ${today()}\n`);
  console.log('| Minute | Step | Page and workers, MB | Process of the tab, MB |');
  console.log('| -----: | ---: | -------------------: | ---------------------: |');
  const looks = await lookAgainAndAgain(page, await tabProcess());
  const settled = looks.filter(({ seconds }) => seconds >= settling);
  const growth = {
    'page and workers': growthOf(settled.map(({ megabytes }) => megabytes)),
    'process of the tab': growthOf(settled.map(({ resident }) => resident)),
  };
  for (const [what, share] of Object.entries(growth)) {
    console.log(`\n${what}: ${(100 * share).toFixed(1)} % from the first third to the last`);
    if (share > mostGrowth) process.exitCode = 1;
  }
  const last = looks.at(-1);
  if (!(last.step > settled[0].step)) throw new Error('it did not train');
} finally {
  await browser.close();
  close();
  rmSync(work, { recursive: true, force: true, maxRetries: 5 });
}

async function lookAgainAndAgain(page, pid) {
  const looks = [];
  const begin = performance.now();
  for (let at = 0; at <= minutes * 60; at += every) {
    await page.waitForTimeout(Math.max(0, at * 1000 - (performance.now() - begin)));
    const seconds = (performance.now() - begin) / 1000;
    const { bytes, step } = await page.evaluate(async () => ({
      bytes: (await performance.measureUserAgentSpecificMemory()).bytes,
      step: Number.parseInt(document.querySelector('.figure dd').textContent, 10) || 0,
    }));
    const look = { seconds, step, megabytes: bytes / 1e6, resident: residentMegabytes(pid) };
    looks.push(look);
    if (at % 60 === 0) console.log(`| ${row(look)} |`);
  }
  return looks;
}

function row({ seconds, step, megabytes, resident }) {
  return [(seconds / 60).toFixed(1), step, megabytes.toFixed(1), resident.toFixed(0)].join(' | ');
}

/** By how much the median of the last third is above that of the first. */
function growthOf(values) {
  const third = Math.floor(values.length / 3);
  return median(values.slice(-third)) / median(values.slice(0, third)) - 1;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
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
