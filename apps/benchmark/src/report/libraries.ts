import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The sources of D3 and Observable Plot, which set `d3` and `Plot`: a page that holds them needs no network. */
export async function chartLibraries(): Promise<string[]> {
  const files = [
    beside(require.resolve('d3'), 'd3.min.js'),
    beside(require.resolve('@observablehq/plot'), 'plot.umd.min.js'),
  ];
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).map(insideScript);
}

/** Both packages have src/index.js and a dist folder beside src. */
function beside(entry: string, name: string): string {
  return join(dirname(entry), '..', 'dist', name);
}

/** Text that may stand in a script element. */
export function insideScript(source: string): string {
  return source.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3C`);
}

/** Data that may stand in a script element of JSON. */
export function jsonInScript(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003C`);
}
