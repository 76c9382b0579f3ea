import {
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';

/** Columns that are read together: a row of B may be a page of its own, which takes longer to find than to read. */
export const stripColumns = 128;

const parameters = {
  b: 'i32',
  bRow: 'i32',
  depth: 'i32',
  panels: 'i32',
  panelBytes: 'i32',
  target: 'i32',
} as const;

export type CopyPanels = FunctionHandle<typeof parameters, undefined>;

/** Copies some rows of one strip, written side by side in each panel. */
function copyRows(
  f: FunctionBuilder,
  p: Readonly<Record<keyof typeof parameters, Local<'i32'>>>,
  width: number,
  rows: number,
): void {
  const from = [f.let(p.b)];
  while (from.length < rows) from.push(f.let(i32.add(from.at(-1)!, p.bRow)));
  const to = f.let(p.target);
  f.repeat(p.panels, () => {
    for (const [i, row] of from.entries()) {
      const vectors = Array.from({ length: width / 4 }, (_, v) => f.let(v128.load(row, 16 * v, 4)));
      for (const [v, vector] of vectors.entries()) {
        f.store(to, vector, 4 * (i * width + 4 * v), 4);
      }
      f.set(row, i32.add(row, 4 * width));
    }
    f.set(to, i32.add(to, p.panelBytes));
  });
  f.set(p.b, i32.add(p.b, i32.mul(p.bRow, rows)));
  f.set(p.target, i32.add(p.target, 4 * width * rows));
}

/** Copies neighbouring panels of a row-major B, row by row of B. */
export function defineCopyPanels(module: ModuleBuilder, width: number): CopyPanels {
  return module.function(`copyPanels${width}`, { parameters, exported: false }, (f, p) => {
    f.repeat(i32.shr_u(p.depth, 1), () => copyRows(f, p, width, 2));
    f.repeat(i32.and(p.depth, 1), () => copyRows(f, p, width, 1));
  });
}
