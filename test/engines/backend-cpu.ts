// What tests meet as @rondo/backend-cpu: backends with the options of the run. The first one of each file is the same for all files.
import type {
  CpuBackend,
  CpuDescription,
  CpuOptions,
} from '../../packages/backend-cpu/src/index.ts';
import { configurationInForce, configured } from '../../packages/backend-cpu/test/configured.ts';
import { useBackend } from '../../packages/tensor/src/index.ts';
import type { BackendOfRun } from './run-tests.ts';

export * from '../../packages/backend-cpu/src/index.ts';

let shared: CpuBackend | undefined;
let taken = false;

export function cpu(options?: CpuOptions): CpuBackend {
  if (options || taken) return configured(options);
  taken = true;
  return (shared ??= configured());
}

/** Makes the shared backend the current one; the next file may take it. */
function choose(): void {
  taken = false;
  useBackend(cpu());
  taken = false;
}

/** The backends of a run with options. */
export const configuredRun: BackendOfRun<CpuDescription> = {
  choose,
  inForce: async () => (await configurationInForce()).at(-1),
};
