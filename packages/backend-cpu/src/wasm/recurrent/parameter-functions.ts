import { f32x4, i32, type ModuleBuilder } from '../assembler/index.ts';
import type { Gemm } from '../gemm/define-gemm.ts';
import { eachVector } from '../vector/each-vector.ts';
import { move } from './loop.ts';

/** C = A B with a packed B and contiguous columns of C. */
export const productParameters = {
  rows: 'i32',
  columns: 'i32',
  depth: 'i32',
  a: 'i32',
  aRow: 'i32',
  aColumn: 'i32',
  packed: 'i32',
  c: 'i32',
  cRow: 'i32',
  scratch: 'i32',
  scratchStep: 'i32',
} as const;

export function defineProduct(module: ModuleBuilder, gemm: Gemm): void {
  const parameters = { thread: 'i32', ...productParameters } as const;
  module.function('product', { parameters }, (f, p) =>
    f.call(gemm.multiplyPacked, {
      ...p,
      initial: 0,
      initialRow: 0,
      scratch: i32.add(p.scratch, i32.mul(p.thread, p.scratchStep)),
    }),
  );
}

export const packParameters = {
  b: 'i32',
  bRow: 'i32',
  bColumn: 'i32',
  depth: 'i32',
  columns: 'i32',
  target: 'i32',
} as const;

/** Makes `pack` known to JavaScript. */
export function definePack(module: ModuleBuilder, gemm: Gemm): void {
  const parameters = { thread: 'i32', ...packParameters } as const;
  module.function('packMatrix', { parameters }, (f, p) => f.call(gemm.pack, p));
}

export const columnSumsParameters = {
  columns: 'i32',
  rows: 'i32',
  source: 'i32',
  /** Bytes from one row to the next. */
  row: 'i32',
  target: 'i32',
  /** Space for `columns` numbers, of each call its own. */
  part: 'i32',
} as const;

/** Rows that are summed before they are added to the sum of all: long sums lose digits. */
const rowsPerSum = 64;

/** target = Σ over rows of `columns` numbers. */
export function defineColumnSums(module: ModuleBuilder): void {
  const four = module.function(
    'addFourRows',
    { parameters: { columns: 'i32', source: 'i32', row: 'i32', target: 'i32' }, exported: false },
    (f, { columns, source, row, target }) => {
      const second = f.let(i32.add(source, row));
      const third = f.let(i32.add(second, row));
      const fourth = f.let(i32.add(third, row));
      eachVector(f, columns, [source, second, third, fourth, target], (lanes) => {
        const load = (pointer: typeof source) => lanes.load(pointer);
        const pairs = f32x4.add(
          f32x4.add(load(source), load(second)),
          f32x4.add(load(third), load(fourth)),
        );
        lanes.store(target, f32x4.add(load(target), pairs));
      });
    },
  );
  const one = module.function(
    'addRow',
    { parameters: { columns: 'i32', source: 'i32', target: 'i32' }, exported: false },
    (f, { columns, source, target }) =>
      eachVector(f, columns, [source, target], (lanes) =>
        lanes.store(target, f32x4.add(lanes.load(target), lanes.load(source))),
      ),
  );
  const parameters = { thread: 'i32', ...columnSumsParameters } as const;
  module.function('columnSums', { parameters }, (f, p) => {
    const { columns, source, row, target, part } = p;
    const bytes = f.let(i32.shl(columns, 2));
    f.fill(target, 0, bytes);
    f.while(i32.gt_s(p.rows, 0), () => {
      const count = f.let(i32.select(rowsPerSum, p.rows, i32.gt_s(p.rows, rowsPerSum)));
      f.fill(part, 0, bytes);
      f.repeat(i32.shr_u(count, 2), () => {
        f.call(four, { columns, source, row, target: part });
        move(f, source, i32.shl(row, 2));
      });
      f.repeat(i32.and(count, 3), () => {
        f.call(one, { columns, source, target: part });
        move(f, source, row);
      });
      f.call(one, { columns, source: part, target });
      f.set(p.rows, i32.sub(p.rows, count));
    });
  });
}
