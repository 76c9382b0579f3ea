// What holds for all pages: links, languages, themes, offline use, isolation, policy, size.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseAst } from 'vite';
import { checkLook, hosts, phone } from './demo-browser.mjs';
import { longestTask, longestTasks } from './live-run.mjs';
import { assertWithin, beginTiming, timesOf } from './spent-time.mjs';
import { until } from './typing.mjs';

/** Gzipped kilobytes of all that is loaded until a page is shown. */
const mostKilobytes = 250;
/** From the address to a page that answers. */
const mostSeconds = 2;

/** A program of the page; the debugger, which calls it, may do more than the page until it has waited once. */
const attempts = `(async () => {
  await new Promise((resolve) => setTimeout(resolve));
  const attempt = async (run) => {
    try {
      await run();
      return 'runs';
    } catch (error) {
      return error.name;
    }
  };
  return {
    wasm: await attempt(() => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))),
    text: await attempt(() => new Function('return 1')),
    elsewhere: await attempt(() => fetch('https://example.com/')),
  };
})()`;

/** Links with what is out of range, misspelt or of no page, and what has to be said of them. */
const wrongLinks = {
  '#/translate?epochs=5000&size=32&compare=maybe': 'epochs=5000, compare=maybe',
  '#/words?epochs=99999999&window=3&view=9_9_9': 'epochs=99999999, view=9_9_9',
  '#/recurrent?hidden=99&t=0&radius=1e9&delay=7&weights=weight_ih.99.0=1':
    'hidden=99, t=0, radius=1e9, delay=7, weights=weight_ih.99.0=1',
  '#/attention?heads=3&mask=01&query=1,2&scale=maybe': 'heads=3, mask=01, query=1,2, scale=maybe',
  '#/non-local?block=x&seed=0&clip=999&frame1=short&backend=abacus':
    'block=x, seed=0, clip=999, frame1=short, backend=abacus',
  '#/benchmark?work=gru_fb,nothing&rounds=4&lang=fr': 'work=gru_fb,nothing, rounds=4, lang=fr',
};

const rightLinks = [
  '#/translate?task=addition&model=transformer&layer=2&head=3&backend=threads',
  '#/translate?epochs=1&compare=yes&seed=7',
  '#/words?text=chinese&map=umap&word=any&view=2_0.5_0.5',
  '#/recurrent?cell=lstm&t=3&x=1,0;0,0;0,1.0;0,0;-1,0.50;0,0&weights=weight_ih.0.0=0.5&length=50&task=echo',
  '#/attention?mask=1000110011101111&heads=2&scale=no&positions=yes',
  '#/non-local?block=gaussian&clip=7&compare=no&at=3&contrast=8',
  '#/benchmark?work=gru_fb,enc_fb&on=1,webgpu&rounds=3&lang=en',
];

export const shellTests = [
  { name: 'shell: looks right in both themes and sizes', run: (demo) => demo.look('start', '') },
  {
    name: 'shell: says what each backend lacks',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await page.getByRole('button', { name: 'Computes on' }).click();
          const dialog = page.getByRole('dialog');
          await dialog.getByText('not cross-origin isolated').waitFor();
          assert.equal(await dialog.getByRole('radio', { name: 'CPU threads' }).isDisabled(), true);
          assert.equal(await dialog.getByRole('radio', { name: /^CPU One/ }).isChecked(), true);
        },
        { host: hosts.withoutIsolation },
      ),
  },
  {
    name: 'shell: keeps language, theme and backend',
    run: (demo) =>
      demo.use(async ({ page }) => {
        await page.getByRole('button', { name: '中文' }).click();
        await page.getByLabel('颜色').selectOption('dark');
        await page.getByRole('button', { name: '计算设备' }).click();
        await page.getByRole('radio', { name: 'CPU 多线程' }).check();
        await page.getByRole('button', { name: '关闭' }).click();
        assert.match(page.url(), /backend=threads/);
        await page.reload();
        await page.getByRole('button', { name: 'CPU 多线程' }).waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), 'zh');
        assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
      }),
  },
  {
    name: 'shell: the way back goes through settings, and pages are met again as they were left',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const task = page.getByLabel('What to learn');
          const go = (name) =>
            page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
          await task.selectOption('reverse');
          await page.waitForTimeout(1100);
          await task.selectOption('addition');
          await page.goBack();
          await until(() => task.inputValue(), 'reverse');
          await go('Translate');
          assert.match(page.url(), /task=reverse/);
          await go('Attention');
          await page.getByRole('button', { name: '中文' }).click();
          await go('翻译');
          await page.getByLabel('学什么').waitFor();
          assert.match(page.url(), /task=reverse/);
          await page.goBack();
          await page.getByRole('heading', { level: 1, name: '注意力' }).waitFor();
        },
        { hash: '#/translate' },
      ),
  },
  {
    name: 'shell: a link with settings that a page does not offer is not taken in silence',
    run: async (demo) => {
      for (const [hash, wanted] of Object.entries(wrongLinks)) {
        await demo.use(
          async ({ page }) => {
            const notice = page.locator('.unknown-settings');
            assert.equal(
              await notice.textContent(),
              `The address has settings that this page does not offer: ${wanted}. The usual ones are taken.`,
            );
            await checkLook(page);
            if (!(await page.getByLabel('Epochs').count())) return;
            await page.getByLabel('Epochs').fill('7');
            await notice.waitFor({ state: 'detached' });
          },
          { hash },
        );
      }
    },
  },
  {
    name: 'shell: links that a page itself makes are understood',
    run: async (demo) => {
      for (const hash of rightLinks) {
        await demo.use(
          async ({ page }) => {
            await page.locator('main :is(select, input)').first().waitFor();
            assert.equal(await page.locator('.unknown-settings').count(), 0, hash);
          },
          { hash },
        );
      }
    },
  },
  {
    name: 'shell: what search engines and screen readers are told is in the language of the page',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const told = () =>
            page.evaluate(() => [
              document.documentElement.lang,
              document.title,
              document.querySelector('meta[name=description]').content.slice(0, 2),
            ]);
          assert.deepEqual(await told(), ['zh', '词向量 · Rondo', '在浏']);
          await page.getByRole('button', { name: 'English' }).click();
          assert.deepEqual(await told(), ['en', 'Words · Rondo', 'Tr']);
        },
        { hash: '#/words?lang=zh' },
      ),
  },
  {
    name: 'shell: pages are short before a run, and their headings are there',
    run: async (demo) => {
      const headings = {
        translate: ['Training', 'Try it out'],
        words: ['Training', 'Map of the words', 'Ask the vectors'],
      };
      for (const [id, wanted] of Object.entries(headings)) {
        await demo.use(
          async ({ page }) => {
            for (const name of wanted)
              await page.getByRole('heading', { level: 2, name, exact: true }).waitFor();
            const height = await page.evaluate(() => document.documentElement.scrollHeight);
            assert.ok(height < 2 * phone.height, `${id}: ${height} px`);
            await checkLook(page);
          },
          { hash: `#/${id}`, viewport: phone },
        );
      }
    },
  },
  {
    name: 'shell: words are explained where they stand, by finger and by keyboard, in both languages',
    run: async (demo) => {
      const words = { '#/translate': ['Epochs', '轮数'], '#/attention': ['Heads', '头数'] };
      for (const [hash, names] of Object.entries(words)) {
        await demo.use(
          async ({ page }) => {
            for (const [n, name] of names.entries()) {
              if (n > 0) await page.getByRole('button', { name: '中文' }).tap();
              const help = page.getByRole('button', { name: `“${name}”` });
              const tip = page.locator('.term-tip:popover-open');
              await help.tap();
              await tip.waitFor();
              const box = await tip.boundingBox();
              assert.ok(box.x >= 0 && box.x + box.width <= phone.width, JSON.stringify(box));
              await checkLook(page);
              await help.tap();
              await tip.waitFor({ state: 'detached' });
              await help.focus();
              await page.keyboard.press('Enter');
              await tip.waitFor();
              await page.keyboard.press('Escape');
              await tip.waitFor({ state: 'detached' });
              assert.ok(await help.evaluate((one) => one === document.activeElement));
            }
          },
          { hash, viewport: phone, hasTouch: true },
        );
      }
    },
  },
  {
    name: 'shell: marks of terms and boxes to check keep their shape on a phone',
    run: async (demo) => {
      for (const hash of ['#/words', '#/recurrent', '#/non-local', '#/benchmark']) {
        await demo.use(
          async ({ page }) => {
            const marks = page.locator('main :is(.term-help, input[type=checkbox])');
            await marks.first().waitFor();
            const squeezed = await marks.evaluateAll((all) =>
              all
                .filter((one) => one.offsetWidth !== one.offsetHeight)
                .map((one) => one.parentElement.textContent),
            );
            assert.deepEqual(squeezed, [], hash);
          },
          { hash, viewport: { width: 320, height: 600 } },
        );
      }
    },
  },
  {
    name: 'shell: the start says where to begin, and has the pages in that order',
    run: (demo) =>
      demo.use(async ({ page }) => {
        await page.getByText('Begin with Words').waitFor();
        const hashes = (list) =>
          page.locator(`${list} a`).evaluateAll((all) => all.map(({ hash }) => hash));
        const cards = await hashes('.page-list');
        assert.equal(cards[0], '#/words');
        assert.deepEqual(cards, await hashes('.nav'));
      }),
  },
  {
    name: 'shell: has the colours that are chosen, whatever the system has',
    run: async (demo) => {
      for (const colorScheme of ['light', 'dark']) {
        await demo.use(
          async ({ page }) => {
            const paper = () =>
              page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
            const colours = { light: 'rgb(251, 250, 247)', dark: 'rgb(22, 21, 19)' };
            assert.equal(await paper(), colours[colorScheme]);
            for (const theme of ['light', 'dark']) {
              await page.getByLabel('Colours').selectOption(theme);
              assert.equal(await paper(), colours[theme]);
            }
            await page.getByLabel('Colours').selectOption('system');
            assert.equal(await paper(), colours[colorScheme]);
          },
          { colorScheme },
        );
      }
    },
  },
  {
    name: 'shell: a link without a page leads back',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          await page.getByRole('link', { name: 'Go to the start' }).click();
          await page.getByRole('heading', { name: 'Sequence models' }).waitFor();
        },
        { hash: '#/nowhere?x=1' },
      ),
  },
  {
    name: 'shell: the policy lets WebAssembly through and no other code from text',
    run: (demo) =>
      demo.use(
        async ({ page, faults }) => {
          const tried = await page.evaluate(attempts);
          assert.deepEqual(tried, { wasm: 'runs', text: 'EvalError', elsewhere: 'TypeError' });
          faults.length = 0;
        },
        // Without headers it is the policy in the page itself that counts.
        { host: hosts.plain },
      ),
  },
  {
    name: `shell: every page answers within two seconds of a first visit, of at most ${mostKilobytes} kB gzipped`,
    run: async (demo) => {
      for (const hash of await linksOf(demo)) {
        const endTiming = await beginTiming(demo.browser);
        await demo.use(
          async ({ page, address }) => {
            const taken = await endTiming();
            const { ready, names } = await page.evaluate(() => ({
              ready: performance.now(),
              names: performance.getEntriesByType('resource').map(({ name }) => name),
            }));
            const files = new Set(names.map((name) => name.replace(address, '')));
            assert.ok([...files].some((file) => file.endsWith('.css')));
            const kilobytes = gzippedKilobytes(demo, ['index.html', ...files]);
            const opened = { ...taken, clock: ready / 1000 };
            console.log(`  ${hash}: ${timesOf(opened)}; ${kilobytes.toFixed(1)} kB`);
            assert.ok(kilobytes <= mostKilobytes, `${hash}: ${kilobytes} kB`);
            assertWithin(opened, mostSeconds, hash);
          },
          { hash },
        );
      }
    },
  },
  {
    name: 'shell: a task that is too long would be seen',
    run: (demo) =>
      demo.use(
        async ({ page }) => {
          const [longest] = await longestTasks(page, async () => {
            const number = page.getByLabel('Queries Q, sat, column 1', { exact: true });
            for (let n = 1; n < 10; n++) await number.fill(String(n));
            await page.evaluate(() => {
              let sum = 0;
              for (let n = 0; n < 1e8; n++) sum += Math.sin(n % 7);
              return sum;
            });
          });
          assert.ok(longest > longestTask, `${longest} ms`);
        },
        { hash: '#/attention' },
      ),
  },
  {
    name: 'shell: is made of the packages as they are published',
    run: (demo) => {
      const assets = join(demo.folder, 'assets');
      const maps = readdirSync(assets).filter((name) => name.endsWith('.map'));
      const sources = maps.flatMap(
        (name) => JSON.parse(readFileSync(join(assets, name), 'utf8')).sources,
      );
      const ours = sources.filter((source) => /\/packages\/[\w-]+\//.test(source));
      assert.ok(ours.length > 5, `${ours.length} files of packages`);
      for (const source of ours)
        assert.match(source, /\/packages\/[\w-]+\/dist\/bundle\/[\w-]+\.js$/);
    },
  },
  {
    name: 'shell: every program of the build can be read, minified as it is',
    run: async (demo) => {
      const assets = join(demo.folder, 'assets');
      const programs = readdirSync(assets).filter((name) => name.endsWith('.js'));
      assert.ok(programs.length > 3);
      for (const name of programs) {
        const code = readFileSync(join(assets, name), 'utf8');
        parseAst(code);
        assert.doesNotMatch(code, /\/\/\* @__PURE__/, name);
      }
    },
  },
];

/** The start and the pages of the navigation. */
async function linksOf(demo) {
  let links = [];
  await demo.use(async ({ page }) => {
    links = await page.locator('.nav a').evaluateAll((all) => all.map(({ hash }) => hash));
  });
  assert.ok(links.length > 1);
  return ['#/', ...links];
}

/** What files of the build are when they are sent. */
function gzippedKilobytes(demo, files) {
  const bytes = files.map(
    (file) => gzipSync(readFileSync(join(demo.folder, file)), { level: 9 }).length,
  );
  return bytes.reduce((sum, size) => sum + size, 0) / 1000;
}
