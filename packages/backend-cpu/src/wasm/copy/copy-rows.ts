import { type FunctionBuilder, i32, type Local, type ModuleBuilder } from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';

/** From this many bytes on the engine's copy is faster than a loop. */
const bulkBytes = 1024;

/** Copies `columns` contiguous elements between two addresses. */
export function copyRow(
  f: FunctionBuilder,
  to: Local<'i32'>,
  from: Local<'i32'>,
  columns: Local<'i32'>,
): void {
  const bytes = f.let(i32.shl(columns, 2));
  f.if(
    i32.ge_u(bytes, bulkBytes),
    () => f.copy(to, from, bytes),
    () => {
      const [source, target] = [f.let(from), f.let(to)];
      eachVector(
        f,
        columns,
        [source, target],
        (lanes) => lanes.store(target, lanes.load(source)),
        4,
      );
    },
  );
}

const parameters = {
  thread: 'i32',
  rows: 'i32',
  columns: 'i32',
  from: 'i32',
  fromRow: 'i32',
  to: 'i32',
  toRow: 'i32',
} as const;

/** Rows whose elements are contiguous on both sides; of the input they may overlap or be one row. */
export function defineCopyRows(module: ModuleBuilder): void {
  module.function('copyRows', { parameters }, (f, p) => {
    const [from, to] = [f.let(i32.shl(p.from, 2)), f.let(i32.shl(p.to, 2))];
    f.repeat(p.rows, () => {
      copyRow(f, to, from, p.columns);
      f.set(from, i32.add(from, i32.shl(p.fromRow, 2)));
      f.set(to, i32.add(to, i32.shl(p.toRow, 2)));
    });
  });
}
