import { type FunctionHandle, i32, type ModuleBuilder } from '../assembler/index.ts';

const parameters = {
  thread: 'i32',
  rows: 'i32',
  columns: 'i32',
  from: 'i32',
  fromRow: 'i32',
  fromColumn: 'i32',
  to: 'i32',
  toRow: 'i32',
  toColumn: 'i32',
} as const;

export type CopyStrided = FunctionHandle<typeof parameters, undefined>;

/** Rows and columns with any strides, element by element. */
export function defineCopyStrided(module: ModuleBuilder): CopyStrided {
  return module.function('copyStrided', { parameters }, (f, p) => {
    const [fromRow, toRow] = [f.let(i32.shl(p.from, 2)), f.let(i32.shl(p.to, 2))];
    const [fromStep, toStep] = [f.let(i32.shl(p.fromColumn, 2)), f.let(i32.shl(p.toColumn, 2))];
    f.repeat(p.rows, () => {
      const [from, to] = [f.let(fromRow), f.let(toRow)];
      f.repeat(p.columns, () => {
        f.store(to, i32.load(from));
        f.set(from, i32.add(from, fromStep));
        f.set(to, i32.add(to, toStep));
      });
      f.set(fromRow, i32.add(fromRow, i32.shl(p.fromRow, 2)));
      f.set(toRow, i32.add(toRow, i32.shl(p.toRow, 2)));
    });
  });
}
