// The page Translate: training, resting, reloading, files that the command reads, looking inside.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { checkLook, hosts, isBusy } from './demo-browser.mjs';
import {
  command,
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

/** What a whole run of dates has to reach. */
const leastExact = 95;
/** On a machine that has nothing else to do. */
const mostSeconds = 90;

async function translated(page, sentence) {
  await page.getByLabel('Your sentence').fill(sentence);
  await page.getByRole('button', { name: 'Translate', exact: true }).click();
  await page.getByRole('heading', { name: 'How it decides' }).waitFor();
  return page.getByTestId('translation').textContent();
}

async function translatedByCommand(file, sentence) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    command,
    'translate',
    '--model',
    file,
    sentence,
  ]);
  return stdout.trim();
}

export const translateTests = [
  {
    name: 'translate: learns dates, and the command translates with its checkpoint',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const begin = performance.now();
          const tasks = await longestTasks(page, async () => {
            await start(page);
            await status(page, 'It has learned');
          });
          const seconds = (performance.now() - begin) / 1000;
          const exact = Number.parseFloat(await figure(page, 'Exactly right').textContent());
          const worst = tasks.map((milliseconds) => milliseconds.toFixed(0)).join(', ');
          console.log(`  ${exact} % after ${seconds.toFixed(0)} s; longest tasks: ${worst} ms`);
          assert.ok(exact >= leastExact, `${exact} % are exactly right`);
          assert.ok(tasks[0] <= longestTask, `a task took ${worst} ms`);
          assert.ok(seconds <= mostSeconds || isBusy(), `it took ${seconds} s`);
          await checkLook(page);
          assert.equal(await translated(page, 'MAR 3, 2041'), '2041-03-03');
          await demo.picture(page, 'readme', [660, 2310]);
          await withDownload(page, 'Download checkpoint', async (file) => {
            assert.equal(await translatedByCommand(file, 'JUN 17, 1976'), '1976-06-17');
          });
        },
        { hash: '#/translate' },
      ),
  },
  {
    name: 'translate: rests, is kept, goes on after a reload, and its file can be opened again',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await untilStep(page, 20);
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          await page.getByText('Kept in this browser').waitFor();
          const step = await stepOf(page);
          await page.waitForTimeout(500);
          assert.equal(await stepOf(page), step);
          const before = await translated(page, 'MAR 3, 2041');
          await page.reload();
          await page.getByText(`step ${step} of`).waitFor();
          await page.getByRole('button', { name: 'Go on with it' }).click();
          await untilStep(page, step + 5);
          await page.getByRole('button', { name: 'Stop' }).click();
          await status(page, 'Stopped');
          const after = await stepOf(page);
          await withDownload(page, 'Download checkpoint', async (file) => {
            await page.getByLabel('Open a checkpoint').setInputFiles(file);
            await status(page, 'It rests');
            assert.equal(await stepOf(page), after);
            assert.notEqual(await translated(page, 'MAR 3, 2041'), '');
          });
          assert.notEqual(before, undefined);
        },
        { hash: '#/translate' },
      ),
  },
  {
    name: 'translate: a tab that is closed while it trains loses at most ten seconds',
    run: (demo) =>
      demo.use(
        async ({ page, context, address }) => {
          await start(page);
          await untilStep(page, 1);
          const begin = performance.now();
          await page.getByText('Kept in this browser').waitFor();
          const seconds = (performance.now() - begin) / 1000;
          assert.ok(seconds <= 10 || isBusy(), `it was kept after ${seconds} s`);
          const step = await stepOf(page);
          await page.close();
          const next = await context.newPage();
          await next.goto(`${address}#/translate`);
          const offer = await next.getByText('This browser has kept a run').textContent();
          const kept = Number(/step (\d+) of/.exec(offer)[1]);
          // The page hears of steps a little later than they are taken.
          assert.ok(kept > step / 2, `kept at step ${kept}, closed at ${step}`);
          await next.getByRole('button', { name: 'Forget it' }).click();
          await next.getByText('This browser has kept a run').waitFor({ state: 'detached' });
          await next.reload();
          await next.getByRole('heading', { level: 1 }).waitFor();
          await next.waitForTimeout(300);
          assert.equal(await next.getByText('This browser has kept a run').count(), 0);
        },
        { hash: '#/translate?task=reverse&model=transformer' },
      ),
  },
  {
    name: 'translate: on the graphics device',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await untilStep(page, 3);
          await page.getByText('computed on WebGPU').waitFor();
          await page.getByRole('button', { name: 'Stop' }).click();
          await status(page, 'Stopped');
          await page.getByLabel('Search').selectOption('1');
          assert.notEqual(await translated(page, '3 1 4'), '');
        },
        { hash: '#/translate?task=reverse&backend=webgpu&size=32', graphics: true },
      ),
  },
  {
    name: 'translate: says that there is no graphics device',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await page.getByRole('alert').waitFor();
          assert.match(await page.locator('.error-text').textContent(), /adapter|WebGPU/);
        },
        { hash: '#/translate?backend=webgpu' },
      ),
  },
  {
    name: 'translate: says where it cannot go on',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await page.getByText('your text').waitFor();
          await page.getByLabel('Open a checkpoint').setInputFiles({
            name: 'x.safetensors',
            mimeType: 'application/octet-stream',
            buffer: Buffer.from('no checkpoint'),
          });
          await page.getByRole('alert').waitFor();
          assert.match(await page.locator('.error-text').textContent(), /safetensors|file/);
        },
        { hash: '#/translate?task=own' },
      ),
  },
  {
    name: 'translate: text of one’s own, on threads',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await page.getByRole('button', { name: 'Put in an example' }).click();
          await start(page);
          await status(page, 'It has learned');
          await page.getByText('CPU × 2').waitFor();
          assert.equal(await translated(page, 'three hundred and twelve'), '三百一十二');
          await checkLook(page);
          await demo.shoot(page, 'translate-own');
        },
        { hash: '#/translate?task=own&backend=threads&epochs=20' },
      ),
  },
  {
    name: 'translate: without isolation, with and without attention side by side',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await page.getByRole('columnheader', { name: 'Without attention' }).waitFor();
          await page
            .locator('.samples td.is-wrong, .samples td.is-right')
            .nth(7)
            .waitFor({ timeout: whole });
          assert.match(await page.locator('.curve-1').getAttribute('d'), /L/);
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          await translated(page, '5 MAY 1999');
          await checkLook(page);
          await demo.shoot(page, 'translate-side-by-side');
        },
        { hash: '#/translate?compare=yes&size=32', host: hosts.withoutIsolation },
      ),
  },
  {
    name: 'translate: one can look at each weight and decide in the model’s place',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await untilStep(page, 100);
          await page.getByRole('button', { name: 'Stop' }).click();
          await status(page, 'Stopped');
          await translated(page, 'OCT 8, 1989');
          await page
            .getByRole('table', { name: 'Where it looks' })
            .getByRole('button')
            .first()
            .focus();
          await page.keyboard.press('ArrowRight');
          await page.locator('.heat-said').getByText('looks at “C”').waitFor();
          const tree = page.getByRole('group', { name: 'How it decides' });
          await tree.getByRole('button').nth(1).waitFor();
          const chip = page.locator('.next-tokens').getByRole('button').nth(5);
          const token = await chip.locator('.tree-token').textContent();
          await chip.click();
          await page.getByText(`You forced: ${token}`).waitFor();
          await page
            .locator('.outputs li')
            .first()
            .getByText(new RegExp(`^${token}`))
            .waitFor();
          await tree.getByRole('button', { name: /forced/ }).waitFor();
          await page.getByRole('button', { name: 'Let it decide again' }).click();
          await tree.getByRole('button', { name: /forced/ }).waitFor({ state: 'detached' });
        },
        { hash: '#/translate' },
      ),
  },
  {
    name: 'translate: every head of a Transformer can be looked at, and the address keeps which',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await untilStep(page, 20);
          await page.getByRole('button', { name: 'Stop' }).click();
          await status(page, 'Stopped');
          await translated(page, '3 1 4 1');
          const shown = async () => {
            const cells = page.getByRole('table', { name: 'Where it looks' }).getByRole('button');
            return (await cells.evaluateAll((all) => all.map((cell) => cell.ariaLabel))).join();
          };
          const choice = (name) => page.getByRole('combobox', { name, exact: true });
          const mean = await shown();
          const seen = new Set([mean]);
          for (const layer of ['1', '2']) {
            await choice('Layer').selectOption(layer);
            for (const head of ['1', '2']) {
              await choice('Head').selectOption(head);
              seen.add(await shown());
            }
          }
          assert.equal(seen.size, 5);
          assert.match(page.url(), /layer=2&head=2/);
          await checkLook(page);
          await demo.shoot(page, 'translate-heads');
          await choice('Layer').selectOption('1');
          await choice('Head').selectOption('mean');
          assert.equal(await shown(), mean);
        },
        { hash: '#/translate?task=reverse&model=transformer&size=32' },
      ),
  },
  {
    name: 'translate: looks right in both themes and sizes',
    run: (demo) =>
      demo.look('translate', '#/translate?size=32', async (page) => {
        await start(page);
        await untilStep(page, 160);
        await page.getByRole('button', { name: 'Stop' }).click();
        await status(page, 'Stopped');
        await translated(page, 'OCT 8, 1989');
        await page.locator('.outputs li').first().waitFor();
        await page
          .getByRole('table', { name: 'Where it looks' })
          .getByRole('button')
          .nth(2)
          .hover();
      }),
  },
];
