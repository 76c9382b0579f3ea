import { ModuleBuilder } from '../assembler/index.ts';
import type { MatmulKernels } from '../matmul/kernels.ts';
import { defineGatesBackward } from './gates-backward.ts';
import { defineGates } from './gates.ts';

/** The functions of the module, as JavaScript calls them: addresses and strides in bytes, `rows` and `t` in elements. */
export interface GruKernels {
  readonly gates: (
    rows: number,
    bytes: number,
    gates: number,
    gatesRow: number,
    recurrent: number,
    h: number,
    output: number,
    outputRow: number,
    saved: number,
    savedRow: number,
    lengths: number,
    t: number,
  ) => void;
  readonly gatesBackward: (
    rows: number,
    bytes: number,
    saved: number,
    savedRow: number,
    previous: number,
    previousRow: number,
    h0: number,
    outputGradient: number,
    outputGradientRow: number,
    hGradient: number,
    gatesGradient: number,
    gatesGradientRow: number,
    recurrentGradient: number,
    recurrentGradientRow: number,
    lengths: number,
    t: number,
    firstLength: number,
  ) => void;
}

/** What a pass over sequences calls. */
export interface GruSequenceKernels {
  readonly gru: GruKernels;
  readonly matmul: MatmulKernels;
}

/** Builds and compiles the module, once for each memory. */
export function compileGru(memory: WebAssembly.Memory): GruKernels {
  const module = new ModuleBuilder({ shared: !(memory.buffer instanceof ArrayBuffer) });
  defineGates(module);
  defineGatesBackward(module);
  return module.instantiate(memory) as GruKernels;
}
