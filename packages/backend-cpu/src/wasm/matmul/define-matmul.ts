import type { Engine } from '../../engine.ts';
import type { ModuleBuilder } from '../assembler/index.ts';
import { rowGap, roundUp } from '../gemm/blocks.ts';
import { makeRowsContiguous } from '../gemm/contiguous-rows.ts';
import { defineGemm } from '../gemm/define-gemm.ts';
import { definePackFour } from '../gemm/pack-four.ts';
import type { Define } from '../kernel-module.ts';
import { eachUnit, jobParameters } from './job.ts';
import { defineMultiplyDots } from './multiply-dots.ts';
import { defineMultiplyRows } from './multiply-rows.ts';

/** Computes the units of a job from `begin` to before `end`. */
type Run = (thread: number, begin: number, end: number, job: number) => void;

export interface MatmulKernels {
  readonly run: Run;
}

/**
 * Ways to compute a product. `blocks`: the columns of C and of `initial` are contiguous. `dots`, by scalar products: the columns
 * of B are. `rows`, by passes over rows of B, for one or two rows: the rows of B, C and `initial` are.
 */
export type Way = 'blocks' | 'dots' | 'rows';

/** Bytes of the rows of A that `dots` makes contiguous. */
export function dotsScratchBytes({ rows, depth }: { rows: number; depth: number }): number {
  return rows * (4 * roundUp(depth, 4) + rowGap);
}

function defineBlocks(module: ModuleBuilder, engine: Engine): void {
  const { multiplyAbove } = defineGemm(module, engine);
  module.function('run', { parameters: jobParameters }, (f, p) => {
    eachUnit(f, p, (unit) => f.call(multiplyAbove, unit));
  });
}

function defineDots(module: ModuleBuilder): void {
  const packFour = definePackFour(module);
  const multiplyDots = defineMultiplyDots(module);
  module.function('run', { parameters: jobParameters }, (f, p) => {
    eachUnit(f, p, (unit) => {
      const aRow = f.let(unit.aRow);
      makeRowsContiguous(f, packFour, { ...unit, aRow }, unit.scratch);
      f.call(multiplyDots, { ...unit, aRow });
    });
  });
}

function defineRows(module: ModuleBuilder): void {
  const multiplyRows = defineMultiplyRows(module);
  module.function('run', { parameters: jobParameters }, (f, p) => {
    eachUnit(f, p, (unit) => f.call(multiplyRows, unit));
  });
}

/** A module for each way, so that none is written before it is wanted. */
export const matmulModules: Readonly<Record<Way, Define>> = {
  blocks: defineBlocks,
  dots: defineDots,
  rows: defineRows,
};
