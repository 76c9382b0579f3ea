import {
  f32x4,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { tileSums } from './tile.ts';

export const tileParameters = {
  rows: 'i32',
  depth: 'i32',
  a: 'i32',
  aRow: 'i32',
  b: 'i32',
  bStep: 'i32',
  bPanel: 'i32',
  initial: 'i32',
  initialRow: 'i32',
  c: 'i32',
  cRow: 'i32',
  floor: 'f32',
} as const;

type Integers = Exclude<keyof typeof tileParameters, 'floor'>;
type Locals = Readonly<Record<Integers, Local<'i32'>>> & { readonly floor: Local<'f32'> };

/**
 * C = max(A B + initial, floor): the numbers of a row of A, of C and of `initial` are contiguous, those of B lie in panels,
 * `bPanel` bytes apart, with `bStep` bytes from k to k. `initialRow` 0 adds the same to all rows.
 */
export type Tiles = FunctionHandle<typeof tileParameters, undefined>;

export interface TileColumns {
  /** Columns of a panel, a multiple of 4. */
  readonly columns: number;
  /** Panels side by side; one unless told otherwise. */
  readonly panels?: number;
}

function nameOf({ columns, panels = 1 }: TileColumns): string {
  return `x${panels * columns}`;
}

/** Writes one tile and moves on to the rows below it. */
function writeTile(
  f: FunctionBuilder,
  p: Locals,
  rows: number,
  { columns, panels = 1 }: TileColumns,
): void {
  const pointers = Array.from({ length: panels }, (_, i) =>
    f.let(i32.add(p.b, i32.mul(p.bPanel, i))),
  );
  const sums = tileSums(f, rows, columns / 4, { ...p, panels: pointers });
  const floor = f.let(f32x4.splat(p.floor));
  const last = rows - 1;
  const from = f.let(i32.add(p.initial, i32.mul(p.initialRow, last)));
  const to = f.let(i32.add(p.c, i32.mul(p.cRow, last)));
  // From the last row to the first, without a branch: V8 orders the loop above by this, and else runs out of registers.
  for (const rowSums of sums.toReversed()) {
    const row = rowSums.map((sum, v) => {
      return f.let(f32x4.pmax(f32x4.add(v128.load(from, 16 * v, 4), sum), floor));
    });
    for (const [v, vector] of row.entries()) f.store(to, vector, 16 * v, 4);
    f.set(from, i32.sub(from, p.initialRow));
    f.set(to, i32.sub(to, p.cRow));
  }
  f.set(p.a, i32.add(p.a, i32.mul(p.aRow, rows)));
  f.set(p.c, i32.add(p.c, i32.mul(p.cRow, rows)));
  f.set(p.initial, i32.add(p.initial, i32.mul(p.initialRow, rows)));
}

/** All whole tiles of `height` rows, one below the other. */
export function defineTiles(module: ModuleBuilder, height: number, width: TileColumns): Tiles {
  const name = `tiles${height}${nameOf(width)}`;
  return module.function(name, { parameters: tileParameters, exported: false }, (f, p) => {
    f.while(i32.ge_s(p.rows, height), () => {
      writeTile(f, p, height, width);
      f.set(p.rows, i32.sub(p.rows, height));
    });
  });
}

/** Fewer rows than `height`, at most 7, as tiles of four, two and one. */
export function defineLastTiles(module: ModuleBuilder, height: number, width: TileColumns): Tiles {
  const name = `lastTiles${nameOf(width)}`;
  return module.function(name, { parameters: tileParameters, exported: false }, (f, p) => {
    for (const rows of [4, 2, 1]) {
      if (rows < height) f.if(i32.and(p.rows, rows), () => writeTile(f, p, rows, width));
    }
  });
}
