// Bundles the tests that run in many engines, with what they need of vitest, and the sources of all packages.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** What tests meet as @rondo/backend-cpu: backends with the options of the run, or a graphics device. */
const backends = {
  cpu: join(root, 'test', 'engines', 'backend-cpu.ts'),
  webgpu: join(root, 'test', 'gpu', 'backend-webgpu.ts'),
};

/** The part of a Vite configuration that leads tests to the sources, to the runner and to the backend of the run. */
export function testBundle(backend = 'cpu') {
  const engines = join(root, 'test', 'engines');
  const sources = readdirSync(join(root, 'packages')).map((name) => ({
    find: new RegExp(`^@rondo/${name}$`),
    replacement:
      name === 'backend-cpu' ? backends[backend] : join(root, 'packages', name, 'src', 'index.ts'),
  }));
  return {
    configFile: false,
    logLevel: 'warn',
    resolve: {
      alias: [
        { find: /^vitest$/, replacement: join(engines, 'vitest.js') },
        { find: /^node:fs$/, replacement: join(engines, 'read-file.js') },
        ...sources,
      ],
    },
    build: {
      target: 'es2022',
      minify: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        // Tests are all side effects, in packages that say they have none.
        treeshake: false,
        // By their names read-file.js knows the golden files.
        output: { assetFileNames: 'assets/[name][extname]' },
      },
    },
  };
}
