// Runs of Translate outlive the page: they rest, are kept, go on and end as if nothing had been; their files are read by the page and by the command.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { start, status, stepOf, untilStep, withDownload } from './live-run.mjs';
import { figures, translated, translatedByCommand } from './translate-page.mjs';

const sentences = ['3 1 4 1', '2 7 1 8 2 8', '1 6 1 8 0 3 3 9'];

/** One run of each kind of model, resting where it has learned a little: right and wrong answers alike have to be the same. */
const kinds = [
  { query: 'size=32', asked: ['OCT 8, 1989', 'MAR 3, 2041', '17 JUNE 1976'] },
  { query: 'task=addition&model=plain&size=32', asked: ['12+345', '9+9', '100+1'] },
  { query: 'task=reverse&model=transformer&size=32', asked: sentences },
];

/** Address, form and facts line are those of the run, a small Transformer that reverses. */
async function tellsWhatItIs(page, href) {
  assert.equal(page.url(), href);
  assert.equal(await page.getByLabel('What to learn').inputValue(), 'reverse');
  assert.equal(await page.getByLabel('What learns').inputValue(), 'transformer');
  await page.getByText('reverse numbers: Transformer, 32 units, 2 layers').waitFor();
}

/** Has a run rest, go on, rest again and go on after a reload. */
async function interrupt(page) {
  await untilStep(page, 20);
  await page.getByRole('button', { name: 'Pause' }).click();
  await status(page, 'It rests');
  await page.getByRole('button', { name: 'Go on', exact: true }).click();
  await untilStep(page, 50);
  await page.getByRole('button', { name: 'Pause' }).click();
  await status(page, 'It rests');
  await page.getByText('Kept in this browser').waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Go on with it' }).click();
}

async function answersOf(page) {
  const answers = [];
  for (const sentence of sentences) answers.push(await translated(page, sentence));
  return answers;
}

/** What a run has come to: what the page shows and answers, and its checkpoint. */
async function allOf(page) {
  const answers = await answersOf(page);
  const shown = await figures(page);
  let checkpoint;
  await withDownload(page, 'Download checkpoint', (file) => {
    checkpoint = contentOf(readFileSync(file));
  });
  return { answers, shown, checkpoint };
}

const timeless = (key, value) => (/seconds/i.test(key) ? undefined : value);

/** Each tensor of a safetensors file, and what is written beside them but the time that it took. */
function contentOf(bytes) {
  const begin = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__, ...tensors } = JSON.parse(bytes.subarray(8, begin).toString());
  const { sha256, training, ...facts } = __metadata__;
  assert.match(sha256, /^[0-9a-f]{64}$/);
  facts.training = JSON.parse(training, timeless);
  assert.ok(facts.training.state.step > 100);
  const values = Object.entries(tensors).map(
    ([
      name,
      {
        data_offsets: [from, to],
        ...rest
      },
    ]) => {
      const value = bytes.subarray(begin + from, begin + to).toString('base64');
      return [name, { ...rest, value }];
    },
  );
  assert.ok(values.length > 10, `${values.length} tensors`);
  return { facts, tensors: Object.fromEntries(values) };
}

export const checkpointTests = [
  {
    name: 'translate: rests, is kept, goes on after a reload, and its file can be opened again',
    run: (demo) =>
      demo.use(
        async ({ page, address }) => {
          await start(page);
          await untilStep(page, 80);
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          await page.getByText('Kept in this browser').waitFor();
          const step = await stepOf(page);
          await page.waitForTimeout(500);
          assert.equal(await stepOf(page), step);
          const { href } = new URL(page.url());
          await page.goto(`${address}#/translate`);
          await page.reload();
          await page.getByText(`step ${step} of`).waitFor();
          await page.getByRole('button', { name: 'Go on with it' }).click();
          await untilStep(page, step + 5);
          await tellsWhatItIs(page, href);
          await page.getByRole('button', { name: 'Stop' }).click();
          await status(page, 'Stopped');
          const after = await stepOf(page);
          await withDownload(page, 'Download checkpoint', async (file) => {
            const [exact, loss] = await figures(page);
            const opened = await translated(page, '3 1 4 1');
            await page.goto(`${address}#/translate`);
            await page.reload();
            await page.getByLabel('Open a checkpoint').setInputFiles(file);
            await status(page, 'It rests');
            assert.equal(await stepOf(page), after);
            await tellsWhatItIs(page, href);
            assert.equal(await translated(page, '3 1 4 1'), opened);
            assert.equal((await figures(page))[0], exact);
            assert.match(loss, /^\d/);
            assert.match((await figures(page))[1], /^\d/);
            await page.locator('.samples').locator('td.is-wrong, td.is-right').nth(5).waitFor();
          });
        },
        { hash: '#/translate?task=reverse&model=transformer&size=32' },
      ),
  },
  {
    name: 'translate: a run that was interrupted ends as one that was not, and is the same when it is taken up',
    run: async (demo) => {
      const ends = [];
      for (const isInterrupted of [false, true]) {
        await demo.use(
          async ({ page }) => {
            await start(page);
            if (isInterrupted) await interrupt(page);
            await status(page, 'It has learned');
            ends.push(await allOf(page));
            if (!isInterrupted) return;
            const { answers, shown } = ends.at(-1);
            await page.getByText('Kept in this browser').waitFor();
            await page.reload();
            await page.getByRole('button', { name: 'Go on with it' }).click();
            await status(page, 'It has learned');
            assert.deepEqual(await answersOf(page), answers);
            assert.deepEqual(await figures(page), shown);
          },
          { hash: '#/translate?task=reverse&size=32&epochs=1' },
        );
      }
      const [whole, interrupted] = ends;
      console.log(`  ${whole.shown.join(', ')}: ${whole.answers.join(' | ')}`);
      assert.deepEqual(interrupted, whole);
    },
  },
  {
    name: 'translate: the command answers as the page does, with the file of each kind of model',
    run: async (demo) => {
      for (const { query, asked } of kinds) {
        await demo.use(
          async ({ page }) => {
            await start(page);
            await untilStep(page, 60);
            await page.getByRole('button', { name: 'Pause' }).click();
            await status(page, 'It rests');
            await withDownload(page, 'Download checkpoint', async (file) => {
              for (const beam of [1, 3]) {
                await page.getByLabel('Search').selectOption(String(beam));
                for (const sentence of asked) {
                  const answer = await translated(page, sentence);
                  assert.equal(await translatedByCommand(file, sentence, beam), answer, query);
                }
              }
            });
          },
          { hash: `#/translate?${query}` },
        );
      }
    },
  },
];
