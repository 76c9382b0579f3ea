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
import { transpose4 } from '../gemm/transpose.ts';

const dotsParameters = {
  count: 'i32',
  size: 'i32',
  x: 'i32',
  rows: 'i32',
  rowBytes: 'i32',
  to: 'i32',
} as const;

const sumParameters = {
  count: 'i32',
  size: 'i32',
  factors: 'i32',
  rows: 'i32',
  rowBytes: 'i32',
  to: 'i32',
  /** Whether a factor of 0 takes nothing from its row, be it NaN. */
  skips: 'i32',
} as const;

/** Products of one row with a matrix that is read once, where it lies. */
export interface RowProducts {
  /** The products of `x` with `count` rows of `size` numbers; up to three more numbers are written. */
  readonly dots: FunctionHandle<typeof dotsParameters, undefined>;
  /** Σ factor · row of `count` rows of `size` numbers. */
  readonly weightedSum: FunctionHandle<typeof sumParameters, undefined>;
}

type Four<T> = readonly [T, T, T, T];

export function defineRowProducts(module: ModuleBuilder): RowProducts {
  const dots = module.function('dots', { parameters: dotsParameters, exported: false }, (f, p) => {
    const zero = f.let(f32x4.splat(0));
    f.for(0, p.count, 4, (first) => {
      const row = (i: number): Local<'i32'> => {
        const last = i32.sub(p.count, 1);
        const number = i32.add(first, i);
        const at = i32.select(number, last, i32.lt_s(number, last));
        return f.let(i32.add(p.rows, i32.mul(at, p.rowBytes)));
      };
      const rows: Four<Local<'i32'>> = [row(0), row(1), row(2), row(3)];
      const x = f.let(p.x);
      f.store(p.to, fourDots(f, x, rows, p.size, zero), 0, 4);
      f.set(p.to, i32.add(p.to, 16));
    });
  });

  const weightedSum = module.function(
    'weightedSum',
    { parameters: sumParameters, exported: false },
    (f, p) => {
      const eachFactor = (add: (factor: Local<'i32'>, row: Local<'i32'>) => void): void => {
        const [factor, row] = [f.let(p.factors), f.let(p.rows)];
        const each = (body: () => void): void =>
          f.repeat(p.count, () => {
            body();
            f.set(factor, i32.add(factor, 4));
            f.set(row, i32.add(row, p.rowBytes));
          });
        f.if(
          p.skips,
          () => each(() => f.if(f32.ne(f32.load(factor), 0), () => add(factor, row))),
          () => each(() => add(factor, row)),
        );
      };
      for (const vectors of [8, 1]) {
        f.while(i32.ge_s(p.size, 4 * vectors), () => {
          const sums = Array.from({ length: vectors }, () => f.let(f32x4.splat(0)));
          eachFactor((factor, row) => {
            const x = f.let(v128.load32_splat(factor));
            for (const [v, sum] of sums.entries()) {
              f.set(sum, madd(x, v128.load(row, 16 * v, 4), sum));
            }
          });
          for (const [v, sum] of sums.entries()) f.store(p.to, sum, 16 * v, 4);
          f.set(p.rows, i32.add(p.rows, 16 * vectors));
          f.set(p.to, i32.add(p.to, 16 * vectors));
          f.set(p.size, i32.sub(p.size, 4 * vectors));
        });
      }
      f.repeat(p.size, () => {
        const sum = f.let(f32.const(0));
        eachFactor((factor, row) =>
          f.set(sum, f32.add(sum, f32.mul(f32.load(factor), f32.load(row)))),
        );
        f.store(p.to, sum);
        f.set(p.rows, i32.add(p.rows, 4));
        f.set(p.to, i32.add(p.to, 4));
      });
    },
  );

  return { dots, weightedSum };
}

/** The products of x with four rows. */
function fourDots(
  f: FunctionBuilder,
  x: Local<'i32'>,
  rows: Four<Local<'i32'>>,
  size: Local<'i32'>,
  zero: Local<'v128'>,
): Expr<'v128'> {
  const sums: Four<Local<'v128'>> = [f.let(zero), f.let(zero), f.let(zero), f.let(zero)];
  f.repeat(i32.shr_u(size, 2), () => {
    const own = f.let(v128.load(x, 0, 4));
    for (const [i, row] of rows.entries()) {
      f.set(sums[i]!, madd(own, v128.load(row, 0, 4), sums[i]!));
      f.set(row, i32.add(row, 16));
    }
    f.set(x, i32.add(x, 16));
  });
  const [a, b, c, d] = transpose4(f, sums);
  const total = f.let(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  f.repeat(i32.and(size, 3), () => {
    let others: Expr<'v128'> = v128.load32_splat(rows[0]);
    for (const lane of [1, 2, 3] as const) {
      others = f32x4.replace_lane(others, lane, f32.load(rows[lane]));
    }
    f.set(total, madd(v128.load32_splat(x), others, total));
    for (const pointer of [x, ...rows]) f.set(pointer, i32.add(pointer, 4));
  });
  return total;
}
