import type { CpuBackend } from '@rondo/backend-cpu';
import type { Library } from '../job.ts';
import { flattened } from './flattened.ts';
import { createJob } from './jobs/index.ts';

/** Rondo as a contestant; `modules` counts what it compiles. */
export function rondo(
  backend: CpuBackend,
  startupMs: number,
  modules: () => Readonly<Record<string, number>>,
): Library {
  return {
    describe: () => ({
      name: 'rondo',
      version: 'workspace',
      configuration: { node: process.version, ...flattened(backend.describe()), ...modules() },
      startupMs,
    }),
    prepare: async (workload) => createJob(workload),
  };
}
