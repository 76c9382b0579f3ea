import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  v128,
} from '../assembler/index.ts';
import { bytes, four } from './words.ts';

/** Whether no address comes twice in a list, which has room for whole vectors. */
export function areDifferent(
  f: FunctionBuilder,
  list: Local<'i32'>,
  count: Local<'i32'>,
): Expr<'i32'> {
  // Behind the last one: addresses of rows are multiples of four, so these equal none, nor each other.
  const rest = f.let(i32.add(list, bytes(count)));
  const end = f.let(i32.add(list, bytes(four(count))));
  f.while(i32.lt_u(rest, end), () => {
    f.store(rest, i32.and(i32.shr_u(rest, 2), 3));
    f.set(rest, i32.add(rest, 4));
  });
  const isTwice = f.let(i32x4.splat(0));
  const one = f.let(list);
  const compare = (a: Local<'v128'>, b: Local<'v128'>, turns: readonly number[]): void => {
    for (const turn of turns) {
      const lanes = [0, 1, 2, 3].map((lane) => (lane + turn) % 4) as Lanes;
      const turned = turn === 0 ? b : f32x4.shuffle(b, b, lanes);
      f.set(isTwice, v128.or(isTwice, i32x4.eq(a, turned)));
    }
  };
  f.while(i32.lt_u(one, end), () => {
    const own = f.let(v128.load(one, 0, 4));
    compare(own, own, [1, 2]);
    const other = f.let(i32.add(one, 16));
    f.while(i32.lt_u(other, end), () => {
      const others = f.let(v128.load(other, 0, 4));
      compare(own, others, [0, 1, 2, 3]);
      f.set(other, i32.add(other, 16));
    });
    f.set(one, i32.add(one, 16));
  });
  return i32.eqz(v128.any_true(isTwice));
}

type Lanes = [number, number, number, number];
