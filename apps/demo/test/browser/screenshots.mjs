// The pictures that all the other tests have left: every page, light and dark, on a phone and on a desktop, and small enough to be kept.
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const mostMegabytes = 20;

export const screenshotTests = [
  {
    name: 'screenshots: every page is there in both themes and sizes, and all of them are small',
    run: async (demo) => {
      const pages = ['start', ...(await pagesOf(demo))];
      const wanted = pages.flatMap((page) =>
        ['light', 'dark'].flatMap((theme) =>
          ['phone', 'desktop'].map((size) => `${page}-${theme}-${size}.jpeg`),
        ),
      );
      const found = readdirSync(demo.screenshots);
      assert.deepEqual(
        wanted.filter((name) => !found.includes(name)),
        [],
      );
      const sizes = found.map((name) => statSync(join(demo.screenshots, name)).size / 1e6);
      const megabytes = sizes.reduce((sum, size) => sum + size, 0);
      console.log(`  ${found.length} pictures, ${megabytes.toFixed(1)} MB`);
      assert.ok(megabytes <= mostMegabytes, `${megabytes} MB`);
    },
  },
];

/** The pages of the navigation, by their addresses. */
async function pagesOf(demo) {
  let names = [];
  await demo.use(async ({ page }) => {
    const links = await page.locator('.nav a').evaluateAll((all) => all.map(({ hash }) => hash));
    names = links.map((hash) => hash.replace(/^#\/|\?.*$/g, ''));
  });
  assert.ok(names.length >= 6, names.join());
  return names;
}
