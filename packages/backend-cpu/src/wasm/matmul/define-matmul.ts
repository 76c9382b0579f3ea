import type { Engine } from '../../engine.ts';
import { i32, type ModuleBuilder } from '../assembler/index.ts';
import { defineGemm } from '../gemm/define-gemm.ts';
import { definePackFour } from '../gemm/pack-four.ts';
import { eachUnit, jobParameters } from './job.ts';
import { defineMultiplyDots } from './multiply-dots.ts';
import { defineMultiplyRows } from './multiply-rows.ts';

/** Computes the units of a job from `begin` to before `end`. */
type Run = (thread: number, begin: number, end: number, job: number) => void;

/** One function for each way to compute a product. */
export interface MatmulKernels {
  /** By blocks: the columns of C and of `initial` are contiguous. */
  readonly blocks: Run;
  /** By scalar products: the columns of B are contiguous. */
  readonly dots: Run;
  /** By passes over rows of B: the rows of B, C and `initial` are contiguous. */
  readonly rows: Run;
}

/** Bytes of the rows of A that `dots` makes contiguous. */
export function dotsScratchBytes({ rows, depth }: { rows: number; depth: number }): number {
  return 4 * rows * (depth + 4);
}

export function defineMatmul(module: ModuleBuilder, engine: Engine): void {
  defineBlocks(module, engine);
  defineDots(module);
  defineRows(module);
}

function defineBlocks(module: ModuleBuilder, engine: Engine): void {
  const { multiplyAbove } = defineGemm(module, engine);
  module.function('blocks', { parameters: jobParameters }, (f, p) => {
    eachUnit(f, p, (unit) => f.call(multiplyAbove, unit));
  });
}

function defineDots(module: ModuleBuilder): void {
  const packFour = definePackFour(module);
  const multiplyDots = defineMultiplyDots(module);
  module.function('dots', { parameters: jobParameters }, (f, p) => {
    eachUnit(f, p, (unit) => {
      const { a, rows, depth, scratch } = unit;
      const aRow = f.let(unit.aRow);
      f.if(i32.ne(unit.aColumn, 4), () => {
        const rowBytes = f.let(i32.shl(i32.and(i32.add(depth, 3), -4), 2));
        f.for(0, rows, 1, (i) => {
          // Each place of the row is a lane of its own: the panels of one lane are the row itself.
          f.call(packFour, {
            source: i32.add(a, i32.mul(i, aRow)),
            laneStride: 0,
            depthStride: unit.aColumn,
            lanes: 1,
            depth,
            target: i32.add(scratch, i32.mul(i, rowBytes)),
            step: 4,
          });
        });
        f.set(a, scratch);
        f.set(aRow, rowBytes);
      });
      f.call(multiplyDots, { ...unit, aRow });
    });
  });
}

function defineRows(module: ModuleBuilder): void {
  const one = defineMultiplyRows(module, 1);
  const two = defineMultiplyRows(module, 2);
  module.function('rows', { parameters: jobParameters }, (f, p) => {
    eachUnit(f, p, (unit) => {
      const { rows, a, initial, c } = unit;
      const next = (count: number): void => {
        f.call(count === 2 ? two : one, unit);
        f.set(a, i32.add(a, i32.mul(unit.aRow, count)));
        f.set(c, i32.add(c, i32.mul(unit.cRow, count)));
        f.if(initial, () => f.set(initial, i32.add(initial, i32.mul(unit.initialRow, count))));
        f.set(rows, i32.sub(rows, count));
      };
      f.while(i32.ge_s(rows, 2), () => next(2));
      f.if(rows, () => next(1));
    });
  });
}
