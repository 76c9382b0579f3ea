// All pages in one tab, one after another and back: what one leaves behind is nothing to the others.
import assert from 'node:assert/strict';
import { checkLook } from './demo-browser.mjs';
import { start, status, stepOf, untilStep } from './live-run.mjs';

/** What is seen on each page once it has computed what it shows at first. */
const computed = {
  words: (page) => page.getByRole('button', { name: /^Train/ }),
  recurrent: (page) => page.locator('.timeline'),
  attention: (page) => page.locator('.steps table').first(),
  translate: (page) => page.getByRole('button', { name: /^Train/ }),
  'non-local': (page) => page.getByTestId('image-facts').getByText(/All positions together: 1/),
  benchmark: (page) => page.getByRole('button', { name: 'Measure' }),
};
const pages = Object.keys(computed);

/** Waits for what a page shows, and that it complains of nothing. */
async function checkPage(page, id) {
  const complaint = page.locator('main :is([role=alert], .notice-error)');
  await computed[id](page).or(complaint).first().waitFor();
  assert.deepEqual(await complaint.allTextContents(), [], id);
}

async function go(page, id) {
  await page.locator(`.nav a[href^="#/${id}"]`).click();
  await checkPage(page, id);
}

/** Through all pages, and by the way back to the first. */
async function thereAndBack(page) {
  for (const id of pages) await go(page, id);
  for (const id of pages.toReversed().slice(1)) {
    await page.goBack();
    await checkPage(page, id);
  }
}

export const allPagesTests = [
  {
    name: 'all pages: each works after every other, there and back',
    run: async (demo) => {
      for (const id of ['non-local', 'attention']) {
        await demo.use(
          async ({ page }) => {
            await checkPage(page, id);
            await thereAndBack(page);
          },
          { hash: `#/${id}` },
        );
      }
    },
  },
  {
    name: 'all pages: a fault of a section leaves the rest of its page',
    run: (demo) =>
      demo.use(
        async ({ page, faults }) => {
          await page.route(/\/image-map-/, (route) => route.abort());
          await page.evaluate(() => (location.hash = '#/non-local?compare=no'));
          await page.getByRole('alert').waitFor();
          await start(page);
          await untilStep(page, 2);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.getByText('Something went wrong').waitFor();
          faults.length = 0;
        },
        { hash: '#/' },
      ),
  },
  {
    name: 'all pages: one that cannot be loaded says so under its name',
    run: (demo) =>
      demo.use(
        async ({ page, faults }) => {
          await page.route(/\/attention-page-.*js/, (route) => route.abort());
          await page.evaluate(() => (location.hash = '#/attention'));
          await page.getByRole('alert').waitFor();
          await page
            .getByRole('heading', { level: 1, name: 'Attention' })
            .waitFor({ timeout: 5000 });
          await checkLook(page);
          faults.length = 0;
        },
        { hash: '#/' },
      ),
  },
  {
    name: 'all pages: each works, there and back, while a run learns, which goes on',
    run: async (demo) => {
      for (const hash of ['#/non-local?clips=80000', '#/translate?task=reverse&epochs=500']) {
        await demo.use(
          async ({ page }) => {
            const id = /\w[\w-]*/.exec(hash)[0];
            await start(page);
            await untilStep(page, 2);
            await thereAndBack(page);
            await go(page, id);
            await status(page, 'It learns');
            await untilStep(page, (await stepOf(page)) + 2);
            await page.getByRole('button', { name: 'Pause' }).click();
            await status(page, 'It rests');
          },
          { hash },
        );
      }
    },
  },
];
