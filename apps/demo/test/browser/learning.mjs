// What training has to reach: with and without cross-origin isolation, and on the graphics device; and how fast dates are learned.
import assert from 'node:assert/strict';
import { checkLook, hosts } from './demo-browser.mjs';
import {
  figure,
  longestTask,
  longestTasks,
  start,
  status,
  untilStep,
  withDownload,
} from './live-run.mjs';
import { assertWithin, timed, timesOf } from './spent-time.mjs';
import { translated, translatedByCommand } from './translate-page.mjs';

/** Percent of unseen dates that a whole run has to get exactly right, and the seconds it may take. */
const leastExact = 95;
const mostSeconds = 90;

/** The other pages as they are set at first: percent of each of their figures. */
const otherPages = [
  { name: 'words', figures: ['Neighbours of the same group'], least: 90 },
  {
    name: 'recurrent',
    over: 'All steps are done',
    figures: ['RNN (Elman), right', 'GRU, right', 'LSTM, right'],
    least: 95,
  },
  { name: 'non-local', query: 'compare=no', figures: ['Right answers'], least: 90 },
];

async function learn(page, over = 'It has learned') {
  await start(page);
  await status(page, over);
}

const percent = async (page, name) => Number.parseFloat(await figure(page, name).textContent());
const exactlyRight = (page) => percent(page, 'Exactly right');

/** Has a page learn, and looks whether its figures are as they have to be. */
async function reaches({ page, browser }, { over, figures, least }) {
  const taken = await timed(browser, () => learn(page, over));
  const found = await Promise.all(figures.map((name) => percent(page, name)));
  console.log(`  ${found.join(', ')} % after ${timesOf(taken)}`);
  for (const share of found) assert.ok(share >= least, `${share} %`);
}

const isIsolated = (page) => page.evaluate(() => crossOriginIsolated);

export const learningTests = [
  {
    name: 'translate: learns dates, and the command translates with its checkpoint',
    run: (demo) =>
      demo.use(
        async ({ page, browser }) => {
          assert.equal(await isIsolated(page), true);
          let tasks;
          const taken = await timed(browser, async () => {
            tasks = await longestTasks(page, () => learn(page));
          });
          const exact = await exactlyRight(page);
          const worst = tasks.map((milliseconds) => milliseconds.toFixed(0)).join(', ');
          console.log(`  ${exact} % after ${timesOf(taken)}; longest tasks: ${worst} ms`);
          assert.ok(exact >= leastExact, `${exact} % are exactly right`);
          assert.ok(tasks[0] <= longestTask, `a task took ${worst} ms`);
          assertWithin(taken, mostSeconds);
          await checkLook(page);
          assert.equal(await translated(page, 'MAR 3, 2041'), '2041-03-03');
          const looks = page.getByRole('table', { name: 'Where it looks' });
          await demo.picture(page, 'readme', page.locator('#run-title'), looks);
          await withDownload(page, 'Download checkpoint', async (file) => {
            assert.equal(await translatedByCommand(file, 'JUN 17, 1976'), '1976-06-17');
          });
        },
        { hash: '#/translate' },
      ),
  },
  {
    name: 'translate: learns dates as fast on plain static hosting, before a service worker isolates',
    run: (demo) =>
      demo.use(
        async ({ page, browser }) => {
          assert.equal(await isIsolated(page), false);
          const taken = await timed(browser, () => learn(page));
          const exact = await exactlyRight(page);
          console.log(`  ${exact} % after ${timesOf(taken)}`);
          assert.ok(exact >= leastExact, `${exact} % are exactly right`);
          assertWithin(taken, mostSeconds);
          assert.equal(await isIsolated(page), false);
          assert.equal(await translated(page, 'MAR 3, 2041'), '2041-03-03');
        },
        { hash: '#/translate', host: hosts.plain },
      ),
  },
  ...otherPages.map((other) => ({
    name: `${other.name}: learns as well on plain static hosting, before a service worker isolates`,
    run: (demo) =>
      demo.use(
        async (opened) => {
          assert.equal(await isIsolated(opened.page), false);
          await reaches(opened, other);
        },
        { hash: `#/${other.name}?${other.query ?? ''}`, host: hosts.plain },
      ),
  })),
  {
    name: 'translate: learns dates on the graphics device',
    run: (demo) =>
      demo.use(
        async ({ page, browser }) => {
          const taken = await timed(browser, async () => {
            await start(page);
            await untilStep(page, 3);
            await page.getByText('computed on WebGPU').waitFor();
            await status(page, 'It has learned');
          });
          const exact = await exactlyRight(page);
          console.log(`  ${exact} % after ${timesOf(taken)}`);
          assert.ok(exact >= leastExact, `${exact} % are exactly right`);
          assert.equal(await translated(page, 'MAR 3, 2041'), '2041-03-03');
        },
        { hash: '#/translate?backend=webgpu', graphics: true },
      ),
  },
];
