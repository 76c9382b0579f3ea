import {
  type Expr,
  f32,
  f32x4,
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { copyRow } from '../copy/copy-rows.ts';
import { eachVector } from '../vector/each-vector.ts';
import { defineElements } from './elements.ts';
import { defineRows } from './rows.ts';

/** What is done to the indexed operand and the other: read from it, or add to it. */
export type MoveKind = 'gather' | 'addFloats' | 'addIntegers';

/**
 * Sizes, positions in the memory and strides in elements; `size` and `step` are those of the indexed axis. Sets the word at `bad`
 * and stops at an index outside the axis. `Rows` ignores the steps of columns: 0 for the indices, else 1.
 */
type GatherKernel = (
  thread: number,
  rows: number,
  columns: number,
  size: number,
  step: number,
  index: number,
  indexRow: number,
  indexed: number,
  indexedRow: number,
  plain: number,
  plainRow: number,
  indexColumn: number,
  indexedColumn: number,
  plainColumn: number,
  bad: number,
) => void;

export type GatherKernels = Readonly<Record<`${MoveKind}${'Rows' | 'Elements'}`, GatherKernel>>;

/** Writes all functions of the module. */
export function defineGather(module: ModuleBuilder): void {
  defineRows(module, 'gatherRows', (f, indexed, plain, columns) =>
    copyRow(f, plain, indexed, columns),
  );
  defineElements(module, 'gatherElements', (f, indexed, plain) =>
    f.store(plain, i32.load(indexed)),
  );
  defineRows(module, 'addFloatsRows', (...row) => addRow(f32x4.add, ...row));
  defineElements(module, 'addFloatsElements', (f, indexed, plain) =>
    f.store(indexed, f32.add(f32.load(indexed), f32.load(plain))),
  );
  defineRows(module, 'addIntegersRows', (...row) => addRow(i32x4.add, ...row));
  defineElements(module, 'addIntegersElements', (f, indexed, plain) =>
    f.store(indexed, i32.add(i32.load(indexed), i32.load(plain))),
  );
}

function addRow(
  add: (a: Expr<'v128'>, b: Expr<'v128'>) => Expr<'v128'>,
  f: FunctionBuilder,
  indexed: Local<'i32'>,
  plain: Local<'i32'>,
  columns: Local<'i32'>,
): void {
  const [sum, term] = [f.let(indexed), f.let(plain)];
  eachVector(
    f,
    columns,
    [sum, term],
    (lanes) => lanes.store(sum, add(lanes.load(sum), lanes.load(term))),
    4,
  );
}
