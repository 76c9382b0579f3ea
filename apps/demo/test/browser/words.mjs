// The page Words: training, the map, questions, files that the command reads, text of one's own, baskets.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { checkLook } from './demo-browser.mjs';
import {
  command,
  figure,
  longestTask,
  longestTasks,
  start,
  status,
  stepOf,
  untilStep,
  whole,
  withDownload,
} from './live-run.mjs';

/** What share of the nearest words has to be of the same group. */
const leastPurity = 90;
const animals = 'dog cat horse cow sheep pig duck lion bear goose'.split(' ');

const forBabies = 'baby-wipes porridge lotion teethers bibs powder'.split(' ');

const share = async (page, name) => Number.parseFloat(await figure(page, name).textContent());
const purity = (page) => share(page, 'Neighbours of the same group');

/** The words of a list, the first first. */
const ranked = (page, title) =>
  page
    .locator('.ranked-frame')
    .filter({ hasText: title })
    .locator('.ranked-word')
    .allTextContents();

/** Waits until a list has words. */
const untilRanked = (page, title) =>
  page
    .locator('.ranked-frame')
    .filter({ hasText: title })
    .locator('.ranked-word')
    .first()
    .waitFor({ timeout: whole });

async function neighboursByCommand(file, word) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    command,
    'embed',
    'neighbours',
    '--model',
    file,
    '-k',
    '5',
    word,
  ]);
  return stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/u)[0]);
}

const ownChinese = Array.from({ length: 60 }, (_, n) => {
  const [animal, fruit] = [['老虎', '狮子', '熊猫'][n % 3], ['苹果', '香蕉', '西瓜'][n % 3]];
  return `${animal}在山里睡觉。小孩喜欢吃${fruit}。`;
}).join('\n');

export const wordsTests = [
  {
    name: 'words: learns which words belong together, and the command finds the same',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const begin = performance.now();
          const tasks = await longestTasks(page, async () => {
            await start(page);
            await status(page, 'It has learned');
          });
          const seconds = (performance.now() - begin) / 1000;
          const worst = tasks.map((milliseconds) => milliseconds.toFixed(0)).join(', ');
          const found = await purity(page);
          console.log(`  ${found} % after ${seconds.toFixed(0)} s; longest tasks: ${worst} ms`);
          assert.ok(found >= leastPurity, `${found} % of the neighbours are of the same group`);
          assert.ok(tasks[0] <= longestTask, `a task took ${worst} ms`);
          await untilRanked(page, 'Nearest to “dog”');
          const near = (await ranked(page, 'Nearest to “dog”')).slice(0, 5);
          assert.ok(
            near.every((word) => animals.includes(word)),
            near.join(' '),
          );
          await untilRanked(page, 'france : paris = japan : ?');
          await untilRanked(page, 'Predicted from: the · grown · barks');
          await checkLook(page);
          for (const button of ['Download model', 'Download as text']) {
            await withDownload(page, button, async (file) => {
              assert.deepEqual(await neighboursByCommand(file, 'dog'), near);
            });
          }
        },
        { hash: '#/words' },
      ),
  },
  {
    name: 'words: rests, is kept, goes on after a reload, and its files can be opened again',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await untilStep(page, 50);
          await page.getByRole('button', { name: 'Pause' }).click();
          await status(page, 'It rests');
          await page.getByText('Kept in this browser').waitFor();
          const step = await stepOf(page);
          await page.waitForTimeout(500);
          assert.equal(await stepOf(page), step);
          await untilRanked(page, 'Nearest to “dog”');
          const near = await ranked(page, 'Nearest to “dog”');
          await page.reload();
          await page.getByText(`step ${step} of`).waitFor();
          await page.getByLabel('slow motion').check();
          await page.getByRole('button', { name: 'Go on with it' }).click();
          await untilStep(page, step + 3);
          await page.getByRole('button', { name: 'Stop' }).click();
          await status(page, 'Stopped');
          assert.ok((await stepOf(page)) > step);
          await untilRanked(page, 'Nearest to “dog”');
          const after = await ranked(page, 'Nearest to “dog”');
          assert.equal(after.length, near.length);
          for (const button of ['Download model', 'Download as text']) {
            await withDownload(page, button, async (file) => {
              await page.getByLabel('Open vectors').setInputFiles(file);
              await status(page, 'opened to be asked');
              await page.getByLabel('Any word of the text').fill('dog');
              await page.getByRole('button', { name: 'Find' }).click();
              await untilRanked(page, 'Nearest to “dog”');
              assert.deepEqual(await ranked(page, 'Nearest to “dog”'), after);
            });
          }
        },
        { hash: '#/words?epochs=3000' },
      ),
  },
  {
    name: 'words: Chinese text of one’s own, by skip-gram, as UMAP',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await page.getByText('There is no text yet').waitFor();
          await page.getByLabel('Your text').fill(ownChinese);
          await start(page);
          await status(page, 'It has learned');
          await page.getByLabel('Any word of the text').fill('老虎');
          await page.getByRole('button', { name: 'Find' }).click();
          await untilRanked(page, 'Nearest to “老虎”');
          const near = (await ranked(page, 'Nearest to “老虎”')).slice(0, 2);
          assert.deepEqual(near.toSorted(), ['熊猫', '狮子'].toSorted());
          await page.getByLabel('A sentence with _').fill('小孩喜欢吃_');
          await page.getByRole('button', { name: 'Ask' }).nth(1).click();
          await untilRanked(page, 'Predicted from: 小孩');
          await page.getByLabel('Any word of the text').fill('月亮');
          await page.getByRole('button', { name: 'Find' }).click();
          await page.getByRole('alert').getByText('“月亮” is not among the words').waitFor();
          await page.getByLabel('A sentence with _').click();
          await page.keyboard.press('Control+A');
          await page.keyboard.type('小孩喜欢吃');
          await page.keyboard.press('Enter');
          await page.getByRole('alert').getByText('There is no gap').waitFor();
          await page.getByRole('button', { name: '中文' }).click();
          await page.getByRole('alert').getByText('这个句子里没有空').waitFor();
          await checkLook(page);
        },
        { hash: '#/words?text=own&model=skipGram&map=umap&epochs=100' },
      ),
  },
  {
    name: 'words: one can walk on the map with the keyboard, and ask',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await status(page, 'It has learned');
          await untilRanked(page, 'Nearest to “老虎”');
          const map = page.getByRole('group', { name: 'Map of the words' });
          const first = map.getByRole('button', { pressed: true });
          assert.match(await first.getAttribute('aria-label'), /^老虎/u);
          await first.focus();
          await page.keyboard.press('ArrowRight');
          await page.keyboard.press('ArrowDown');
          await page.keyboard.press('ArrowLeft');
          await page.keyboard.press('ArrowUp');
          const now = await map.getByRole('button', { pressed: true }).textContent();
          await untilRanked(page, `Nearest to “${now}”`);
          await page.getByLabel('Any word of the text').fill('香蕉');
          await page.getByRole('button', { name: 'Find' }).click();
          await page.getByRole('button', { name: 'Zoom to “香蕉”' }).click();
          await map.getByRole('button', { name: '苹果' }).hover();
          await untilRanked(page, 'Nearest to “苹果”');
          await map.getByRole('button', { name: '苹果' }).click();
          assert.match(page.url(), /word=/u);
          await untilRanked(page, '浙江 : 杭州 = 四川 : ?');
          assert.equal((await ranked(page, '浙江 : 杭州 = 四川 : ?'))[0], '成都');
          const before = Number(await page.getByTestId('similarity').textContent());
          await page.getByLabel('and word').fill('苹果');
          await page.getByRole('button', { name: 'Ask' }).nth(2).click();
          await page.getByText('between “老虎” and “苹果”').waitFor();
          await page.waitForFunction(
            (old) => Number(document.querySelector('.cosine .number').textContent) < old,
            before,
          );
        },
        { hash: '#/words?text=chinese&model=skipGram&epochs=40' },
      ),
  },
  {
    name: 'words: baskets in place of sentences, recommended better than by popularity',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await status(page, 'It has learned');
          assert.ok((await purity(page)) >= leastPurity);
          const hits = await share(page, 'Held-out product among the first 10');
          const about = await page.getByText('the ten most popular ones hit').textContent();
          const popular = Number(/hit (\d+)/u.exec(about)[1]);
          assert.ok(hits > 1.5 * popular, `${hits} % beside ${popular} %`);
          await untilRanked(page, 'Goes with these');
          const near = (await ranked(page, 'Goes with these')).slice(0, 5);
          assert.ok(
            near.every((word) => forBabies.includes(word)),
            near.join(' '),
          );
          await page.getByLabel('A product').fill('spaghetti');
          await page.getByRole('button', { name: 'Put in' }).click();
          await page.getByRole('button', { name: 'Take out nappies' }).click();
          await page.getByRole('button', { name: 'Take out formula' }).click();
          await page.locator('.ranked-word', { hasText: 'tomato-sauce' }).first().waitFor();
          await checkLook(page);
          await demo.shoot(page, 'words-baskets');
        },
        { hash: '#/words?text=baskets' },
      ),
  },
  {
    name: 'words: on the graphics device',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await start(page);
          await untilStep(page, 2);
          await page.getByText('computed on WebGPU').waitFor();
          await page.getByRole('button', { name: 'Stop' }).click();
          await status(page, 'Stopped');
          await untilRanked(page, 'Nearest to “dog”');
        },
        { hash: '#/words?backend=webgpu&dimensions=8', graphics: true },
      ),
  },
  {
    name: 'words: looks right in both themes and sizes',
    run: (demo) =>
      demo.look('words', '#/words?epochs=40', async (page) => {
        await start(page);
        await status(page, 'It has learned');
        await untilRanked(page, 'Nearest to “dog”');
        await untilRanked(page, 'france : paris = japan : ?');
      }),
  },
];
