import type { DType, UnaryKind } from '@rondo/tensor';
import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32x4,
  type Local,
  v128,
} from '../assembler/index.ts';
import {
  cos,
  erf,
  exp,
  expm1,
  gelu,
  geluTanh,
  log,
  log1p,
  sigmoid,
  sign,
  silu,
  sin,
  softplus,
  tanh,
  trigonometryLimit,
} from '../vector/math.ts';

/** Computes four results from four elements. */
export type Compute = (f: FunctionBuilder, x: Local<'v128'>) => Expr<'v128'>;

/** Each function on float32. */
export const onFloats: Readonly<Record<UnaryKind, Compute>> = {
  neg: (_, x) => f32x4.neg(x),
  abs: (_, x) => f32x4.abs(x),
  sign: (_, x) => sign(x),
  floor: (_, x) => f32x4.floor(x),
  ceil: (_, x) => f32x4.ceil(x),
  round: (_, x) => f32x4.nearest(x),
  exp,
  expm1,
  log,
  log1p,
  sqrt: (_, x) => f32x4.sqrt(x),
  rsqrt: (_, x) => f32x4.div(1, f32x4.sqrt(x)),
  square: (_, x) => f32x4.mul(x, x),
  reciprocal: (_, x) => f32x4.div(1, x),
  sin,
  cos,
  tanh,
  sigmoid,
  softplus,
  relu: (_, x) => f32x4.pmax(x, 0),
  gelu,
  geluTanh,
  silu,
  softsign: (_, x) => f32x4.div(x, f32x4.add(1, f32x4.abs(x))),
  erf,
};

/** Where a function on float32 gives up: from this size of the argument on, and at NaN. */
export const limits: Readonly<Partial<Record<UnaryKind, number>>> = {
  sin: trigonometryLimit,
  cos: trigonometryLimit,
};

/** Each function that takes int32 too; results wrap around at 32 bits. */
export const onIntegers: Readonly<Partial<Record<UnaryKind, Compute>>> = {
  neg: (_, x) => i32x4.neg(x),
  abs: (_, x) => i32x4.abs(x),
  sign: (_, x) => i32x4.max_s(i32x4.min_s(x, 1), -1),
  square: (_, x) => i32x4.mul(x, x),
};

const truth = (mask: Expr<'v128'>): Expr<'v128'> => v128.and(mask, i32x4.splat(1));

/** Conversions that change bits, by the dtype of the input and of the output. */
export const conversions = {
  float32: {
    int32: (_, x) => i32x4.trunc_sat_f32x4_s(x),
    bool: (_, x) => truth(f32x4.ne(x, 0)),
  },
  int32: {
    float32: (_, x) => f32x4.convert_i32x4_s(x),
    bool: (_, x) => truth(i32x4.ne(x, 0)),
  },
  bool: { float32: (_, x) => f32x4.convert_i32x4_s(x) },
} satisfies Record<DType, Partial<Record<DType, Compute>>>;
