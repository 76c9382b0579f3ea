// Text and files of one's own on the page Translate: what is wrong is told where it can be put right.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkLook } from './demo-browser.mjs';
import { longestTask, longestTasks, start, status, untilStep } from './live-run.mjs';

/** A file that holds nothing for us. */
const nothing = (name, bytes) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});

/** A file of safetensors without tensors. */
function metadataOnly(metadata) {
  const header = Buffer.from(JSON.stringify({ __metadata__: metadata }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header]);
}

const longLine = (n) => `${n} ${'one two three four five six '.repeat(5)}`;

export const ownTextTests = [
  {
    name: 'translate: what is wrong with a text is told at the text, and is no fault of the page',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const alert = page.getByRole('alert');
          const text = page.getByLabel('Lines with a tab');
          const wrong = async (typed, said) => {
            await text.click();
            await page.keyboard.press('Control+A');
            await page.keyboard.press('Backspace');
            await page.keyboard.type(typed);
            assert.equal(await alert.count(), 0);
            await page.getByRole('button', { name: 'Train', exact: true }).click();
            await alert.getByText(said).waitFor();
            assert.equal(await text.getAttribute('aria-invalid'), 'true');
            assert.equal(await page.getByText('Something went wrong').count(), 0);
          };
          await wrong('', 'There is no text yet');
          await wrong('one\t\ntwo\t', 'None of the 2 lines has text on both sides');
          await wrong('one uno\ntwo dos', 'Line 1 has no tab: “one uno”');
          await checkLook(page);
          await page.getByRole('button', { name: '中文' }).click();
          await alert.getByText('第 1 行没有制表符：“one uno”。').waitFor();
          await page.getByRole('button', { name: '填入一个例子' }).click();
          assert.equal(await alert.count(), 0);
          await page.getByLabel('打开文件').setInputFiles(nothing('x.tsv', [0xff, 0xfe, 0]));
          await alert.getByText('x.tsv 不是 UTF-8 文本').waitFor();
        },
        { hash: '#/translate?task=own' },
      ),
  },
  {
    name: 'translate: on a small phone, why a text is not taken is in sight, and nothing below the buttons moves',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const train = page.getByRole('button', { name: 'Train', exact: true });
          await train.scrollIntoViewIfNeeded();
          await train.click();
          const alert = page.getByRole('alert').getByText('There is no text yet');
          await alert.waitFor();
          const { y, height } = await alert.boundingBox();
          assert.ok(y >= 0 && y + height <= 568, `the message is at ${y}`);
          assert.equal(await page.evaluate(() => document.activeElement.tagName), 'TEXTAREA');
          await page.getByRole('button', { name: 'Put in an example' }).click();
          const form = page.getByRole('form');
          const before = (await form.boundingBox()).height;
          await train.click();
          await page.getByRole('button', { name: 'Train anew' }).waitFor();
          assert.equal((await form.boundingBox()).height, before);
        },
        { hash: '#/translate?task=own&size=32', viewport: { width: 320, height: 568 } },
      ),
  },
  {
    name: 'translate: of the lines of a text none is left out without a word',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const lines = Array.from(
            { length: 60 },
            (_, n) => `number ${n}\tZahl ${n}${n < 5 ? '\tmore' : ''}`,
          );
          await page.getByLabel('Lines with a tab').fill([...lines, 'number\t'].join('\n'));
          await start(page);
          await page
            .getByText(
              '61 lines: 54 pairs to learn from, 6 to try, 1 left out (1 without translation); 5 have more than two columns',
            )
            .waitFor();
          await page.getByRole('button', { name: '中文' }).click();
          await page
            .getByText('61 行：54 对用来学习，6 对用来检验，1 行没有用（1 行没有译文）')
            .waitFor();
          await checkLook(page);
          await demo.shoot(page, 'translate-own-lines');
        },
        { hash: '#/translate?task=own&size=32&epochs=1' },
      ),
  },
  {
    name: 'translate: megabytes of text of one’s own hold nothing up',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const folder = mkdtempSync(join(tmpdir(), 'rondo-text-'));
          try {
            const file = join(folder, 'long.tsv');
            const lines = Array.from(
              { length: 30_000 },
              (_, n) => `${longLine(n)}\t${longLine(n)}`,
            );
            writeFileSync(file, lines.join('\n'));
            const tasks = await longestTasks(page, async () => {
              await page.getByLabel('Open a file').setInputFiles(file);
              await page.getByText(/long.tsv, 8\.\d MB/).waitFor();
              await start(page);
              await untilStep(page, 3);
              await page.getByRole('button', { name: 'Pause' }).click();
              await status(page, 'It rests');
            });
            const worst = tasks.map((milliseconds) => milliseconds.toFixed(0)).join(', ');
            console.log(`  longest tasks: ${worst} ms`);
            assert.ok(tasks[0] <= longestTask, `a task took ${worst} ms`);
            await checkLook(page);
            await demo.shoot(page, 'translate-long-text');
            await page.getByRole('button', { name: 'Take another text' }).click();
            await page.getByLabel('Lines with a tab').waitFor();
          } finally {
            rmSync(folder, { recursive: true, force: true });
          }
        },
        { hash: '#/translate?task=own&size=32' },
      ),
  },
  {
    name: 'translate: a file that is no checkpoint is told in the language of the page',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const bytes = Buffer.from('no checkpoint');
          const alert = page.getByRole('form').getByRole('alert');
          await page.getByLabel('打开检查点').setInputFiles(nothing('x.safetensors', bytes));
          await alert.getByText('这个文件在这里打不开').waitFor();
          const shifts = await page.evaluate(() => globalThis.shifts.length);
          await page
            .getByLabel('打开检查点')
            .setInputFiles(nothing('x.safetensors', metadataOnly({ format: 'rondo-classifier' })));
          await alert.getByText('这是“非局部”页的文件').waitFor();
          assert.equal(await page.getByText('出错了').count(), 0);
          assert.equal(await page.getByRole('alert').count(), 1);
          assert.equal(await page.evaluate(() => globalThis.shifts.length), shifts);
          await demo.shoot(page, 'translate-wrong-file');
        },
        { hash: '#/translate?lang=zh' },
      ),
  },
  {
    name: 'words: what is wrong with a text is told at the text, in Chinese',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const text = page.getByLabel('你的文本');
          const alert = page.getByRole('form').getByRole('alert');
          const wrong = async (typed, said) => {
            await text.fill(typed);
            await page.getByRole('button', { name: '训练', exact: true }).click();
            await alert.getByText(said).waitFor();
            assert.equal(await text.getAttribute('aria-invalid'), 'true');
          };
          await wrong('🙂 🎉', '只有符号');
          await wrong('a'.repeat(20_000), '没有两个词相邻的行');
          await wrong('word '.repeat(60), '不同的词太少，只有 1 个');
          assert.equal(await page.getByRole('alert').count(), 1);
          await checkLook(page);
        },
        { hash: '#/words?text=own&lang=zh' },
      ),
  },
  ...[
    {
      place: 'words',
      button: 'Open vectors',
      metadata: { format: 'rondo-seq2seq' },
      from: 'Translate',
    },
    {
      place: 'recurrent',
      button: 'Open a checkpoint',
      metadata: { words: '["a"]' },
      from: 'Words',
    },
    {
      place: 'non-local',
      button: 'Open a checkpoint',
      metadata: { settings: '{}', step: '1' },
      from: 'Recurrent cell',
    },
  ].map(({ place, button, metadata, from }) => ({
    name: `${place}: a file of another page is told with the page that opens it`,
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const file = nothing('x.safetensors', metadataOnly(metadata));
          await page.getByLabel(button).setInputFiles(file);
          const alert = page.getByRole('form').getByRole('alert');
          await alert.getByText(`This file is of the page ${from}.`).waitFor();
          assert.equal(await page.getByText('Something went wrong').count(), 0);
        },
        { hash: `#/${place}` },
      ),
  })),
];
