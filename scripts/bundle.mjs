// Makes one ES module, and its source map, of each entry of a package.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { rolldown } from 'rolldown';
import { pureInitializers } from './pure-initializers.mjs';

/** Bundles the entries of a package (bundle-entries.mjs). */
export async function bundle(entries) {
  // Entries share the modules that they have in common; a worker is a program of its own.
  const workers = entries.filter(({ name }) => name === 'worker');
  const others = entries.filter(({ name }) => name !== 'worker');
  await Promise.all([others, workers].filter(({ length }) => length > 0).map(bundleProgram));
}

async function bundleProgram(entries) {
  const [{ folder, output }] = entries;
  const target = dirname(output);
  const build = await rolldown({
    cwd: folder,
    input: Object.fromEntries(entries.map(({ name, input }) => [name, input])),
    external: (id) => !id.startsWith('.') && !isAbsolute(id),
    plugins: [compiledModules, pureInitializers],
    // All that the compiler wrote counts: sideEffects is for those who import the bundle.
    treeshake: { moduleSideEffects: true },
  });
  const generated = await build.generate({
    dir: target,
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    // The declarations have the documentation.
    comments: { jsdoc: false },
    sourcemap: true,
    sourcemapExcludeSources: true,
  });
  await build.close();
  mkdirSync(target, { recursive: true });
  for (const { type, fileName, code, source } of generated.output) {
    write(join(target, fileName), type === 'chunk' ? code : source);
  }
}

/** Reads what the compiler wrote together with its map, so that the map of the bundle leads to the TypeScript sources. */
const compiledModules = {
  name: 'compiled-modules',
  load: {
    filter: { id: /\.js$/ },
    handler: (id) => ({
      code: readFileSync(id, 'utf8'),
      map: readFileSync(`${id}.map`, 'utf8'),
    }),
  },
};

/** Puts a file in its place at once: who reads it meanwhile gets the old one or the new one, whole. */
function write(path, content) {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, path);
}
