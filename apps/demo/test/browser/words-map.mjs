// The map of the page Words: zooming and moving it by every means, labels that cover no other, the view in the address.
import assert from 'node:assert/strict';
import { checkLook, phone } from './demo-browser.mjs';
import { start, status } from './live-run.mjs';
import { until } from './typing.mjs';

const mapOf = (page) => page.getByRole('group', { name: 'Map of the words' });

/** What the address tells: how many times as large, and what is in the middle. */
function viewOf(page) {
  const text = new URLSearchParams(page.url().split('?')[1]).get('view');
  return text === null ? [1, 0.5, 0.5] : text.split('_').map(Number);
}

const zoomOf = async (page) => {
  // The map rests a little after the last turn of the wheel.
  await page.waitForTimeout(400);
  return viewOf(page)[0];
};

/** Trains and waits for the map of the neighbours. */
async function learned(page) {
  await start(page);
  await status(page, 'It has learned');
  await mapOf(page).locator('.word-on-map.is-near').nth(4).waitFor();
}

/** Labels that are seen, with the places where they lie. */
const labelsOf = (page) =>
  mapOf(page).evaluate((map) => {
    const frame = map.getBoundingClientRect();
    return [...map.querySelectorAll('.word-on-map:not(.is-covered) .label')].map((label) => {
      const { left, right, top, bottom } = label.getBoundingClientRect();
      const isInside =
        left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
      return { word: label.textContent, left, right, top, bottom, isInside };
    });
  });

/** The labels once nothing moves any more. */
async function restingLabels(page) {
  for (let before = ''; ;) {
    await page.waitForTimeout(400);
    const labels = await labelsOf(page);
    const now = JSON.stringify(labels);
    if (now === before) return labels;
    before = now;
  }
}

async function checkLabels(page) {
  await page.mouse.move(1, 1);
  const labels = await restingLabels(page);
  for (const [n, one] of labels.entries()) {
    assert.ok(one.isInside, `${one.word} leaves the map`);
    for (const other of labels.slice(n + 1)) {
      const isApart =
        one.right <= other.left + 1 ||
        other.right <= one.left + 1 ||
        one.bottom <= other.top + 1 ||
        other.bottom <= one.top + 1;
      assert.ok(isApart, `${one.word} covers ${other.word}`);
    }
  }
  return labels.map(({ word }) => word);
}

const nearWords = (page) =>
  mapOf(page).locator('.word-on-map:is(.is-near, .is-selected) .label').allTextContents();

export const wordsMapTests = [
  {
    name: 'words: the map zooms by buttons, keys and wheel, is moved, and a link shows the same',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await learned(page);
          const map = mapOf(page);
          const all = await checkLabels(page);
          for (const word of await nearWords(page)) assert.ok(all.includes(word), word);
          await page.getByRole('button', { name: 'Zoom to “dog”' }).click();
          assert.ok((await zoomOf(page)) > 3);
          const few = await checkLabels(page);
          for (const word of await nearWords(page)) assert.ok(few.includes(word), word);
          await demo.shoot(page, 'words-map-zoomed');
          await checkLook(page);

          await page.getByRole('button', { name: 'Show all' }).click();
          assert.equal(await zoomOf(page), 1);
          assert.doesNotMatch(page.url(), /view=/);
          await page.getByRole('button', { name: 'Zoom in' }).click();
          assert.equal(await zoomOf(page), 1.6);
          await map.getByRole('button', { pressed: true }).focus();
          for (const key of ['+', '+', '-', '=']) await page.keyboard.press(key);
          assert.ok(Math.abs((await zoomOf(page)) - 1.6 ** 3) < 0.01);
          // The focus is never out of sight.
          const focused = await page.evaluate(() => {
            const { left, top } = document.activeElement.getBoundingClientRect();
            const frame = document.querySelector('.word-map').getBoundingClientRect();
            return (
              left > frame.left - 20 &&
              left < frame.right &&
              top > frame.top - 20 &&
              top < frame.bottom
            );
          });
          assert.ok(focused);

          await map.scrollIntoViewIfNeeded();
          const box = await map.boundingBox();
          const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
          const before = viewOf(page);
          await page.mouse.move(x, y);
          await page.mouse.down();
          await page.mouse.move(x - 60, y - 30, { steps: 4 });
          await page.mouse.up();
          await page.waitForTimeout(200);
          assert.ok(viewOf(page)[1] > before[1], 'dragged to the left');
          await page.keyboard.down('Control');
          await page.mouse.wheel(0, -100);
          await page.keyboard.up('Control');
          assert.ok((await zoomOf(page)) > before[0]);

          const told = viewOf(page);
          await page.evaluate(() => (location.hash = '#/attention'));
          await page.getByRole('heading', { level: 1, name: 'Attention' }).waitFor();
          await page.goBack();
          await map.waitFor();
          await until(() => viewOf(page).join(), told.join());
          await page.keyboard.press('Tab');
          await page.getByRole('button', { name: 'Show all' }).click();
          assert.equal(await zoomOf(page), 1);
          // The wheel belongs to the page unless the map was pressed.
          await page.mouse.move(10, 10);
          await page.mouse.move(x, y);
          await page.mouse.wheel(0, -100);
          assert.equal(await zoomOf(page), 1);
        },
        { hash: '#/words?map=umap&epochs=60' },
      ),
  },
  {
    name: 'words: the map zooms under two fingers and is moved by one',
    run: (demo) =>
      demo.use(
        async ({ page, context }) => {
          await learned(page);
          const map = mapOf(page);
          await map.scrollIntoViewIfNeeded();
          const box = await map.boundingBox();
          const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
          const touch = await touchOf(page, context);
          await touch([
            [[x - 20, y]],
            [
              [x - 20, y],
              [x + 20, y],
            ],
            [
              [x - 40, y],
              [x + 40, y],
            ],
            [
              [x - 80, y],
              [x + 80, y],
            ],
          ]);
          const zoomed = await zoomOf(page);
          assert.ok(Math.abs(zoomed - 4) < 0.2, `${zoomed}`);
          const before = viewOf(page);
          await touch([[[x, y]], [[x - 30, y]], [[x - 60, y]]]);
          await page.waitForTimeout(200);
          assert.ok(viewOf(page)[1] > before[1] + 0.02);
          assert.equal(viewOf(page)[0], before[0]);
          await page.getByRole('button', { name: 'Zoom to “dog”' }).tap();
          await checkLabels(page);
          const other = map.locator('.word-on-map.is-near').first();
          const word = await other.locator('.label').textContent();
          await other.tap();
          await page.getByRole('button', { name: `Zoom to “${word}”` }).waitFor();
          await checkLook(page);
        },
        { hash: '#/words?epochs=60', viewport: phone, hasTouch: true },
      ),
  },
];

/** Fingers that go from one constellation to the next and are lifted. */
async function touchOf(page, context) {
  const session = await context.newCDPSession(page);
  const send = (type, fingers) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: fingers.map(([x, y], id) => ({ x, y, id })),
    });
  return async (constellations) => {
    let count = 0;
    for (const fingers of constellations) {
      await send(fingers.length > count ? 'touchStart' : 'touchMove', fingers);
      count = fingers.length;
    }
    await send('touchEnd', []);
  };
}
