import { fileURLToPath } from 'node:url';
import { memberProjects, projectsConfig } from './vitest.config.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const noLeaks = here('test/no-leaks.ts');
const onGpu = here('test/gpu/launches.ts');

/** One file at a time and long patience: drivers that compute on the processor use all of it. */
const one = { pool: 'forks' as const, fileParallelism: false, testTimeout: 300_000 };

/** Tests written for any backend that run on the graphics device, too, and what chooses it for those that choose no backend. */
const suites = [
  { name: 'autograd', include: ['src/all-ops.test.ts'], setup: [here('test/gpu/use-webgpu.ts')] },
  ...['layers-core', 'layers-recurrent', 'layers-attention', 'optim'].map((name) => ({
    name,
    include: ['src/**/*.golden.test.ts'],
    setup: [],
  })),
  {
    name: 'embeddings',
    include: ['src/two-tower/{sampled-softmax,two-tower}.test.ts'],
    setup: [],
  },
  {
    name: 'vision-nonlocal',
    include: ['src/**/*.golden.test.ts', 'src/non-local-block.test.ts'],
    setup: [],
  },
];

/** Tests that need a graphics device: in Node the package webgpu and a Vulkan driver. */
export default projectsConfig([
  ...memberProjects(['{src,test}/**/*.gpu.test.ts'], []).map(({ test, ...rest }) => ({
    ...rest,
    test: { ...test, ...one },
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
    test: { name: `${name}-on-gpu`, include, setupFiles: [...setup, noLeaks, onGpu], ...one },
  })),
]);
