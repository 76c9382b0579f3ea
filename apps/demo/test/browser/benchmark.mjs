// The page Benchmark: measures with and without isolation and on the graphics device; results as link and file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkLook, hosts } from './demo-browser.mjs';
import { longestTask, longestTasks } from './live-run.mjs';

const whole = 5 * 60_000;
const small = '#/benchmark?work=gemm_64x64x64,emb_fwd&rounds=3';

const measure = (page) => page.getByRole('button', { name: /^Measure/ }).click();
const status = (page, text) => page.getByRole('status').getByText(text).waitFor({ timeout: whole });
const headings = (page) => page.getByRole('table').locator('thead th').allTextContents();

/** All numbers of the table. */
const numbers = (page) => page.getByRole('table').locator('tbody td').allTextContents();

const isTime = /^\d[\d.]* (µs|ms|s) /;

export const benchmarkTests = [
  {
    name: 'benchmark: measures one thread and several, and a link shows the same numbers',
    run: (demo) =>
      demo.use(
        async ({ page, context }) => {
          const tasks = await longestTasks(page, async () => {
            await measure(page);
            await status(page, 'Measured.');
          });
          assert.ok(tasks[0] <= longestTask, `a task took ${tasks[0]} ms`);
          assert.deepEqual(await headings(page), ['Work', '1 thread', '2 threads']);
          const measured = await numbers(page);
          assert.equal(measured.length, 4);
          for (const text of measured) assert.match(text, isTime);
          assert.match(measured[1], /\d×/);
          assert.match(measured[0], /GFLOP\/s/);
          await page.getByText('CPU, CPU × 2').waitFor();
          await checkLook(page);
          const link = await page.getByLabel('Link to these results').inputValue();
          const other = await context.newPage();
          await other.goto(link);
          await other.getByRole('table').waitFor();
          assert.deepEqual(await numbers(other), measured);
          // Whoever measures again has these beside one's own.
          await other.goto(`${link}&work=gemm_64x64x64&rounds=3`);
          await measure(other);
          await status(other, 'Measured.');
          await other.getByText('Beside them').first().waitFor();
          const compared = await numbers(other);
          assert.deepEqual(
            compared.filter((text) => measured.includes(text)),
            measured,
          );
          assert.equal(compared.filter((text) => isTime.test(text)).length, 6);
          await other.close();
        },
        { hash: small },
      ),
  },
  {
    name: 'benchmark: without isolation says so, measures one thread, stops, and keeps what is whole',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const lacks = page.getByRole('group', { name: 'What computes' });
          await lacks.getByText('not cross-origin isolated').waitFor();
          await lacks.getByText(/no WebGPU|no graphics device/).waitFor();
          await measure(page);
          await page
            .locator('.bench-moment')
            .getByText('Transformer layer')
            .waitFor({ timeout: whole });
          await page.getByRole('button', { name: 'Stop' }).click();
          await status(page, 'Stopped.');
          assert.deepEqual(await headings(page), ['Work', '1 thread']);
          const kept = await numbers(page);
          assert.equal(kept.length, 1);
          assert.match(kept[0], isTime);
          await page.reload();
          await page.getByRole('table').waitFor();
          assert.deepEqual(await numbers(page), kept);
          await checkLook(page);
        },
        {
          hash: '#/benchmark?work=gemm_64x64x64,enc_fb,nl_clips_fb,s2s_step&rounds=15',
          host: hosts.withoutIsolation,
        },
      ),
  },
  {
    name: 'benchmark: on the graphics device, whose numbers are those of the processor',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await measure(page);
          await status(page, 'Measured.');
          assert.deepEqual(await headings(page), ['Work', '1 thread', 'WebGPU']);
          for (const text of await numbers(page)) assert.match(text, isTime);
          await page.getByText(/CPU, WebGPU/).waitFor();
          await checkLook(page);
        },
        { hash: `${small}&on=1,webgpu`, graphics: true },
      ),
  },
  {
    name: 'benchmark: results are a file that can be opened beside others',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await measure(page);
          await status(page, 'Measured.');
          const own = await numbers(page);
          const [download] = await Promise.all([
            page.waitForEvent('download'),
            page.getByRole('button', { name: 'Download JSON' }).click(),
          ]);
          assert.equal(download.suggestedFilename(), 'rondo-benchmark.json');
          const record = JSON.parse(readFileSync(await download.path(), 'utf8'));
          const [result] = record.results;
          result.cells = {
            1: { milliseconds: 1234, spread: 0.5 },
            webgpu: { reason: 'too small' },
          };
          record.contestants = { 1: 'CPU', webgpu: 'WebGPU of another' };
          const open = (text) =>
            page.getByLabel('Open results').setInputFiles({
              name: 'other.json',
              mimeType: 'application/json',
              buffer: Buffer.from(text),
            });
          await open(JSON.stringify({ ...record, results: [result] }));
          await page.getByText('WebGPU of another').waitFor();
          const both = await numbers(page);
          assert.deepEqual(
            both.filter((text) => own.includes(text)),
            own,
          );
          assert.ok(both.some((text) => text.startsWith('1.23 s')));
          assert.ok(both.includes('too small'));
          await checkLook(page);
          await page.getByRole('button', { name: 'Take them away' }).click();
          assert.deepEqual(await numbers(page), own);
          await open('no results');
          const said = await page.getByRole('alert').textContent();
          assert.match(said, /^other\.json has no results/);
        },
        { hash: small },
      ),
  },
  {
    name: 'benchmark: says that a link is damaged, and what it cannot do without a choice',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await page.getByText('链接里没有能读的结果').waitFor();
          await page.getByText(/^计算：已选 8/).click();
          await page.getByRole('button', { name: '全不选' }).click();
          assert.equal(await page.getByRole('button', { name: '测量' }).isDisabled(), true);
          await page.getByRole('checkbox', { name: /^Transformer 层，前向 / }).check();
          assert.match(page.url(), /work=enc_fwd/);
          assert.equal(await page.getByRole('button', { name: '测量' }).isDisabled(), false);
        },
        { hash: '#/benchmark?lang=zh&r=WzEsMjk5' },
      ),
  },
  {
    name: 'benchmark: looks right in both themes and sizes',
    run: (demo) =>
      demo.look(
        'benchmark',
        `#/benchmark?r=${exampleLink()}&vs=${exampleLink(3)}`,
        async (page) => {
          await page.getByRole('table').waitFor();
          await page.getByText(/^Work: 8 of/).click();
        },
      ),
  },
];

/** Results of a device that does not exist, `faster` times as fast as another. */
function exampleLink(faster = 1) {
  const cells = (one) => [
    [Number((one / faster).toPrecision(4)), 2],
    [Number((one / faster / 1.9).toPrecision(4)), 4],
    faster === 1 ? 'the device was lost' : [Number((one / 31).toPrecision(4)), 1],
  ];
  const rows = [
    ['gemm_512x512x512', ...cells(4.71)],
    ['gru_fb', ...cells(112)],
    ['enc_fb', ...cells(1234)],
    ['nl_image_fb', ...cells(36.7)],
    ['decode_1', ...cells(91.2)],
    ['emb_grad', ...cells(0.871)],
  ];
  const names = [
    ['1', 'CPU'],
    ['2', 'CPU × 2'],
    ['webgpu', 'WebGPU example'],
  ];
  const told = [1, 29_900_000, 'Chrome 156, Linux', 2, 7, names, rows];
  return Buffer.from(JSON.stringify(told)).toString('base64url');
}
