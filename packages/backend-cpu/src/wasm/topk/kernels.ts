import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { addresses } from '../rows/each-row.ts';

/** Positions count elements; 1 ≤ k ≤ size. */
type TopkKernel = (
  thread: number,
  rows: number,
  size: number,
  k: number,
  x: number,
  values: number,
  indices: number,
) => void;

/** The k largest or smallest elements of each row and where they are. */
export interface TopkKernels {
  readonly largest: TopkKernel;
  readonly smallest: TopkKernel;
}

/** Stands below the key of every number. */
const nothing = -(2 ** 31);
/** The bits of NaN, and its key: above that of infinity. */
const keyOfNaN = 0x7fc0_0000;
/** Elements of one turn of the scan. */
const turn = 16;

export function defineTopk(module: ModuleBuilder): void {
  define(module, 'largest', f32x4.le, (key) => key);
  define(module, 'smallest', f32x4.ge, (key) => i32.xor(key, -1));
}

/** `isBehind` may call an element that is not behind one that is NaN; `rank` puts the best key highest. */
function define(
  module: ModuleBuilder,
  name: keyof TopkKernels,
  isBehind: (a: Expr<'v128'>, b: Expr<'v128'>) => Expr<'v128'>,
  rank: (key: Expr<'i32'>) => Expr<'i32'>,
): void {
  const parameters = {
    thread: 'i32',
    rows: 'i32',
    size: 'i32',
    k: 'i32',
    x: 'i32',
    values: 'i32',
    indices: 'i32',
  } as const;
  module.function(name, { parameters }, (f, p) => {
    const { x, values, indices } = addresses(f, p, 'x', 'values', 'indices');
    const [rowBytes, bytes] = [f.let(i32.shl(p.size, 2)), f.let(i32.shl(p.k, 2))];
    const places: Places = { values, toIndices: f.let(i32.sub(indices, values)), bytes };
    f.repeat(p.rows, () => {
      const at = f.let(x);
      const end = f.let(i32.add(x, rowBytes));
      const worst = f.let(i32.const(nothing));
      // No number is behind NaN: the first k all come in.
      const threshold = f.let(f32x4.splat(NaN));
      clear(f, places);
      const consider = (address: Expr<'i32'>): void => {
        const key = f.let(rank(keyOf(f, address)));
        f.if(i32.gt_s(key, worst), () => {
          insert(f, places, key, f.let(i32.shr_u(i32.sub(address, x), 2)));
          f.set(worst, i32.load(i32.sub(i32.add(values, bytes), 4)));
          f.if(i32.ne(worst, nothing), () => {
            const last = i32.load(i32.sub(i32.add(i32.add(values, places.toIndices), bytes), 4));
            f.set(threshold, v128.load32_splat(i32.add(x, i32.shl(last, 2))));
          });
        });
      };
      f.while(i32.ge_u(i32.sub(end, at), 4 * turn), () => {
        const behind = [0, 16, 32, 48].map((offset) =>
          isBehind(v128.load(at, offset, 4), threshold),
        );
        const all = behind.reduce((a, b) => v128.and(a, b));
        f.if(i32.eqz(i32x4.all_true(all)), () => {
          const stop = f.let(i32.add(at, 4 * turn));
          const one = f.let(at);
          f.while(i32.lt_u(one, stop), () => {
            consider(one);
            f.set(one, i32.add(one, 4));
          });
        });
        f.set(at, i32.add(at, 4 * turn));
      });
      f.while(i32.lt_u(at, end), () => {
        consider(at);
        f.set(at, i32.add(at, 4));
      });
      readBack(f, places, x);
      f.set(x, end);
      f.set(values, i32.add(values, bytes));
    });
  });
}

/** The best of a row so far, the best first: their keys where the values come, and their indices. */
interface Places {
  /** Address of the first one. */
  readonly values: Local<'i32'>;
  /** How far the index of each is from its key. */
  readonly toIndices: Local<'i32'>;
  /** Bytes of all values. */
  readonly bytes: Local<'i32'>;
}

/** A whole number that orders as the float32 at an address does: NaN highest, zeros of both signs equal. */
function keyOf(f: FunctionBuilder, address: Expr<'i32'>): Expr<'i32'> {
  const bits = f.let(i32.load(address));
  const size = f.let(i32.and(bits, 0x7fff_ffff));
  const signed = i32.select(i32.sub(0, size), size, i32.lt_s(bits, 0));
  return i32.select(i32.const(keyOfNaN), signed, i32.gt_u(size, 0x7f80_0000));
}

function clear(f: FunctionBuilder, { values, bytes }: Places): void {
  const at = f.let(values);
  const end = f.let(i32.add(values, bytes));
  f.while(i32.lt_u(at, end), () => {
    f.store(at, i32.const(nothing));
    f.set(at, i32.add(at, 4));
  });
}

/** Puts a key that is better than the last one behind those that are as good. */
function insert(
  f: FunctionBuilder,
  { values, toIndices, bytes }: Places,
  key: Local<'i32'>,
  index: Local<'i32'>,
): void {
  const at = f.let(i32.sub(i32.add(values, bytes), 4));
  f.block((found) => {
    f.loop((again) => {
      f.br_if(found, i32.le_u(at, values));
      const before = f.let(i32.load(i32.sub(at, 4)));
      f.br_if(found, i32.ge_s(before, key));
      f.store(at, before);
      const ofIndex = f.let(i32.add(at, toIndices));
      f.store(ofIndex, i32.load(i32.sub(ofIndex, 4)));
      f.set(at, i32.sub(at, 4));
      f.br(again);
    });
  });
  f.store(at, key);
  f.store(i32.add(at, toIndices), index);
}

/** Writes the elements themselves in place of their keys. */
function readBack(
  f: FunctionBuilder,
  { values, toIndices, bytes }: Places,
  row: Local<'i32'>,
): void {
  const at = f.let(values);
  const end = f.let(i32.add(values, bytes));
  f.while(i32.lt_u(at, end), () => {
    const index = i32.load(i32.add(at, toIndices));
    f.store(at, i32.load(i32.add(row, i32.shl(index, 2))));
    f.set(at, i32.add(at, 4));
  });
}
