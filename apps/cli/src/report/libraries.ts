import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The sources of D3 and Observable Plot for a page that must work without a network; they set `d3` and `Plot`. */
export async function chartLibraries(): Promise<string[]> {
  const files = [
    distributed(require.resolve('d3'), 'd3.min.js'),
    distributed(require.resolve('@observablehq/plot'), 'plot.umd.min.js'),
  ];
  const sources = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return sources.map(insideScript);
}

/** Text that may stand in a script element. */
export function insideScript(source: string): string {
  return source.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3C`);
}

/** A value as JSON that may stand in a script element. */
export function jsonInScript(value: unknown): string {
  return insideScript(JSON.stringify(value)).replaceAll(String.raw`\x3C`, String.raw`\u003C`);
}

/** Both packages have `src/index.js` and a `dist` folder beside it. */
function distributed(entry: string, name: string): string {
  return join(dirname(entry), '..', 'dist', name);
}
