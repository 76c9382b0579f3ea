// What tests do on the page Translate.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { command, figure, whole } from './live-run.mjs';

/** Asks the model for a translation. */
export async function translated(page, sentence) {
  await page.getByLabel('Your sentence').fill(sentence);
  await page.getByRole('button', { name: 'Translate', exact: true }).click();
  await page.locator('.try-out[aria-busy=false]').waitFor({ timeout: whole });
  return page.getByTestId('translation').textContent();
}

/** Share of right sentences, and loss. */
export const figures = (page) =>
  Promise.all(['Exactly right', 'Loss'].map((name) => figure(page, name).textContent()));

/** What `rondo translate` makes of a sentence with a checkpoint. */
export async function translatedByCommand(file, sentence, beam = 1) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    command,
    'translate',
    '--model',
    file,
    '--beam',
    String(beam),
    sentence,
  ]);
  return stdout.trim();
}
