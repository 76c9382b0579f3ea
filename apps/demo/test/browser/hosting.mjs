// How the page comes to the browser: compressed, without a network, and in a newer version.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hosts } from './demo-browser.mjs';
import { renewBuild } from './new-version.mjs';

const visited = (page) =>
  page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined);

/** How many files of each version of the page the browser has. */
const keptFiles = (page) =>
  page.evaluate(async () => {
    const versions = await Promise.all(
      (await globalThis.caches.keys()).map((name) => globalThis.caches.open(name)),
    );
    return Promise.all(versions.map(async (version) => (await version.keys()).length));
  });

/** Asks again and again until it is so. */
async function until(page, isSo) {
  const end = Date.now() + 60_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `${isSo} within a minute`);
    await page.waitForTimeout(100);
  }
}

const kept = (page, count) => until(page, async () => (await keptFiles(page)).includes(count));

/** All that a visit can ask for. */
function filesOf({ folder }) {
  const assets = readdirSync(join(folder, 'assets')).filter((name) => !name.endsWith('.map'));
  return ['index.html', 'icon.svg', 'theme.js', ...assets.map((name) => `assets/${name}`)];
}

async function learns(page) {
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('status').getByText('It learns').waitFor();
  await page.getByText('computed on CPU').waitFor();
}

export const hostingTests = [
  {
    name: 'hosting: texts are sent compressed, once for each encoding that is asked for',
    run: (demo) =>
      demo.use(async ({ address }) => {
        const file = `assets/${readdirSync(join(demo.folder, 'assets')).find((name) => name.endsWith('.js'))}`;
        const text = readFileSync(join(demo.folder, file), 'utf8');
        const sent = { 'br, gzip': 'br', 'gzip;q=0.8, br;q=0': 'gzip', identity: null };
        for (const [asked, encoding] of Object.entries(sent)) {
          const response = await fetch(address + file, { headers: { 'Accept-Encoding': asked } });
          assert.equal(response.headers.get('Content-Encoding'), encoding);
          assert.equal(response.headers.get('Vary'), 'Accept-Encoding');
          const { length } = Buffer.from(text);
          const bytes = Number(response.headers.get('Content-Length'));
          assert.ok(encoding === null ? bytes === length : bytes < length, `${asked}: ${bytes}`);
          assert.equal(await response.text(), text);
        }
      }),
  },
  {
    name: 'hosting: what several workers need is in the build once',
    run: (demo) => {
      const assets = join(demo.folder, 'assets');
      const maps = readdirSync(assets).filter((name) => name.endsWith('.map'));
      const times = new Map();
      for (const name of maps) {
        for (const source of JSON.parse(readFileSync(join(assets, name), 'utf8')).sources) {
          times.set(source, (times.get(source) ?? 0) + 1);
        }
      }
      assert.ok(times.size > 50, `${times.size} sources`);
      assert.deepEqual(
        [...times].filter(([, count]) => count > 1),
        [],
      );
    },
  },
  {
    name: 'hosting: on plain static hosting in a folder the service worker isolates, and the page works offline',
    run: (demo) =>
      demo.use(
        async ({ page, context, closeServer, faults }) => {
          assert.equal(await page.evaluate(() => crossOriginIsolated), false);
          await visited(page);
          await kept(page, filesOf(demo).length);
          await page.reload();
          assert.equal(await page.evaluate(() => crossOriginIsolated), true);
          closeServer();
          await context.setOffline(true);
          await page.reload();
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.locator('.page-list a').first().click();
          await learns(page);
          // The browser itself complains of the page that it could not fetch anew.
          faults.length = 0;
        },
        { host: hosts.plain, base: '/some/folder/', serviceWorkers: 'allow' },
      ),
  },
  {
    name: 'hosting: where the storage is full the page works all the same, and is kept once there is room',
    run: (demo) =>
      demo.use(
        async ({ page, context, address }) => {
          const { origin } = new URL(address);
          const session = await context.newCDPSession(page);
          const allow = (quotaSize) =>
            session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
          await visited(page);
          await allow(1000);
          await page.locator('.page-list a').first().click();
          await learns(page);
          await page.getByRole('link', { name: 'Translate', exact: true }).click();
          await learns(page);
          await page.getByRole('link', { name: 'Benchmark', exact: true }).click();
          await page.getByRole('button', { name: 'Measure' }).waitFor();
          assert.equal(await page.locator('main [role=alert]').count(), 0);
          assert.ok((await keptFiles(page))[0] < filesOf(demo).length);
          await allow(undefined);
          await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
          await kept(page, filesOf(demo).length);
        },
        { serviceWorkers: 'allow' },
      ),
  },
  {
    name: 'hosting: a new version leaves open tabs what they need, and tells them',
    run: async (demo) => {
      const folder = mkdtempSync(join(tmpdir(), 'rondo-host-'));
      cpSync(demo.folder, folder, { recursive: true });
      try {
        await demo.use((opened) => renewWhileOpen(opened, folder), {
          folder,
          serviceWorkers: 'allow',
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
];

const told = (tab) => tab.getByText('There is a new version');

async function renewWhileOpen({ page, context, address }, folder) {
  await visited(page);
  await kept(page, filesOf({ folder }).length);
  renewBuild(folder);
  const second = await context.newPage();
  await second.goto(address);
  await second.getByRole('heading', { level: 1 }).waitFor();
  await told(page).waitFor();
  assert.equal(await told(second).count(), 0);
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await page.locator('.page-list a').first().click();
  await learns(page);
  await second.getByRole('link', { name: 'Words', exact: true }).click();
  await second.getByRole('button', { name: 'Train', exact: true }).waitFor();
  assert.equal((await keptFiles(page)).length, 2);
  await page.getByRole('button', { name: 'Reload the page' }).click();
  await page.waitForFunction(() =>
    document.querySelector('script[type=module]')?.src.includes('NewBuild'),
  );
  assert.equal(await told(page).count(), 0);
  await page.goto('about:blank');
  await second.goto('about:blank');
  const third = await context.newPage();
  await third.goto(address);
  await until(third, async () => (await keptFiles(third)).length === 1);
}
