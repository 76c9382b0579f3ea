import { fileURLToPath } from 'node:url';
import { projectsConfig } from './vitest.config.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const noLeaks = here('test/no-leaks.ts');
const onGpu = here('test/gpu/launches.ts');

/** Tests written for any backend that run on the graphics device, too, and what chooses the backend for those that do not. */
const suites = [
  { name: 'autograd', include: ['src/all-ops.test.ts'], setup: [here('test/gpu/use-webgpu.ts')] },
  ...['layers-core', 'layers-recurrent', 'layers-attention', 'optim'].map((name) => ({
    name,
    include: ['src/**/*.golden.test.ts'],
    setup: [],
  })),
];

/** Members with tests of their own for it. */
const own = ['packages/backend-webgpu', 'packages/seq2seq', 'apps/cli'];

/** One file at a time and long patience: drivers that compute on the processor use all of it. */
const one = { pool: 'forks' as const, fileParallelism: false, testTimeout: 300_000 };

/** Tests that need a graphics device: in Node the package webgpu and a Vulkan driver. */
export default projectsConfig([
  ...own.map((root) => ({
    extends: true as const,
    root,
    test: {
      name: root.split('/').at(-1)!,
      include: ['{src,test}/**/*.gpu.test.ts'],
      setupFiles: [noLeaks],
      ...one,
    },
  })),
  {
    extends: true,
    root: 'test/gpu',
    test: { name: 'gpu', include: ['*.test.ts'], setupFiles: [noLeaks, onGpu], ...one },
  },
  ...suites.map(({ name, include, setup }) => ({
    extends: true as const,
    root: `packages/${name}`,
    resolve: { alias: { '@rondo/backend-cpu': here('test/gpu/backend-webgpu.ts') } },
    test: { name, include, setupFiles: [...setup, noLeaks, onGpu], ...one },
  })),
]);
