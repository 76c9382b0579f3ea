// What of a package is bundled, and whether that is to do.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a package exports as bundles: the module that the compiler writes, and the bundle. */
export function entriesOf(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.values(manifest.exports ?? {})
    .filter(({ default: output }) => output?.startsWith('./dist/bundle/'))
    .map(({ types, default: output }) => ({
      folder,
      name: basename(output, '.js'),
      input: resolve(folder, types.replace(/\.d\.ts$/, '.js')),
      output: resolve(folder, output),
    }));
}

/** Whether the bundles of a package are newer than all they are made of. */
export function isFresh(entries) {
  if (entries.length === 0) return true;
  const oldest = Math.min(...entries.map(({ output }) => modified(output)));
  const [{ folder }] = entries;
  const scripts = ['bundle.mjs', 'bundle-entries.mjs', 'pure-initializers.mjs'].map((name) =>
    fileURLToPath(new URL(name, import.meta.url)),
  );
  const sources = [join(folder, 'package.json'), ...scripts, ...compiled(join(folder, 'dist'))];
  return sources.every((path) => modified(path) <= oldest);
}

/** The modules that the compiler wrote. */
function compiled(dist) {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && dirname(name) !== 'bundle')
    .map((name) => join(dist, name));
}

/** When a file was last written; before everything else if it is not there. */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
