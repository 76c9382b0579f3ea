import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The sources of D3 and Observable Plot, which set `d3` and `Plot`: a page that holds them needs no network. */
export async function chartLibraries(): Promise<string[]> {
  const sources = await Promise.all(
    [
      ['d3', 'd3.min.js'],
      ['@observablehq/plot', 'plot.umd.min.js'],
    ].map(([name, file]) => {
      // Both packages have src/index.js and a dist folder beside src.
      const entry = require.resolve(name!);
      return readFile(join(dirname(entry), '..', 'dist', file!), 'utf8');
    }),
  );
  return sources.map(insideScript);
}

/** Text that may stand in a script element. */
export function insideScript(source: string): string {
  return source.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3C`);
}

/** Data that may stand in a script element of JSON. */
export function jsonInScript(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003C`);
}
