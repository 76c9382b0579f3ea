// The page Attention: numbers that follow from each other, mask, heads, keyboard, state in the address.
import assert from 'node:assert/strict';

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
          await assert.doesNotReject(async () => {
            for (let n = 0; n < 50 && (await weight()) <= before; n++)
              await page.waitForTimeout(20);
            assert.ok((await weight()) > before);
          });
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
    name: 'attention: heads look at columns of their own',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await page.getByLabel('头数').selectOption('2');
          await page.getByText('除以 √2').first().waitFor();
          const first = await page.getByRole('table', { name: '权重' }).innerText();
          await page.getByRole('radio', { name: '2' }).check();
          assert.notEqual(await page.getByRole('table', { name: '权重' }).innerText(), first);
        },
        { hash: '#/attention?lang=zh' },
      ),
  },
];
