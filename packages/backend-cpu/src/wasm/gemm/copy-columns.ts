import { f32, type FunctionHandle, i32, type ModuleBuilder } from '../assembler/index.ts';

const parameters = {
  source: 'i32',
  sourceRow: 'i32',
  columns: 'i32',
  rows: 'i32',
  target: 'i32',
  targetRow: 'i32',
} as const;

export type CopyColumns = FunctionHandle<typeof parameters, undefined>;

/** Copies a few contiguous columns, number by number. */
export function defineCopyColumns(module: ModuleBuilder): CopyColumns {
  return module.function('copyColumns', { parameters, exported: false }, (f, p) => {
    f.repeat(p.columns, () => {
      const [from, to] = [f.let(p.source), f.let(p.target)];
      f.repeat(p.rows, () => {
        f.store(to, f32.load(from));
        f.set(from, i32.add(from, p.sourceRow));
        f.set(to, i32.add(to, p.targetRow));
      });
      f.set(p.source, i32.add(p.source, 4));
      f.set(p.target, i32.add(p.target, 4));
    });
  });
}
