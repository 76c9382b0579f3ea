import {
  f32,
  f32x4,
  type FunctionHandle,
  i32,
  madd,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';

/** Rows of B that one pass over the sums adds. */
const passRows = 4;

const parameters = {
  columns: 'i32',
  a: 'i32',
  aStep: 'i32',
  b: 'i32',
  bStep: 'i32',
  initial: 'i32',
  c: 'i32',
  floor: 'f32',
} as const;

const { columns, ...operands } = parameters;
const rowParameters = { columns, depth: 'i32', ...operands } as const;

export type MultiplyRow = FunctionHandle<typeof rowParameters, undefined>;

/** c = max(initial + the sum over some rows of a[k] B[k], floor). */
function definePass(module: ModuleBuilder, rows: number) {
  return module.function(`add${rows}Rows`, { parameters, exported: false }, (f, p) => {
    const factors = Array.from({ length: rows }, (_, i) =>
      f.let(f32.load(i32.add(p.a, i32.mul(p.aStep, i)))),
    );
    const from = factors.map((_, i) => f.let(i32.add(p.b, i32.mul(p.bStep, i))));
    const splats = factors.map((factor) => f.let(f32x4.splat(factor)));
    const floor = f.let(f32x4.splat(p.floor));
    const pointers = [...from, p.initial, p.c];
    f.repeat(i32.shr_u(p.columns, 2), () => {
      const sum = f.let(v128.load(p.initial, 0, 4));
      for (const [i, row] of from.entries()) {
        f.set(sum, madd(splats[i]!, v128.load(row, 0, 4), sum));
      }
      f.store(p.c, f32x4.pmax(sum, floor), 0, 4);
      for (const pointer of pointers) f.set(pointer, i32.add(pointer, 16));
    });
    f.repeat(i32.and(p.columns, 3), () => {
      const sum = f.let(v128.load32_zero(p.initial));
      for (const [i, row] of from.entries()) {
        f.set(sum, madd(splats[i]!, v128.load32_zero(row), sum));
      }
      f.store32_lane(p.c, f32x4.pmax(sum, floor), 0);
      for (const pointer of pointers) f.set(pointer, i32.add(pointer, 4));
    });
  });
}

/**
 * c = max(a B (+ initial), floor) of one row a, numbers `aStep` bytes apart, and a row-major B: streams through B once. `initial`
 * may be c; 0 adds nothing.
 */
export function defineMultiplyRow(module: ModuleBuilder): MultiplyRow {
  const several = definePass(module, passRows);
  const single = definePass(module, 1);
  const none = definePass(module, 0);
  return module.function(
    'multiplyRow',
    { parameters: rowParameters, exported: false },
    (f, p) => {
      const { depth, ...rest } = p;
      f.if(i32.eqz(p.initial), () => {
        f.fill(p.c, 0, i32.shl(p.columns, 2));
        f.set(p.initial, p.c);
      });
      f.if(i32.eqz(depth), () => f.call(none, rest));
      const turn = (rows: number) => {
        f.set(depth, i32.sub(depth, rows));
        const floor = f32.select(f32.const(-Infinity), p.floor, depth);
        f.call(rows === 1 ? single : several, { ...rest, floor });
        f.set(p.initial, p.c);
        f.set(p.a, i32.add(p.a, i32.mul(p.aStep, rows)));
        f.set(p.b, i32.add(p.b, i32.mul(p.bStep, rows)));
      };
      f.while(i32.ge_s(depth, passRows), () => turn(passRows));
      f.while(i32.gt_s(depth, 0), () => turn(1));
    },
  );
}
