import {
  type Expr,
  f32,
  type FunctionHandle,
  i32,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { transpose4 } from '../gemm/transpose.ts';

const parameters = {
  source: 'i32',
  sourceRow: 'i32',
  rows: 'i32',
  columns: 'i32',
  target: 'i32',
  targetRow: 'i32',
} as const;

export type TransposeRows = FunctionHandle<typeof parameters, undefined>;

/**
 * Writes the rows of a matrix as columns: tiles of 4 x 4, the last ones once more over their neighbours where they are not whole.
 * Strides are in bytes; numbers of a row lie side by side.
 */
export function defineTransposeRows(module: ModuleBuilder): TransposeRows {
  return module.function('transposeRows', { parameters, exported: false }, (f, p) => {
    const whole = i32.and(i32.ge_s(p.rows, 4), i32.ge_s(p.columns, 4));
    const within = (at: Expr<'i32'>, last: Expr<'i32'>) =>
      f.let(i32.select(at, last, i32.lt_s(at, last)));
    f.if(
      whole,
      () => {
        const [lastRow, lastColumn] = [f.let(i32.sub(p.rows, 4)), f.let(i32.sub(p.columns, 4))];
        f.for(0, p.rows, 4, (i) => {
          const row = within(i, lastRow);
          const from = f.let(i32.add(p.source, i32.mul(row, p.sourceRow)));
          const to = f.let(i32.add(p.target, i32.shl(row, 2)));
          f.for(0, p.columns, 4, (j) => {
            const column = within(j, lastColumn);
            const at = f.let(i32.add(from, i32.shl(column, 2)));
            const load = () => {
              const four = f.let(v128.load(at, 0, 4));
              f.set(at, i32.add(at, p.sourceRow));
              return four;
            };
            const tile = transpose4(f, [load(), load(), load(), load()]);
            const target = f.let(i32.add(to, i32.mul(column, p.targetRow)));
            for (const four of tile) {
              f.store(target, four, 0, 4);
              f.set(target, i32.add(target, p.targetRow));
            }
          });
        });
      },
      () => {
        f.repeat(p.rows, () => {
          const [from, to] = [f.let(p.source), f.let(p.target)];
          f.repeat(p.columns, () => {
            f.store(to, f32.load(from));
            f.set(from, i32.add(from, 4));
            f.set(to, i32.add(to, p.targetRow));
          });
          f.set(p.source, i32.add(p.source, p.sourceRow));
          f.set(p.target, i32.add(p.target, 4));
        });
      },
    );
  });
}
