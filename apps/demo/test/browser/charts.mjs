// The charts of all pages: read by pointer, finger and keyboard, in the colours of the theme.
import assert from 'node:assert/strict';
import { checkLook, desktop, phone } from './demo-browser.mjs';
import { lossOf, start, status, untilStep } from './live-run.mjs';
import { until } from './typing.mjs';

const flow = '#/recurrent?length=150';

/** The chart of the gradients, with its curves drawn. */
async function flowChart(page) {
  const chart = page.locator('.chart').first();
  await chart.scrollIntoViewIfNeeded();
  await drawn(chart, [true, true, true]);
  return chart;
}

/** Waits until just these curves are seen in the picture. */
async function drawn(chart, wanted) {
  const seen = () =>
    chart.evaluate((figure) => {
      const canvas = figure.querySelector('canvas');
      if (!canvas) return 'nothing';
      // Within the axes, whose numbers have colours as well.
      const area = figure.querySelector('.u-over');
      const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = area;
      const place = [offsetLeft, offsetTop, offsetWidth, offsetHeight].map(
        (n) => n * devicePixelRatio,
      );
      const { data } = canvas.getContext('2d').getImageData(...place);
      const keys = [...figure.querySelectorAll('.curve-key')];
      return keys.map((key) => {
        const [r, g, b] = getComputedStyle(key).borderTopColor.match(/\d+/g).map(Number);
        let pixels = 0;
        for (let n = 0; n < data.length; n += 4) {
          const isOpaque = data[n + 3] > 250;
          if (isOpaque && data[n] === r && data[n + 1] === g && data[n + 2] === b) pixels += 1;
        }
        return pixels > 12; // half a point at the edge has some 20
      });
    });
  await until(async () => JSON.stringify(await seen()), JSON.stringify(wanted));
}

const reading = (chart) => chart.locator('.chart-reading').textContent();

export const chartTests = [
  {
    name: 'charts: a pointer reads the numbers, and leaves',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const chart = await flowChart(page);
          assert.match(await reading(chart), /^Point at the curves/);
          const { x, y, width } = await chart.locator('.u-over').boundingBox();
          await page.mouse.move(x + width - 1, y + 90);
          const last = 't = 150: RNN (Elman) 1; GRU 1; LSTM 1';
          await until(() => reading(chart), last);
          await page.mouse.move(x + width / 2, y + 90);
          await until(async () => /^t = 7\d: RNN \(Elman\) \d/.test(await reading(chart)), true);
          await page.mouse.move(x, y - 200);
          await until(async () => (await reading(chart)).startsWith('Point'), true);
        },
        { hash: flow },
      ),
  },
  {
    name: 'charts: a finger reads the numbers where it touches',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const chart = await flowChart(page);
          const { x, y, width } = await chart.locator('.chart-plot').boundingBox();
          await page.touchscreen.tap(x + width - 20, y + 90);
          await until(async () => /^t = 1[45]\d: RNN/.test(await reading(chart)), true);
          await checkLook(page);
        },
        { hash: flow, viewport: phone, hasTouch: true, isMobile: true },
      ),
  },
  {
    name: 'charts: the arrow keys read the numbers, also for a screen reader',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const chart = await flowChart(page);
          const cursor = chart.getByRole('slider', { name: /^Gradient.*read the numbers$/ });
          await cursor.focus();
          await until(() => reading(chart), 't = 150: RNN (Elman) 1; GRU 1; LSTM 1');
          await page.keyboard.press('ArrowLeft');
          await page.keyboard.press('ArrowLeft');
          await until(async () => (await reading(chart)).split(':')[0], 't = 148');
          await page.keyboard.press('Home');
          await until(async () => (await reading(chart)).split(':')[0], 't = 1');
          assert.equal(await cursor.getAttribute('aria-valuetext'), await reading(chart));
          const label = await chart.getByRole('img').getAttribute('aria-label');
          const [, first] = /RNN \(Elman\): (.*?) at/.exec(label);
          assert.match(await reading(chart), new RegExp(`RNN \\(Elman\\) ${first};`));
          await page.keyboard.press('Tab');
          await until(async () => (await reading(chart)).startsWith('Point'), true);
        },
        { hash: flow },
      ),
  },
  {
    name: 'charts: pressing a name hides its curve and shows it again',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const chart = await flowChart(page);
          const gru = chart.getByRole('button', { name: 'GRU' });
          await gru.click();
          await drawn(chart, [true, false, true]);
          assert.equal(await gru.getAttribute('aria-pressed'), 'false');
          await chart.getByRole('slider').press('Home');
          await until(async () => /GRU/.test(await reading(chart)), false);
          await checkLook(page);
          await gru.press('Enter');
          await drawn(chart, [true, true, true]);
        },
        { hash: flow },
      ),
  },
  {
    name: 'charts: have the colours of the theme, of the system and of forced colours at once',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const chart = await flowChart(page);
          const colour = () =>
            chart
              .locator('.curve-key')
              .first()
              .evaluate((key) => getComputedStyle(key).borderTopColor);
          const colours = new Set();
          const look = async () => {
            await drawn(chart, [true, true, true]);
            colours.add(await colour());
          };
          await look();
          await page.getByLabel('Colours').selectOption('dark');
          await look();
          await page.getByLabel('Colours').selectOption('system');
          await page.emulateMedia({ colorScheme: 'dark' });
          await look();
          assert.equal(colours.size, 2);
          await page.emulateMedia({ forcedColors: 'active' });
          await look();
          assert.equal(colours.size, 3);
        },
        { hash: flow },
      ),
  },
  {
    name: 'charts: have the width of their place, and nothing moves',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const chart = await flowChart(page);
          const width = () =>
            chart.evaluate((figure) =>
              Math.round(
                figure.querySelector('canvas').getBoundingClientRect().width - figure.clientWidth,
              ),
            );
          await until(width, 0);
          for (const viewport of [phone, { width: 320, height: 640 }, desktop]) {
            await page.setViewportSize(viewport);
            await until(width, 0);
            await drawn(chart, [true, true, true]);
          }
          await checkLook(page);
        },
        { hash: flow },
      ),
  },
  {
    name: 'charts: only pages that have one load the library',
    run: async (demo) => {
      for (const [hash, wanted] of Object.entries({ '#/attention': false, '#/recurrent': true })) {
        await demo.use(
          async ({ page }) => {
            await page.waitForLoadState('networkidle');
            const names = await page.evaluate(() =>
              performance.getEntriesByType('resource').map(({ name }) => name),
            );
            const found = names.some((name) => /\/plot-[\w-]+\.js$/.test(name));
            assert.equal(found, wanted, `${hash}: ${names}`);
          },
          { hash },
        );
      }
    },
  },
  {
    name: 'charts: one says so where it cannot be loaded, and the page goes on',
    run: (demo) =>
      demo.use(
        async ({ page, faults }) => {
          await page.route(/\/plot-/, (route) => route.abort());
          await page.goto(`${page.url().split('#')[0]}#/translate?task=reverse&size=32`);
          await start(page);
          await untilStep(page, 5);
          await page.getByText(/chart could not be loaded.*: \d/).waitFor();
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          faults.length = 0;
        },
        { hash: '#/' },
      ),
  },
  {
    name: 'charts: a single value is a point',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const lines = Array.from({ length: 20 }, (_, n) => `number ${n}\tZahl ${n}`);
          await page.getByLabel('Lines with a tab').fill(lines.join('\n'));
          await start(page);
          await status(page, 'It has learned');
          await drawn(page.locator('.chart').first(), [true]);
        },
        { hash: '#/translate?task=own&size=32&epochs=1' },
      ),
  },
  {
    name: 'charts: curves of two runs are read while they grow',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const chart = page.locator('.chart').first();
          await start(page);
          await untilStep(page, 20);
          await lossOf(page, 'Without attention');
          await drawn(chart, [true, true]);
          await chart.getByRole('slider').press('Home');
          const read = /^Step \d+: .+ \d[\d.]*; Without attention \d/;
          await until(async () => read.test(await reading(chart)), true);
          const before = await reading(chart);
          await untilStep(page, 40);
          assert.equal(await reading(chart), before);
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          await checkLook(page);
        },
        { hash: '#/translate?compare=yes&task=reverse&size=32&epochs=500' },
      ),
  },
  {
    name: 'charts: a curve less and a curve more are drawn without a fault',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const chart = page.locator('.chart').first();
          await start(page);
          await drawn(chart, [true, true]);
          const beside = page.getByLabel('train the same');
          for (const isCompared of [false, true]) {
            await beside.setChecked(isCompared);
            await start(page, 'Train anew');
            await drawn(chart, isCompared ? [true, true] : [true]);
          }
        },
        { hash: '#/translate?compare=yes&task=reverse&size=32&epochs=500' },
      ),
  },
];
