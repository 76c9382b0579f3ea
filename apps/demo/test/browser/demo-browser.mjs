// The built page in a browser, and what every test asks of it.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isolationHeaders, securityHeaders, serveFolder } from '../../scripts/static-server.mjs';

/** Headers of a server like that of `npm run demo`, of one that sends no isolation, and of plain static hosting. */
export const hosts = {
  own: { ...isolationHeaders, ...securityHeaders },
  withoutIsolation: securityHeaders,
  plain: {},
};

const phone = { width: 390, height: 844 };
const desktop = { width: 1280, height: 900 };

/** A browser with the built page. */
export class DemoBrowser {
  #browser;
  #folder;
  #screenshots;

  constructor(browser, folder, screenshots) {
    this.#browser = browser;
    this.#folder = folder;
    this.#screenshots = screenshots;
  }

  get folder() {
    return this.#folder;
  }

  /**
   * Opens the page for a test, in a profile of its own. Errors of the page and what its policy refuses fail the test.
   */
  async use(test, { hash = '', host = hosts.own, base = '/', serviceWorkers, ...options } = {}) {
    const server = await serveFolder({ folder: this.#folder, headers: host, base });
    const context = await this.#browser.newContext({
      viewport: desktop,
      locale: 'en-GB',
      serviceWorkers: serviceWorkers ?? 'block',
      acceptDownloads: true,
      ...options,
    });
    const faults = [];
    context.on('page', (page) => {
      page.on('pageerror', (error) => faults.push(`error: ${error.stack ?? error}`));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(`console: ${message.text()}`);
      });
    });
    try {
      const page = await context.newPage();
      await page.goto(`${server.address}${hash}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await test({ page, context, address: server.address, closeServer: server.close, faults });
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
      server.close();
    }
  }

  /** Takes pictures in both themes and both sizes, and checks each for accessibility and width. */
  async look(name, hash, prepare = async () => {}) {
    for (const colorScheme of ['light', 'dark']) {
      for (const [size, viewport] of Object.entries({ phone, desktop })) {
        const options = { hash, colorScheme, viewport, deviceScaleFactor: 1 };
        await this.use(async ({ page }) => {
          await prepare(page);
          await this.shoot(page, `${name}-${colorScheme}-${size}`);
          await checkAccessibility(page);
          await checkWidth(page);
        }, options);
      }
    }
  }

  /** A picture of the whole page. */
  async shoot(page, name) {
    if (!this.#screenshots) return;
    mkdirSync(this.#screenshots, { recursive: true });
    await page.screenshot({ path: join(this.#screenshots, `${name}.png`), fullPage: true });
  }
}

/** No rule of axe may be broken. */
async function checkAccessibility(page) {
  // Evaluated by the debugger, which no policy hinders.
  await page.evaluate(`${axe.source}; 0`);
  const violations = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return result.violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes
          .slice(0, 4)
          .map(({ html, failureSummary }) => `${html} ${failureSummary}`)
          .join(' | ')}`,
    );
  });
  assert.deepEqual(violations, []);
}

/** Nothing is wider than the window: pages scroll down, only tables and trees in them scroll sideways. */
async function checkWidth(page) {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= window, `the page is ${content} wide, the window ${window}`);
}
