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

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 900 };

/** Milliseconds that anything may take that is no training, on a machine that others use as well. */
const longestWait = 90_000;

/** Around a picture for a README, in pixels. */
const pictureMargin = 24;

/** A browser with the built page. */
export class DemoBrowser {
  #browser;
  #launch;
  #folder;
  #screenshots;

  constructor({ browser, launch, folder, screenshots }) {
    this.#browser = browser;
    this.#launch = launch;
    this.#folder = folder;
    this.#screenshots = screenshots;
  }

  get browser() {
    return this.#browser;
  }

  get folder() {
    return this.#folder;
  }

  /**
   * Opens the page for a test, in a profile of its own. Errors of the page and what its policy refuses fail the test. With `graphics` the browser has WebGPU, on
   * an adapter that computes on the processor where there is no other.
   */
  async use(test, settings = {}) {
    const { hash = '', host = hosts.own, base = '/', graphics = false, ...options } = settings;
    const browser = graphics ? await this.#launch({ graphics }) : this.#browser;
    try {
      await this.#open(browser, test, { hash, host, base, ...options });
    } finally {
      if (graphics) await browser.close();
    }
  }

  async #open(browser, test, { hash, host, base, folder, serviceWorkers = 'block', ...options }) {
    const server = await serveFolder({ folder: folder ?? this.#folder, headers: host, base });
    const context = await browser.newContext({
      viewport: desktop,
      locale: 'en-GB',
      serviceWorkers,
      acceptDownloads: true,
      ...options,
    });
    context.setDefaultTimeout(longestWait);
    const faults = [];
    context.on('page', (page) => {
      page.on('pageerror', (error) => faults.push(`error: ${error.stack ?? error}`));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(`console: ${message.text()}`);
      });
    });
    try {
      const page = await context.newPage();
      await page.addInitScript(() => {
        globalThis.shifts = [];
        new PerformanceObserver((list) => {
          for (const { value, hadRecentInput, sources } of list.getEntries()) {
            const moved = sources.map(({ node }) => node?.className ?? node?.nodeName);
            if (!hadRecentInput) globalThis.shifts.push({ value, moved });
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(`${server.address}${hash}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const { address, close: closeServer } = server;
      await test({ page, context, browser, address, closeServer, faults });
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
          await checkLook(page);
        }, options);
      }
    }
  }

  /** Where pictures go, if they are wanted. */
  get screenshots() {
    return this.#screenshots;
  }

  /** A picture of the whole page. */
  async shoot(page, name) {
    if (!this.#screenshots) return;
    mkdirSync(this.#screenshots, { recursive: true });
    const path = join(this.#screenshots, `${name}.jpeg`);
    await page.screenshot({ path, type: 'jpeg', quality: 60, fullPage: true });
  }

  /** A small picture from the top of one thing down to the end of another, for a README. */
  async picture(page, name, first, last) {
    if (!this.#screenshots) return;
    mkdirSync(this.#screenshots, { recursive: true });
    await page.evaluate(() => scrollTo(0, 0));
    const [top, end] = [await first.boundingBox(), await last.boundingBox()];
    const y = top.y - pictureMargin;
    const height = end.y + end.height + pictureMargin - y;
    const clip = { x: 0, y, width: desktop.width, height };
    const path = join(this.#screenshots, `${name}.jpeg`);
    await page.screenshot({ path, type: 'jpeg', quality: 70, fullPage: true, clip });
  }
}

/** What holds for whatever is shown: no rule of axe is broken, nothing is wider than the window, nothing has jumped. */
export async function checkLook(page) {
  await checkAccessibility(page);
  await checkWidth(page);
  await checkShifts(page);
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

/** A cumulative layout shift of 0.1 counts as good for the web at large. */
const mostShift = 0.02;

/** Nothing moves by itself; what follows upon a click or a key does not count. */
async function checkShifts(page) {
  const shifts = await page.evaluate(() => globalThis.shifts);
  const sum = shifts.reduce((total, { value }) => total + value, 0);
  assert.ok(sum <= mostShift, `the layout shifted by ${sum}: ${JSON.stringify(shifts)}`);
}

/** Whatever the tab key goes to, forth and back, is seen: nothing that sticks to the window lies over it. */
export async function checkFocusInSight(page) {
  const hidden = [];
  let stops = 0;
  for (const key of ['Tab', 'Shift+Tab']) {
    for (let place = 'BODY'; place !== undefined;) {
      await page.keyboard.press(key);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve())));
      const found = await page.evaluate(() => {
        const { activeElement: focused } = document;
        if (!focused || focused === document.body) return undefined;
        const { left, right, top, bottom } = focused.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        const isSeen = [top + 2, y, bottom - 2].every((at) => {
          const over = document.elementFromPoint(x, at);
          return over !== null && !over.closest('.explanation');
        });
        const name = focused.getAttribute('aria-label') ?? focused.textContent;
        return { name, isSeen };
      });
      place = found?.name;
      if (found) stops += 1;
      if (found && !found.isSeen) hidden.push(found.name);
    }
  }
  assert.ok(stops > 40, `${stops} stops`);
  assert.deepEqual(hidden, []);
}
