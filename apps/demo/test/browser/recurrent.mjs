// The page Recurrent cell: one step at a time, every number explained, both directions.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkFocusInSight, checkLook, desktop, phone } from './demo-browser.mjs';
import {
  figure,
  longestTask,
  longestTasks,
  start,
  status,
  stepOf,
  untilStep,
  withDownload,
} from './live-run.mjs';
import { typeNumber, until } from './typing.mjs';

const cell = (page, table, row, column) =>
  page
    .getByRole('table', { name: table, exact: true })
    .locator('tbody tr')
    .nth(row)
    .getByRole('button')
    .nth(column);

const number = async (locator) => Number((await locator.textContent()).replace('−', '-'));

/** What stands in the timeline for a unit of the state at a step. */
const stateAt = (page, unit, step) =>
  page
    .getByRole('table', { name: 'The sequence' })
    .locator('tbody tr')
    .nth(1 + unit)
    .locator('td')
    .nth(step - 1)
    .locator('span');

export const recurrentTests = [
  {
    name: 'recurrent: what is focused is never behind the explanation',
    run: async (demo) => {
      for (const viewport of [phone, desktop]) {
        await demo.use(({ page }) => checkFocusInSight(page), { hash: '#/recurrent', viewport });
      }
    },
  },
  {
    name: 'recurrent: looks right in both themes and sizes',
    run: (demo) =>
      demo.look('recurrent', '#/recurrent?cell=lstm&hidden=4&t=3', async (page) => {
        await cell(page, 'Forget gate f', 0, 1).focus();
        await page.getByText('weight_ih[5] · xₜ + bias_ih[5]').waitFor();
        await curves(page);
      }),
  },
  {
    name: 'recurrent: goes through time with buttons, slider and keyboard, and the address keeps the step',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await page.getByRole('heading', { name: 'Inside step 1' }).waitFor();
          await page.getByRole('button', { name: 'Step on' }).click();
          await page.getByRole('heading', { name: 'Inside step 2' }).waitFor();
          await page.getByRole('slider', { name: 'Time step' }).focus();
          await page.keyboard.press('ArrowRight');
          await page.getByRole('heading', { name: 'Inside step 3' }).waitFor();
          assert.match(page.url(), /t=3/);
          // What the step leaves is what the timeline shows, and what the next one gets.
          const left = await number(cell(page, 'New state h', 0, 2));
          assert.equal(await number(stateAt(page, 3, 3)), left);
          await page.keyboard.press('ArrowRight');
          await page.getByRole('heading', { name: 'Inside step 4' }).waitFor();
          const given = page.getByRole('table', { name: 'What the step gets' });
          const got = given.locator('tbody tr').nth(1).locator('td').nth(2);
          assert.equal(await number(got), left);
          await page.getByRole('button', { name: 'Last step' }).click();
          await page.reload();
          await page.getByRole('heading', { name: 'Inside step 6' }).waitFor();
        },
        { hash: '#/recurrent' },
      ),
  },
  {
    name: 'recurrent: the keyboard reaches every number and hears how it comes about',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await cell(page, 'Reset gate r', 0, 0).focus();
          await page.getByText('weight_ih[0] · xₜ + bias_ih[0]').waitFor();
          await page.keyboard.press('ArrowDown');
          await page.getByText('weight_hh[0] · hₜ₋₁ + bias_hh[0]').waitFor();
          await page.keyboard.press('ArrowDown');
          await page.keyboard.press('ArrowRight');
          await page.getByRole('heading', { name: 'Reset gate r, r, unit 2' }).waitFor();
          const lines = await page.locator('.explanation .number').allTextContents();
          assert.match(lines[0], /^σ\(/);
          assert.equal(lines.at(-1), `= ${await cell(page, 'Reset gate r', 2, 1).textContent()}`);
          await page.getByRole('combobox', { name: 'Cell' }).selectOption('rnn');
          await page.getByText('Point at a number of the tables above').waitFor();
        },
        { hash: '#/recurrent?t=2' },
      ),
  },
  {
    name: 'recurrent: inputs and weights can be changed, and a link shows the same',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await stateAt(page, 1, 1).waitFor();
          const first = await number(stateAt(page, 1, 1));
          const last = await number(stateAt(page, 1, 6));
          const tasks = await longestTasks(page, async () => {
            await page.getByLabel('Input 1 at step 2').fill('-3');
            await page.waitForFunction(() => location.hash.includes('x='));
            await changed(stateAt(page, 1, 6), last);
            await page.getByRole('button', { name: 'Last step' }).click();
          });
          console.log(`  longest tasks: ${tasks.map((time) => time.toFixed(0)).join(', ')} ms`);
          assert.ok(tasks[0] <= longestTask, `a task took ${tasks[0]} ms`);
          assert.equal(await number(stateAt(page, 1, 1)), first);
          await page.getByText('All weights').click();
          await page.getByLabel('bias_hh, z, unit 1, column 1').fill('9');
          await changed(stateAt(page, 1, 1), first);
          // An update gate that is open keeps the zeros of the start.
          assert.ok(Math.abs(await number(stateAt(page, 1, 1))) < 0.05);
          const after = await number(stateAt(page, 1, 6));
          await page.reload();
          await stateAt(page, 1, 1).waitFor();
          assert.equal(await number(stateAt(page, 1, 6)), after);
          await page.getByRole('button', { name: 'Start again' }).click();
          await changed(stateAt(page, 1, 6), after);
          assert.equal(await number(stateAt(page, 1, 6)), last);
        },
        { hash: '#/recurrent' },
      ),
  },
  {
    name: 'recurrent: inputs and weights are typed key by key',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const input = page.getByLabel('Input 1 at step 1');
          await typeNumber(page, input, '0.123');
          await page.keyboard.press('Tab');
          await page.keyboard.press('Control+A');
          await page.keyboard.type('-1.25');
          await until(
            () => page.evaluate(() => new URLSearchParams(location.hash.split('?')[1]).get('x')),
            '0.123,0;-1.25,0;0,1;0,0;-1,0.5;0,0',
          );
          assert.equal(await input.inputValue(), '0.123');
          assert.equal(await page.getByLabel('Input 1 at step 2').inputValue(), '-1.25');
          await page.getByText('All weights').click();
          const weight = page.getByLabel('bias_hh, z, unit 1, column 1');
          await typeNumber(page, weight, '-0.05');
          await until(
            () =>
              page.evaluate(() => new URLSearchParams(location.hash.split('?')[1]).get('weights')),
            'bias_hh.3.0=-0.05',
          );
          assert.equal(await weight.inputValue(), '-0.05');
          await typeNumber(page, weight, '21');
          await page.getByRole('alert').getByText('from −20 to 20').waitFor();
          await page.keyboard.press('Tab');
          assert.equal(await weight.inputValue(), '2');
        },
        { hash: '#/recurrent' },
      ),
  },
  {
    name: 'recurrent: both directions are side by side, and the output has both',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const column = (table) =>
            page
              .getByRole('table', { name: table })
              .locator('tbody tr td:nth-child(6)')
              .allTextContents();
          const output = await page.getByTestId('output').locator('tbody td').allTextContents();
          const both = [...(await column('向前的状态')), ...(await column('向后的状态'))];
          assert.deepEqual(output, both);
          assert.equal(output.length, 8);
        },
        { hash: '#/recurrent?lang=zh&cell=lstm&hidden=4&t=5' },
      ),
  },
  {
    name: 'recurrent: gradients of three cells reach as far as their gates let them',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const chart = page.getByRole('img', { name: /Gradient of the loss/ });
          const firstSteps = () => chart.getAttribute('aria-label').then(gradients);
          await curves(page);
          const [rnn, gru, lstm] = await firstSteps();
          assert.ok(rnn < 1e-6 && gru > 100 * rnn && lstm > 100 * gru, `${rnn}, ${gru}, ${lstm}`);
          const bias = page.getByRole('slider', { name: 'Bias of the gate' });
          await bias.fill('-2');
          await page.waitForFunction(
            (before) => document.querySelector('.chart-plot').getAttribute('aria-label') !== before,
            await chart.getAttribute('aria-label'),
          );
          const [same, shutGru, shutLstm] = await firstSteps();
          assert.equal(same, rnn);
          assert.ok(shutGru < 1e-9 * gru && shutLstm < 1e-9 * lstm, `${shutGru}, ${shutLstm}`);
          await page.getByLabel('What is measured').selectOption('input');
          await page.getByText('the Frobenius norm of the Jacobian').waitFor();
          await page.reload();
          await page.getByText('the Frobenius norm of the Jacobian').waitFor();
          assert.equal(await bias.inputValue(), '-2');
        },
        { hash: '#/recurrent?length=150' },
      ),
  },
  {
    name: 'recurrent: an Elman net learns to remember for a while, and no task holds the page up',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const begin = performance.now();
          const tasks = await longestTasks(page, async () => {
            await start(page);
            await status(page, 'All steps are done');
          });
          const seconds = ((performance.now() - begin) / 1000).toFixed(0);
          const worst = tasks.map((milliseconds) => milliseconds.toFixed(0)).join(', ');
          const shares = await rightShares(page);
          console.log(`  ${shares.join(', ')} % after ${seconds} s; longest tasks: ${worst} ms`);
          for (const share of shares) assert.ok(share >= 95, `${share} %`);
          assert.ok(tasks[0] <= longestTask, `a task took ${worst} ms`);
          const answers = page.getByRole('table', { name: 'What they answer' });
          assert.match(await answers.innerText(), /right/);
          await checkLook(page);
          await demo.shoot(page, 'recurrent-learned');
          await withDownload(page, 'Download checkpoint', async (file) => {
            const header = readFileSync(file).subarray(8, 4000).toString();
            assert.match(header, /"rnn.recurrent.weight_ih_l0"/);
          });
        },
        { hash: '#/recurrent' },
      ),
  },
  {
    name: 'recurrent: with a long delay the Elman net guesses and the gated ones learn',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await status(page, 'All steps are done');
          const [rnn, gru, lstm] = await rightShares(page);
          console.log(`  ${rnn}, ${gru}, ${lstm} %`);
          assert.ok(rnn < 80 && gru >= 95 && lstm >= 95, `${rnn}, ${gru}, ${lstm} %`);
        },
        { hash: '#/recurrent?delay=40&forget=3&steps=250' },
      ),
  },
  ...[false, true].map((isKeptMeanwhile) => ({
    name: `recurrent: a run rests, is kept over a reload, goes on on threads, and a file takes its place${isKeptMeanwhile ? ', late' : ''}`,
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await untilStep(page, 20);
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          await page.getByText('Kept in this browser').waitFor();
          const rested = await stepOf(page);
          await page.getByRole('button', { name: 'Go on', exact: true }).click();
          await untilStep(page, rested + 10);
          await page.getByRole('button', { name: 'Stop' }).click();
          await status(page, 'Stopped');
          const stopped = await stepOf(page);
          await page.reload();
          await page.getByText('This browser has kept a run').waitFor();
          await page.goto(`${page.url()}&backend=threads`);
          await page.getByRole('button', { name: 'Go on with it' }).click();
          await page.getByText(/computed on CPU × \d/).waitFor();
          await untilStep(page, stopped + 10);
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          const kept = await stepOf(page);
          const shares = await rightShares(page);
          await withDownload(page, 'Download checkpoint', async (file) => {
            await page.getByRole('button', { name: 'Train anew' }).click();
            await page.waitForFunction(
              (step) =>
                Number.parseInt(document.querySelector('.figure dd').textContent, 10) < step,
              kept,
            );
            // Once it is kept the run before goes, whatever comes of it.
            if (isKeptMeanwhile) await page.getByText('Kept in this browser').waitFor();
            await page.getByLabel('Open a checkpoint').setInputFiles(file);
            await status(page, 'It rests');
            assert.equal(await stepOf(page), kept);
            assert.deepEqual(await rightShares(page), shares);
          });
          await page.getByRole('button', { name: 'Go on', exact: true }).click();
          await untilStep(page, kept + 10);
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          const last = await stepOf(page);
          await page.reload();
          // The file that was opened, in the place of the runs before it.
          const offers = page.getByText('This browser has kept a run');
          await offers.first().waitFor();
          assert.deepEqual(
            (await offers.allTextContents()).map((text) => Number(/step (\d+) of/.exec(text)[1])),
            [last],
          );
          await page.getByRole('button', { name: 'Forget it' }).click();
          await until(() => offers.count(), 0);
          await page.reload();
          await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
          assert.equal(await page.getByText('This browser has kept a run').count(), 0);
        },
        { hash: '#/recurrent?task=echo&delay=3&steps=20000' },
      ),
  })),
  {
    name: 'recurrent: learns on WebGPU',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await status(page, 'All steps are done');
          await page.getByText('computed on WebGPU').waitFor();
          assert.match(await figure(page, 'Step').textContent(), /^4 \/ 4$/);
        },
        { hash: '#/recurrent?delay=1&units=4&steps=4&backend=webgpu', graphics: true },
      ),
  },
];

/** Right answers of RNN, GRU and LSTM, in percent. */
const rightShares = (page) =>
  Promise.all(
    ['RNN (Elman)', 'GRU', 'LSTM'].map((name) =>
      figure(page, `${name}, right`).textContent().then(Number.parseFloat),
    ),
  );

/** Waits until the gradients of the three cells are there. */
const curves = (page) => page.getByRole('img', { name: /^Gradient.*RNN.*GRU.*LSTM/ }).waitFor();

/** The numbers of a chart's text: "RNN (Elman): 3.1 × 10⁻⁸ at the first step; …". */
function gradients(label) {
  return [...label.matchAll(/: ([\d.]+)(?: × 10(⁻?)([⁰¹²³⁴-⁹]+))? at/g)].map(
    ([, size, minus, power = '']) => {
      const digits = [...power].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)).join('');
      return Number(`${size}e${minus ? '-' : ''}${digits || 0}`);
    },
  );
}

const changed = (locator, before) => until(async () => (await number(locator)) !== before, true);
