import { type FunctionBuilder, i32, type Local, type ModuleBuilder } from '../assembler/index.ts';
import { parameters } from './parameters.ts';

/** What is done to a row, given by its addresses. */
export type MoveRow = (
  f: FunctionBuilder,
  indexed: Local<'i32'>,
  plain: Local<'i32'>,
  columns: Local<'i32'>,
) => void;

/** One index for each row of contiguous elements. */
export function defineRows(module: ModuleBuilder, name: string, move: MoveRow): void {
  module.function(name, { parameters }, (f, p) => {
    const index = f.let(i32.shl(p.index, 2));
    const plain = f.let(i32.shl(p.plain, 2));
    const origin = f.let(p.indexed);
    f.repeat(p.rows, () => {
      const chosen = f.let(i32.load(index));
      f.if(i32.ge_u(chosen, p.size), () => {
        f.store(i32.shl(p.bad, 2), i32.const(1));
        f.return();
      });
      const indexed = f.let(i32.shl(i32.add(origin, i32.mul(chosen, p.step)), 2));
      move(f, indexed, plain, p.columns);
      f.set(index, i32.add(index, i32.shl(p.indexRow, 2)));
      f.set(origin, i32.add(origin, p.indexedRow));
      f.set(plain, i32.add(plain, i32.shl(p.plainRow, 2)));
    });
  });
}
