import type { Engine } from '../../engine.ts';
import type { KernelContext } from '../../kernel-context.ts';
import type { ModuleBuilder } from '../assembler/index.ts';
import { defineGemm } from '../gemm/define-gemm.ts';
import { type Define, kernelModules } from '../kernel-module.ts';
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

const cells = { gru: gruCell, lstm: lstmCell, rnnTanh: rnnTanhCell, rnnRelu: rnnReluCell };

/** The parameters of each kind of function, behind the number of the thread, in their order. */
const parametersOf = {
  forward: forwardParameters,
  backward: backwardParameters,
  product: productParameters,
  packMatrix: packParameters,
  columnSums: columnSumsParameters,
};

type Parameters = typeof parametersOf;
type Values<Kind extends keyof Parameters> = Readonly<Record<keyof Parameters[Kind], number>>;

type Exports = Readonly<Record<keyof Parameters, (thread: number, ...rest: number[]) => void>>;

/** The functions for a cell, whose arguments are named. */
export interface RecurrentKernels {
  readonly cell: Cell;
  /** Makes one call of a function for each list of arguments, by all threads. */
  run<Kind extends keyof Parameters>(kind: Kind, calls: readonly Values<Kind>[]): void;
}

function defineCell(module: ModuleBuilder, engine: Engine, cell: Cell): void {
  const gemm = defineGemm(module, engine);
  const dots = defineMultiplyDots(module);
  definePack(module, gemm);
  defineProduct(module, gemm);
  defineColumnSums(module);
  defineForward(module, engine, { ...gemm, dots }, cell);
  defineBackward(module, engine, gemm, cell);
}

type CellName = keyof typeof cells;

/** A module for each cell, so that none is written before it is wanted. */
const cellModules: Readonly<Record<CellName, Define>> = {
  gru: (module, engine) => defineCell(module, engine, cells.gru),
  lstm: (module, engine) => defineCell(module, engine, cells.lstm),
  rnnTanh: (module, engine) => defineCell(module, engine, cells.rnnTanh),
  rnnRelu: (module, engine) => defineCell(module, engine, cells.rnnRelu),
};

export function recurrentKernels(
  context: KernelContext,
): Readonly<Record<CellName, RecurrentKernels>> {
  const modules = kernelModules<CellName, Exports>(context, cellModules);
  const kernelsOf = (name: CellName): RecurrentKernels => ({
    cell: cells[name],
    run(kind, calls) {
      const order = Object.keys(parametersOf[kind]) as (keyof (typeof calls)[number])[];
      const ordered = calls.map((values) => order.map((key) => values[key]));
      const functions = modules[name];
      if (ordered.length === 1) functions()[kind](0, ...ordered[0]!);
      else context.team.run(functions.team(kind), ordered);
    },
  });
  return {
    gru: kernelsOf('gru'),
    lstm: kernelsOf('lstm'),
    rnnTanh: kernelsOf('rnnTanh'),
    rnnRelu: kernelsOf('rnnRelu'),
  };
}
