import type { Operand } from '@rondo/tensor';
import { type Engine, engineKey, setFlag } from './engine.ts';
import { soloContext } from './kernel-context.ts';
import { type CpuBuffer, LinearMemory } from './linear-memory.ts';
import { type Make, type Trial, trials } from './revectorizer-trials.ts';
import type { WasmKernels } from './wasm-kernels.ts';
import { i32, ModuleBuilder } from './wasm/assembler/index.ts';
import { defineGemm, gemmScratchBytes } from './wasm/gemm/define-gemm.ts';
import { wasmKernels } from './wasm/kernels.ts';

/** Rows and columns of the matrices whose product is timed: so small that V8 does not optimise it of its own accord. */
const size = 32;
/** How much faster optimised code is at least: three to five times with pairs. */
export const speedup = 1.5;

/** Kernels on a memory of their own, which run trials. */
class Subject {
  readonly #memory: LinearMemory;
  readonly #kernels: WasmKernels;

  constructor(engine: Engine, shared: boolean) {
    this.#memory = new LinearMemory({ shared, maximumBytes: 2 ** 24 });
    this.#kernels = wasmKernels({ ...soloContext(this.#memory), engine });
  }

  /** The bits of what a trial writes. */
  bitsOf(trial: Trial): Int32Array[] {
    const written = trial(this.#kernels, this.#maker());
    return written.filter((operand) => operand !== undefined).map((operand) => this.#bits(operand));
  }

  /** Makes operands of the same numbers each time: from -2 to 2, 0 or 1 where they are whole. */
  #maker(): Make {
    let seed = 0;
    return (shape, dtype = 'float32') => {
      const count = shape.reduce((product, extent) => product * extent, 1);
      const buffer = this.#memory.allocate(4 * count);
      const strides = shape.map((_, axis) =>
        shape.slice(axis + 1).reduce((product, extent) => product * extent, 1),
      );
      const operand: Operand = { buffer, dtype, shape, strides, offset: 0 };
      const { f32, i32: whole } = this.#memory;
      for (let i = buffer.pointer / 4; i < buffer.pointer / 4 + count; i++) {
        const number = Math.sin(++seed);
        if (dtype === 'float32') f32[i] = 2 * number;
        else whole[i] = Number(number > -0.7);
      }
      return operand;
    };
  }

  #bits({ buffer, shape }: Operand): Int32Array {
    const first = (buffer as CpuBuffer).pointer / 4;
    return this.#memory.i32.slice(first, first + shape.reduce((a, b) => a * b, 1));
  }
}

/** Milliseconds that a matrix product takes, by code that V8 compiles now: no module was ever like this one. */
function timeOfProduct(engine: Engine): number {
  const memory = new LinearMemory({ maximumBytes: 2 ** 24 });
  const shape = { rows: size, columns: size, depth: size };
  const bytes = 4 * size;
  const module = new ModuleBuilder({ shared: false, relaxed: engine.relaxedSimd });
  const { multiply } = defineGemm(module, engine);
  const parameters = { a: 'i32', b: 'i32', c: 'i32', scratch: 'i32' } as const;
  module.function('multiply', { parameters }, (f, p) => {
    const strides = { aRow: bytes, aColumn: 4, bRow: bytes, bColumn: 4, cRow: bytes };
    f.call(multiply, { ...p, ...shape, ...strides, initial: 0, initialRow: 0 });
  });
  module.function('unlike', { parameters: {}, result: 'i32' }, () =>
    i32.const(Math.floor(Math.random() * 2 ** 31)),
  );
  type Multiply = (a: number, b: number, c: number, scratch: number) => void;
  const { multiply: run } = module.instantiate(memory.memory) as { multiply: Multiply };
  const [a, b, c] = [1, 2, 3].map(() => memory.allocate(size * bytes).pointer) as Three;
  const scratch = memory.allocate(gemmScratchBytes(shape)).pointer;
  run(a, b, c, scratch);
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    run(a, b, c, scratch);
    return performance.now() - start;
  });
  return Math.min(...times);
}

type Three = [number, number, number];

/** Runs `body` while V8 compiles each function with its optimiser, at the first call. */
function optimised<T>(body: () => T): T {
  setFlag('--no-liftoff', 11);
  try {
    return body();
  } finally {
    setFlag('--liftoff', 11);
  }
}

/** What was found of each engine. */
const verdicts = new Map<string, string | undefined>();

/**
 * Tries kernels on an engine whose revectorizer was just switched on, once: what the optimiser makes of them must agree to the bit
 * with what the baseline compiler, which pairs nothing, computes. Gives the fault found, if any.
 */
export function revectorizerFault(engine: Engine): string | undefined {
  const key = engineKey(engine);
  if (!verdicts.has(key)) verdicts.set(key, faultOf(engine, trials));
  return verdicts.get(key);
}

/**
 * V8 compiles a function at its first call: the two sides have modules of their own, one for shared memory and one for other memory.
 * No trial runs long enough to be optimised later. That the optimiser compiles when it is told to shows in the speed of its code.
 */
export function faultOf(
  engine: Engine,
  tried: Readonly<Record<string, Trial>>,
  faster = speedup,
): string | undefined {
  const baseline = new Subject(engine, true);
  const expected = Object.entries(tried).map(
    ([name, trial]) => [name, trial, baseline.bitsOf(trial)] as const,
  );
  const slow = timeOfProduct(engine);
  return optimised(() => {
    if (!(timeOfProduct(engine) * faster < slow)) return 'the optimiser did not run';
    const paired = new Subject(engine, false);
    const wrong = expected.find(([, trial, bits]) => {
      const own = paired.bitsOf(trial);
      return bits.some((part, i) => part.some((word, at) => word !== own[i]![at]));
    });
    return wrong && `${wrong[0]} gives wrong numbers`;
  });
}
