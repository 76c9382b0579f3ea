import type { CpuBackend } from '../src/cpu-backend.ts';
import { cpu, type CpuOptions } from '../src/cpu.ts';
import type { CpuDescription } from '../src/describe-cpu.ts';
import { splitting } from '../src/threads/ranges.ts';

/** How long workers may take to start on a busy machine, in milliseconds. */
const patience = 60_000;

/** Backends of which nobody knows yet whether they are what was asked for. */
const unchecked = new Map<CpuBackend, CpuOptions>();

/**
 * A backend with the options of this run of the tests: JSON in RONDO_CPU, which is a variable of the environment or, in a page, a
 * global one. `npm run test:engines` and `npm run test:browser` run tests with many.
 */
export function configured(options: CpuOptions = {}): CpuBackend {
  const { process, RONDO_CPU } = globalThis as {
    process?: { env: Record<string, string | undefined> };
    RONDO_CPU?: string;
  };
  const run = JSON.parse(RONDO_CPU ?? process?.env['RONDO_CPU'] ?? '{}') as CpuOptions;
  const all = { ...run, ...options };
  // What tests compute is small: split it all the same.
  splitting.worthwhile = 1;
  const backend = cpu(all);
  unchecked.set(backend, all);
  return backend;
}

/**
 * Waits until the workers of all configured backends work; gives the descriptions of those that were made since the last time.
 * @throws Error when one of them is not what was asked for.
 */
export async function configurationInForce(): Promise<CpuDescription[]> {
  const descriptions: CpuDescription[] = [];
  for (const [backend, options] of unchecked) {
    unchecked.delete(backend);
    const until = performance.now() + patience;
    while (faults(backend.describe(), options).length > 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const description = backend.describe();
    const found = faults(description, options);
    if (found.length > 0) throw new Error(found.join('; '));
    descriptions.push(description);
  }
  return descriptions;
}

/** Where a backend differs from what its options ask for. */
function faults(
  { kernels, threads, relaxedSimd, revectorize, blas, notes }: CpuDescription,
  options: CpuOptions,
): string[] {
  if (options.kernels === 'reference') return [];
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  const isAlone = crossOriginIsolated === false && (options.threads ?? 1) !== 1;
  const wantedThreads = isAlone ? 1 : (options.threads ?? 1);
  const unexpected = notes.filter((note) => !(isAlone && note.startsWith('threads: ')));
  const pairs: readonly (readonly [name: string, wanted: unknown, actual: unknown])[] = [
    ['kernels', 'wasm', kernels],
    ['threads', wantedThreads, threads.working],
    ['relaxedSimd', options.relaxedSimd ?? relaxedSimd, relaxedSimd],
    ['revectorize', options.revectorize ?? false, revectorize],
    ['blas', (options.blas ?? 'none') !== 'none', blas !== undefined],
    ['notes', '', unexpected.join('; ')],
    ['note on threads', isAlone, notes.length > unexpected.length],
  ];
  return pairs.flatMap(([name, wanted, actual]) =>
    wanted === actual ? [] : [`${name}: wanted ${String(wanted)}, got ${String(actual)}`],
  );
}
