import { type Expr, type FunctionBuilder, i32, type Local } from '../assembler/index.ts';
import { rowGap } from './blocks.ts';
import { roundUp4 } from './depth-blocks.ts';
import { minimum } from './minimum.ts';
import type { PackFour } from './pack-four.ts';

export interface StridedRows {
  /** Set to the rows that are contiguous. */
  readonly a: Local<'i32'>;
  readonly aRow: Local<'i32'>;
  readonly aColumn: Expr<'i32'>;
  readonly rows: Expr<'i32'>;
  readonly depth: Expr<'i32'>;
}

/** Makes the numbers of each row of A contiguous, in `space`, unless they are. */
export function makeRowsContiguous(
  f: FunctionBuilder,
  packFour: PackFour,
  { a, aRow, aColumn, rows, depth }: StridedRows,
  space: Expr<'i32'>,
): void {
  f.if(i32.ne(aColumn, 4), () => {
    const step = f.let(i32.add(i32.shl(roundUp4(depth), 2), rowGap));
    // Four columns of A are four lanes: they come to lie side by side in each row.
    f.for(0, depth, 4, (k) => {
      f.call(packFour, {
        source: i32.add(a, i32.mul(k, aColumn)),
        laneStride: aColumn,
        depthStride: aRow,
        lanes: minimum(4, i32.sub(depth, k)),
        depth: rows,
        target: i32.add(space, i32.shl(k, 2)),
        step,
      });
    });
    f.set(a, space);
    f.set(aRow, step);
  });
}
