import { setFlagsFromString } from 'node:v8';
import { workOf, type Job, type Unsupported, type Workload } from '@rondo/workloads';
import type { Library } from '../library.ts';
import { arithmeticModule, copyModule, operationsPerTurn } from './module.ts';

type Loop = (...operands: number[]) => void;

/** Node 20 hides relaxed SIMD behind a flag. */
setFlagsFromString('--experimental-wasm-relaxed-simd');

/** What 128-bit WebAssembly can do at most, as a contestant: it takes the time that the arithmetic or the memory traffic of a workload needs. */
export function limit(startupMs: number): Library {
  const arithmetic = fasterOf(
    [arithmeticModule(false), arithmeticModule(true)].filter((bytes) =>
      WebAssembly.validate(bytes),
    ),
  );
  const copied = new Copier();
  return {
    describe: () => ({
      name: 'limit',
      version: process.version,
      configuration: {
        'peak GFLOP/s': round(gigaflops(arithmetic)),
        'copy GB/s': round(copied.gigabytes()),
      },
      startupMs,
    }),
    prepare: async (workload) => jobOf(workload, arithmetic, copied),
  };
}

function jobOf(workload: Workload, arithmetic: Loop, copied: Copier): Job | Unsupported {
  const work = workOf(workload);
  if ('none' in work) return { unsupported: work.none };
  const run =
    'operations' in work
      ? () => arithmetic(Math.ceil(work.operations / operationsPerTurn), 0)
      : () => copied.copy(work.bytes / 2);
  return { run, outputs: async () => ({}), dispose: () => undefined };
}

function instance(bytes: Uint8Array<ArrayBuffer>, memory: WebAssembly.Memory): Loop {
  // Chains of s / 2 + 1 / 2 stay at 1: no overflow, no denormal numbers.
  new Float32Array(memory.buffer).fill(0.5);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return exports['run'] as Loop;
}

/** Of the loops that the engine knows the one with the higher rate. */
function fasterOf(modules: readonly Uint8Array<ArrayBuffer>[]): Loop {
  const loops = modules.map((bytes) => instance(bytes, new WebAssembly.Memory({ initial: 1 })));
  const rated = loops.map((loop) => ({ loop, rate: gigaflops(loop) }));
  return rated.reduce((best, one) => (one.rate > best.rate ? one : best)).loop;
}

/** The best of many short runs; the first let the engine optimise the loop. */
function gigaflops(loop: Loop): number {
  const turns = 10_000;
  const seconds = Array.from({ length: 200 }, () => secondsOf(() => loop(turns, 0)));
  return (turns * operationsPerTurn) / Math.min(...seconds) / 1e9;
}

/** Copies between two regions of 64 MiB, so that nothing of it stays in a cache; smaller amounts stay where they fit. */
class Copier {
  static readonly #region = 2 ** 26;
  readonly #loop = instance(copyModule(), new WebAssembly.Memory({ initial: 2 * 1024 + 1 }));

  copy(bytes: number): void {
    for (let left = bytes; left >= 64; left -= Copier.#region) {
      this.#loop(Math.floor(Math.min(left, Copier.#region) / 64), 0, Copier.#region);
    }
  }

  gigabytes(): number {
    const seconds = Array.from({ length: 12 }, () => secondsOf(() => this.copy(Copier.#region)));
    return (2 * Copier.#region) / Math.min(...seconds) / 1e9;
  }
}

function secondsOf(body: () => void): number {
  const begin = performance.now();
  body();
  return (performance.now() - begin) / 1000;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
