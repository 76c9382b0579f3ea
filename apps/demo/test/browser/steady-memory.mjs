// Memory stays flat while a page learns. For minutes: npm run soak:demo
import assert from 'node:assert/strict';
import { start, untilStep } from './live-run.mjs';
import { growthOf, longRuns, watchMemory } from './memory.mjs';

/** What the last third may have more than the first; what a step has in use just then is a twentieth by itself. */
const mostGrowth = 0.1;
/** Seconds and steps until code is compiled, buffers have their sizes and validation has been met. */
const settlingSeconds = 10;
const settlingSteps = { translate: 160, words: 1000, recurrent: 500, 'non-local': 50 };
/** How long to look, and how many steps at least, however slow the machine. */
const looking = { seconds: 24, every: 1.2 };
const leastSteps = { translate: 300, words: 5000, recurrent: 1000, 'non-local': 60 };

async function growth(page, name) {
  await start(page);
  await Promise.all([
    untilStep(page, settlingSteps[name]),
    page.waitForTimeout(1000 * settlingSeconds),
  ]);
  const looks = await watchMemory(page, { ...looking, leastSteps: leastSteps[name] });
  const megabytes = looks.map((look) => look.megabytes);
  const steps = looks.at(-1).step - looks[0].step;
  const grown = growthOf(megabytes);
  const [least, most] = [Math.min(...megabytes), Math.max(...megabytes)];
  console.log(
    `  ${steps} steps: ${least.toFixed(1)} to ${most.toFixed(1)} MB, ${(100 * grown).toFixed(1)} % more in the end`,
  );
  return grown;
}

export const memoryTests = [
  ...Object.entries(longRuns).map(([name, hash]) => ({
    name: `memory: stays flat on the page ${name}`,
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const grown = await growth(page, name);
          assert.ok(grown <= mostGrowth, `it grew by ${100 * grown} %`);
        },
        { hash },
      ),
  })),
  {
    name: 'memory: what grows would be seen',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await page.evaluate(() => {
            const kept = [];
            setInterval(() => kept.push(new Float64Array(1000)), 50);
          });
          const looks = await watchMemory(page, { seconds: 10, every: 1 });
          const grown = growthOf(looks.map(({ megabytes }) => megabytes));
          assert.ok(grown > mostGrowth, `it grew by ${100 * grown} %`);
        },
        { hash: '#/translate' },
      ),
  },
];
