// Typing as a person does: key after key.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';

/** Replaces what a field has by the keyboard; the name of a key presses that one. */
export async function typeNumber(page, field, keys) {
  await field.click();
  await page.keyboard.press('Control+A');
  if (keys === 'Backspace') await page.keyboard.press(keys);
  else await page.keyboard.type(keys, { delay: 20 });
}

/** The number that a field shows. */
export const typed = (field) => field.inputValue().then(Number);

/** Milliseconds that a page may take to show what it was told, on a machine that others use as well. */
const longestWait = 60_000;

/** Waits until something is read as it is wanted. */
export async function until(read, wanted) {
  const end = performance.now() + longestWait;
  let found = await read();
  while (!isDeepStrictEqual(found, wanted) && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    found = await read();
  }
  assert.deepEqual(found, wanted);
}
