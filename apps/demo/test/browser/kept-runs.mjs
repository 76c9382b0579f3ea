// No run is lost by a wrong file, by text that is refused, or by what another tab does.
import assert from 'node:assert/strict';
import { checkLook } from './demo-browser.mjs';
import { start, status, stepOf, untilStep, whole } from './live-run.mjs';
import { assertWithin, timed } from './spent-time.mjs';

const wrong = { name: 'wrong.safetensors', mimeType: '', buffer: Buffer.from('no such model') };

/** Has a page refuse something, and looks whether its run goes on. */
async function refuses(page, act) {
  const before = await stepOf(page);
  await act();
  await page.getByRole('alert').waitFor({ timeout: whole });
  await untilStep(page, before + 3);
  await page.getByRole('status').getByText('It learns').waitFor();
}

/** Has a run be kept where it rests; gives its step. */
async function rest(page) {
  await status(page, 'It learns');
  await untilStep(page, 3);
  await page.getByRole('button', { name: 'Pause' }).click();
  await status(page, 'It rests');
  await page.getByText('Kept in this browser').waitFor();
  return stepOf(page);
}

const stepOffered = (step) => (text) => text.includes(`step ${step} of`);

/** What the page offers to go on with, once it says whether it does. */
async function offersOf(page) {
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  return page.locator('.kept-offer p').allTextContents();
}

const press = (page, name, n = 0) =>
  page.locator('.kept-offer').nth(n).getByRole('button', { name }).click();

const trainAnew = (page) => page.getByRole('button', { name: 'Train anew' }).click();

export const keptRunTests = [
  {
    name: 'kept runs: a tab that is closed while it trains loses at most ten seconds',
    run: (demo) =>
      demo.use(
        async ({ page, context, browser, address }) => {
          await start(page);
          await untilStep(page, 1);
          const taken = await timed(browser, () =>
            page.getByText('Kept in this browser').waitFor({ timeout: whole }),
          );
          assertWithin(taken, 10, 'to keep it');
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
          assert.deepEqual(await offersOf(next), []);
        },
        { hash: '#/translate?task=reverse&model=transformer' },
      ),
  },
  {
    name: 'kept runs: training goes on beside what is refused',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await untilStep(page, 2);
          await refuses(page, () => page.locator('input[type=file]').last().setInputFiles(wrong));
          await page.evaluate(() => (location.hash = '#/translate?task=own'));
          await page.getByLabel('Lines with a tab').fill('a line without a tab');
          await refuses(page, () => trainAnew(page));
          await page.evaluate(() => (location.hash = '#/words?epochs=200'));
          await start(page);
          await untilStep(page, 2);
          await refuses(page, () => page.locator('input[type=file]').last().setInputFiles(wrong));
          await page.evaluate(() => (location.hash = '#/words?text=own'));
          await page.getByLabel('Your text').fill('too little');
          await refuses(page, () => trainAnew(page));
          await page.evaluate(() => (location.hash = '#/non-local?clips=80000'));
          await start(page);
          await untilStep(page, 2);
          await refuses(page, () => page.locator('input[type=file]').first().setInputFiles(wrong));
        },
        { hash: '#/translate?task=reverse&epochs=500' },
      ),
  },
  {
    name: 'kept runs: each tab keeps its own, and offers what no tab has open',
    run: (demo) =>
      demo.use(
        async ({ page, context, address }) => {
          await start(page);
          const first = await rest(page);
          const other = await context.newPage();
          await other.goto(`${address}#/translate`);
          assert.deepEqual(await offersOf(other), []);
          await start(other);
          const second = await rest(other);
          await page.reload();
          const alone = await offersOf(page);
          assert.equal(alone.length, 1);
          assert.ok(stepOffered(first)(alone[0]), `${alone}, not ${first}`);
          await other.close();
          await page.reload();
          const both = await offersOf(page);
          assert.equal(both.length, 2);
          assert.ok(stepOffered(second)(both[0]), `${both}, not ${second}`);
          assert.ok(stepOffered(first)(both[1]), `${both}, not ${first}`);
          const late = await context.newPage();
          await late.goto(`${address}#/translate`);
          assert.equal((await offersOf(late)).length, 2);
          await press(page, 'Go on with it', 1);
          await untilStep(page, first + 2);
          await press(late, 'Go on with it', 1);
          await late.getByText('goes on in another tab').waitFor();
          assert.equal(await late.getByText('Something went wrong').count(), 0);
          await late.locator('.kept-offer').nth(1).waitFor({ state: 'detached' });
          await press(late, 'Forget it');
          await late.locator('.kept-offer').waitFor({ state: 'detached' });
          await late.close();
          const last = await rest(page);
          await page.reload();
          const left = await offersOf(page);
          assert.equal(left.length, 1);
          assert.ok(stepOffered(last)(left[0]), `${left}, not ${last}`);
        },
        { hash: '#/translate?task=reverse&epochs=500' },
      ),
  },
  {
    name: 'kept runs: what is offered is looked up again, as other tabs close and take runs up',
    run: (demo) =>
      demo.use(
        async ({ page, context, address }) => {
          const open = async () => {
            const tab = await context.newPage();
            await tab.goto(`${address}#/translate`);
            return tab;
          };
          await start(page);
          const step = await rest(page);
          const second = await open();
          assert.deepEqual(await offersOf(second), []);
          await page.close();
          await second.locator('.kept-offer').waitFor();
          const third = await open();
          assert.equal((await offersOf(third)).length, 1);
          await press(third, 'Go on with it');
          await untilStep(third, step + 2);
          await second.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
          await second.locator('.kept-offer').waitFor({ state: 'detached' });
          await third.close();
          await second.evaluate(() => dispatchEvent(new Event('focus')));
          await second.locator('.kept-offer').waitFor();
        },
        { hash: '#/translate?task=reverse&epochs=500' },
      ),
  },
  {
    name: 'kept runs: the latest stay until they are taken up or forgotten, and nothing jumps',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const steps = [];
          for (let n = 0; n < 4; n++) {
            await start(page);
            steps.unshift(await rest(page));
            await page.reload();
            const offers = await offersOf(page);
            assert.equal(offers.length, Math.min(3, steps.length));
            assert.ok(offers.every((text, at) => stepOffered(steps[at])(text)));
          }
          await checkLook(page);
          await demo.shoot(page, 'kept-runs');
          // What is trained anew in its place replaces it, once that is kept.
          await press(page, 'Go on with it');
          await status(page, 'It learns');
          await trainAnew(page);
          const anew = await rest(page);
          await page.reload();
          const offers = await offersOf(page);
          assert.equal(offers.length, 3);
          for (const [at, step] of [anew, steps[1], steps[2]].entries()) {
            assert.ok(stepOffered(step)(offers[at]), `${offers[at]}, not ${step}`);
          }
        },
        { hash: '#/translate?task=reverse&size=32', viewport: { width: 390, height: 844 } },
      ),
  },
  {
    name: 'kept runs: what an older page has left is dropped',
    run: (demo) =>
      demo.use(async ({ page }) => {
        await page.evaluate(async () => {
          const open = indexedDB.open('rondo-words', 1);
          open.onupgradeneeded = () =>
            open.result.createObjectStore('runs').put({ settings: 'of another kind' }, 'facts');
          await new Promise((resolve) => (open.onsuccess = resolve));
          open.result.close();
          location.hash = '#/words';
        });
        assert.deepEqual(await offersOf(page), []);
        await start(page);
        await page.getByText('Kept in this browser').waitFor({ timeout: whole });
      }),
  },
];
