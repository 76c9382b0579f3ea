import type { Engine } from '../../engine.ts';
import type { KernelContext } from '../../kernel-context.ts';
import type { ModuleBuilder } from '../assembler/index.ts';
import { defineGemm } from '../gemm/define-gemm.ts';
import { kernelModule } from '../kernel-module.ts';
import { defineMultiplyDots } from '../matmul/multiply-dots.ts';
import { backwardParameters, defineBackward } from './backward-functions.ts';
import type { Cell } from './cell.ts';
import { defineForward, forwardParameters } from './forward-functions.ts';
import { gruCell } from './gru-cell.ts';
import { lstmCell } from './lstm-cell.ts';
import {
  columnSumsParameters,
  defineColumnSums,
  definePack,
  defineProduct,
  packParameters,
  productParameters,
} from './parameter-functions.ts';
import { rnnReluCell, rnnTanhCell } from './rnn-cell.ts';

export const cells = { gru: gruCell, lstm: lstmCell, rnnTanh: rnnTanhCell, rnnRelu: rnnReluCell };

/** The parameters of each kind of function, behind the number of the thread, in their order. */
const parametersOf = {
  Forward: forwardParameters,
  Backward: backwardParameters,
  product: productParameters,
  packMatrix: packParameters,
  columnSums: columnSumsParameters,
};

type Parameters = typeof parametersOf;
type Values<Kind extends keyof Parameters> = Readonly<Record<keyof Parameters[Kind], number>>;

type Exports = Readonly<Record<string, (thread: number, ...rest: number[]) => void>>;

/** The functions of the module, whose arguments are named. */
export interface RecurrentKernels {
  /** Makes one call of a function for each list of arguments, by all threads. */
  run<Kind extends keyof Parameters>(kind: Kind, calls: readonly Values<Kind>[], cell?: Cell): void;
}

function define(module: ModuleBuilder, engine: Engine): void {
  const gemm = defineGemm(module, engine);
  const dots = defineMultiplyDots(module);
  definePack(module, gemm);
  defineProduct(module, gemm);
  defineColumnSums(module);
  for (const cell of Object.values(cells)) {
    defineForward(module, engine, { ...gemm, dots }, cell);
    defineBackward(module, engine, gemm, cell);
  }
}

export function recurrentKernels(context: KernelContext): RecurrentKernels {
  const kernels = kernelModule<Exports>(context, define);
  return {
    run(kind, calls, cell) {
      const name = cell ? `${cell.name}${kind}` : kind;
      const order = Object.keys(parametersOf[kind]) as (keyof (typeof calls)[number])[];
      const ordered = calls.map((values) => order.map((key) => values[key]));
      if (ordered.length === 1) kernels()[name]!(0, ...ordered[0]!);
      else context.team.run(kernels.team(name), ordered);
    },
  };
}
