// The page Translate: its form, devices, two models side by side, looking inside.
import assert from 'node:assert/strict';
import { checkLook, hosts } from './demo-browser.mjs';
import { lossOf, start, status, stepOf, untilStep, whole } from './live-run.mjs';
import { translated } from './translate-page.mjs';
import { typeNumber, until } from './typing.mjs';

/** How many runs a database of the browser keeps. */
const keptCount = (page, name) =>
  page.evaluate(
    (database) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open(database);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const { result } = request;
          const count = result.transaction('rests').objectStore('rests').count();
          count.onsuccess = () => {
            resolve(count.result);
            result.close();
          };
        };
      }),
    name,
  );

export const translateTests = [
  {
    name: 'translate: no run starts with epochs that are not there, and the field says so',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const epochs = page.getByLabel('轮数');
          for (const keys of ['5000', '1.5', 'Backspace']) {
            await typeNumber(page, epochs, keys);
            await page.getByRole('alert').getByText('请填 1 到 1000 之间的整数').waitFor();
            await page.getByRole('button', { name: '训练', exact: true }).click();
            await page.getByRole('status').getByText('还没有训练过').waitFor();
            assert.equal(await epochs.inputValue(), keys === 'Backspace' ? '' : keys);
          }
          await checkLook(page);
          await typeNumber(page, epochs, '25');
          assert.equal(await page.getByRole('alert').count(), 0);
          await until(() => page.evaluate(() => location.hash.includes('epochs=25')), true);
        },
        { hash: '#/translate?lang=zh' },
      ),
  },
  {
    name: 'translate: says that there is no graphics device, and the processor takes over',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const notice = page
            .getByText('WebGPU cannot be had here; the CPU computes instead.')
            .last();
          await notice.waitFor();
          await page.getByRole('button', { name: /^Computes on CPU/ }).waitFor();
          await checkLook(page);
          await demo.shoot(page, 'translate-no-webgpu');
          await page.getByRole('button', { name: 'Compute on the CPU' }).click();
          await page
            .getByRole('button', { name: 'Compute on the CPU' })
            .waitFor({ state: 'detached' });
          assert.doesNotMatch(page.url(), /backend/);
          await start(page);
          await untilStep(page, 2);
          await page.getByText('computed on CPU').waitFor();
          assert.equal(await page.getByRole('alert').count(), 0);
        },
        { hash: '#/translate?backend=webgpu' },
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
    name: 'translate: two models side by side are both kept, and both go on',
    run: (demo) =>
      demo.use(
        async ({ page, address }) => {
          await start(page);
          await untilStep(page, 5);
          await page.getByRole('columnheader', { name: 'Without attention' }).waitFor();
          await lossOf(page, 'Without attention');
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          await page.getByText('Kept in this browser').waitFor();
          await until(() => keptCount(page, 'rondo-translate-beside'), 1);
          const step = await stepOf(page);
          await page.goto(`${address}#/translate`);
          await page.reload();
          await page.getByRole('button', { name: 'Go on with it' }).click();
          await untilStep(page, step + 3);
          assert.equal(await page.getByLabel('train the same').isChecked(), true);
          await page.getByRole('columnheader', { name: 'Without attention' }).waitFor();
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          await translated(page, '3 1 4');
          assert.equal(await page.locator('.translation-text').count(), 2);
          await page.reload();
          await page.getByRole('button', { name: 'Forget it' }).click();
          await page.getByText('This browser has kept a run').waitFor({ state: 'detached' });
          assert.equal(await keptCount(page, 'rondo-translate-beside'), 0);
        },
        { hash: '#/translate?task=reverse&compare=yes&size=32&epochs=500' },
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
          await lossOf(page, 'Without attention');
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
          const headline = page.getByTestId('translation');
          assert.ok((await headline.textContent()).startsWith(token));
          await page.getByText(`begun as you forced it: ${token}`).waitFor();
          await tree.getByRole('button', { name: /^end / }).first().click();
          await page.getByText('nothing comes after it').waitFor();
          assert.equal(await page.locator('.outputs li').count(), 1);
          const only = page.locator('.outputs li span').last();
          assert.equal(await headline.textContent(), await only.textContent());
          const rows = page.getByRole('table', { name: 'Where it looks' }).getByRole('row');
          assert.match(await rows.last().textContent(), /end/);
          await demo.shoot(page, 'translate-forced');
          await page.getByRole('button', { name: 'Let it decide again' }).click();
          await tree
            .getByRole('button', { name: /forced/ })
            .first()
            .waitFor({ state: 'detached' });
        },
        { hash: '#/translate' },
      ),
  },
  {
    name: 'translate: while it learns, translation and decisions are of one model',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await untilStep(page, 10);
          for (const text of ['3 1 4', '2 7 1 8', '3 1 4', '1 6 1', '3 1 4']) {
            await translated(page, text);
            await page.waitForTimeout(500);
            const [answer, best] = await page.evaluate(() =>
              ['.translation-text', '.outputs li span:last-child'].map(
                (place) => document.querySelector(place).textContent,
              ),
            );
            assert.equal(answer, best);
          }
          await status(page, 'It learns');
        },
        { hash: '#/translate?task=reverse&model=transformer&epochs=500' },
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
