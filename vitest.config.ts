import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/** The export condition that leads to a sibling's sources, so tests need no build. */
const source = '@rondo/source';

/** Packages that may not depend on a backend; `test/use-cpu.ts` gives their tests one (decisions 0001, 0005). */
const belowBackends = ['tensor', 'autograd', 'golden'];
const useCpu = fileURLToPath(new URL('test/use-cpu.ts', import.meta.url));
const noLeaks = fileURLToPath(new URL('test/no-leaks.ts', import.meta.url));

/** The members of the workspace that have sources. */
const members = ['packages', 'apps'].flatMap((group) =>
  readdirSync(new URL(group, import.meta.url))
    .map((name) => ({ name, root: `${group}/${name}` }))
    .filter(({ root }) => existsSync(new URL(`${root}/src`, import.meta.url))),
);

/** One vitest project per member; `include` and `exclude` select its test files. */
export function workspaceConfig(include: string[], exclude: string[]) {
  return projectsConfig(memberProjects(include, exclude));
}

export function memberProjects(include: string[], exclude: string[]) {
  return members.map(({ name, root }) => ({
    extends: true as const,
    root,
    test: {
      name,
      include,
      exclude,
      setupFiles: belowBackends.includes(name) ? [useCpu, noLeaks] : [noLeaks],
      benchmark: { include: ['src/**/*.bench.ts'] },
    },
  }));
}

/** What all projects share: siblings are met as sources. */
export function projectsConfig(projects: TestProjectConfiguration[]) {
  return defineConfig({
    resolve: { conditions: [source, ...defaultClientConditions] },
    ssr: {
      resolve: { conditions: [source, ...defaultServerConditions], externalConditions: [source] },
    },
    test: {
      // Generous, because machines that build are busy; a test that hangs still ends.
      testTimeout: 180_000,
      hookTimeout: 180_000,
      projects,
    },
  });
}

export default workspaceConfig(
  ['{src,test}/**/*.test.ts'],
  ['**/*.data.test.ts', '**/*.gpu.test.ts'],
);
