import { createJob } from '@rondo/workloads/jobs';
import type { Library } from '../library.ts';
import { flattened } from './flattened.ts';

/** Rondo as a contestant; `more` is what else it says of itself, such as what it compiled. */
export function rondo(
  backend: { describe(): object },
  startupMs: number,
  more: () => Readonly<Record<string, string | number>>,
): Library {
  return {
    describe: () => ({
      name: 'rondo',
      version: 'workspace',
      configuration: { node: process.version, ...flattened(backend.describe()), ...more() },
      startupMs,
    }),
    prepare: createJob,
  };
}
