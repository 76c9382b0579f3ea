import {
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  madd,
  type Operand,
  v128,
} from '../assembler/index.ts';

export interface TileOperands {
  readonly depth: Local<'i32'>;
  /** The first row of A; its numbers are contiguous. */
  readonly a: Local<'i32'>;
  readonly aRow: Local<'i32'>;
  /** The numbers of B for k = 0; `bStep` bytes on are those for the next k. */
  readonly b: Local<'i32'>;
  readonly bStep: Operand<'i32'>;
}

/** The sums over k of a tile of `rows` rows and `vectors` times four columns, in the order of k, from zero on. */
export function tileSums(
  f: FunctionBuilder,
  rows: number,
  vectors: number,
  { depth, a, aRow, b: firstB, bStep }: TileOperands,
): Local<'v128'>[][] {
  const b = f.let(firstB);
  const pointers = [f.let(a)];
  while (pointers.length < rows) pointers.push(f.let(i32.add(pointers.at(-1)!, aRow)));
  // One zero for all: V8 pairs sums into 256 bits only where they begin with the same value.
  const zero = f.let(f32x4.splat(0));
  const sums = pointers.map(() => Array.from({ length: vectors }, () => f.let(zero)));
  // Not unrolled: compilers load all numbers of a turn before they use the first, and run out of registers.
  f.repeat(depth, () => {
    const row = Array.from({ length: vectors }, (_, v) => f.let(v128.load(b, 16 * v, 4)));
    for (const [i, rowSums] of sums.entries()) {
      const x = f.let(v128.load32_splat(pointers[i]!));
      for (const [v, sum] of rowSums.entries()) f.set(sum, madd(x, row[v]!, sum));
    }
    f.set(b, i32.add(b, bStep));
    for (const pointer of pointers) f.set(pointer, i32.add(pointer, 4));
  });
  return sums;
}
