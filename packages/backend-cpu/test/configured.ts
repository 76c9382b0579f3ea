import type { CpuBackend } from '../src/cpu-backend.ts';
import { cpu, type CpuOptions } from '../src/cpu.ts';
import { awaitWorkers } from './threaded-context.ts';

/** The backend that RONDO_CPU, options as JSON, asks for: `npm run test:engines` runs tests with many. */
export function configured(): CpuBackend {
  const { process } = globalThis as unknown as { process: { env: Record<string, string> } };
  const backend = cpu(JSON.parse(process.env['RONDO_CPU'] ?? '{}') as CpuOptions);
  awaitWorkers(() => backend.describe().threads);
  return backend;
}
