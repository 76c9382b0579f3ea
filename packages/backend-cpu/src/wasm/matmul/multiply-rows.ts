import {
  type Expr,
  f32,
  f32x4,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  madd,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';

/** Rows of B that one pass over the sums adds. */
const passRows = 4;
/** Vectors of a row that one turn computes: pointers move once for all of them. */
const turnVectors = 4;

const parameters = {
  columns: 'i32',
  a: 'i32',
  aRow: 'i32',
  aColumn: 'i32',
  b: 'i32',
  bRow: 'i32',
  initial: 'i32',
  initialRow: 'i32',
  c: 'i32',
  cRow: 'i32',
  floor: 'f32',
} as const;

const rowsParameters = { rows: 'i32', depth: 'i32', ...parameters } as const;

export type MultiplyRows = FunctionHandle<typeof rowsParameters, undefined>;
type Pass = FunctionHandle<typeof parameters, undefined>;

/** Columns of `vectors` vectors, or a single column for 0: loads and stores them. */
function turn(
  f: FunctionBuilder,
  count: Local<'i32'>,
  vectors: number,
  factors: readonly (readonly Local<'v128'>[])[],
  from: readonly Local<'i32'>[],
  initial: readonly Local<'i32'>[],
  to: readonly Local<'i32'>[],
  floor: Local<'v128'>,
): void {
  const load = (pointer: Local<'i32'>, v: number) =>
    vectors ? v128.load(pointer, 16 * v, 4) : v128.load32_zero(pointer);
  f.repeat(count, () => {
    for (let v = 0; v < Math.max(vectors, 1); v++) {
      const sums = initial.map((pointer) => f.let(load(pointer, v)));
      for (const [k, row] of from.entries()) {
        const y = f.let(load(row, v));
        for (const [i, sum] of sums.entries()) f.set(sum, madd(factors[i]![k]!, y, sum));
      }
      for (const [i, sum] of sums.entries()) {
        const result = f32x4.pmax(sum, floor);
        if (vectors) f.store(to[i]!, result, 16 * v, 4);
        else f.store32_lane(to[i]!, result, 0);
      }
    }
    const step = vectors ? 16 * vectors : 4;
    for (const pointer of new Set([...from, ...initial, ...to])) {
      f.set(pointer, i32.add(pointer, step));
    }
  });
}

/** C = max(initial + A B, floor) of `rows` rows of A and `depth` rows of B, in one pass over C. */
function definePass(module: ModuleBuilder, rows: number, depth: number): Pass {
  const name = `add${depth}To${rows}`;
  return module.function(name, { parameters, exported: false }, (f, p) => {
    const pointers = (count: number, first: Local<'i32'>, step: Local<'i32'>) =>
      Array.from({ length: count }, (_, i) => f.let(i32.add(first, i32.mul(step, i))));
    const factors = pointers(rows, p.a, p.aRow).map((row) =>
      Array.from({ length: depth }, (_, k) =>
        f.let(v128.load32_splat(i32.add(row, i32.mul(p.aColumn, k)))),
      ),
    );
    const from = pointers(depth, p.b, p.bRow);
    const initial = pointers(rows, p.initial, p.initialRow);
    const to = pointers(rows, p.c, p.cRow);
    const floor = f.let(f32x4.splat(p.floor));
    const vectors = f.let(i32.shr_u(p.columns, 2));
    const turns = f.let(i32.div_u(vectors, turnVectors));
    turn(f, turns, turnVectors, factors, from, initial, to, floor);
    turn(f, f.let(i32.rem_u(vectors, turnVectors)), 1, factors, from, initial, to, floor);
    turn(f, f.let(i32.and(p.columns, 3)), 0, factors, from, initial, to, floor);
  });
}

/**
 * C = max(A B (+ initial), floor) of one or two rows of A and a row-major B, which is read once from beginning to end. `initial`
 * may be C; 0 adds nothing. All columns are contiguous and `depth` is not 0.
 */
export function defineMultiplyRows(module: ModuleBuilder): MultiplyRows {
  const several = [definePass(module, 1, passRows), definePass(module, 2, passRows)] as const;
  const single = definePass(module, 1, 1);
  return module.function(
    'multiplyRows',
    { parameters: rowsParameters, exported: false },
    (f, p) => {
      const second = f.let(i32.sub(p.rows, 1));
      f.if(i32.eqz(p.initial), () => {
        f.fill(p.c, 0, i32.shl(p.columns, 2));
        f.if(second, () => f.fill(i32.add(p.c, p.cRow), 0, i32.shl(p.columns, 2)));
        f.set(p.initial, p.c);
        f.set(p.initialRow, p.cRow);
      });
      const pass = (depth: number, add: (floor: Expr<'f32'>) => void): void => {
        f.set(p.depth, i32.sub(p.depth, depth));
        add(f32.select(f32.const(-Infinity), p.floor, p.depth));
        f.set(p.initial, p.c);
        f.set(p.initialRow, p.cRow);
        f.set(p.a, i32.add(p.a, i32.mul(p.aColumn, depth)));
        f.set(p.b, i32.add(p.b, i32.mul(p.bRow, depth)));
      };
      f.while(i32.ge_s(p.depth, passRows), () => {
        pass(passRows, (floor) => {
          f.if(
            second,
            () => f.call(several[1], { ...p, floor }),
            () => f.call(several[0], { ...p, floor }),
          );
        });
      });
      f.while(i32.gt_s(p.depth, 0), () => {
        pass(1, (floor) => {
          f.call(single, { ...p, floor });
          f.if(second, () => {
            const a = i32.add(p.a, p.aRow);
            const initial = i32.add(p.initial, p.initialRow);
            f.call(single, { ...p, a, initial, c: i32.add(p.c, p.cRow), floor });
          });
        });
      });
    },
  );
}
