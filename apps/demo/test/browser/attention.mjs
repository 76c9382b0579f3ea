// The page Attention: numbers that follow from each other, mask, heads, keyboard, state in the address.
import assert from 'node:assert/strict';
import { checkFocusInSight, desktop, phone } from './demo-browser.mjs';
import { typeNumber, typed, until } from './typing.mjs';

const cell = (page, table, row, column) =>
  page
    .getByRole('table', { name: table })
    .locator('tbody tr')
    .nth(row)
    .getByRole('button')
    .nth(column);

export const attentionTests = [
  {
    name: 'attention: looks right in both themes and sizes',
    run: (demo) =>
      demo.look('attention', '#/attention?mask=1000110011101111', async (page) => {
        await cell(page, 'Weights', 2, 1).hover();
        await page.getByText('How much “sat” takes from “cat”').waitFor();
      }),
  },
  {
    name: 'attention: every number follows from those before, and the address keeps what was changed',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const number = page.getByLabel('Queries Q, sat, column 1', { exact: true });
          const weight = () => cell(page, 'Weights', 2, 0).textContent().then(Number);
          await cell(page, 'Weights', 2, 0).waitFor();
          const before = await weight();
          await number.fill('5');
          await page.waitForFunction(() => location.hash.includes('query='));
          await until(async () => (await weight()) > before, true);
          await cell(page, 'Scores', 2, 0).click();
          await page.waitForFunction(() => location.hash.includes('mask='));
          await page.reload();
          await cell(page, 'Weights', 2, 0).waitFor();
          assert.equal(await weight(), 0);
          assert.equal(await number.inputValue(), '5');
          await page.getByRole('button', { name: 'Start again' }).click();
          await page.waitForFunction(() => !location.hash.includes('mask='));
        },
        { hash: '#/attention' },
      ),
  },
  {
    name: 'attention: a number is typed key by key, and one that is not taken is told and given back',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const number = page.getByLabel('Queries Q, the, column 1', { exact: true });
          const score = cell(page, 'Scores', 0, 0);
          await score.waitFor();
          for (const [keys, scores] of [
            ['0.5', '0.50'],
            ['1.25', '0.88'],
            ['-0.75', '−0.13'],
            ['.25', '0.38'],
          ]) {
            await typeNumber(page, number, keys);
            assert.equal(await typed(number), Number(keys));
            await until(() => score.textContent(), scores);
          }
          const alert = page.getByRole('alert');
          for (const keys of ['101', '1e9', '-', '']) {
            await typeNumber(page, number, keys || 'Backspace');
            await alert.getByText('from −100 to 100').waitFor();
            assert.equal(await number.getAttribute('aria-invalid'), 'true');
            const used = keys.startsWith('1') ? (keys === '101' ? '10' : '1') : '0.25';
            await page.keyboard.press('Tab');
            assert.equal(await number.inputValue(), used);
            assert.equal(await number.getAttribute('aria-invalid'), 'false');
            await until(() => alert.count(), 0);
            await typeNumber(page, number, '.25');
          }
        },
        { hash: '#/attention' },
      ),
  },
  {
    name: 'attention: what is wrong with a number is told in Chinese, and looks right',
    run: (demo) =>
      demo.look('attention-number', '#/attention?lang=zh', async (page) => {
        await typeNumber(page, page.getByLabel('查询 Q，坐下，第 1 列'), '300');
        await page.getByRole('alert').getByText('−100 到 100').waitFor();
      }),
  },
  {
    name: 'attention: the keyboard reaches every number and hears how it comes about',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await cell(page, 'Output', 0, 0).waitFor();
          await cell(page, 'Scores', 0, 0).focus();
          await page.keyboard.press('ArrowDown');
          await page.keyboard.press('ArrowRight');
          await page.getByText('How well the query of “cat” fits the key of “cat”').waitFor();
          await page.keyboard.press('Space');
          await page.getByText('“cat” may not look at “cat”').waitFor();
          await page.keyboard.press('Tab');
          await page.getByText('How much “the” takes from “the”').waitFor();
          assert.equal(await page.locator('.explanation').getAttribute('aria-live'), 'polite');
        },
        { hash: '#/attention' },
      ),
  },
  {
    name: 'attention: the example tells its story in both languages',
    run: async (demo) => {
      const half = /^0\.[5-9]/u;
      for (const [hash, weights, told] of [
        ['#/attention', 'Weights', '“sat” asks who sat'],
        ['#/attention?lang=zh', '权重', '“坐下”在问是谁坐下'],
      ]) {
        await demo.use(
          async ({ page }) => {
            await page.getByText(told).waitFor();
            const sat = cell(page, weights, 2, 1);
            assert.match(await sat.textContent(), half);
            assert.match(await sat.getAttribute('aria-label'), /“sat”.*“cat”|“坐下”.*“猫”/u);
          },
          { hash },
        );
      }
    },
  },
  {
    name: 'attention: what is focused is never behind the explanation',
    run: async (demo) => {
      for (const [hash, viewport] of [
        ['#/attention?heads=2&positions=yes', phone],
        ['#/attention', desktop],
      ]) {
        await demo.use(({ page }) => checkFocusInSight(page), { hash, viewport });
      }
    },
  },
  {
    name: 'attention: heads look at columns of their own and are put together, as a layer does',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await page.getByLabel('头数').selectOption('2');
          await page.getByText('除以 √2').first().waitFor();
          const read = (name) => page.getByRole('table', { name, exact: true }).innerText();
          assert.notEqual(await read('权重，第 1 个头'), await read('权重，第 2 个头'));
          const told = (name, row, column) => cell(page, name, row, column).textContent();
          assert.equal(await told('并排的头', 2, 3), await told('输出，第 2 个头', 2, 1));
          await page.getByLabel('用 W_Q、W_K、W_V、W_O 投影').check();
          await cell(page, '结果', 0, 0).waitFor();
          const before = await read('结果');
          await page.getByRole('button', { name: '随机填写这四个矩阵' }).click();
          await page.waitForFunction(() => location.hash.includes('outputWeight='));
          await until(async () => (await read('结果')) !== before, true);
          const drawn = await read('结果');
          await page.reload();
          await cell(page, '结果', 0, 0).waitFor();
          assert.equal(await read('结果'), drawn);
          const weight = page.getByLabel('W_O，第 1 行，第 1 列', { exact: true });
          await typeNumber(page, weight, '9.5');
          await until(async () => (await read('结果')) !== drawn, true);
          await cell(page, '结果', 0, 0).hover();
          await page.locator('.explanation').getByText('× 9.50').waitFor();
        },
        { hash: '#/attention?lang=zh' },
      ),
  },
  {
    name: 'attention: positions and projections are shown in full, and look right',
    run: (demo) =>
      demo.look(
        'attention-layer',
        '#/attention?heads=2&positions=yes&projections=yes',
        async (page) => {
          await cell(page, 'Sines and cosines P', 2, 0).hover();
          await page.getByText('sin(2 / 10000^(0/4))').waitFor();
          assert.equal(await cell(page, 'Sines and cosines P', 2, 0).textContent(), '0.91');
          await cell(page, 'Q + P', 2, 1).hover();
          await page.getByText('2.00 + (−0.42)').waitFor();
          await cell(page, 'Result', 1, 2).hover();
          await page.getByText('Result of “cat”, column 3').waitFor();
        },
      ),
  },
];
