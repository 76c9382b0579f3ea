import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';

/** The function of the module, as JavaScript calls it: positions and the step of the gradient in elements. */
export interface AdamKernels {
  adam(
    count: number,
    parameter: number,
    gradient: number,
    gradientStep: number,
    mean: number,
    variance: number,
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

const pointers = {
  count: 'i32',
  parameter: 'i32',
  gradient: 'i32',
  gradientStep: 'i32',
  mean: 'i32',
  variance: 'i32',
} as const;

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
  module.function('adam', { parameters: { ...pointers, ...constants } }, (f, p) => {
    const splat = (name: keyof Constants) => [name, f.let(f32x4.splat(p[name]))];
    const names = Object.keys(constants) as (keyof Constants)[];
    const c = Object.fromEntries(names.map(splat)) as Constants;
    const atP = f.let(i32.shl(p.parameter, 2));
    const atG = f.let(i32.shl(p.gradient, 2));
    const atM = f.let(i32.shl(p.mean, 2));
    const atV = f.let(i32.shl(p.variance, 2));
    const isContiguous = i32.eq(p.gradientStep, 1);
    const contiguous = f.let(i32.select(p.count, 0, isContiguous));
    eachVector(f, contiguous, [atP, atG, atM, atV], (lanes) => {
      const load = (pointer: Local<'i32'>) => f.let(lanes.load(pointer));
      const after = update(f, { p: load(atP), m: load(atM), v: load(atV) }, load(atG), c);
      lanes.store(atP, after.p);
      lanes.store(atM, after.m);
      lanes.store(atV, after.v);
    });
    f.repeat(i32.sub(p.count, contiguous), () => {
      const load = (pointer: Local<'i32'>) => f.let(v128.load32_splat(pointer));
      const after = update(f, { p: load(atP), m: load(atM), v: load(atV) }, load(atG), c);
      f.store32_lane(atP, after.p, 0);
      f.store32_lane(atM, after.m, 0);
      f.store32_lane(atV, after.v, 0);
      for (const pointer of [atP, atM, atV]) f.set(pointer, i32.add(pointer, 4));
      f.set(atG, i32.add(atG, i32.shl(p.gradientStep, 2)));
    });
  });
}
