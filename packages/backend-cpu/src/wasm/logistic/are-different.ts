import {
  type Expr,
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
  // Behind the last one: no row lies at address 0.
  const end = f.let(i32.add(list, bytes(count)));
  const last = f.let(i32.add(list, bytes(four(count))));
  const rest = f.let(end);
  f.while(i32.lt_u(rest, last), () => {
    f.store(rest, i32.const(0));
    f.set(rest, i32.add(rest, 4));
  });
  // Each one equals itself: count equalities where there are no others.
  const equalities = f.let(i32x4.splat(0));
  const one = f.let(list);
  f.repeat(count, () => {
    const address = f.let(v128.load32_splat(one));
    const other = f.let(list);
    f.while(i32.lt_u(other, last), () => {
      f.set(equalities, i32x4.add(equalities, i32x4.eq(address, v128.load(other, 0, 4))));
      f.set(other, i32.add(other, 16));
    });
    f.set(one, i32.add(one, 4));
  });
  const sum = f.let(i32x4.add(equalities, i32x4.shuffle(equalities, equalities, [2, 3, 0, 1])));
  const found = i32.add(i32x4.extract_lane(sum, 0), i32x4.extract_lane(sum, 1));
  return i32.eqz(i32.add(found, count));
}
