// A run that learns is told of on every page, and in the title of the tab.
import assert from 'node:assert/strict';
import { checkLook, phone } from './demo-browser.mjs';
import { start, status, untilStep } from './live-run.mjs';
import { until } from './typing.mjs';

const linkIn = (page, name) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true });
const dots = (page) => page.locator('.learning-dot').count();
const title = (page, pattern) => until(async () => pattern.test(await page.title()), true);

export const elsewhereTests = [
  {
    name: 'elsewhere: navigation and title tell of a run that learns, and what computes it',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          assert.equal(await page.title(), 'Translate · Rondo');
          assert.equal(await dots(page), 0);
          await start(page);
          await untilStep(page, 3);
          await title(page, /^\d+ % · Translate · Rondo$/);
          await linkIn(page, 'Words').click();
          await page.getByRole('heading', { level: 1, name: 'Words' }).waitFor();
          await title(page, /^\d+ % Translate · Words · Rondo$/);
          await linkIn(page, 'Translate (a model is learning)').waitFor();
          assert.equal(await dots(page), 1);
          await checkLook(page);
          await page.getByRole('button', { name: 'Computes on CPU' }).click();
          const dialog = page.getByRole('dialog');
          await dialog.getByText('The run of Translate stays on CPU.').waitFor();
          await dialog.getByRole('radio', { name: 'CPU threads' }).check();
          await demo.shoot(page, 'elsewhere-dialog');
          await dialog.getByRole('button', { name: 'Close' }).click();
          const next = page.getByText('from the next run on', { exact: true });
          await next.waitFor();
          await checkLook(page);
          await demo.shoot(page, 'elsewhere');
          await linkIn(page, 'Translate (a model is learning)').click();
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          await title(page, /^Translate · Rondo$/);
          assert.equal(await dots(page), 0);
          assert.equal(await next.count(), 1);
          await page.getByRole('button', { name: 'Train anew' }).click();
          await page.getByText(/computed on CPU × \d/).waitFor();
          await next.waitFor({ state: 'detached' });
        },
        { hash: '#/translate?task=reverse&size=32&epochs=500' },
      ),
  },
  {
    name: 'elsewhere: in Chinese, on a phone',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await page.getByRole('button', { name: '训练', exact: true }).click();
          await untilStep(page, 3);
          await linkIn(page, '注意力').click();
          await linkIn(page, /^词向量 ?（模型正在学习）$/).waitFor();
          await title(page, /^\d+ % 词向量 · 注意力 · Rondo$/);
          await page.getByRole('button', { name: '计算设备' }).click();
          await page.getByRole('radio', { name: 'CPU 多线程' }).check();
          await page.getByText('“词向量”的这次训练继续用 CPU').waitFor();
          await page.getByRole('button', { name: '关闭' }).click();
          await page.getByText('从下一次运行起', { exact: true }).waitFor();
          await checkLook(page);
          await demo.shoot(page, 'elsewhere-phone');
        },
        { hash: '#/words?epochs=9000&lang=zh', viewport: phone },
      ),
  },
];
