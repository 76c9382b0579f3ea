// Pause and Stop are two things, on each page that learns live.
import assert from 'node:assert/strict';
import { checkLook } from './demo-browser.mjs';
import { start, status, stepOf, untilStep } from './live-run.mjs';
import { translated } from './translate-page.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Has ended: nothing goes on at once, and no step is taken. */
async function hasEnded(page) {
  await status(page, 'Stopped');
  await button(page, 'Take up again').waitFor();
  assert.equal(await button(page, 'Go on').count(), 0);
  assert.ok(await button(page, 'Stop').isDisabled());
  const step = await stepOf(page);
  await page.waitForTimeout(300);
  assert.equal(await stepOf(page), step);
  return step;
}

/** Rests and goes on at once; ends, is taken up again, ends while it learns; and is offered after a reload. */
async function pausesAndStops(page, ask) {
  await start(page);
  await untilStep(page, 3);
  await button(page, 'Pause').click();
  await status(page, 'It rests');
  const rested = await stepOf(page);
  await button(page, 'Go on').click();
  await untilStep(page, rested + 2);
  await button(page, 'Pause').click();
  await status(page, 'It rests');
  await button(page, 'Stop').click();
  const first = await hasEnded(page);
  const answer = await ask(page);
  await button(page, 'Take up again').click();
  await untilStep(page, first + 2);
  await status(page, 'It learns');
  await button(page, 'Stop').click();
  const last = await hasEnded(page);
  assert.ok(last >= first + 2);
  await ask(page);
  await page.reload();
  await page.getByText(`step ${last} of`).waitFor();
  return answer;
}

const asks = {
  '#/translate?task=reverse&size=32&epochs=500&compare=yes': (page) => translated(page, '3 1 4'),
  '#/words?epochs=9000': async (page) => {
    await page.getByLabel('Any word of the text').fill('cat');
    await button(page, 'Find').click();
    await page.getByRole('list', { name: 'Nearest to “cat”' }).getByRole('button').nth(4).waitFor();
  },
  '#/recurrent?task=echo&delay=3&steps=20000': (page) =>
    page.getByRole('table', { name: 'What they answer' }).waitFor(),
  '#/non-local?clips=80000&compare=no': (page) =>
    page
      .getByTestId('answered-at')
      .getByText(/after \d+ steps/)
      .waitFor(),
};

export const stoppedRunTests = [
  ...Object.entries(asks).map(([hash, ask]) => ({
    name: `stopped runs: pause rests, stop ends, and both go on: ${hash.split('?')[0].slice(2)}`,
    run: (demo) => demo.use(({ page }) => pausesAndStops(page, ask), { hash }),
  })),
  {
    name: 'stopped runs: say so in Chinese',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await button(page, '训练').click();
          await untilStep(page, 3);
          await button(page, '停止').click();
          await status(page, '已停止');
          await button(page, '从保存处继续').waitFor();
          await checkLook(page);
          await demo.shoot(page, 'stopped-run');
        },
        {
          hash: '#/translate?task=reverse&lang=zh&epochs=500',
          viewport: { width: 390, height: 844 },
        },
      ),
  },
];
