import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import type { PartialVector } from './partial-vector.ts';
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
  lanes: 'i32',
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
  /** C and `initial` have only `lanes` columns, one to three. */
  readonly partial?: PartialVector;
}

function nameOf({ columns, panels = 1, partial }: TileColumns): string {
  return partial ? 'Edge' : `${panels * columns}`;
}

function writeTile(
  f: FunctionBuilder,
  p: Locals,
  rows: number,
  { columns, panels = 1, partial }: TileColumns,
): void {
  const load = (pointer: Local<'i32'>, v: number): Expr<'v128'> =>
    partial ? f.call(partial.load, { pointer, lanes: p.lanes }) : v128.load(pointer, 16 * v, 4);
  const store = (pointer: Local<'i32'>, vector: Local<'v128'>, v: number): void =>
    partial
      ? f.call(partial.store, { pointer, lanes: p.lanes, vector })
      : f.store(pointer, vector, 16 * v, 4);

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
    const row = rowSums.map((sum, v) => f.let(f32x4.pmax(f32x4.add(load(from, v), sum), floor)));
    for (const [v, vector] of row.entries()) store(to, vector, v);
    f.set(from, i32.sub(from, p.initialRow));
    f.set(to, i32.sub(to, p.cRow));
  }
}

/** All whole tiles of `height` rows, one below the other. */
export function defineTiles(module: ModuleBuilder, height: number, width: TileColumns): Tiles {
  const name = `tiles${height}x${nameOf(width)}`;
  return module.function(name, { parameters: tileParameters, exported: false }, (f, p) => {
    f.while(i32.ge_s(p.rows, height), () => {
      writeTile(f, p, height, width);
      f.set(p.a, i32.add(p.a, i32.mul(p.aRow, height)));
      f.set(p.c, i32.add(p.c, i32.mul(p.cRow, height)));
      f.set(p.initial, i32.add(p.initial, i32.mul(p.initialRow, height)));
      f.set(p.rows, i32.sub(p.rows, height));
    });
  });
}

/** One tile of fewer than `height` rows. */
export function defineLastTile(module: ModuleBuilder, height: number, width: TileColumns): Tiles {
  const name = `lastTile${nameOf(width)}`;
  return module.function(name, { parameters: tileParameters, exported: false }, (f, p) => {
    for (let rows = 1; rows < height; rows++) {
      f.if(i32.eq(p.rows, rows), () => writeTile(f, p, rows, width));
    }
  });
}
