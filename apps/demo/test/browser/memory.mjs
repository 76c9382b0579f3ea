// The memory of a page while it learns: the page and its workers together, as the browser counts them.
import { start } from './live-run.mjs';

/** Has the browser collect what is garbage before it counts. */
export const memoryFlag = '--enable-blink-features=ForceEagerMeasureMemory';

/** Long runs on each page that learns. */
export const longRuns = {
  translate: '#/translate?size=32&epochs=1000',
  words: '#/words?epochs=10000',
  recurrent: '#/recurrent?task=echo&delay=3&steps=20000',
  'non-local': '#/non-local?clips=80000',
};

/**
 * Looks at the memory every so many seconds, for so many seconds and steps. A run that is over is begun anew: what it had has to be freed.
 * @returns seconds, steps so far and megabytes at each look.
 */
export async function watchMemory(page, settings) {
  const { seconds, every, leastSteps = 0, onLook = () => {} } = settings;
  const looks = [];
  const begin = performance.now();
  let [before, last] = [0, 0];
  for (let at = 0; ; at += every) {
    await page.waitForTimeout(Math.max(0, at * 1000 - (performance.now() - begin)));
    const { bytes, step, isOver } = await look(page);
    if (step < last) before += last;
    last = step;
    const now = (performance.now() - begin) / 1000;
    const found = { seconds: now, step: before + step, megabytes: bytes / 1e6 };
    await onLook(found);
    looks.push(found);
    if (now >= seconds && found.step - looks[0].step >= leastSteps) return looks;
    if (isOver) await start(page, 'Train anew');
  }
}

function look(page) {
  return page.evaluate(async () => {
    const figure = document.querySelector('.figure dd'); // none before a run
    const [step, total] = figure?.textContent.split('/').map(Number) ?? [0, 0];
    const { bytes } = await performance.measureUserAgentSpecificMemory();
    return { bytes, step: step || 0, isOver: step > 0 && step === total };
  });
}

/** By how much the lowest value of the last third is above that of the first: what is only in use for a moment does not count. */
export function growthOf(values) {
  const third = Math.floor(values.length / 3);
  return Math.min(...values.slice(-third)) / Math.min(...values.slice(0, third)) - 1;
}
