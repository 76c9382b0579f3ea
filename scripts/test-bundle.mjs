// Bundles the tests that run in many engines, with what they need of vitest, and the sources of all packages.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The part of a Vite configuration that leads tests to the sources, to the runner and to the configured backend. */
export function testBundle() {
  const engines = join(root, 'test', 'engines');
  const sources = readdirSync(join(root, 'packages')).map((name) => ({
    find: new RegExp(`^@rondo/${name}$`),
    replacement:
      name === 'backend-cpu'
        ? join(engines, 'backend-cpu.ts')
        : join(root, 'packages', name, 'src', 'index.ts'),
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
