// What holds for all pages: links, languages, themes, offline use, isolation, policy, size.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseAst } from 'vite';
import { hosts, isBusy } from './demo-browser.mjs';
import { longestTask, longestTasks } from './live-run.mjs';

/** Gzipped kilobytes of all that is loaded until a page is shown. */
const mostKilobytes = 250;

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
    name: 'shell: on plain static hosting in a folder the service worker isolates, and the page works offline',
    run: (demo) =>
      demo.use(
        async ({ page, context, closeServer, faults }) => {
          assert.equal(await page.evaluate(() => crossOriginIsolated), false);
          await page.evaluate(() => navigator.serviceWorker.ready);
          await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
          await page.reload();
          assert.equal(await page.evaluate(() => crossOriginIsolated), true);
          closeServer();
          await context.setOffline(true);
          await page.reload();
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.locator('.page-list a').first().click();
          await page.getByRole('button', { name: 'Train', exact: true }).click();
          await page.getByRole('status').getByText('It learns').waitFor();
          await page.getByText('computed on CPU').waitFor();
          // The browser itself complains of the page that it could not fetch anew.
          faults.length = 0;
        },
        { host: hosts.plain, base: '/some/folder/', serviceWorkers: 'allow' },
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
        await demo.use(
          async ({ page, address }) => {
            const { ready, names } = await page.evaluate(() => ({
              ready: performance.now(),
              names: performance.getEntriesByType('resource').map(({ name }) => name),
            }));
            const files = new Set(names.map((name) => name.replace(address, '')));
            assert.ok([...files].some((file) => file.endsWith('.css')));
            const kilobytes = gzippedKilobytes(demo, ['index.html', ...files]);
            console.log(`  ${hash}: ${ready.toFixed(0)} ms, ${kilobytes.toFixed(1)} kB`);
            assert.ok(kilobytes <= mostKilobytes, `${hash}: ${kilobytes} kB`);
            assert.ok(ready < 2000 || isBusy(), `${hash}: ${ready} ms`);
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
