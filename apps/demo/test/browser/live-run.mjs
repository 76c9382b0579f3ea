// What tests do on every page that learns live.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command `rondo`, as it is built. */
export const command = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));

/** Milliseconds that a whole run may take, on a machine that others use as well. */
export const whole = 10 * 60_000;

export const start = (page, name = 'Train') =>
  page.getByRole('button', { name, exact: true }).click();
export const status = (page, text) =>
  page.getByRole('status').getByText(text).waitFor({ timeout: whole });
export const figure = (page, name) =>
  page
    .locator('.figure')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('dd.number');
export const stepOf = async (page) => Number.parseInt(await figure(page, 'Step').textContent(), 10);

export async function untilStep(page, step) {
  await page.waitForFunction(
    (wanted) => Number.parseInt(document.querySelector('.figure dd')?.textContent, 10) >= wanted,
    step,
    { timeout: whole },
  );
}

/** Waits until the chart has a loss of a model. */
export const lossOf = (page, model) =>
  page.getByRole('img', { name: new RegExp(`^Loss by step\\..*${model}: \\d`) }).waitFor();

/** Downloads what a button gives, hands its path to a test and removes it. */
export async function withDownload(page, button, test) {
  const folder = mkdtempSync(join(tmpdir(), 'rondo-download-'));
  try {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ]);
    const file = join(folder, download.suggestedFilename());
    await download.saveAs(file);
    await test(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** No task of the main thread may work for longer: it would be noticed. */
export const longestTask = 50;

/**
 * Milliseconds that the longest tasks of the page's main thread took of the processor while something went on. Waiting for a processor that others have does not count.
 */
export async function longestTasks(page, action) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  let trace;
  try {
    await action();
  } finally {
    // Else the tests that follow could not trace.
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString());
  const names = traceEvents.filter(({ name }) => name === 'thread_name');
  const isMain = ({ pid, tid }) =>
    names.some((one) => one.pid === pid && one.tid === tid && one.args.name === 'CrRendererMain');
  const tasks = traceEvents.filter((event) => event.ph === 'X' && event.tdur && isMain(event));
  assert.ok(tasks.length > 100, `${tasks.length} tasks were traced`);
  return tasks
    .map(({ tdur }) => tdur / 1000)
    .toSorted((a, b) => b - a)
    .slice(0, 3);
}
