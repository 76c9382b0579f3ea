// The page Non-local: training with and without a block, resting, reloading, files, maps, drawing.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { checkLook, desktop, phone } from './demo-browser.mjs';
import {
  figure,
  longestTask,
  longestTasks,
  start,
  status,
  stepOf,
  untilStep,
  whole,
  withDownload,
} from './live-run.mjs';
import { assertWithin, timed, timesOf } from './spent-time.mjs';
import { until } from './typing.mjs';

/** Percent of right answers that a run has to reach with a block, and may not reach without one. */
const leastWith = 90;
const mostWithout = 60;
/** For both, on a thread each. */
const mostSeconds = 90;

const numberOf = async (page, name) => Number.parseFloat(await figure(page, name).textContent());
/** What is said of the network beside it. */
const besideOf = (page) => page.getByText(/with nothing between the frames$/).textContent();
const place = (page, n) => page.locator('.frames .place').nth(n);
/** A position in the middle of the frame that is the cue. */
const cue = 3 * 16 + 5;

/** The map that is shown, as it is told to screen readers. */
async function mapOf(page) {
  await page
    .getByTestId('map-facts')
    .getByText(/All positions together|所有位置合计/)
    .waitFor();
  const labels = await page
    .locator('.frames .place')
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
  return labels.map((label) => Number(label.split(/: |：/)[1]));
}

/** Waits for what the network with the block answers. */
async function answers(page, digit) {
  await page.waitForFunction(
    (wanted) => document.querySelector('.verdict').textContent === wanted,
    digit,
  );
}

/** Shares of all, each told to three digits. */
function checkSum(map) {
  assert.equal(map.length, 64);
  const sum = map.reduce((total, weight) => total + weight, 0);
  assert.ok(Math.abs(sum - 1) < 64 * 0.0005, `the map sums to ${sum}`);
}

export const nonLocalTests = [
  {
    name: 'non-local: looks right in both themes and sizes before a run',
    run: (demo) => demo.look('non-local', '#/non-local?clip=2'),
  },
  {
    name: 'non-local: finds the digit with the block and not without, and shows where it looks',
    run: (demo) =>
      demo.use(
        async ({ page, browser }) => {
          let tasks;
          const taken = await timed(browser, async () => {
            tasks = await longestTasks(page, async () => {
              await start(page);
              await status(page, 'It has learned');
            });
          });
          await page.waitForFunction(
            () => document.querySelectorAll('.verdict')[1]?.textContent !== '–',
            undefined,
            { timeout: whole },
          );
          const share = await numberOf(page, 'Right answers');
          const other = Number.parseFloat(await besideOf(page));
          const worst = tasks.map((milliseconds) => milliseconds.toFixed(0)).join(', ');
          console.log(
            `  ${share} % and ${other} % after ${timesOf(taken)}; longest tasks: ${worst} ms`,
          );
          assert.ok(tasks[0] <= longestTask, `a task took ${worst} ms`);
          assert.ok(share >= leastWith, `${share} % are right with the block`);
          assert.ok(other <= mostWithout, `${other} % are right without`);
          assertWithin(taken, mostSeconds);

          await place(page, cue).click();
          const map = await mapOf(page);
          checkSum(map);
          const facts = await page.getByTestId('map-facts').textContent();
          assert.match(facts, /All positions together: 1\.000/);
          assert.ok((await numberOf(page, 'Distance of two maps')) > 0);
          const right = await page.getByTestId('right').textContent();
          assert.equal(await page.getByTestId('answer').first().textContent(), right);
          // The cue turned red, the red digit is the answer; another digit in its place, that one.
          const lab = page.getByRole('region', { name: 'Draw into the clip' });
          await lab.getByRole('radio', { name: 'Frame 4, the cue' }).check();
          await lab.getByRole('radio', { name: 'Red' }).check();
          await lab.getByRole('button', { name: 'Fill the frame' }).click();
          await answers(page, '9');
          await lab.getByRole('radio', { name: 'Frame 1' }).check();
          await lab.getByLabel('Digit').selectOption('2');
          await lab.getByRole('button', { name: 'Put this digit there' }).click();
          await answers(page, '2');
          await lab.getByRole('button', { name: 'Take the drawing back' }).click();
          await answers(page, right);

          for (const colorScheme of ['light', 'dark']) {
            for (const width of [390, 1280]) {
              await page.emulateMedia({ colorScheme });
              await page.setViewportSize({ width, height: 900 });
              await demo.shoot(page, `non-local-learned-${colorScheme}-${width}`);
              await checkLook(page);
            }
          }
        },
        { hash: '#/non-local' },
      ),
  },
  {
    name: 'non-local: rests, both networks are kept and go on after a reload, and the file opens again',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await untilStep(page, 34);
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          await page.getByText('Kept in this browser').waitFor();
          const step = await stepOf(page);
          await page.waitForTimeout(500);
          assert.equal(await stepOf(page), step);
          const before = await mapOf(page);
          // The one beside it is another worker and may rest a step later.
          await page.waitForFunction(async () => {
            const open = indexedDB.open('rondo-non-local-beside');
            await new Promise((resolve) => (open.onsuccess = resolve));
            const isThere = open.result.objectStoreNames.contains('facts');
            const all = isThere && open.result.transaction('facts').objectStore('facts').getAll();
            if (all) await new Promise((resolve) => (all.onsuccess = resolve));
            open.result.close();
            return all && all.result.some((one) => one.step >= 1);
          });

          await page.reload();
          await page.getByText(`step ${step} of 320`).waitFor();
          await page.getByRole('button', { name: 'Go on with it' }).click();
          await untilStep(page, step + 5);
          await page.getByRole('button', { name: 'Stop' }).click();
          await status(page, 'Stopped');
          await besideOf(page);
          const later = await stepOf(page);
          await withDownload(page, 'Download checkpoint', async (file) => {
            const shown = await mapOf(page);
            assert.notDeepEqual(shown, before);
            await page.reload();
            await page.getByRole('button', { name: 'Forget it' }).click();
            await page.locator('input[type=file]').setInputFiles(file);
            await status(page, 'It rests');
            assert.equal(await stepOf(page), later);
            assert.deepEqual(await mapOf(page), shown);
            await page.getByRole('button', { name: 'Go on', exact: true }).click();
            await untilStep(page, later + 2);
            await page.getByRole('button', { name: 'Pause' }).click();
            await status(page, 'It rests');
            writeFileSync(file, readFileSync(file).subarray(0, 5000));
            await page.locator('input[type=file]').setInputFiles(file);
            await page.getByRole('alert').getByText('downloaded from this page').waitFor();
          });
        },
        { hash: '#/non-local?clips=10000&block=gaussian' },
      ),
  },
  {
    name: 'non-local: a file of one network takes the place of two, and nothing jumps',
    run: async (demo) => {
      for (const viewport of [phone, desktop]) {
        await demo.use(
          async ({ page }) => {
            await start(page);
            await besideOf(page);
            await page.getByRole('button', { name: 'Stop' }).click();
            await status(page, 'Stopped');
            await withDownload(page, 'Download checkpoint', async (file) => {
              await page.locator('input[type=file]').setInputFiles(file);
              await status(page, 'It rests');
              await mapOf(page);
              await until(() => page.getByText(/with nothing between the frames$/).count(), 0);
              await checkLook(page);
            });
          },
          { hash: '#/non-local?clips=10000', viewport },
        );
      }
    },
  },
  {
    name: 'non-local: keyboard and pointer reach positions and draw, and the address holds the drawing',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await place(page, cue).focus();
          await page.keyboard.press('ArrowUp');
          await page.keyboard.press('ArrowLeft');
          await page.keyboard.press('ArrowLeft');
          await page.getByText('Frame 3, row 1, column 4', { exact: true }).waitFor();
          await page.keyboard.press('Space');
          await page.waitForFunction(() => location.hash.includes('at=35'));
          assert.equal(await place(page, 35).getAttribute('aria-pressed'), 'true');

          const lab = page.getByRole('region', { name: 'Draw into the clip' });
          const colours = () =>
            lab.locator('canvas').evaluate((canvas) => {
              const { data } = canvas.getContext('2d').getImageData(0, 0, 16, 16);
              const at = (row, column) =>
                Array.from({ length: 3 }, (_, i) => data[4 * (16 * row + column) + i]);
              return { middle: at(8, 8), right: at(8, 11), line: at(3, 8) };
            });
          await lab.getByRole('radio', { name: 'Frame 2' }).check();
          await lab.getByRole('button', { name: 'Clear the frame' }).click();
          await lab.getByRole('radio', { name: 'Blue' }).check();
          const paper = lab.getByRole('application');
          await paper.focus();
          await page.keyboard.press('Space');
          for (let n = 0; n < 3; n++) await page.keyboard.press('Shift+ArrowRight');
          await lab.getByText('Pen at row 9, column 12').waitFor({ state: 'attached' });
          const box = await paper.boundingBox();
          const at = (share) => share * box.width;
          await lab.getByRole('radio', { name: 'Red' }).check();
          await page.mouse.move(box.x + at(0.1), box.y + at(3.5 / 16));
          await page.mouse.down();
          await page.mouse.move(box.x + at(0.9), box.y + at(3.5 / 16), { steps: 9 });
          await page.mouse.up();
          await page.waitForFunction(() => location.hash.includes('frame2='));
          const drawn = await colours();
          assert.deepEqual(drawn, { middle: [0, 0, 255], right: [0, 0, 255], line: [255, 0, 0] });
          assert.equal(await page.getByTestId('right').textContent(), '–');
          await page.reload();
          await lab.getByRole('radio', { name: 'Frame 2' }).check();
          await until(colours, drawn);
          await lab.getByRole('button', { name: 'Take the drawing back' }).click();
          await page.waitForFunction(() => !location.hash.includes('frame2='));
          assert.match(await page.getByTestId('right').textContent(), /\d/);
        },
        { hash: '#/non-local?clip=3' },
      ),
  },
  {
    name: 'non-local: in an image, each pixel takes of its like',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const image = page.getByRole('group', { name: 'Image' });
          const pixel = (row, column) => image.getByRole('button').nth(16 * row + column);
          const weight = async (row, column) =>
            Number((await pixel(row, column).getAttribute('aria-label')).split(': ')[1]);
          await page.getByTestId('image-facts').getByText('together: 1.000').waitFor();
          // One disc looks at both; the green square has nothing for it.
          assert.ok((await weight(12, 12)) > 0.01);
          assert.equal(await weight(12, 12), await weight(3, 3));
          assert.ok((await weight(2, 11)) < 1e-6);
          await pixel(2, 11).click();
          await page.waitForFunction(() => location.hash.includes('from=43'));
          await page.getByText('Row 3, column 12: 0.062').first().waitFor();
          await page.keyboard.press('ArrowUp');
          await page.getByText('Row 2, column 12: 0.062').first().waitFor();
          await page.getByLabel('Contrast c').selectOption('1');
          await page.getByText('Row 2, column 12: 0.0').first().waitFor();
          assert.ok((await weight(12, 12)) > 0.001);
          await page.getByRole('application', { name: 'Image, to draw into' }).click();
          await page.waitForFunction(() => location.hash.includes('image='));
          await page.reload();
          await page.getByTestId('image-facts').getByText('together: 1.000').waitFor();
          await checkLook(page);
        },
        { hash: '#/non-local' },
      ),
  },
  {
    name: 'non-local: learns on the graphics device, and speaks Chinese',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await page.getByRole('button', { name: '训练', exact: true }).click();
          await untilStep(page, 3);
          await page.getByText('用 WebGPU').waitFor();
          await page.getByTestId('map-facts').getByText('所有位置合计').waitFor({ timeout: whole });
          checkSum(await mapOf(page));
          const facts = await page.getByTestId('map-facts').textContent();
          assert.match(facts, /所有位置合计：1\.000/);
          await checkLook(page);
        },
        { hash: '#/non-local?clips=10000&compare=no&backend=webgpu&lang=zh', graphics: true },
      ),
  },
  {
    name: 'non-local: a form without a softmax learns on threads, and its map may have any sum',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await untilStep(page, 3);
          await page.getByText(/computed on CPU × \d/).waitFor();
          const map = await mapOf(page);
          assert.equal(map.length, 64);
          assert.ok(map.some((weight) => weight !== map[0]));
          await page.getByRole('button', { name: 'Stop' }).click();
          await status(page, 'Stopped');
        },
        { hash: '#/non-local?clips=10000&compare=no&block=dotProduct&backend=threads' },
      ),
  },
];
