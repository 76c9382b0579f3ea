import { type Expr, f32x4, type FunctionBuilder, i32x4, type Local } from '../assembler/index.ts';
import { circle, log } from '../vector/math.ts';
import type { Four } from './philox.ts';

const map4 = <A, B>([a, b, c, d]: Four<A>, of: (value: A) => B): Four<B> => [
  of(a),
  of(b),
  of(c),
  of(d),
];

/** The upper 24 bits of words, as whole numbers. */
export function upperBits(words: Expr<'v128'>): Expr<'v128'> {
  return i32x4.shr_u(words, 8);
}

/** Words as numbers on [0, 1). */
export function uniforms(f: FunctionBuilder, words: Four<Local<'v128'>>): Four<Local<'v128'>> {
  return map4(words, (own) => f.let(uniform(upperBits(own))));
}

/** Words as standard normal numbers: √(-2 ln u) · (cos 2πv, sin 2πv) of the first and the last two, where u is on (0, 1]. */
export function normals(
  f: FunctionBuilder,
  [a, b, c, d]: Four<Local<'v128'>>,
): Four<Local<'v128'>> {
  const pair = (first: Local<'v128'>, second: Local<'v128'>) => {
    const u = uniform(i32x4.add(upperBits(first), 1));
    const radius = f.let(f32x4.sqrt(f32x4.mul(log(f, u), -2)));
    const { cos, sin } = circle(f, f.let(uniform(upperBits(second))));
    return [f.let(f32x4.mul(radius, cos)), f.let(f32x4.mul(radius, sin))] as const;
  };
  return [...pair(a, b), ...pair(c, d)];
}

function uniform(upper: Expr<'v128'>): Expr<'v128'> {
  return f32x4.mul(f32x4.convert_i32x4_s(upper), 2 ** -24);
}
