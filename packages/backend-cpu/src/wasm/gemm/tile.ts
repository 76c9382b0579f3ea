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
  /** The numbers of B for k = 0 of each panel; `bStep` bytes on are those for the next k. */
  readonly panels: readonly Local<'i32'>[];
  readonly bStep: Operand<'i32'>;
}

/** The sums over k of a tile of `rows` rows and `vectors` times four columns of each panel, in the order of k, from zero on. */
export function tileSums(
  f: FunctionBuilder,
  rows: number,
  vectors: number,
  { depth, a, aRow, panels, bStep }: TileOperands,
): Local<'v128'>[][] {
  const pointers = [f.let(a)];
  while (pointers.length < rows) pointers.push(f.let(i32.add(pointers.at(-1)!, aRow)));
  // One zero for all: V8 pairs sums into 256 bits only where they begin with the same value.
  const zero = f.let(f32x4.splat(0));
  const columns = panels.flatMap((panel) =>
    Array.from({ length: vectors }, (_, v) => ({ panel, offset: 16 * v })),
  );
  const sums = pointers.map(() => columns.map(() => f.let(zero)));
  // Not unrolled: compilers load all numbers of a turn before they use the first, and run out of registers.
  f.repeat(depth, () => {
    const row = columns.map(({ panel, offset }) => f.let(v128.load(panel, offset, 4)));
    for (const [i, rowSums] of sums.entries()) {
      const x = f.let(v128.load32_splat(pointers[i]!));
      for (const [v, sum] of rowSums.entries()) f.set(sum, madd(x, row[v]!, sum));
    }
    for (const panel of panels) f.set(panel, i32.add(panel, bStep));
    for (const pointer of pointers) f.set(pointer, i32.add(pointer, 4));
  });
  return sums;
}
