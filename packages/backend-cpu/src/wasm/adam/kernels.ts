import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';

/** Words of an entry of the list: a number of elements, the positions of parameter, gradient, mean and variance. */
export const entryWords = 5;

/** The function of the module, as JavaScript calls it, for the elements from `begin` to `end` of a list of all parameters. */
export interface AdamKernels {
  adam(
    thread: number,
    list: number,
    entries: number,
    begin: number,
    end: number,
    coupledDecay: number,
    decoupledDecay: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    rate: number,
    varianceScale: number,
    eps: number,
  ): void;
}

const places = { thread: 'i32', list: 'i32', entries: 'i32', begin: 'i32', end: 'i32' } as const;

const constants = {
  coupledDecay: 'f32',
  decoupledDecay: 'f32',
  beta1: 'f32',
  rest1: 'f32',
  beta2: 'f32',
  rest2: 'f32',
  rate: 'f32',
  varianceScale: 'f32',
  eps: 'f32',
} as const;

type Constants = Readonly<Record<keyof typeof constants, Local<'v128'>>>;

interface Updated {
  readonly p: Local<'v128'>;
  readonly m: Local<'v128'>;
  readonly v: Local<'v128'>;
}

/** m ← β₁ m + (1 - β₁) g; v ← β₂ v + (1 - β₂) g²; p ← p - (η λ p + (η / c₁) m / (√v / √c₂ + ε)), with g + λ p for g where coupled. */
function update(
  f: FunctionBuilder,
  { p, m, v }: Updated,
  gradient: Expr<'v128'>,
  c: Constants,
): Updated {
  const { add, mul, div, sub, sqrt } = f32x4;
  const g = f.let(add(gradient, mul(c.coupledDecay, p)));
  const mean = f.let(add(mul(c.beta1, m), mul(c.rest1, g)));
  const variance = f.let(add(mul(c.beta2, v), mul(c.rest2, mul(g, g))));
  const denominator = add(mul(sqrt(variance), c.varianceScale), c.eps);
  const change = add(mul(c.decoupledDecay, p), div(mul(c.rate, mean), denominator));
  return { p: f.let(sub(p, change)), m: mean, v: variance };
}

/** One pass over contiguous parameters and states. */
export function defineAdam(module: ModuleBuilder): void {
  module.function('adam', { parameters: { ...places, ...constants } }, (f, p) => {
    const splat = (name: keyof Constants) => [name, f.let(f32x4.splat(p[name]))];
    const names = Object.keys(constants) as (keyof Constants)[];
    const c = Object.fromEntries(names.map(splat)) as Constants;
    const entry = f.let(i32.shl(p.list, 2));
    // Both count from the start of the entry.
    const [begin, end] = [f.let(p.begin), f.let(p.end)];
    f.repeat(p.entries, () => {
      const size = f.let(i32.load(entry));
      const from = f.let(i32.select(begin, i32.const(0), i32.gt_s(begin, 0)));
      const to = f.let(i32.select(end, size, i32.lt_s(end, size)));
      f.if(i32.lt_s(from, to), () => {
        const at = [1, 2, 3, 4].map((word) =>
          f.let(i32.shl(i32.add(i32.load(entry, 4 * word), from), 2)),
        );
        updateAll(f, i32.sub(to, from), at as Pointers, c);
      });
      f.set(begin, i32.sub(begin, size));
      f.set(end, i32.sub(end, size));
      f.set(entry, i32.add(entry, 4 * entryWords));
    });
  });
}

type Pointers = [p: Local<'i32'>, g: Local<'i32'>, m: Local<'i32'>, v: Local<'i32'>];

function updateAll(f: FunctionBuilder, count: Expr<'i32'>, at: Pointers, c: Constants): void {
  const [atP, atG, atM, atV] = at;
  eachVector(
    f,
    count,
    at,
    (lanes) => {
      const load = (pointer: Local<'i32'>) => f.let(lanes.load(pointer));
      const after = update(f, { p: load(atP), m: load(atM), v: load(atV) }, load(atG), c);
      lanes.store(atP, after.p);
      lanes.store(atM, after.m);
      lanes.store(atV, after.v);
    },
    2,
  );
}
